"""How many jobs wait for each executor, beside its free slots (contract 3.9; issue, section 2: Demand).

``ready_by_executor`` of ``/api/debug`` is the one place on the wire with a queue depth per executor: jobs that could
start and have no slot yet. It leaves out executors for which none waits, so there a missing name is zero; where the
gateway does not say it at all, nothing is known, and the page says why.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

import pandas as pd

from lib.feed.reading import Snapshot
from lib.fleet.model import Fleet


class Pressure(StrEnum):
    """Jobs beside slots, in words."""

    FULL_WAITING = "full and waiting"
    """Jobs wait, and none of them can get a slot."""
    WAITING_BESIDE_FREE = "waiting beside free slots"
    """Jobs wait although slots are free: the gateway's scheduler has limits of its own, or has not come to them yet."""
    FULL_CONTENT = "full and content"
    """No slot is free, and nothing waits."""
    FREE = "free"
    NO_SLOTS = "no slots"
    """It has no slots at all, and nothing waits."""
    UNKNOWN = "not known"


@dataclass(frozen=True, slots=True)
class Waiting:
    """What a gateway says of waiting jobs; ``jobs`` is None where it says nothing, and ``why`` is a sentence then.

    ``jobs`` are numbers by name, None where the number is unreadable; a name that is missing has none. ``longest`` are
    the seconds that the job has waited which waits longest, by name, as far as told. ``age`` of the answer in seconds.
    """

    jobs: Mapping[str, int | None] | None
    longest: Mapping[str, float]
    why: str
    age: float | None


@dataclass(frozen=True, slots=True)
class ExecutorDemand:
    """An executor's demand; None is what is not known.

    ``free`` are slots that a job can really get. ``longest`` in seconds. ``reason`` says why it has this verdict.
    ``leak`` are pieces of evidence that some of its slots are used by no job: a suspicion, empty where there is none.
    ``known`` says whether the fleet has an executor of this name; where not, jobs wait for a name that nothing serves.
    """

    executor: str
    waiting: int | None
    longest: float | None
    total: int | None
    used: int | None
    free: int | None
    pressure: Pressure
    reason: str
    leak: tuple[str, ...]
    known: bool


def waiting(snapshot: Snapshot) -> Waiting:
    """What the latest answer of ``/api/debug`` says, if it is a fact."""
    raise NotImplementedError


def demand(fleet: Fleet, waiting: Waiting, series: pd.DataFrame | None = None) -> tuple[ExecutorDemand, ...]:
    """The demand of each executor of a fleet, worst first; ``series`` (``SERIES`` of this gateway) tells of leaks."""
    raise NotImplementedError


def table(demands: Iterable[ExecutorDemand]) -> pd.DataFrame:
    """``DEMANDS`` of these, a row an executor."""
    raise NotImplementedError
