"""Tables of the Capacity page: the columns of an exported frame, each with its label, help, width and format.

A table on the page, its file and its place in a report are the same frame.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum, auto
from types import MappingProxyType
from typing import Any, Final

import pandas as pd
import streamlit as st
from streamlit.elements.lib.column_types import ButtonColumnResult, ColumnConfig

from lib.fleet.words import NOT_KNOWN, duration, percent
from lib.planning.amounts import amount
from lib.ui import address, cells, frame, percent_bars
from lib.ui.clock import zone
from lib.ui.legible import Labels
from lib.ui.look import PLANNED, planned_chip

_ROW = 35
_ROWS_SHOWN = 12
_SPACE = "\u202f"


class Sort(Enum):
    """What the cells of a column are, and so how they are written."""

    TEXT = auto()
    CHIP = auto()
    """A word of planning that has a colour and a sign."""
    WHOLE = auto()
    SLOTS = auto()
    PERCENT = auto()
    BAR = auto()
    TIME = auto()
    SPAN = auto()
    """Seconds."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A column on the page; ``name`` is that in the frame, and in the file."""

    name: str
    label: str
    help: str
    width: int
    sort: Sort = Sort.TEXT


@dataclass(frozen=True, slots=True)
class Table:
    """A table: ``key`` names it on the page and in files, ``title`` for people and for screen readers."""

    key: str
    title: str
    columns: tuple[Shown, ...]


_NUMERIC: Final = frozenset({Sort.WHOLE, Sort.SLOTS, Sort.PERCENT, Sort.BAR})


def headed(table: Table, offer: Callable[[], None]) -> None:
    """Draw the title of a table with what ``offer`` draws at its end."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader(table.title, anchor=False, width="stretch")
        offer()


def draw(table: Table, rows: pd.DataFrame, executors_of: Sequence[str] | None = None) -> None:
    """Draw the table; with ``executors_of``, a gateway a row, its executors lead to their panel on Deployments."""
    shown = pd.DataFrame({each.name: _cells(rows[each.name], each.sort) for each in table.columns})
    config: dict[str, ColumnConfig | ButtonColumnResult] = {each.name: _config(each) for each in table.columns}
    if executors_of is not None:
        labels = Labels(rows["executor"])
        shown["executor"] = rows["executor"].map(labels.of)
        config["executor"] = _link(table, executors_of, labels)
    with st.container(key=f"{table.key}_table"):
        st.dataframe(
            cells.readable(shown),
            hide_index=True,
            row_height=_ROW,
            height=_ROW * (min(max(len(rows), 1), _ROWS_SHOWN) + 1) + 3,
            column_config=config,
            placeholder=NOT_KNOWN,
            alt=table.title,
        )


def in_words(table: Table, rows: pd.DataFrame) -> list[list[str]]:
    """The cells as a report has them, times in UTC."""
    return [[_word(rows[each.name].iloc[row], each.sort) for each in table.columns] for row in range(len(rows))]


def numeric(table: Table) -> frozenset[int]:
    """Which columns are numbers, counted from 0."""
    return frozenset(place for place, each in enumerate(table.columns) if each.sort in _NUMERIC)


def _cells(values: "pd.Series[Any]", sort: Sort) -> "pd.Series[Any]":
    """The cells as the browser gets them: it sorts numbers as such, and a span is a word."""
    if sort is Sort.CHIP:
        return pd.Series([[] if pd.isna(each) else [planned_chip(each)] for each in values], index=values.index)
    if sort is Sort.SPAN:
        return pd.Series([_word(each, sort) for each in values], index=values.index, dtype=object)
    if sort is Sort.TIME:
        moments = pd.Series(pd.to_datetime(values, utc=True).array, index=values.index)
        local: pd.Series[Any] = moments.dt.tz_convert(zone()).dt.tz_localize(None)
        return local
    return values


def _config(shown: Shown) -> ColumnConfig:
    return _CONFIGS[shown.sort](shown)


def _number(form: str) -> Callable[[Shown], ColumnConfig]:
    return lambda shown: st.column_config.NumberColumn(shown.label, help=shown.help, width=shown.width, format=form)


_CONFIGS: Final[Mapping[Sort, Callable[[Shown], ColumnConfig]]] = MappingProxyType(
    {
        Sort.TEXT: lambda shown: st.column_config.TextColumn(shown.label, help=shown.help, width=shown.width),
        Sort.SPAN: lambda shown: st.column_config.TextColumn(
            shown.label, help=shown.help, width=shown.width, alignment="right"
        ),
        Sort.CHIP: lambda shown: st.column_config.MultiselectColumn(
            shown.label,
            help=shown.help,
            width=shown.width,
            options=[planned_chip(word) for word in PLANNED],
            color=[look.hue for look in PLANNED.values()],
        ),
        Sort.WHOLE: _number("%d"),
        Sort.SLOTS: _number("%.1f"),
        Sort.PERCENT: _number(f"%.1f{_SPACE}%%"),
        Sort.BAR: lambda shown: percent_bars.column(shown.label, shown.width, shown.help),
        Sort.TIME: lambda shown: st.column_config.DatetimeColumn(
            shown.label, help=shown.help, width=shown.width, format="YYYY-MM-DD HH:mm"
        ),
    }
)


def _link(table: Table, gateways: Sequence[str], labels: Labels) -> ButtonColumnResult:
    shown = next(each for each in table.columns if each.name == "executor")
    key = f"{table.key}_click"

    def follow() -> None:
        click = st.session_state[key]
        executor = labels.name(click["label"])
        st.switch_page(
            frame.deployments(), query_params={address.GATEWAY: gateways[click["row"]], address.EXECUTOR: executor}
        )

    return st.column_config.ButtonColumn(
        shown.label,
        help=f"{shown.help} Click it for its panel on Deployments.",
        width=shown.width,
        pinned=True,
        alignment="left",
        type="tertiary",
        on_click=follow,
        key=key,
    )


def _word(value: Any, sort: Sort) -> str:
    if pd.isna(value):
        return NOT_KNOWN
    return _WORDS[sort](value)


def _time(value: datetime) -> str:
    return f"{value.astimezone(UTC):%Y-%m-%d %H:%M}"


def _span(seconds: float) -> str:
    return duration(timedelta(seconds=seconds).total_seconds())


_WORDS: Final[Mapping[Sort, Callable[[Any], str]]] = MappingProxyType(
    {
        Sort.TEXT: str,
        Sort.CHIP: str,
        Sort.WHOLE: amount,
        Sort.SLOTS: amount,
        Sort.PERCENT: percent,
        Sort.BAR: percent,
        Sort.TIME: _time,
        Sort.SPAN: _span,
    }
)
