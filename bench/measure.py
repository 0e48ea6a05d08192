"""Samples, how they are taken side by side, and the rows of the result: each is a ratio of two of them."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import TypeVar

_BREATH = 0.2  # seconds

Sample = TypeVar("Sample")
Statistic = Callable[[Sequence[float]], float]


@dataclass(frozen=True)
class Unit:
    """What samples count: the ``sign`` behind a number, what a sample is multiplied with, and the digits shown."""

    sign: str
    times: float = 1.0
    digits: int = 0

    def text(self, sample: float) -> str:
        """A sample with its unit."""
        return f"{sample * self.times:,.{self.digits}f} {self.sign}".rstrip()


MILLISECONDS = Unit("ms", 1000)
"""Of samples in seconds."""
SECONDS = Unit("s", 1, 1)
"""Of samples in seconds that are long."""
FINE_MILLISECONDS = Unit("ms", 1000, 1)
"""Of samples in seconds that are short."""
MEBIBYTES = Unit("MiB", 2**-20, 1)
"""Of samples in bytes."""
PIECES = Unit("")


@dataclass(frozen=True)
class Row:
    """One figure: ``ours`` beside ``theirs``, which is empty where there is nothing to compare with.

    ``statistic`` makes one number of all samples of a side: the median, or the best where only the work itself is
    of interest. ``goal`` is the ratio that is aimed at; None where the figure is reported only.
    """

    what: str
    ours: Sequence[float]
    theirs: Sequence[float]
    unit: Unit
    goal: float | None = None
    statistic: Statistic = median

    @property
    def ratio(self) -> float | None:
        """How many times ``theirs`` it is; None without a comparison, or where that has come out as nothing."""
        base = self.statistic(self.theirs) if self.theirs else 0.0
        return self.statistic(self.ours) / base if base > 0 else None

    @property
    def met(self) -> bool | None:
        """Whether the goal is met; None where there is none."""
        return None if self.goal is None else self.ratio is not None and self.ratio <= self.goal


@dataclass(frozen=True)
class Section:
    """One part of the benchmark: ``how`` tells what is compared with what, and in which way."""

    title: str
    how: str
    rows: tuple[Row, ...]


def interleaved(rounds: int, *actions: Callable[[], Sample]) -> list[list[Sample]]:
    """The samples of each action, taken in turns, so that what disturbs the machine disturbs all of them alike."""
    taken = [[action() for action in actions] for _ in range(rounds)]
    return [list(samples) for samples in zip(*taken, strict=True)]


async def interleaved_async(rounds: int, *actions: Callable[[], Awaitable[Sample]]) -> list[list[Sample]]:
    """The same of actions that are awaited, each after a `breath`."""
    taken = [[await _after_breath(action) for action in actions] for _ in range(rounds)]
    return [list(samples) for samples in zip(*taken, strict=True)]


async def _after_breath(action: Callable[[], Awaitable[Sample]]) -> Sample:
    await breath()
    return await action()


async def breath() -> None:
    """Let a server come to rest before the next request: Streamlit collects garbage after a run."""
    await asyncio.sleep(_BREATH)
