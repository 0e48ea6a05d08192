"""The parts of a page, each a fragment that is redrawn on its own, and which of them are due for it.

A part's key is the name of its fragment, and mostly that of the container it draws.
"""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import ParamSpec

import streamlit as st

from lib.ui.after_paint import any_painted
from lib.ui.browser import script
from lib.ui.visitor import has_browser

BEAT = "beat"
FLYOUT = "flyout_part"
METRICS = "metrics_part"
EXECUTORS = "executors_part"
HINTS = "hints_part"
CAPACITY = "capacity_part"
DESIRED = "desired_part"
OVERVIEW = "overview_part"

_listen = script("listener", "redraw")

_DRAWN = "parts_drawn"
_DUE = "parts_due"

Arguments = ParamSpec("Arguments")


def part(key: str) -> Callable[[Callable[Arguments, None]], Callable[Arguments, None]]:
    """Make a function a part of the page under this key."""

    def decorate(draw: Callable[Arguments, None]) -> Callable[Arguments, None]:
        @st.fragment(key=key)
        @wraps(draw)
        def drawn(*args: Arguments.args, **kwargs: Arguments.kwargs) -> None:
            _keys(_DRAWN).add(key)
            draw(*args, **kwargs)
            _keys(_DUE).discard(key)
            if any_painted():
                _listen(key=f"listener_{key}", data={"part": key})

        return drawn

    return decorate


def begin_page() -> None:
    """Forget the parts of the run before; at the beginning of a run of the whole page, which draws all it has."""
    _keys(_DRAWN).clear()
    _keys(_DUE).clear()


def expect(keys: Iterable[str]) -> None:
    """Note that these parts look different now; those that the page does not have are no matter."""
    _keys(_DUE).update(_keys(_DRAWN).intersection(keys))


def due() -> list[str]:
    """The parts that wait to be redrawn."""
    return sorted(_keys(_DUE))


def redraw(*keys: str) -> None:
    """Redraw these parts of the page in this order, and nothing else; only in the callback of a widget.

    It is for what a person does. Streamlit gives up what others have asked for at the same moment, so what happens by
    itself asks the browser to redraw a part: see ``listener.js``. Where the page has none of the parts the callback
    ends as any other does.
    """
    there = [key for key in keys if key in _keys(_DRAWN)]
    if there and has_browser():
        st.rerun(there)


def _keys(name: str) -> set[str]:
    keys: set[str] = st.session_state.setdefault(name, set())
    return keys
