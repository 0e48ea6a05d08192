"""Tells when the browser has painted a part of the page, so that what is heavy or further down can wait for it."""

from collections.abc import Callable

import streamlit as st

from lib.ui.browser import script
from lib.ui.visitor import has_browser, note_width

_STATE = "painted"
_DRAWN = ", ".join(
    f".st-key-{{part}} {element}"
    for element in (
        '[data-testid="stDataFrame"] table[role="grid"] tbody tr',
        '[data-testid="stAlert"]',
        '[data-testid="stMetricValue"]',
    )
)

_signal = script("painted")


def painted(part: str) -> bool:
    """Whether this session's browser has once painted ``part``, a container's key: a table's rows, a message, a number.

    A session without a browser has no paint to wait for.
    """
    return part in st.session_state.setdefault(_STATE, set()) or not has_browser()


def await_paint(part: str, after: Callable[[], None] | None = None) -> None:
    """Run the page again as soon as ``part`` has been painted, or what ``after`` says."""
    _signal(
        key=_key(part), data={"selector": _DRAWN.format(part=part)}, on_painted_change=lambda: _remember(part, after)
    )


def _remember(part: str, after: Callable[[], None] | None) -> None:
    st.session_state.setdefault(_STATE, set()).add(part)
    note_width(st.session_state[_key(part)]["painted"])
    if after is not None:
        after()


def _key(part: str) -> str:
    return f"painted_{part}"
