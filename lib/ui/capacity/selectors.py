"""What a person chooses for the whole page: the place, the window, and with it the days."""

from collections.abc import Sequence
from datetime import date, timedelta

import streamlit as st

from lib.planning import period, place
from lib.planning.period import PeriodError
from lib.planning.place import EVERYWHERE, Place
from lib.ui import address, parts
from lib.ui.after_paint import painted
from lib.ui.capacity.capacity_page import NUMBERS, CapacityPage
from lib.ui.legible import Labels

CHANGED = (parts.CONTROLS, parts.COVERED, parts.SLOTS_NOW, parts.PLANNING)
"""The parts that look different when something is chosen."""

_WIDTH, _HEIGHT = 380, 62
_DAYS = "capacity_days"


def draw(page: CapacityPage) -> None:
    """Draw the controls; they follow the address, and write into it."""
    among = place.choices(page.gateways, page.samples())
    with st.container(horizontal=True, vertical_alignment="bottom", key="capacity_controls"):
        _place(page.place(), among)
        chosen = _window()
        if chosen == period.CUSTOM:
            _days(page)


def turn_to(chosen: str | None) -> None:
    """Let the page be about this place; for a widget's callback."""
    address.put(address.SCOPE, None if chosen == str(EVERYWHERE) else chosen)
    parts.redraw(*CHANGED)


def _place(shown: Place | None, among: Sequence[Place]) -> None:
    """The selector of the place; its own place is held until the first paint, as it is the heaviest widget."""
    if not painted(NUMBERS):
        st.skeleton(_HEIGHT, width=_WIDTH)
        return
    words = {str(each): each.words for each in (*among, *([shown] if shown else []))}
    labels = Labels(words.values())
    kept = str(shown) if shown else None
    if st.session_state.get(address.SCOPE) != kept:
        st.session_state[address.SCOPE] = kept
    st.selectbox(
        "Scope",
        list(words),
        format_func=lambda each: labels.of(words.get(each) or each or ""),
        key=address.SCOPE,
        index=None if kept is None else list(words).index(kept),
        placeholder="Choose what to look at",
        on_change=lambda: turn_to(st.session_state[address.SCOPE]),
        width=_WIDTH,
        help="All gateways, or one of them, a datacenter, a function or an executor. Type to search.",
    )


def _window() -> str:
    chosen = st.segmented_control(
        "Window",
        list(period.WORDS),
        format_func=lambda each: period.WORDS[each],
        default=address.follow_choice(address.WINDOW, period.CHOICES),
        required=True,
        key=address.WINDOW,
        on_change=_keep_window,
        help="Up to the last complete step: of 5 minutes up to 7 days, else of an hour.",
    )
    return chosen or period.CHOICES[0]


def _days(page: CapacityPage) -> None:
    today = page.shown_at().date()
    try:
        named = period.days(address.one(address.BEGIN), address.one(address.END), page.shown_at())
        shown = (named.first, named.last)
    except PeriodError:
        shown = (today - timedelta(days=6), today)
    if tuple(st.session_state.get(_DAYS) or ()) != shown:
        st.session_state[_DAYS] = shown
    st.date_input("Days, UTC", shown, key=_DAYS, max_value=today, on_change=_keep_days, format="YYYY-MM-DD", width=230)


def _keep_window() -> None:
    address.keep_one(address.WINDOW, period.CHOICES[0])
    parts.redraw(*CHANGED)


def _keep_days() -> None:
    chosen: tuple[date, ...] = st.session_state[_DAYS]
    if len(chosen) == 2:  # a person has chosen both ends
        address.put(address.BEGIN, chosen[0].isoformat())
        address.put(address.END, chosen[1].isoformat())
        parts.redraw(*CHANGED)
