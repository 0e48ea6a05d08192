"""The cells of tables as people can read them; what a cell is about keeps its own name."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

import pandas as pd

from lib.ui.legible import is_legible, legible

_TEXTS: Final = "OU"
"""Kinds of columns that may have texts: those of Python objects, and those of Arrow's texts."""


def readable(table: pd.DataFrame) -> pd.DataFrame:
    """The table with every text, and every text of a list, legible."""
    return table.assign(**{str(name): _column(table[name]) for name in table if table[name].dtype.kind in _TEXTS})


def _column(cells: "pd.Series[Any]") -> "pd.Series[Any]":
    """The column; nearly always it is legible, and looked through at once."""
    if is_legible(" ".join({*_texts(cells.tolist())})):
        return cells
    return cells.map(_cell, na_action="ignore")


def _texts(values: Iterable[Any]) -> Iterator[str]:
    for value in values:
        if isinstance(value, str):
            yield value
        elif isinstance(value, list):
            yield from _texts(value)


def _cell(value: Any) -> Any:
    if isinstance(value, list):
        return [_cell(each) for each in value]
    return _from_the_left(legible(value)) if isinstance(value, str) else value


def _from_the_left(text: str) -> str:
    """The text with a mark that has the grid write it from the left, as every other place does.

    Of itself the grid turns a whole cell that begins with an isolated letter from the right.
    """
    return f"\u200e{text}" if text.startswith("\u2068") else text
