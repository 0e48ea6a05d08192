"""Frames of the past, made by hand: a word a column, and only what a test is about."""

import math
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import pandas as pd

from lib.history.questions import FINE, REACHED, SERIES, STATISTICS, USAGE, Window

BEGIN = datetime(2026, 3, 2, tzinfo=UTC)
"""A Monday's midnight."""

_WORDS = {"gateway", "site", "executor", "function"}
NAN = float("nan")


def window(steps: int) -> Window:
    """So many fine steps from BEGIN on."""
    return Window(BEGIN, BEGIN + steps * FINE)


def at(step: int, length: timedelta = FINE) -> datetime:
    return BEGIN + step * length


def use(step: int, used: float, total: float = 10, **other: Any) -> dict[str, Any]:
    """A row of USAGE at a step, of one function on gateway ``a``, unless others are named."""
    row = {"at": at(step), "gateway": "a", "function": "extract", "executors": 1, "total": total, "used": used}
    row |= {"available": max(0.0, total - used), "stranded": 0} | other
    return {"site": row["gateway"]} | row


def executor(name: str, **other: Any) -> dict[str, Any]:
    """A row of STATISTICS: 10 slots on 5 nodes, 4 used in general and 8 at most, unless other numbers are given."""
    row = {"gateway": "a", "executor": name, "function": "extract", "steps": 100, "total": 10, "used_mean": 4}
    row |= {"used_p95": 6, "used_max": 8, "stranded_max": 0, "nodes": 5} | other
    return {"site": row["gateway"], "available_min": row["total"] - row["used_max"]} | row


def usage(*rows: dict[str, Any]) -> pd.DataFrame:
    return _frame(rows, USAGE)


def series(*rows: dict[str, Any]) -> pd.DataFrame:
    return _frame(rows, SERIES)


def statistics(*rows: dict[str, Any]) -> pd.DataFrame:
    return _frame(rows, STATISTICS)


def reached(*rows: dict[str, Any]) -> pd.DataFrame:
    return _frame(rows, REACHED)


def used(*numbers: float, total: float = 10, **other: Any) -> pd.DataFrame:
    """USAGE of one function, a step a number; NaN leaves the row out."""
    return usage(*(use(step, number, total, **other) for step, number in enumerate(numbers) if not math.isnan(number)))


def _frame(rows: Iterable[dict[str, Any]], columns: Iterable[str]) -> pd.DataFrame:
    listed = list(rows)
    return pd.DataFrame({column: _column([row.get(column) for row in listed], column) for column in columns})


def _column(values: list[Any], column: str) -> pd.Series:
    if column == "at":
        return pd.Series(pd.to_datetime(values, utc=True), dtype="datetime64[us, UTC]")
    return pd.Series(values, dtype="object" if column in _WORDS else "float64")
