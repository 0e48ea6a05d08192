"""The marked row of the executors table: the executor that is open or was looked at last."""

import time
from collections.abc import Sequence
from typing import Any, NamedTuple

import streamlit as st

from lib.ui.browser import script
from lib.ui.listed import named
from lib.ui.opened import closings, mark, marked, open_executor

_KEY = "row"
_EARLIER = "earlier_marks"
_NAME_COLUMN = 1
"""Place of the name among the columns, after that of the marks."""

HOLDS_FOR = 3.0
"""Seconds in which the browser hears of a mark, however busy it is; a person rarely goes back to a row in that time."""


class _Mark(NamedTuple):
    """The rows that were marked until another mark replaced them, in seconds of a clock that never steps back."""

    rows: list[int]
    replaced_at: float


_row = script("table", "steps", "quiet")


def select(table: str, names: Sequence[str]) -> None:
    """Mark the row of an executor in the table of this key, before it is drawn; ``names`` are its rows."""
    rows = _rows(names)
    chosen = st.session_state.get(table)
    # An equal selection is left alone: setting it would move the cursor that a person has in the table.
    if chosen is None or list(chosen["selection"]["rows"]) != rows:
        _earlier_marks().append(_Mark(list(chosen["selection"]["rows"]) if chosen else [], time.monotonic()))
        st.session_state[table] = {"selection": {"rows": rows, "columns": []}}


def choose(rows: Sequence[int], names: Sequence[str]) -> None:
    """Keep the row that a person has marked in the table.

    With each request the browser says which row is marked. A request that it sent before it heard of our latest mark
    says an earlier one, which nobody has chosen.
    """
    if all(earlier.rows != list(rows) for earlier in _earlier_marks()):
        mark(names[rows[0]] if rows and rows[0] < len(names) else None)


def _earlier_marks() -> list[_Mark]:
    """The marks that the browser may still take for the latest."""
    kept: list[_Mark] = st.session_state.setdefault(_EARLIER, [])
    kept[:] = [mark for mark in kept if time.monotonic() - mark.replaced_at < HOLDS_FOR]
    return kept


def follow(container: str, names: Sequence[str], row_height: int) -> None:
    """Bring the marked row into view and open it with Enter; ``container`` is the key of what holds the table."""
    rows = _rows(names)
    data: dict[str, Any] = {
        "table": f".st-key-{container}",
        "name": marked(),
        "row": rows[0] if rows else None,
        "rowHeight": row_height,
        "column": _NAME_COLUMN,
        "focus": closings(),
    }
    _row(key=_KEY, data=data, on_open_change=_open)


def _open() -> None:
    open_executor(named(st.session_state[_KEY]["open"]))


def _rows(names: Sequence[str]) -> list[int]:
    name = marked()
    return [names.index(name)] if name is not None and name in names else []
