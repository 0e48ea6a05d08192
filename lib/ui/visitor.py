"""Who looks at the page."""

import streamlit as st

NARROW = 640
"""Pixels up to which a window is narrow, as in the style sheet: there is one column, and no room beside a bar."""

_WIDTH = "window_width"


def has_browser() -> bool:
    """Whether a browser shows the page; without one nothing is ever painted, and only whole runs are seen."""
    return "User-Agent" in st.context.headers


def note_width(pixels: int) -> None:
    """Note how wide the window is."""
    st.session_state[_WIDTH] = pixels


def is_narrow() -> bool:
    """Whether the window was narrow when a part of the page was painted first; before that no window is."""
    width: int | None = st.session_state.get(_WIDTH)
    return width is not None and width <= NARROW
