"""The line of truth: is the gateway there, which route answered and how fast, how old each part is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import streamlit as st

from lib.feed.reading import Snapshot
from lib.fleet.gateway_state import Condition
from lib.fleet.gateway_state import gateway_state as found_state
from lib.fleet.words import NOT_KNOWN, ago, duration
from lib.gateway.health import HealthCheck
from lib.gateway.routes import PATHS, Kind
from lib.gateway.words import sentence
from lib.ui.clock import time_of_day, zone
from lib.ui.inert import inert

UNHEALTHY = "Gateway unhealthy, data may be stale"
_PARTS = ((Kind.EXECUTORS, "executors"), (Kind.STATUS, "status and desired"), (Kind.CAPACITY, "capacity"))
LOOKS: Final[Mapping[Condition, tuple[str, str]]] = {
    Condition.HEALTHY: ("green", "check_circle"),
    Condition.REACHABLE: ("green", "check_circle"),
    Condition.DEGRADED: ("yellow", "warning"),
    Condition.BAD: ("red", "error"),
    Condition.NOT_WELL: ("red", "error"),
    Condition.UNHEALTHY: ("red", "error"),
    Condition.CONNECTING: ("gray", "hourglass_top"),
    Condition.UNKNOWN: ("gray", "question_mark"),
}
"""Hue and icon of a badge."""


@dataclass(frozen=True, slots=True)
class State:
    """How the gateway is, as a badge: hue, icon and word, with what is behind it."""

    hue: str
    icon: str
    word: str
    why: str


def draw(
    snapshot: Snapshot,
    retry: Callable[[], None],
    beside: Callable[[], None] | None = None,
    *,
    closed: str | None = None,
) -> None:
    """Draw the line, with what ``beside`` draws at its end, and below it what failed.

    ``closed`` says why this viewer may not ``retry``, where that is so.
    """
    state = gateway_state(snapshot)
    said = [f":{state.hue}-badge[:material/{state.icon}: {state.word}]", *_facts(snapshot, state)]
    with st.container(horizontal=True, vertical_alignment="center", key="health_line"):
        st.markdown("  ".join((said[0], " · ".join(said[1:]))), width="stretch")
        if beside is not None:
            beside()
    failing = snapshot.reading(Kind.HEALTH).error is not None
    if failing:
        _unhealthy(snapshot, retry, closed)
    _failing_parts(snapshot, skip_alike=failing)


def gateway_state(snapshot: Snapshot) -> State:
    """How a gateway is, as a badge."""
    condition, why = found_state(snapshot)
    hue, icon = LOOKS[condition]
    return State(hue, icon, condition.value, why)


def _facts(snapshot: Snapshot, state: State) -> list[str]:
    check = snapshot.reading(Kind.HEALTH).value
    said = [inert(state.why)] if state.hue in ("yellow", "red", "gray") and state.word != "Unhealthy" else []
    if isinstance(check, HealthCheck) and check.route is not None and state.word != "Unhealthy":
        said.append(f"`{check.route}` answered in {_milliseconds(check.latency)}, {ago(snapshot.age(Kind.HEALTH))}")
    return said + [f"{name} {_age(snapshot, kind)}" for kind, name in _PARTS]


def _milliseconds(seconds: float | None) -> str:
    return NOT_KNOWN if seconds is None else f"{1000 * seconds:.0f}\u202fms"


def _age(snapshot: Snapshot, kind: Kind) -> str:
    age = ago(snapshot.age(kind))
    return f":orange[**{age}**]" if snapshot.is_stale(kind) and age != NOT_KNOWN else age


def _unhealthy(snapshot: Snapshot, retry: Callable[[], None], closed: str | None) -> None:
    reading = snapshot.reading(Kind.HEALTH)
    since = f" Failing for {_since(reading.failing_since, snapshot.taken_at)}." if reading.failing_since else ""
    with st.container(key="unhealthy"):
        st.error(
            f"{inert(sentence(reading.error))}{since} {_shown_data(snapshot)}" if reading.error else "",
            title=UNHEALTHY,
            icon=":material/cloud_off:",
        )
        st.button(
            "Retry",
            key="retry",
            icon=":material/replay:",
            on_click=retry,
            disabled=closed is not None,
            help=closed,
        )


def _shown_data(snapshot: Snapshot) -> str:
    last = snapshot.reading(Kind.STATUS).at
    if last is None:
        return "There is no data from it yet."
    return f"Showing data from {time_of_day(last, zone())} ({ago(snapshot.age(Kind.STATUS))})."


def _failing_parts(snapshot: Snapshot, *, skip_alike: bool) -> None:
    """Parts that fail although the gateway answers; a dead gateway fails in all of them alike and is said once."""
    health = snapshot.reading(Kind.HEALTH).error
    for kind, name in _PARTS:
        reading = snapshot.reading(kind)
        if reading.error is None or (skip_alike and health is not None and type(reading.error) is type(health)):
            continue
        kept = (
            f"Showing {name} from {time_of_day(reading.at, zone())}." if reading.at else f"There is no {name} data yet."
        )
        st.warning(f"{inert(sentence(reading.error))} {kept}", title=f"No fresh answer from {PATHS[kind]}")


def _since(moment: datetime, at: datetime) -> str:
    return duration((at - moment).total_seconds())
