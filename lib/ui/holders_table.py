"""The Capacity Holders table: slots per executor (page section Capacity Holders Table)."""

import pandas as pd
import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig

from lib.fleet.model import Fleet, Slots
from lib.fleet.words import count
from lib.ui import cells, percent_bars
from lib.ui.slot_chart import worst_first

_ROW = 35
_ROWS_SHOWN = 14
NO_SUCH_EXECUTOR = "no such executor now"


def draw(fleet: Fleet) -> None:
    """Draw the table, fullest first; rows of executors that are gone stay, and say so."""
    listed = worst_first(fleet.slots)
    rest = [each for each in fleet.slots if each.utilization is None]
    rows = [*listed, *rest]
    with st.container(key="holders"):
        st.subheader("Capacity Holders", anchor=False)
        if not rows:
            st.caption("The gateway lists no slots.")
            return
        st.dataframe(
            cells.readable(_frame(rows, fleet.unmatched_slots)),
            hide_index=True,
            row_height=_ROW,
            height=_ROW * (min(len(rows), _ROWS_SHOWN) + 1) + 3,
            column_config=_config(),
            key="holders_table",
            placeholder="—",
            alt="Capacity holders",
        )


def _frame(rows: list[Slots], unmatched: frozenset[str]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "executor": [each.name for each in rows],
            "total": pd.array([each.capacity for each in rows], dtype="Int64"),
            "used": pd.array([each.used for each in rows], dtype="Int64"),
            "available": pd.array([each.available for each in rows], dtype="Int64"),
            "utilization": [percent_bars.cell(each.utilization) for each in rows],
            "stranded": [_stranded(each) for each in rows],
            "tickets": pd.array([each.holders for each in rows], dtype="Int64"),
            "flags": ["; ".join((*_gone(each, unmatched), *each.flags)) for each in rows],
        }
    )


def _stranded(slots: Slots) -> str:
    if slots.stranded is None or slots.capacity is None:
        return "—"
    return f"≤ {count(slots.stranded)}" if slots.stranded_derived and slots.stranded else count(slots.stranded)


def _gone(slots: Slots, unmatched: frozenset[str]) -> tuple[str, ...]:
    return (NO_SUCH_EXECUTOR,) if slots.name in unmatched else ()


def _config() -> dict[str, ColumnConfig]:
    config = st.column_config
    return {
        "executor": config.TextColumn("Executor", width=260, pinned=True),
        "total": config.NumberColumn("Total Slots", width=84, help="Jobs that it can run at once."),
        "used": config.NumberColumn("Used Slots", width=84),
        "available": config.NumberColumn("Available Slots", width=104),
        "utilization": percent_bars.column("Utilization %", 120, "Used ÷ total."),
        "stranded": config.TextColumn(
            "Stranded", width=74, alignment="right", help="Free, but on nodes that no job can reach; ≤ where derived."
        ),
        "tickets": config.NumberColumn("Tickets", width=68, help="Tickets that hold a slot; should equal used."),
        "flags": config.TextColumn("Flags", width=280, help="What does not add up."),
    }
