"""The questions that can be asked of the past, whoever keeps it, and the frames that answer them.

Every backend answers the same questions with the same numbers. A step is a span of the window, counted from midnight
UTC; within it the samples that could be taken are summed up. A step without any is a row that is not there: who counts
or draws must see the gap, and may take nothing for it.

Frames have these columns; numbers are float64 with NaN for what was not known, times are ``datetime64[us, UTC]`` and
tell the beginning of a step, words are ``object``.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final, Protocol

import pandas as pd

FINE, COARSE = timedelta(minutes=5), timedelta(hours=1)
"""The two lengths of a step."""

FINE_UP_TO: Final = timedelta(days=7)
"""The longest window that is asked for in fine steps."""

USAGE: Final = ("at", "gateway", "site", "function", "executors", "total", "used", "available", "stranded")
"""A function on a gateway in a step: how many executors said something, and the sums of their mean slots."""

SERIES: Final = (
    "at",
    "gateway",
    "executor",
    "function",
    "samples",
    "total",
    "used",
    "used_max",
    "used_p95",
    "available_min",
    "stranded_max",
    "nodes",
    "healthy_min",
    "heartbeat_max",
    "drifting",
    "failing",
)
"""An executor in a step: ``samples`` that knew its slots; ``total`` and ``nodes`` are the most, ``used`` is the mean.

``heartbeat_max`` is the age of its oldest heartbeat in seconds. ``drifting`` and ``failing`` are the share of its
samples, from 0 to 1, in which its verdict was drift and its status ERROR.
"""

STATISTICS: Final = (
    "gateway",
    "site",
    "executor",
    "function",
    "steps",
    "total",
    "used_mean",
    "used_p95",
    "used_max",
    "available_min",
    "stranded_max",
    "nodes",
)
"""An executor over the whole window.

``steps`` is how many steps knew its slots. ``total`` and ``nodes`` are the latest that were known; ``used_p95`` is the
95th percentile, interpolated linearly, of the means of its steps, ``used_max`` the highest single sample.
"""

REACHED: Final = ("at", "gateway", "site", "samples", "reachable", "readable", "nodes", "fresh_nodes")
"""A gateway in a step: ``samples`` that were taken.

Of them, from 0 to 1, ``reachable`` is the share in which its health check succeeded, ``readable`` that in which its
slots were known. ``nodes`` and ``fresh_nodes`` are means of those registered and of those with a recent heartbeat.
"""

CHANGES: Final = ("at", "gateway", "executor", "sort", "before", "after", "reason")
"""A derived change: ``sort`` is ``status``, ``verdict`` or ``epoch``; ``before`` and ``after`` are words, empty for an
executor that was not listed.

``sort`` is ``alert`` for what became of an alert: ``before`` is its rule, ``after`` is fired, resolved or ended. There
``executor`` is empty where it is about a gateway.
"""

_WORDS: Final = frozenset({"gateway", "site", "executor", "function", "sort", "before", "after", "reason"})


@dataclass(frozen=True, slots=True)
class Scope:
    """What is asked about: None stands for all of them. ``gateways`` are ids."""

    gateways: tuple[str, ...] | None = None
    function: str | None = None
    executor: str | None = None


@dataclass(frozen=True, slots=True)
class Window:
    """A span of time from ``begin`` to before ``end``, both UTC."""

    begin: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.begin >= self.end:
            raise ValueError("a window must begin before it ends")

    @property
    def span(self) -> timedelta:
        """How long it is."""
        return self.end - self.begin

    @property
    def step(self) -> timedelta:
        """The length of its steps."""
        return FINE if self.span <= FINE_UP_TO else COARSE

    @property
    def steps(self) -> int:
        """How many whole steps it has, once its ends are where steps begin."""
        return self.aligned().span // self.step

    @property
    def before(self) -> "Window":
        """The window of the same length that ends where this one begins."""
        return Window(self.begin - self.span, self.begin)

    def aligned(self) -> "Window":
        """The window whose ends are where steps begin, of the same steps: each end goes down to one."""
        begin, end = step_begin(self.begin, self.step), step_begin(self.end, self.step)
        return self if begin >= end else replace(self, begin=begin, end=end)


def typed(frame: pd.DataFrame) -> pd.DataFrame:
    """A frame whose columns have the types that every answer has."""
    for name in frame.columns:
        if name == "at":
            frame[name] = pd.to_datetime(frame[name], utc=True).astype("datetime64[us, UTC]")
        elif name in _WORDS:
            frame[name] = frame[name].astype(object)
        else:
            frame[name] = frame[name].astype("float64")
    return frame


def step_begin(at: datetime, step: timedelta) -> datetime:
    """When the step begins that an instant is in."""
    at = at.astimezone(UTC)
    midnight = datetime(at.year, at.month, at.day, tzinfo=UTC)
    return midnight + (at - midnight) // step * step


class ArchiveError(Exception):
    """The past can't be asked or kept now; the message says why, and what a person can do."""


class Archive(Protocol):
    """Keeps the past. Any thread may ask; every question raises ArchiveError where it can't be answered.

    Rows come in the order of time, then gateway, then name.
    """

    def usage(self, scope: Scope, window: Window) -> pd.DataFrame:
        """``USAGE`` of the window."""
        ...

    def series(self, scope: Scope, window: Window) -> pd.DataFrame:
        """``SERIES`` of the window: a row an executor and step, so for few executors or a short window."""
        ...

    def statistics(self, scope: Scope, window: Window) -> pd.DataFrame:
        """``STATISTICS`` of the window."""
        ...

    def reached(self, scope: Scope, window: Window) -> pd.DataFrame:
        """``REACHED`` of the window; the function and executor of the scope do not matter."""
        ...

    def changes(self, scope: Scope, window: Window) -> pd.DataFrame:
        """``CHANGES`` of the window, the latest first."""
        ...

    def extent(self) -> Window | None:
        """From the first sample that is kept to the end of the last complete step; None where there is none."""
        ...
