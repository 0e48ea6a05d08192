"""The page's beat: looks again every few seconds, and has those parts redrawn that look different then.

The page says whether it is live or paused, and why. It is paused by a switch, while its tab is hidden, while a person
reads in the panel, and while everything is being read anew.
"""

from collections.abc import Callable, Collection
from datetime import datetime
from functools import partial
from typing import Any, Protocol

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit_autorefresh import st_autorefresh

from lib.process import Configured, Dashboard
from lib.ui import parts, visiting
from lib.ui.browser import script
from lib.ui.clock import now, time_of_day, zone

LIVE, PAUSED, REFRESHING = "live", "paused", "refreshing"

_SWITCH = "auto_refresh"
_PULSE = "pulse"
_CONFIGURED = "configured"
_BEATS = "beats"
_CATCH_UP = "catch_up"

_STATE_HEIGHT, _STATE_WIDTH = 20, 128  # pixels of “Live every 5 s” with its switch
_PROGRESS = 500
"""Milliseconds between looks at how far a refresh has come."""

_pulse = script("pulse", "span", "quiet")


class Live(Protocol):
    """A page that the beat keeps up to date."""

    def busy(self) -> str | None:
        """What is being done that the page waits for, in words; None for nothing."""
        ...

    def read(self) -> str | None:
        """What a person reads on the page just now, so that it must not change; None for nothing."""
        ...

    def renew(self) -> Collection[str]:
        """Look again; the keys of the parts that look different now."""
        ...

    def draw_head(self, beside: Callable[[], None] | None) -> None:
        """Draw what is drawn anew at every beat, with what ``beside`` draws at the end of its first line."""
        ...

    def shown_at(self) -> datetime:
        """When what the page shows was looked at."""
        ...


def begin_page(configured: Configured) -> None:
    """Begin a run of the whole page with this configuration; everything on it is drawn now."""
    parts.begin_page()
    st.session_state[_CONFIGURED] = configured
    st.session_state[_BEATS] = 0


def is_held(page: Live) -> bool:
    """Whether what the page shows must stay as it is."""
    return not st.session_state.get(_CATCH_UP) and _why_paused(page) is not None


def is_awake() -> bool:
    """Whether somebody may be looking: the tab is not hidden, and the switch is on."""
    return not (_hidden() or _switched_off())


def catch_up() -> None:
    """Let the page be renewed once, even if it is paused: a person has asked for it."""
    st.session_state[_CATCH_UP] = True


@parts.part(parts.BEAT)
def beat(dashboard: Dashboard, page: Live, place: DeltaGenerator) -> None:
    """Draw the head of the page into ``place``, renew what is shown where nothing speaks against it, and tick.

    The first beat belongs to the run that drew the page. Mounted last: the timer's own frame costs a quarter of a
    second before the first paint elsewhere.
    """
    st.session_state[_BEATS] += 1
    busy = page.busy()
    why = busy or _why_paused(page)
    if st.session_state[_BEATS] > 1:
        if visiting.configuration(dashboard) != st.session_state[_CONFIGURED]:
            st.rerun()
        if why is None or (busy is None and st.session_state.get(_CATCH_UP)):
            parts.expect(page.renew())
    if busy is None:
        st.session_state[_CATCH_UP] = False
    state = REFRESHING if busy else PAUSED if why else LIVE
    with place:
        page.draw_head(partial(_state, state, why or "Live", page.shown_at(), _interval(dashboard)))
    if busy is not None:
        st_autorefresh(interval=_PROGRESS, key="progress_timer")
    elif why is None:
        st_autorefresh(interval=_milliseconds(_interval(dashboard)), key="beat_timer")


def hold_place() -> None:
    """Hold the place of the page's state and its switch until the first paint, so that nothing moves when they come."""
    st.skeleton(_STATE_HEIGHT, width=_STATE_WIDTH)


@parts.part(parts.BEAT)
def watch_configuration(dashboard: Dashboard) -> None:
    """Look for another configuration at every beat, on a page that shows no gateway."""
    st.session_state[_BEATS] += 1
    if st.session_state[_BEATS] > 1 and visiting.configuration(dashboard) != st.session_state[_CONFIGURED]:
        st.rerun()
    st_autorefresh(interval=_milliseconds(_interval(dashboard)), key="beat_timer")


def _why_paused(page: Live) -> str | None:
    if _hidden():
        return "Paused: this tab is hidden"
    if reading := page.read():
        return f"Paused: {reading}"
    return "Paused by the switch" if _switched_off() else None


def _state(state: str, why: str, shown_at: datetime, interval: float) -> None:
    """Say how the page is, with the switch that pauses it."""
    at = now()
    data: dict[str, Any] = {
        "state": state,
        "why": why,
        "shown": time_of_day(shown_at, zone()),
        "age": (at - shown_at).total_seconds(),
        "interval": interval,
        "hidden": _hidden(),
        "due": bool(set(parts.due()) - {parts.BEAT}),  # the beat is being drawn just now
        "beat": at.isoformat(),
    }
    _pulse(
        key=_PULSE,
        data=data,
        width="content",
        on_hidden_change=lambda: parts.redraw(parts.BEAT, parts.PANEL),
        on_redraw_change=parts.redraw,
    )
    st.toggle("Auto-refresh", value=True, key=_SWITCH, label_visibility="collapsed", width="content")


def _interval(dashboard: Dashboard) -> float:
    return dashboard.settings.refresh_health


def _milliseconds(seconds: float) -> int:
    return int(1000 * seconds)


def _switched_off() -> bool:
    return st.session_state.get(_SWITCH) is False


def _hidden() -> bool:
    state = st.session_state.get(_PULSE)
    return bool(state and state.get("hidden"))
