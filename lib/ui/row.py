"""The marked row of the executors table: the executor that is open or was looked at last."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from lib.ui.browser import script
from lib.ui.opened import closings, mark, marked, open_executor

_KEY = "row"
_NAME_COLUMN = 1
"""Place of the name among the columns, after that of the marks."""

_row = script("table")


def select(table: str, names: Sequence[str]) -> None:
    """Mark the row of an executor in the table of this key, before it is drawn; ``names`` are its rows."""
    rows = _rows(names)
    chosen = st.session_state.get(table)
    # An equal selection is left alone: setting it would move the cursor that a person has in the table.
    if chosen is None or list(chosen["selection"]["rows"]) != rows:
        st.session_state[table] = {"selection": {"rows": rows, "columns": []}}


def choose(rows: Sequence[int], names: Sequence[str]) -> None:
    """Keep the row that a person has marked in the table."""
    mark(names[rows[0]] if rows and rows[0] < len(names) else None)


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
    open_executor(st.session_state[_KEY]["open"])


def _rows(names: Sequence[str]) -> list[int]:
    name = marked()
    return [names.index(name)] if name is not None and name in names else []
