"""The health check that somebody asked for: walked step by step, and its outcome kept until it is dismissed."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import streamlit as st

from lib.feed.reading import Snapshot
from lib.fleet.words import duration
from lib.gateway.config import Gateway
from lib.gateway.generation import Generation
from lib.gateway.health import HealthCheck, HealthStep
from lib.gateway.routes import Kind
from lib.process import Dashboard
from lib.ui import by_hand, parts
from lib.ui.clock import now, relative, time_of_day, zone
from lib.ui.inert import inert

STATE = "health_checks"
"""Where a session keeps the latest outcome of each gateway, by its id."""

_REACHABLE = ":green-badge[:material/check_circle: Reachable]"
_FAILED = ":red-badge[:material/error: Failed]"
_SKIPPED = "This gateway has no such route, which says nothing about its health. The next one was asked."
_GENERATIONS = {
    Generation.G1: "G1, which tells neither the readiness nor the load of its nodes",
    Generation.G2: "G2, which also tells the readiness and the load of its nodes",
    Generation.UNKNOWN: "not known yet",
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a health check of a gateway ended; ``check`` is None where it was given up after ``took`` seconds."""

    gateway: Gateway
    at: datetime
    took: float
    check: HealthCheck | None

    @property
    def passed(self) -> bool:
        """Whether a route answered."""
        return self.check is not None and self.check.error is None


def draw(dashboard: Dashboard, snapshot: Snapshot, number: int, *, pressed: bool) -> None:
    """Walk the health check if its button was pressed, and draw the latest outcome that this viewer has asked for."""
    gateway = snapshot.gateway
    outcomes: dict[str, Outcome] = st.session_state.setdefault(STATE, {})
    refused = by_hand.refusal(dashboard, dashboard.tests) if pressed else None
    if refused is not None:
        st.warning(refused, icon=":material/block:")
    elif pressed:
        with st.spinner("Asking one route after the other…"):
            # The page's beat may end this run as soon as it touches the session again: hence the dict beforehand.
            outcomes[gateway.id] = walk(gateway, dashboard.test_health)
        if outcomes[gateway.id].passed and snapshot.reading(Kind.HEALTH).error is not None:
            _catch_up(dashboard, gateway)
    outcome = outcomes.get(gateway.id)
    if outcome is not None and outcome.gateway == gateway:
        _draw_outcome(outcome, number)


def walk(gateway: Gateway, test: Callable[[Gateway], HealthCheck]) -> Outcome:
    """Do the test; one that takes too long is an outcome too."""
    began = time.monotonic()
    try:
        check = test(gateway)
    except TimeoutError:
        check = None
    return Outcome(gateway, now(), time.monotonic() - began, check)


def _catch_up(dashboard: Dashboard, gateway: Gateway) -> None:
    """Read a gateway anew that has passed: it backs off after failures, and would be called unhealthy till then."""
    dashboard.refresh(gateway)
    st.rerun()


def _draw_outcome(outcome: Outcome, number: int) -> None:
    with st.container(border=True, gap="xsmall", key=f"health-check-{number}"):
        with st.container(horizontal=True, vertical_alignment="center", wrap=False):
            st.markdown(_verdict(outcome), width="stretch")
            st.button(
                "Dismiss",
                key=f"dismiss_{number}",
                type="tertiary",
                icon=":material/close:",
                on_click=parts.changing(parts.OVERVIEW, _dismiss),
                args=(outcome.gateway.id,),
            )
        if outcome.check is not None:
            st.markdown(_steps(outcome.check.steps))
            st.caption(f"Generation: {_GENERATIONS[outcome.check.generation]}")


def _dismiss(gateway_id: str) -> None:
    st.session_state[STATE].pop(gateway_id, None)


def _verdict(outcome: Outcome) -> str:
    tested = f"Tested at {time_of_day(outcome.at, zone())}, {relative(outcome.at, now())}."
    check = outcome.check
    if check is None:
        return (
            f"{_FAILED} The test was given up after {duration(outcome.took)}, before it was done: "
            f"the gateway, or the network on the way to it, is too slow. {tested}"
        )
    if check.route is None:
        return f"{_FAILED} Step {len(check.steps)} of the health check failed. {tested}"
    return f"{_REACHABLE} **{inert(check.route)}** answered. {tested}"


def _steps(steps: tuple[HealthStep, ...]) -> str:
    return "\n".join(_step(number, step, skipped=number < len(steps)) for number, step in enumerate(steps, 1))


def _step(number: int, step: HealthStep, *, skipped: bool) -> str:
    """One step as an item of a list. Only a missing route (404) is skipped: any other failure ends the check."""
    if step.ok:
        badge = ":green-badge[:material/check: answered]"
    elif skipped:
        badge = ":gray-badge[:material/skip_next: no such route]"
    else:
        badge = ":red-badge[:material/close: failed]"
    status = "no HTTP status" if step.status is None else f"HTTP {step.status}"
    said = _SKIPPED if skipped else inert(step.answer)
    return f"{number}. {badge} **{inert(step.route)}** · {status} · {_took(step.took)}  \n   {said}"


def _took(seconds: float) -> str:
    return f"{1000 * seconds:.0f}\u202fms" if seconds < 1 else f"{seconds:.1f}\u202fs"
