"""The executor whose panel is open: the one that the address names, if the gateway knows it or has known it."""

import streamlit as st

from lib.process import Observation
from lib.ui import address, parts

_CLOSINGS = "panel_closings"


def opened(observation: Observation) -> str | None:
    """The name of the executor whose panel is open; None where none is."""
    name = address.one(address.EXECUTOR)
    return name if name is not None and is_known(name, observation) else None


def is_known(name: str, observation: Observation) -> bool:
    """Whether there is anything to show of an executor."""
    return observation.fleet.executor(name) is not None


def open_executor(name: str) -> None:
    """Open the panel of an executor; for a widget's callback."""
    address.put(address.EXECUTOR, name)
    parts.redraw(parts.FLYOUT, parts.BEAT)


def close_executor() -> None:
    """Close the panel and let the page catch up; for a widget's callback."""
    address.put(address.EXECUTOR, None)
    st.session_state[_CLOSINGS] = closings() + 1
    parts.redraw(parts.FLYOUT, parts.EXECUTORS, parts.BEAT)


def closings() -> int:
    """How often the panel has been closed; each time the table gets the focus back."""
    counted: int = st.session_state.get(_CLOSINGS, 0)
    return counted
