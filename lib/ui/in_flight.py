"""Changes of the address that are on their way to the browser.

With each request the browser says what its address bar shows. A request that it sent before our latest change arrived
would undo that change: a filter would be gone again, the panel would show another executor than the address names. So
a change of ours holds for some seconds against what the browser says. Only Back and Forward, which are a person's own
choice of an address, end it at once.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from lib.ui.visitor import has_browser

HOLDS_FOR = 10.0
"""Seconds: longer than a request takes on a busy machine; but for Back and Forward nothing else changes the address."""

_STATE = "address_in_flight"


@dataclass(frozen=True, slots=True)
class _Change:
    values: tuple[str, ...]
    at: float


def put(name: str, values: Sequence[str]) -> None:
    """Give a parameter these values, or take it out of the address where there are none."""
    restore()
    _write(name, values)
    expect(name, values)


def expect(name: str, values: Sequence[str]) -> None:
    """Count on it that the browser's address will soon say this; without a browser nothing is ever on its way."""
    if has_browser():
        _changes()[name] = _Change(tuple(values), time.monotonic())


def restore() -> None:
    """Let the address say what it was told, where the browser has not heard of it yet."""
    changes = _changes()
    if _goes_through_history():
        changes.clear()
    for name, change in list(changes.items()):
        if time.monotonic() - change.at > HOLDS_FOR:
            del changes[name]
        elif st.query_params.get_all(name) != list(change.values):
            _write(name, change.values)


def _write(name: str, values: Sequence[str]) -> None:
    if values:
        st.query_params[name] = values
    elif name in st.query_params:
        del st.query_params[name]


def _goes_through_history() -> bool:
    context = get_script_run_ctx()
    return context is not None and context.is_history_navigation


def _changes() -> dict[str, _Change]:
    changes: dict[str, _Change] = st.session_state.setdefault(_STATE, {})
    return changes
