"""Reading everything anew because a person asked for it; who asks while that goes on joins it."""

from lib.fleet.words import plural
from lib.gateway.config import Gateway
from lib.gateway.routes import Kind
from lib.process import Dashboard
from lib.ui import by_hand, parts, pulse

_QUICK = 0.4
"""Seconds within which most gateways have answered, so that there is no progress to show."""

_NAMES = {
    Kind.HEALTH: "health",
    Kind.EXECUTORS: "executors",
    Kind.STATUS: "status and desired states",
    Kind.CAPACITY: "capacity",
    Kind.READINESS: "readiness",
    Kind.OPERATIONS: "the gateway's own check",
}


def begin(dashboard: Dashboard, gateway: Gateway) -> None:
    """Begin to read everything anew, or say why not; for ``on_click``."""
    if refused := by_hand.refusal(dashboard, dashboard.refreshes):
        by_hand.say(refused)
        return
    dashboard.begin_refresh(gateway).settles_within(_QUICK)
    pulse.catch_up()
    parts.redraw(parts.BEAT)


def progress(dashboard: Dashboard, gateway: Gateway) -> str | None:
    """How far a refresh has come, in words; None where none is under way."""
    refresh = dashboard.refreshing(gateway)
    if refresh is None:
        return None
    waiting = [name for kind, name in _NAMES.items() if kind in refresh.awaited]
    return f"Refreshing: {len(_NAMES) - len(waiting)} of {plural(len(_NAMES), 'answer')}, waiting for {waiting[0]}"
