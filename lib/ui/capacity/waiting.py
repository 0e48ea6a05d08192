"""Demand: jobs that wait beside free slots, and what tells full and waiting from full and content."""

from collections import Counter
from collections.abc import Iterable
from typing import Final

import pandas as pd
import streamlit as st

from lib.fleet.tables import frame
from lib.fleet.words import ago, count, plural
from lib.history.questions import ArchiveError
from lib.planning.demand import ExecutorDemand, Pressure, demand, waiting
from lib.planning.place import Sort as PlaceSort
from lib.planning.tables import DEMAND, Pressed
from lib.process import Observation
from lib.ui.capacity import table
from lib.ui.capacity.table import Shown, Sort, Table
from lib.ui.capacity.view import View
from lib.ui.inert import inert

LEAKS_LOOKED_FOR: Final = 20
"""Full executors of a gateway whose past is looked at for slots that no job uses."""

_ALERTS: Final = 5

WAITING: Final = Table(
    "demand",
    "Jobs waiting beside free slots, worst first",
    (
        Shown("executor", "Executor", "Name of the executor, or the name that jobs wait for.", 270),
        Shown("gateway", "Gateway", "Id of the gateway.", 120),
        Shown("demand", "Demand", "Jobs that wait beside slots that are free.", 190, Sort.CHIP),
        Shown("jobs_waiting", "Waiting", "Jobs that could start and have no slot yet.", 76, Sort.WHOLE),
        Shown("longest_wait_s", "Longest wait", "Of the job that waits longest, as far as told.", 104, Sort.SPAN),
        Shown("slots_free", "Truly free", "Free slots on nodes that accept work.", 80, Sort.WHOLE),
        Shown("slots_used", "Used", "Slots in use.", 60, Sort.WHOLE),
        Shown("slots_total", "Slots", "Slots of the executor.", 60, Sort.WHOLE),
        Shown("demand_reason", "Why", "Why it has this verdict.", 330),
        Shown("leak_evidence", "Slot leak suspected", "What suggests slots that no job uses.", 420),
    ),
)


def draw(view: View) -> None:
    """Draw what the gateways say of waiting jobs, as of now; they are asked only while somebody looks here."""
    observations = view.dashboard.observe_demand_of_all(view.gateways)
    st.caption(f":material/hourglass_top: {inert(' · '.join(map(_counted, observations)))}")
    rows = pressed(view, observations)
    if not rows:
        st.info("No executor is in view.", icon=":material/inbox:")
        return
    _summary(row.demand for row in rows)
    _leaks(rows)
    made = frame(DEMAND, rows)
    table.headed(WAITING, lambda: view.offer_now(WAITING, made))
    table.draw(WAITING, made, [row.gateway for row in rows])
    st.caption(
        f"Slot leaks are looked for in up to {LEAKS_LOOKED_FOR} full executors of each gateway, where their past can "
        "be asked."
    )


def _counted(observation: Observation) -> str:
    """How old a gateway's count is, or why there is none."""
    told, gateway = waiting(observation.snapshot), observation.snapshot.gateway.id
    return f"{gateway}: {told.why if told.jobs is None else f'counted {ago(told.age)}'}"


def pressed(view: View, observations: Iterable[Observation]) -> list[Pressed]:
    """The demand of the executors in view, worst first."""
    rows: list[Pressed] = []
    for observation in observations:
        told, gateway = waiting(observation.snapshot), observation.snapshot.gateway.id
        found = demand(observation.fleet, told)
        found = demand(observation.fleet, told, _past(view, gateway, _full(found)))
        rows += [Pressed(gateway, each) for each in found if _in_view(view, observation, each)]
    return sorted(rows, key=lambda row: list(Pressure).index(row.demand.pressure))


def _in_view(view: View, observation: Observation, each: ExecutorDemand) -> bool:
    if view.place.sort is PlaceSort.EXECUTOR:
        return each.executor == view.place.name
    if view.place.sort is PlaceSort.FUNCTION:
        executor = observation.fleet.executor(each.executor)
        return executor is not None and executor.function == view.place.name
    return True


def _summary(demands: Iterable[ExecutorDemand]) -> None:
    listed = list(demands)
    counted = Counter(each.pressure for each in listed)
    jobs = [each.waiting for each in listed]
    known = [each for each in jobs if each is not None]
    with st.container(horizontal=True):
        st.metric(
            "Jobs waiting",
            count(sum(known)) if len(known) == len(jobs) else count(None),
            help="Jobs that could start and have no slot yet; — where one gateway does not tell.",
            width=150,
        )
        for pressure in (Pressure.FULL_WAITING, Pressure.FULL_CONTENT, Pressure.UNKNOWN):
            st.metric(
                pressure.value.capitalize(), count(counted[pressure]), help="Executors with this verdict.", width=150
            )


def _leaks(rows: Iterable[Pressed]) -> None:
    suspected = [row for row in rows if row.demand.leak]
    for row in suspected[:_ALERTS]:
        st.warning(
            inert(" ".join(row.demand.leak)),
            title=f"{row.demand.executor} on {row.gateway} may be full of slots that no job uses",
            icon=":material/leak_remove:",
        )
    if len(suspected) > _ALERTS:
        st.caption(f"{plural(len(suspected) - _ALERTS, 'more suspicion')}: see the table.")


def _full(found: Iterable[ExecutorDemand]) -> list[str]:
    return [each.executor for each in found if each.used and each.free == 0][:LEAKS_LOOKED_FOR]


def _past(view: View, gateway: str, names: Iterable[str]) -> pd.DataFrame | None:
    """The past of some executors; None where it can't be asked, and then no leak is looked for."""
    asked = view.asked
    if asked is None:
        return None
    try:
        frames = [asked.of_executor(gateway, name).series() for name in names]
    except ArchiveError:
        return None
    return pd.concat(frames, ignore_index=True) if frames else None
