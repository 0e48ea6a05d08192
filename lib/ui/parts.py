"""The parts of a page, each a fragment that is redrawn on its own, and which of them are due for it.

A part's key is the name of its fragment, and mostly that of the container it draws.
"""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import ParamSpec

import streamlit as st

from lib import telemetry
from lib.ui.visitor import has_browser

FLYOUT = "flyout_part"
PANEL = "panel_part"
METRICS = "metrics_part"
EXECUTORS = "executors_part"
BEAT = "beat"
OVERVIEW = "overview_part"
HINTS = "hints_part"
CAPACITY = "capacity_part"
DESIRED = "desired_part"
CONTROLS = "controls_part"
SLOTS_NOW = "slots_now_part"
COVERED = "covered_part"
PLANNING = "planning_part"
ALERTS = "alerts_part"
TIMELINE = "timeline_part"
DELIVERY = "delivery_part"

_ORDER = (
    FLYOUT,
    PANEL,
    METRICS,
    EXECUTORS,
    BEAT,
    OVERVIEW,
    HINTS,
    CAPACITY,
    DESIRED,
    ALERTS,
    TIMELINE,
    DELIVERY,
    SLOTS_NOW,
    CONTROLS,
    COVERED,
    PLANNING,
)
"""What a person waits for is drawn first."""

_DRAWN = "parts_drawn"
_DUE = "parts_due"

Arguments = ParamSpec("Arguments")


def part(key: str) -> Callable[[Callable[Arguments, None]], Callable[Arguments, None]]:
    """Make a function a part of the page under this key."""

    def decorate(draw: Callable[Arguments, None]) -> Callable[Arguments, None]:
        @st.fragment(key=key)
        @wraps(draw)
        def drawn(*args: Arguments.args, **kwargs: Arguments.kwargs) -> None:
            with telemetry.rerun(key):
                _keys(_DRAWN).add(key)
                draw(*args, **kwargs)
                _keys(_DUE).discard(key)

        return drawn

    return decorate


def begin_page() -> None:
    """Forget the parts of the run before; at the beginning of a run of the whole page, which draws all it has."""
    _keys(_DRAWN).clear()
    _keys(_DUE).clear()


def forget(key: str) -> None:
    """Forget a part that stands in another one, which may come to be drawn without it."""
    _keys(_DRAWN).discard(key)
    _keys(_DUE).discard(key)


def expect(keys: Iterable[str]) -> None:
    """Note that these parts look different now; those that the page does not have are no matter."""
    _keys(_DUE).update(_keys(_DRAWN).intersection(keys))


def due() -> list[str]:
    """The parts that wait to be redrawn, in the order in which they should be."""
    return sorted(_keys(_DUE), key=_ORDER.index)


def redraw(*keys: str) -> None:
    """Redraw these parts of the page, with all others that are due, and nothing else; only in the callback of a widget.

    It is for widgets that change other parts than the one they stand in. Where the page has none of these parts the
    callback ends as any other does.
    """
    expect(keys)
    if due() and has_browser():
        st.rerun(due())


def changing(key: str, change: Callable[Arguments, None]) -> Callable[Arguments, None]:
    """A callback for widgets that stand in the part that they change.

    Streamlit redraws it by itself, but for one case: where something else asks for a redraw by name at the same moment,
    it draws what is named and no more. As the part is due, the other names it too, or else the next beat does.
    """

    def changed(*args: Arguments.args, **kwargs: Arguments.kwargs) -> None:
        change(*args, **kwargs)
        expect([key])

    return changed


def _keys(name: str) -> set[str]:
    keys: set[str] = st.session_state.setdefault(name, set())
    return keys
