"""Download buttons: a table as CSV or Parquet, made when somebody clicks."""

from collections.abc import Callable, Sequence
from functools import partial

import pandas as pd
import streamlit as st

from lib.fleet import export
from lib.gateway.routes import Kind
from lib.process import Observation
from lib.ui.clock import now

_FORMATS = (
    ("CSV", "csv", "text/csv", export.to_csv),
    ("Parquet", "parquet", "application/vnd.apache.parquet", export.to_parquet),
)


def offer(
    observation: Observation, table: str, whole: pd.DataFrame, rows: Sequence[int] | None, kind: Kind = Kind.STATUS
) -> None:
    """Offer the rows of a whole table, all where ``rows`` is None; ``kind`` is the reading whose age the file tells.

    The rows are chosen here: when the file is made, on a thread of its own, there is no address to ask.
    """
    at = now()
    with st.popover("Export", icon=":material/download:", key=f"export_{table}"):
        for label, ending, mime, write in _FORMATS:
            st.download_button(
                label,
                data=partial(_file, observation, whole, rows, kind, write),
                file_name=export.file_name(observation.snapshot.gateway.id, table, at, ending),
                mime=mime,
                key=f"{table}_{ending}",
                on_click="ignore",
                width="stretch",
            )


def _file(
    observation: Observation,
    whole: pd.DataFrame,
    rows: Sequence[int] | None,
    kind: Kind,
    write: Callable[[pd.DataFrame], bytes],
) -> bytes:
    reading = observation.snapshot.reading(kind)
    observed_at = reading.at or observation.fleet.observed_at
    age = (now() - observed_at).total_seconds()
    table = whole if rows is None else whole.take(list(rows))
    return write(export.stamped(table, observation.snapshot.gateway.id, observed_at, age))
