"""The sections of the Capacity page: each answers one question, and is worked out only while it is the one shown."""

from collections.abc import Callable
from typing import Final

import streamlit as st

from lib.history.questions import ArchiveError
from lib.ui import parts
from lib.ui.after_paint import painted
from lib.ui.capacity import advised, ahead, busy, changed, course, present, replayed, reviewed, room, waiting
from lib.ui.capacity.capacity_page import DEMAND, NUMBERS
from lib.ui.capacity.view import NoPastError, View
from lib.ui.inert import inert
from lib.ui.section_choice import choose

SECTIONS: Final[dict[str, Callable[[View], None]]] = {
    "Now": present.draw,
    DEMAND: waiting.draw,
    "Trend": course.draw,
    "Peaks": busy.draw,
    "Headroom": room.draw,
    "What if": changed.draw,
    "Forecast": ahead.draw,
    "Advice": advised.draw,
    "Alerts": replayed.draw,
    "Report": reviewed.draw,
}
_AT_ONCE: Final = "Now"
"""The section that asks nobody, and so is drawn before the first paint."""


def draw(view: View) -> None:
    """Draw the choice of sections and the chosen one; what can't be told is said instead."""
    section = choose(SECTIONS, parts.PLANNING)
    with st.container(key=f"planning_{section.lower().replace(' ', '_')}"):
        if section != _AT_ONCE and not painted(NUMBERS):
            st.skeleton(400)
            return
        _section(section, view)


def _section(name: str, view: View) -> None:
    try:
        SECTIONS[name](view)
    except NoPastError as error:
        st.info(inert(str(error)), title=f"{name} needs a past", icon=":material/history_toggle_off:")
    except ArchiveError as error:
        st.error(inert(str(error)), title="The history can't be asked", icon=":material/database_off:")
