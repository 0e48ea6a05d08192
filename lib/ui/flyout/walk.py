"""Previous and next in the order that the table shows; the ends are ends."""

from typing import Any

import streamlit as st

from lib.fleet.words import count
from lib.ui import parts
from lib.ui.browser import script
from lib.ui.listed import listed
from lib.ui.opened import turn_to

_KEY = "walk"
_TAKEN = "step_taken"

_walk = script("walk", "button", "steps", "quiet")


def draw(name: str) -> None:
    """Draw the two buttons, which the arrow keys press as well, and the place of ``name``."""
    shown = listed()
    at, total = shown.place(name), len(shown.names)
    data: dict[str, Any] = {
        "at": at,
        "total": total,
        "list": shown.number,
        "handled": (_asked() or {}).get("step"),
        "place": "outside the filters" if at is None else f"{count(at + 1)} of {count(total)}",
    }
    _walk(
        key=_KEY,
        data=data,
        width="content",
        on_to_change=parts.changing(parts.PANEL, _step),
    )


def _step() -> None:
    """Let the address name the executor that was reached; the panel follows the address.

    A step that is told again, as it may have been lost, is taken once: a person may have gone back meanwhile.
    """
    asked, shown = _asked(), listed()
    if not asked or asked["step"] == st.session_state.get(_TAKEN):
        return
    st.session_state[_TAKEN] = asked["step"]
    if asked["list"] == shown.number and 0 <= asked["at"] < len(shown.names):
        turn_to(shown.names[asked["at"]])


def _asked() -> dict[str, Any] | None:
    state = st.session_state.get(_KEY)
    return state.get("to") if state else None
