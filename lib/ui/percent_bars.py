"""A column of percentages that are drawn as bars."""

import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig


def column(label: str, width: int, said: str) -> ColumnConfig:
    """The column; a bar ends at 100 %, its number does not."""
    return st.column_config.ProgressColumn(
        label, width=width, help=said, min_value=0, max_value=100, format="%.0f\u202f%%"
    )


def cell(percentage: float | None) -> float | None:
    """The value of a cell, to one decimal: a screen reader reads it as it is, not as the column draws it."""
    return None if percentage is None else round(percentage, 1)
