"""The executor flyout: a panel on the right that the address bar opens, and that walks through the table."""

from collections.abc import Callable
from difflib import get_close_matches

import streamlit as st

from lib.ui import address, listed, look, parts
from lib.ui.as_of import as_of
from lib.ui.clock import now, relative, time_of_day, zone
from lib.ui.fleet_page import FleetPage
from lib.ui.flyout import (
    capacity,
    configuration,
    endpoints,
    history,
    links,
    news,
    nodes,
    overview,
    share,
    walk,
)
from lib.ui.flyout.subject import Subject, subject
from lib.ui.inert import inert
from lib.ui.legible import shortened
from lib.ui.opened import close_executor, is_known, open_executor
from lib.ui.section_choice import choose

WIDTH = 660
_SUGGESTIONS = 3
_CLOSE = 0.5

SECTIONS: dict[str, Callable[[Subject], None]] = {
    "Overview": overview.draw,
    "Nodes": nodes.draw,
    "Capacity": capacity.draw,
    "Endpoints": endpoints.draw,
    "Configuration": configuration.draw,
    "History": history.draw,
}


def draw(page: FleetPage) -> None:
    """Open the panel where the address names an executor that is known; else say which names are close.

    The message has a place of its own, which the next run empties at once: what a run leaves behind stays for good
    where another one comes before its end.
    """
    parts.forget(parts.PANEL)
    message = st.empty()
    name, observation = address.one(address.EXECUTOR), page.observation()
    if name is None or not observation.reached:
        return
    if is_known(name, observation):
        _panel(page)
    else:
        with message.container():
            _unknown(name, [executor.name for executor in observation.fleet.executors])


def _unknown(name: str, names: list[str]) -> None:
    close_names = get_close_matches(name, names, n=_SUGGESTIONS, cutoff=_CLOSE)
    st.warning(
        f"The address asks for the executor **{inert(shortened(name))}**."
        + (" Did you mean one of these?" if close_names else " Nothing here has a name like it."),
        title="No such executor on this gateway",
        icon=":material/wrong_location:",
    )
    with st.container(horizontal=True):
        for number, (each, label) in enumerate(zip(close_names, listed.labels(close_names), strict=True)):
            st.button(inert(label), key=f"suggestion_{number}", on_click=open_executor, args=(each,))
        st.button("Dismiss", key="dismiss_unknown", type="tertiary", on_click=close_executor)


@st.dialog("Executor", position="right", width=WIDTH, on_dismiss=close_executor)
def _panel(page: FleetPage) -> None:
    _body(page)


@parts.part(parts.PANEL)
def _body(page: FleetPage) -> None:
    """Draw what the address names now: a walk changes the address and redraws this part alone.

    A step shows what is known at its own time; the table behind waits until the panel is closed.
    """
    name = address.one(address.EXECUTOR) or ""
    observation = page.dashboard.observe(page.gateway)
    shown = subject(name, observation)
    with st.container(key="flyout"):
        walk.draw(name)
        st.header(inert(shortened(name)), anchor=False)
        if shown is None:
            st.warning("The gateway does not list this executor any more.", icon=":material/history:")
            return
        _status(shown)
        as_of("Auto-refresh waits while this panel is open. As of", observation.snapshot.taken_at, "flyout_as_of")
        if shown.gone is None:
            news.draw(page, shown.executor)
        _section(shown)
        share.draw(shown)
        links.draw(page.dashboard.settings, page.gateway.id, name)


def _status(shown: Subject) -> None:
    rollup = shown.executor.rollup
    if shown.gone is not None:
        st.warning(
            f"Last seen at {time_of_day(shown.gone.last_seen, zone())}, {relative(shown.gone.last_seen, now())}. "
            f"What stands here is what was last known; it was {rollup.status}.",
            title="The gateway does not list this executor any more",
            icon=":material/history:",
        )
        return
    was = f" was {rollup.was}," if rollup.was else ""
    hue = look.STATUS[rollup.status].hue
    st.markdown(f":{hue}-badge[{look.status_chip(rollup.status)}]{was} {inert(rollup.reason)}")


def _section(shown: Subject) -> None:
    section = choose(SECTIONS, parts.PANEL)
    with st.container(key=f"flyout_{section.lower()}"):
        SECTIONS[section](shown)
