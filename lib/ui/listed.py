"""The executors in the order that the table shows now, filters included: what the panel walks through."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import streamlit as st

from lib.ui.legible import Labels

_STATE = "listed"
_LABELS = "labels_of_executors"


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


def label(executors: Iterable[str]) -> None:
    """Note all executors that the table can show, whichever it shows: a filter leaves their labels as they are."""
    st.session_state[_LABELS] = Labels(executors)


def labels(names: Iterable[str]) -> list[str]:
    """What the table calls these executors."""
    return [*map(_labels().of, names)]


def named(label: str) -> str:
    """The executor that the table calls so: a click on it tells no more."""
    return _labels().name(label)


def _labels() -> Labels:
    noted: Labels | None = st.session_state.get(_LABELS)
    return noted or Labels()
