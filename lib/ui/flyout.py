"""The executor flyout: a panel on the right that the address bar opens, and that walks through the table."""

from collections.abc import Callable, Sequence
from difflib import get_close_matches

import streamlit as st

from lib.fleet.model import Executor
from lib.fleet.words import count
from lib.gateway.config import Gateway
from lib.process import Dashboard, Observation
from lib.ui import address, executors_table, flyout_sections
from lib.ui.inert import inert

_SUGGESTIONS = 3


def draw(dashboard: Dashboard, gateway: Gateway, observation: Observation) -> None:
    """Open the panel where the address names an executor that the gateway knows; else say which ones are close."""
    name = address.one(address.EXECUTOR)
    if name is None or not observation.reached:
        return
    if observation.fleet.executor(name) is None:
        _unknown(name, [executor.name for executor in observation.fleet.executors])
    else:
        _panel(dashboard, gateway)


def _unknown(name: str, names: Sequence[str]) -> None:
    close = get_close_matches(name, names, n=_SUGGESTIONS, cutoff=0.5)
    st.warning(
        f"The address asks for the executor **{inert(name)}**." + (" Did you mean one of these?" if close else ""),
        title="No such executor on this gateway",
        icon=":material/wrong_location:",
    )
    with st.container(horizontal=True):
        for number, each in enumerate(close):
            st.button(inert(each), key=f"suggestion_{number}", on_click=address.put, args=(address.EXECUTOR, each))
        st.button("Dismiss", key="dismiss_unknown", type="tertiary", on_click=_close)


def _close() -> None:
    address.put(address.EXECUTOR, None)


@st.dialog("Executor", position="right", width="large", on_dismiss=_close)
def _panel(dashboard: Dashboard, gateway: Gateway) -> None:
    """Draw what the address names now: a walk changes the address and reruns this body alone."""
    name = address.one(address.EXECUTOR) or ""
    observation = dashboard.observe(gateway)
    with st.container(key="flyout"):
        executor = observation.fleet.executor(name)
        _walk(name, executors_table.shown_names(observation))
        st.header(inert(name), anchor=False)
        if executor is None:
            st.warning("The gateway does not know this executor any more.", icon=":material/history:")
            return
        _section(executor, observation)


def _walk(name: str, names: Sequence[str]) -> None:
    """Previous and next in the order that the table shows; the ends are ends."""
    at = names.index(name) if name in names else None
    previous = names[at - 1] if at else None
    following = names[at + 1] if at is not None and at + 1 < len(names) else None
    with st.container(horizontal=True, vertical_alignment="center", key="flyout_walk"):
        _step("Previous", ":material/keyboard_arrow_up:", "Up", previous)
        _step("Next", ":material/keyboard_arrow_down:", "Down", following)
        st.caption("outside the filters" if at is None else f"{count(at + 1)} of {count(len(names))}")


def _step(label: str, icon: str, shortcut: str, target: str | None) -> None:
    st.button(
        label,
        icon=icon,
        shortcut=shortcut,
        key=f"flyout_{label.lower()}",
        disabled=target is None,
        on_click=address.put,
        args=(address.EXECUTOR, target or address.one(address.EXECUTOR)),
    )


SECTIONS: dict[str, Callable[[Executor, Observation], None]] = {
    "Overview": flyout_sections.overview,
    "Nodes": flyout_sections.nodes,
    "Capacity": flyout_sections.capacity,
    "Endpoints": flyout_sections.endpoints,
    "Configuration": flyout_sections.configuration,
}


def _section(executor: Executor, observation: Observation) -> None:
    address.follow_choice(address.SECTION, list(SECTIONS))
    shown = st.segmented_control(
        "Section",
        list(SECTIONS),
        required=True,
        key=address.SECTION,
        label_visibility="collapsed",
        on_change=address.keep_one,
        args=(address.SECTION, next(iter(SECTIONS))),
    )
    chosen = shown or next(iter(SECTIONS))
    with st.container(key=f"flyout_{chosen.lower()}"):
        SECTIONS[chosen](executor, observation)
