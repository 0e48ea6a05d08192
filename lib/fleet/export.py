"""Files that people take away: CSV and Parquet of a table, with its gateway and the age of its data.

A formula that a spreadsheet would run gets an apostrophe before it, in both formats: names come from workers, and an
exported table is opened by people who trust it.
"""

import io
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from lib.fleet.words import iso

_FORMULA: Final = "[=+@＝＋－＠-]"
"""Signs that a formula begins with; some spreadsheets take those of full width for the same."""

_BEFORE_FORMULA: Final = (rf"(^|[;\t\r\n])({_FORMULA})", r"^()([\t\r\n])")
"""Where a formula can begin: with its cell, and where a spreadsheet that splits at other signs begins one."""


def stamped(table: pd.DataFrame, gateway: str, observed_at: datetime | None, age: float | None) -> pd.DataFrame:
    """The table with ``gateway``, ``observed_at`` (UTC) and ``data_age_s`` (seconds) before its columns.

    ``gateway`` is an id, or several. A table that tells it row by row keeps its own.
    """
    rows = len(table)
    context: pd.DataFrame = pa.table(
        {
            "gateway": pa.array([gateway] * rows, pa.string()),
            "observed_at": pa.array([observed_at] * rows, pa.timestamp("us", tz="UTC")),
            "data_age_s": pa.array([None if age is None else round(age, 1)] * rows, pa.float64()),
        }
    ).to_pandas(types_mapper=pd.ArrowDtype)
    if "gateway" in table:
        context = context.drop(columns="gateway")
    return pd.concat([context, table.reset_index(drop=True)], axis="columns")


def to_csv(table: pd.DataFrame) -> bytes:
    """UTF-8 with a byte-order mark, so that spreadsheets read names right; times ISO-8601 in UTC; unknown is empty."""
    text = neutralised(table)
    for name in _columns(text, pa.types.is_timestamp):
        text[name] = [iso(None if pd.isna(moment) else moment.to_pydatetime()) for moment in text[name]]
    # Lines end as RFC 4180 has it: only then is a lone carriage return in a cell quoted, and begins no row.
    return text.to_csv(index=False, lineterminator="\r\n").encode("utf-8-sig")


def to_parquet(table: pd.DataFrame) -> bytes:
    """Typed columns; times are instants in UTC."""
    buffer = io.BytesIO()
    pq.write_table(pa.Table.from_pandas(neutralised(table), preserve_index=False), buffer)
    return buffer.getvalue()


def neutralised(table: pd.DataFrame) -> pd.DataFrame:
    """A copy in which no text can be taken for a formula."""
    safe = table.copy()
    for name in _columns(safe, pa.types.is_string):
        for before in _BEFORE_FORMULA:
            safe[name] = safe[name].str.replace(before, r"\1'\2", regex=True)
    return safe


def file_name(whose: str, table: str, at: datetime, ending: str) -> str:
    """``us-east-1_executors_20260301T091531Z.csv``; ``whose`` is mostly the id of a gateway."""
    safe = re.sub(r"[^A-Za-z0-9.-]+", "-", whose).strip(".-") or "gateway"
    return f"{safe}_{table}_{at.astimezone(UTC):%Y%m%dT%H%M%SZ}.{ending}"


def _columns(table: pd.DataFrame, is_kind: Callable[[pa.DataType], bool]) -> list[str]:
    kinds = {str(name): kind for name, kind in table.dtypes.items()}
    return [name for name, kind in kinds.items() if isinstance(kind, pd.ArrowDtype) and is_kind(kind.pyarrow_dtype)]
