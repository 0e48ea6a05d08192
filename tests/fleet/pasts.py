"""Histories made by looking: fleets one after another, and times between them in seconds after `NOW`."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar

from lib.fleet.history import History, remembered, unseen
from lib.fleet.model import Executor, Fleet, Status
from lib.fleet.spans import Outage, Pace, Span
from lib.fleet.strip import Segment
from tests.fleet import records
from tests.fleet.documents import NOW

Part = TypeVar("Part", Span, Segment)

FRESH, RETRY, SETTLING = 30.0, 60.0, 30.0
PACE = Pace(timedelta(seconds=FRESH), timedelta(seconds=RETRY), timedelta(seconds=SETTLING))
EMPTY = History(PACE)


def at(seconds: float) -> datetime:
    """The instant so many seconds after `NOW`."""
    return NOW + timedelta(seconds=seconds)


def outage(since: float, until: float) -> Outage:
    """Tries that failed from one instant to another."""
    return Outage(at(since), at(until))


def fleet(seconds: float, *executors: Executor, **told: Any) -> Fleet:
    """A fleet of that instant."""
    return records.fleet(*executors, observed_at=at(seconds), **told)


def stale_fleet(seconds: float, *executors: Executor) -> Fleet:
    """A fleet whose status is a fact no more."""
    return fleet(seconds, *executors, status_stale=True, counts=records.counts(ready=None, busy=None))


def look(history: History, seconds: float, **statuses: Status) -> History:
    """The history after the gateway listed executors of these names in these states."""
    listed = (records.executor(name, records.rollup(status=status)) for name, status in statuses.items())
    return remembered(history, fleet(seconds, *listed), None)


def no_answer(history: History, since: float, until: float) -> History:
    """The history after all tries from one instant to another failed."""
    return unseen(history, outage(since, until))


def covers_window(
    parts_of: Callable[[datetime, datetime], Sequence[Part]], one: datetime, other: datetime
) -> Sequence[Part]:
    """The parts of the window between two instants, which must cover it in order without hole or overlap."""
    begin, end = min(one, other), max(one, other)
    parts = parts_of(begin, end)
    edges = [begin, *(part.end for part in parts)]
    assert [part.begin for part in parts] == edges[:-1]
    assert edges[-1] == end
    assert all(part.begin < part.end for part in parts)
    return parts
