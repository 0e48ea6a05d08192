"""Filters of the executors table, as data; they are pure, so that pages, links and machines share them."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lib.fleet.model import Executor

UNNAMED = "(none)"
"""Stands for the function or region of a name that does not say one."""


@dataclass(frozen=True, slots=True)
class ExecutorFilter:
    """What an executor must be; an empty part lets everything through, several values of one part any of them."""

    text: str = ""
    statuses: frozenset[str] = frozenset()
    verdicts: frozenset[str] = frozenset()
    functions: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()

    def matches(self, executor: Executor) -> bool:
        """Whether an executor passes every part."""
        return (
            (not self.statuses or executor.rollup.status.value in self.statuses)
            and (not self.verdicts or executor.rollup.verdict.value in self.verdicts)
            and (not self.functions or (executor.function or UNNAMED) in self.functions)
            and (not self.regions or (executor.region or UNNAMED) in self.regions)
            and self._says(executor)
        )

    def _says(self, executor: Executor) -> bool:
        """Whether every word of the text stands somewhere in its name, owners or endpoints, in any case."""
        words = self.text.casefold().split()
        if not words:
            return True
        said = "\n".join((executor.name, *executor.rollup.owners, *executor.endpoints)).casefold()
        return all(word in said for word in words)


@dataclass(frozen=True, slots=True)
class Facets:
    """The values that executors have, with how many have each."""

    statuses: Counter[str]
    verdicts: Counter[str]
    functions: Counter[str]
    regions: Counter[str]


def facets(executors: Iterable[Executor]) -> Facets:
    """Count the values to filter by."""
    listed = list(executors)
    return Facets(
        statuses=Counter(executor.rollup.status.value for executor in listed),
        verdicts=Counter(executor.rollup.verdict.value for executor in listed),
        functions=Counter(executor.function or UNNAMED for executor in listed),
        regions=Counter(executor.region or UNNAMED for executor in listed),
    )


def positions(executors: Sequence[Executor], wanted: ExecutorFilter) -> list[int]:
    """Positions of the executors that pass, in their order."""
    return [position for position, executor in enumerate(executors) if wanted.matches(executor)]
