"""What nodes or executors share that fail together.

Forty red rows tell what fails; what they have in common tells where to look. It is said only where it explains, for a
wrong lead costs more than none:

- Failures count as together when they began within ``WINDOW``. Workers that die at once send their last heartbeats up
  to 10 s apart, and a gateway takes some rounds of 10 s to put a node aside (contract 4.5). Nodes that have vanished
  count with those that fail while they are listed: of a lost host, some may do the one and some the other.
- They are at least ``ENOUGH_NODES``, or of ``ENOUGH_EXECUTORS`` executors: two nodes of one executor are its own
  trouble. Executors without nodes are ``ENOUGH_EMPTIED``, as one or two are scaled down by hand every day.
- A value explains if most of what fails has it (``MOST``), if at least half of what has it fails (``HALF``: a region
  of which 2 of 40 nodes fail is no explanation), and if that is clearly more common (``CLEARLY``) than among what
  does not have it. Where nothing is left that does not have it, it explains nothing.
- The most specific value wins, and what it explains is not explained again. Where none does, but ``MOST`` of the
  whole gateway fails, the gateway is the explanation.
- An executor that lost its last node is told as such, and not by its nodes; unless it is their host that explains them,
  for that is more than executors can share.
- The nodes of a single executor share all that its name says; only what sets them apart from its other nodes counts.
- Epochs count dispatches (contract 1, fact 7). Nodes of one executor get their jobs in turn and count alike, and those
  that fail stop counting: equal epochs tell something only of ``ENOUGH_NODES`` of ``ENOUGH_EXECUTORS`` executors.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import NamedTuple, Self

from lib.fleet.evidence import Evidence
from lib.fleet.failures import Failure, How, emptied_executors, failing_nodes, out_of_order
from lib.fleet.listing import WINDOW
from lib.fleet.model import Executor, Fleet, Trouble
from lib.fleet.traits import BY_NAME, OF_NODES, Trait
from lib.fleet.words import count, duration, enumeration

ENOUGH_NODES = 3
ENOUGH_EXECUTORS = 2
ENOUGH_EMPTIED = 3
MOST = 2 / 3
HALF = 1 / 2
CLEARLY = 3.0
MOST_TOLD = 3
"""Sentences at most: more of them are a wall that nobody reads."""

_WINDOWS_TRIED = 2 * MOST_TOLD


def troubles(fleet: Fleet, evidence: Evidence) -> tuple[Trouble, ...]:
    """What failing nodes or executors have in common, worst first; nothing where it is not known what fails."""
    if fleet.status_stale or fleet.deployments_stale or fleet.frozen_since is not None:
        return ()
    odd = out_of_order(fleet.executors)
    failing = failing_nodes(odd, fleet, evidence)
    of_nodes = [each for each in _found(failing, _all_nodes(fleet, evidence)) if not _is_of_executors(each)]
    told = _explained_by_nodes(of_nodes, fleet)
    emptied = [each for each in emptied_executors(odd, fleet.observed_at) if each.executor.name not in told]
    found = [*_found(emptied, _all_executors(fleet, evidence)), *of_nodes]
    return tuple(map(_trouble, sorted(found, key=lambda each: -len(each.failures))[:MOST_TOLD]))


def _enough_nodes(failures: Sequence[Failure]) -> bool:
    return len(failures) >= ENOUGH_NODES or len(_executors(failures)) >= ENOUGH_EXECUTORS


def _executors(failures: Sequence[Failure]) -> dict[str, Executor]:
    return {failure.executor.name: failure.executor for failure in failures}


class _Shared(NamedTuple):
    """A value that failures have in common."""

    trait: Trait
    value: str
    failures: Sequence[Failure]


@dataclass(frozen=True)
class _Population:
    """All that could fail: the registered nodes of a gateway, or its executors, which have the address ""."""

    noun: str
    total: int
    traits: tuple[Trait, ...]
    executors: Sequence[Executor]
    addresses: Callable[[Executor], Collection[str]]
    evidence: Evidence
    enough: Callable[[Sequence[Failure]], bool]

    def places(self, trait: Trait, value: str, executor: Executor) -> list[str]:
        """The addresses of an executor that have a value."""
        told = trait.values(executor, self.addresses(executor), self.evidence)
        return [address for address, each in told if each == value]

    def number(self, shared: _Shared, at_most: int) -> int:
        """How many have a value, failing or not; counted to one past a limit, as thousands may have it."""
        having = (
            address for executor in self.executors for address in self.places(shared.trait, shared.value, executor)
        )
        return sum(1 for _ in islice(having, at_most + 1)) + _gone(shared.failures)

    def beside(self, window: Sequence[Failure]) -> Self:
        """The same with the nodes of a window that have vanished, which are registered no more."""
        return replace(self, total=self.total + _gone(window))


def _all_nodes(fleet: Fleet, evidence: Evidence) -> _Population:
    return _Population(
        noun="nodes",
        total=fleet.counts.nodes or 0,
        traits=OF_NODES,
        executors=fleet.executors,
        addresses=lambda executor: evidence.listed.get(executor.name, ()),
        evidence=evidence,
        enough=_enough_nodes,
    )


def _all_executors(fleet: Fleet, evidence: Evidence) -> _Population:
    return _Population(
        noun="executors",
        total=len(fleet.executors),
        traits=BY_NAME,
        executors=fleet.executors,
        addresses=lambda _executor: ("",),
        evidence=evidence,
        enough=lambda failures: len(failures) >= ENOUGH_EMPTIED,
    )


class _Explanation(NamedTuple):
    """Failures of a window, what is said of them, and the trait that they share; None for that of the gateway."""

    failures: Sequence[Failure]
    sentence: str
    trait: Trait | None


def _is_of_executors(found: _Explanation) -> bool:
    """Whether what it says of nodes is to be said of executors: they lost all of them, and their names tell as much."""
    lost_all = (failure.gone and not failure.executor.rollup.node_count for failure in found.failures)
    return found.trait in (None, *BY_NAME) and all(lost_all)


def _explained_by_nodes(found: Sequence[_Explanation], fleet: Fleet) -> set[str]:
    """The executors of which every node that vanished is explained."""
    told = {failure.place for each in found for failure in each.failures}
    return {executor for executor, _ in told} - {node.executor for node in fleet.vanished if node.place not in told}


def _trouble(found: _Explanation) -> Trouble:
    return Trouble(found.sentence, len(found.failures), tuple(sorted(_executors(found.failures))))


def _gone(failures: Sequence[Failure]) -> int:
    return sum(failure.gone for failure in failures)


def _found(failures: Sequence[Failure], among: _Population) -> Iterator[_Explanation]:
    """One explanation for each window that has an explanation, of those in which most failed."""
    left = failures
    for _ in range(_WINDOWS_TRIED):
        window = _densest(left)
        if not among.enough(window):
            return
        found = _explanation(window, among.beside(window))
        if found is not None:
            yield found
        done = {failure.place for failure in (window if found is None else found.failures)}
        left = [failure for failure in left if failure.place not in done]


def _densest(failures: Sequence[Failure]) -> Sequence[Failure]:
    """The most failures that began within a window, the latest of as many; they come earliest first."""
    best = start = 0
    length = 0
    for end, failure in enumerate(failures):
        while failure.since - failures[start].since > WINDOW:
            start += 1
        if end - start >= length - 1:
            best, length = start, end - start + 1
    return failures[best : best + length]


def _explanation(window: Sequence[Failure], among: _Population) -> _Explanation | None:
    by_executor: defaultdict[str, dict[str, Failure]] = defaultdict(dict)
    for failure in window:
        by_executor[failure.executor.name][failure.address] = failure
    for trait in among.traits:
        for shared in _shared_by_most(by_executor.values(), trait, among.evidence):
            there = among.number(shared, at_most=int(len(shared.failures) / HALF))
            if _explains(shared, there, window, among):
                return _Explanation(shared.failures, _said(shared, there, window, among.noun), trait)
    return _of_the_gateway(window, among)


def _shared_by_most(by_executor: Collection[Mapping[str, Failure]], trait: Trait, evidence: Evidence) -> list[_Shared]:
    """The values that most failures of a window have, the most frequent first; failures come by address."""
    by_value: defaultdict[str, list[Failure]] = defaultdict(list)
    for failing in by_executor:
        executor = next(iter(failing.values())).executor
        for address, value in trait.values(executor, failing.keys(), evidence):
            by_value[value].append(failing[address])
    least = MOST * sum(map(len, by_executor))
    most = [_Shared(trait, value, having) for value, having in by_value.items() if len(having) >= least]
    return sorted(most, key=lambda each: (-len(each.failures), each.value))


def _explains(shared: _Shared, there: int, window: Sequence[Failure], among: _Population) -> bool:
    failing = len(shared.failures)
    elsewhere = among.total - there
    if not _tells(shared, among) or failing / there < HALF or not elsewhere:
        return False
    clearly = failing / there >= CLEARLY * (len(window) - failing) / elsewhere
    return clearly and _sets_apart(shared, among)


def _tells(shared: _Shared, among: _Population) -> bool:
    """Whether enough failures have the value to be no coincidence."""
    nodes, executors = len(shared.failures), len(_executors(shared.failures))
    if shared.trait.coincides:
        return nodes >= ENOUGH_NODES and executors >= ENOUGH_EXECUTORS
    return among.enough(shared.failures)


def _sets_apart(shared: _Shared, among: _Population) -> bool:
    """Whether the value is more than another name of a single executor: some other node of it has another value."""
    [executor, *others] = _executors(shared.failures).values()
    return bool(others) or len(among.places(shared.trait, shared.value, executor)) < len(among.addresses(executor))


def _of_the_gateway(window: Sequence[Failure], among: _Population) -> _Explanation | None:
    """Trouble that nothing narrower explains, because most of the gateway has it."""
    if len(window) < MOST * among.total or len(_executors(window)) < ENOUGH_EXECUTORS:
        return None
    of_all = f"{_share(len(window), among.total)} {among.noun} of this gateway {_together(window)}"
    sentence = f"{_capital(of_all)}: look at the gateway, its etcd and the network between them first."
    return _Explanation(window, sentence, None)


def _said(shared: _Shared, there: int, window: Sequence[Failure], noun: str) -> str:
    failing = len(shared.failures)
    who = f"{_share(failing, len(window))} {noun} that {_together(window)}"
    where = shared.trait.said(shared.value, past=_gone(shared.failures) == failing)
    return f"{_capital(who)} {where} ({_share(failing, there)} {noun} {shared.trait.there})."


def _together(window: Sequence[Failure]) -> str:
    """How and when a window began; a beginning that was only seen makes the words of all careful."""
    ways = {failure.how for failure in window}
    listed = ways - {How.VANISHED}
    said = [How.VANISHED.value] if How.VANISHED in ways else []
    if listed:
        said.append(listed.pop() if len(listed) == 1 else How.SEEN if How.SEEN in listed else How.FAILED)
    return f"{enumeration(said, 'or')} within {duration(WINDOW.total_seconds())} of each other"


def _share(part: int, whole: int) -> str:
    if part < whole:
        return f"{count(part)} of {count(whole)}"
    return "both" if whole == 2 else f"all {count(whole)}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
