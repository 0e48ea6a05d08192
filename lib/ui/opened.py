"""The executor whose panel is open: the one that the address names, if the gateway knows it or has known it."""

import streamlit as st

from lib.process import Observation
from lib.ui import address, parts

_CLOSINGS = "panel_closings"
_LAST = "last_opened"


def opened(observation: Observation) -> str | None:
    """The name of the executor whose panel is open; None where none is."""
    name = address.one(address.EXECUTOR)
    return name if name is not None and is_known(name, observation) else None


def is_known(name: str, observation: Observation) -> bool:
    """Whether there is anything to show of an executor."""
    return observation.fleet.executor(name) is not None or name in observation.history.gone


def open_executor(name: str) -> None:
    """Open the panel of an executor; for a widget's callback."""
    turn_to(name)
    parts.redraw(parts.FLYOUT, parts.BEAT)


def turn_to(name: str) -> None:
    """Let the panel show an executor; for a widget's callback within the panel."""
    address.put(address.EXECUTOR, name)
    mark(name)


def mark(name: str | None) -> None:
    """Remember the executor that a person has looked at last."""
    st.session_state[_LAST] = name


def marked() -> str | None:
    """The executor that the address names, else the one that was looked at last."""
    last: str | None = address.one(address.EXECUTOR) or st.session_state.get(_LAST)
    mark(last)
    return last


def close_executor() -> None:
    """Close the panel and let the page catch up; for a widget's callback."""
    address.put(address.EXECUTOR, None)
    st.session_state[_CLOSINGS] = closings() + 1
    parts.redraw(parts.FLYOUT, parts.EXECUTORS, parts.BEAT)


def closings() -> int:
    """How often the panel has been closed; each time the table gets the focus back."""
    counted: int = st.session_state.get(_CLOSINGS, 0)
    return counted
