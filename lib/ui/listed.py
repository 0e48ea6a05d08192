"""The executors in the order that the table shows now, filters included: what the panel walks through."""

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

_STATE = "listed"


@dataclass(frozen=True, slots=True)
class Listed:
    """Names from top to bottom; ``number`` tells one listing from another."""

    names: tuple[str, ...] = ()
    number: int = 0

    def place(self, name: str) -> int | None:
        """The place of a name, from 0; None where the table does not show it."""
        return self.names.index(name) if name in self.names else None


def listed() -> Listed:
    """What the table shows; nothing before it was drawn."""
    shown: Listed = st.session_state.get(_STATE, Listed())
    return shown


def note(names: Sequence[str]) -> None:
    """Note what the table shows from now on."""
    before = listed()
    if before.names != tuple(names):
        st.session_state[_STATE] = Listed(tuple(names), before.number + 1)
