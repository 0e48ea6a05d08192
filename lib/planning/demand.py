"""How many jobs wait for each executor, beside its free slots (contract 3.9; issue, section 2: Demand).

``ready_by_executor`` of ``/api/debug`` is the one place on the wire with a queue depth per executor: jobs that could
start and have no slot yet. It leaves out executors for which none waits, so there a missing name is zero; where the
gateway does not say it at all, nothing is known, and the page says why.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import pandas as pd

from lib.feed.reading import Snapshot
from lib.fleet.model import Executor, Fleet, Slots
from lib.fleet.tables import NUMBER, TEXT, WHOLE, Column, frame, joined
from lib.fleet.words import plural
from lib.gateway.routes import Kind
from lib.gateway.wire import Debug, FrontierSummary
from lib.gateway.words import sentence
from lib.planning.leaks import leak


class Pressure(StrEnum):
    """Jobs beside slots, in words."""

    FULL_WAITING = "full and waiting"
    """Jobs wait, and no slot is free."""
    OUT_OF_REACH = "free slots out of reach"
    """Slots are free, and all of them on nodes that no work reaches (contract 9.4): neither full nor of use."""
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


_NOT_TOLD: Final = "This gateway does not tell how many jobs wait."


def waiting(snapshot: Snapshot) -> Waiting:
    """What the latest answer of ``/api/debug`` says, if it is a fact."""
    summary, why = _summary(snapshot)
    age = snapshot.age(Kind.DEBUG)
    if summary is None or summary.ready_by_executor is None:
        return Waiting(None, {}, why or _NOT_TOLD, age)
    jobs = {name: None if ready is None or ready < 0 else ready for name, ready in summary.ready_by_executor.items()}
    return Waiting(jobs, _longest(summary), "", age)


def _summary(snapshot: Snapshot) -> tuple[FrontierSummary | None, str]:
    """The gateway's count, or why there is none."""
    reading = snapshot.reading(Kind.DEBUG)
    if Kind.DEBUG not in snapshot.schedule.intervals:
        return None, "Waiting jobs are not asked for: DEMAND is off."
    if not reading.attempted:
        return None, "Waiting jobs have not been read yet."
    if snapshot.is_stale(Kind.DEBUG):
        return None, sentence(reading.error) if reading.error else "Waiting jobs were read too long ago."
    frontier = reading.value.frontier if isinstance(reading.value, Debug) else None
    if frontier is None:
        return None, "" if reading.is_offered else "This gateway has no route that tells how many jobs wait."
    if frontier.summary_error:
        return None, f"The gateway could not count waiting jobs: {frontier.summary_error}"
    if frontier.available is False:
        return None, "The gateway's planner, which knows the waiting jobs, is not available."
    return frontier.summary, ""


def _longest(summary: FrontierSummary) -> dict[str, float]:
    told = {
        name: [max(0.0, job.ready_for_s) for job in jobs or () if job.ready_for_s is not None]
        for name, jobs in (summary.stalest_ready or {}).items()
    }
    return {name: max(seconds) for name, seconds in told.items() if seconds}


def demand(fleet: Fleet, waiting: Waiting, series: pd.DataFrame | None = None) -> tuple[ExecutorDemand, ...]:
    """The demand of each executor of a fleet, worst first, and of each name that jobs wait for and nothing serves.

    ``series`` are ``SERIES`` of the past, in which this gateway's tell of leaks; without them none is looked for.
    """
    past = _past(fleet, series)
    listed = [_demand(fleet, executor, waiting, past.get(executor.name)) for executor in fleet.executors]
    names = {executor.name for executor in fleet.executors}
    unserved = [_unserved(name, waiting) for name in waiting.jobs or () if name not in names]
    return tuple(sorted((*listed, *unserved), key=_order))


def _past(fleet: Fleet, series: pd.DataFrame | None) -> dict[str, pd.DataFrame]:
    if series is None:
        return {}
    own = series[series["gateway"] == fleet.gateway_id]
    return {str(name): steps for name, steps in own.groupby("executor", sort=False, observed=True)}


def _demand(fleet: Fleet, executor: Executor, waiting: Waiting, past: pd.DataFrame | None) -> ExecutorDemand:
    slots = None if fleet.capacity_stale else executor.slots
    jobs = None if waiting.jobs is None else waiting.jobs.get(executor.name, 0)
    pressure, reason = _judged(jobs, slots)
    if pressure is Pressure.UNKNOWN:
        reason = _why_unknown(fleet, executor, jobs, waiting)
    return ExecutorDemand(
        executor=executor.name,
        waiting=jobs,
        longest=waiting.longest.get(executor.name),
        total=None if slots is None else slots.capacity,
        used=None if slots is None else slots.used,
        free=None if slots is None else slots.truly_available,
        pressure=pressure,
        reason=reason,
        leak=() if past is None else leak(fleet, executor, jobs, past),
        known=True,
    )


def _judged(jobs: int | None, slots: Slots | None) -> tuple[Pressure, str]:
    """The verdict and its reason; without one where it is not known."""
    free = None if slots is None else slots.truly_available
    if jobs is None or slots is None or free is None:
        return Pressure.UNKNOWN, ""
    if not free and slots.available:
        reach = f"{plural(slots.available, 'slot')} free, all on nodes that no work reaches"
        return Pressure.OUT_OF_REACH, f"{plural(jobs, 'job')} waiting; {reach}." if jobs else f"{reach}; nothing waits."
    if jobs and free:
        return Pressure.WAITING_BESIDE_FREE, f"{plural(jobs, 'job')} waiting, although {plural(free, 'slot')} free."
    if jobs:
        none = "no slot is free" if slots.capacity else "it has no slots"
        return Pressure.FULL_WAITING, f"{plural(jobs, 'job')} waiting, and {none}."
    if slots.capacity == 0:
        return Pressure.NO_SLOTS, "It has no slots, and nothing waits."
    if free:
        return Pressure.FREE, f"{plural(free, 'slot')} free, and nothing waits."
    return Pressure.FULL_CONTENT, "No slot is free, and nothing waits."


def _why_unknown(fleet: Fleet, executor: Executor, jobs: int | None, waiting: Waiting) -> str:
    if waiting.jobs is None:
        return waiting.why
    if jobs is None:
        return "The number of waiting jobs is unreadable."
    if fleet.capacity_stale:
        return "Slots were read too long ago."
    if executor.slots is None or executor.slots.available is None:
        return "The gateway tells no slots of it."
    return "Whether a job can get the free slots is not known."


def _unserved(name: str, waiting: Waiting) -> ExecutorDemand:
    jobs = (waiting.jobs or {}).get(name)
    return ExecutorDemand(
        executor=name,
        waiting=jobs,
        longest=waiting.longest.get(name),
        total=None,
        used=None,
        free=None,
        pressure=Pressure.UNKNOWN,
        reason="Jobs are counted for this name, and the gateway lists no executor of it.",
        leak=(),
        known=False,
    )


_BY_VERDICT: Final = tuple(Pressure)


def _order(each: ExecutorDemand) -> tuple[bool, bool, int, int, float, str]:
    """What waits and has no slot first, then what waits, then by verdict; more jobs and longer waits before others."""
    waits, rank = each.waiting or 0, _BY_VERDICT.index(each.pressure)
    return not (waits and each.free == 0), not waits, rank, -waits, -(each.longest or 0.0), each.executor


def table(demands: Iterable[ExecutorDemand]) -> pd.DataFrame:
    """``DEMANDS`` of these, a row an executor."""
    return frame(DEMANDS, tuple(demands))


DEMANDS: Final[tuple[Column[ExecutorDemand], ...]] = (
    Column("executor", TEXT, "Name of the executor, or the name that jobs wait for.", lambda d: d.executor),
    Column("jobs_waiting", WHOLE, "Jobs that could start and have no slot yet.", lambda d: d.waiting),
    Column("longest_wait_s", NUMBER, "Seconds that the longest of them has waited, as told.", lambda d: d.longest),
    Column("slots_free", WHOLE, "Free slots on nodes that accept work.", lambda d: d.free),
    Column("slots_used", WHOLE, "Slots in use.", lambda d: d.used),
    Column("slots_total", WHOLE, "Slots of the executor.", lambda d: d.total),
    Column("demand", TEXT, f"{', '.join(Pressure)}.", lambda d: d.pressure.value),
    Column("demand_reason", TEXT, "Why it has this verdict.", lambda d: d.reason),
    Column("leak_evidence", TEXT, "What suggests slots that no job uses; a suspicion.", lambda d: joined(d.leak)),
)
"""The columns of the table of demand."""
