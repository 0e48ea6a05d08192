"""The executors table: filters that live in the address, order, column choice, and the table itself."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from lib.fleet import order
from lib.fleet.filters import ExecutorFilter, Facets, facets, positions
from lib.fleet.model import Executor, Status, Verdict
from lib.fleet.words import count
from lib.process import Observation
from lib.ui import address, look
from lib.ui.clock import now
from lib.ui.executors_columns import BY_KEY, COLUMNS, SHOWN_AT_FIRST, Moment
from lib.ui.exports import offer

_ROW = 35
_ROWS_SHOWN = 14
_HEAD = 38
_TABLE = "executors_table"
_RELATIVE, _ABSOLUTE = "relative", "absolute"


def draw(observation: Observation, warn_after: float) -> None:
    """Draw filters and table; nothing else of the page reruns when a filter changes."""
    executors = observation.fleet.executors
    found = facets(executors)
    with st.container(horizontal=True, vertical_alignment="bottom", key="filters"):
        wanted = _filters(found)
        _view_options()
        offer(observation, "executors", lambda: observation.tables.executors.take(_shown(executors, wanted)))
    shown = _shown(executors, wanted)
    if not executors:
        st.info("No executors to show.", icon=":material/inbox:")
    elif not shown:
        _nothing_found(len(executors))
    else:
        _table([executors[position] for position in shown], warn_after)
        if len(shown) < len(executors):
            st.caption(f"{count(len(shown))} of {count(len(executors))} executors")


def _filters(found: Facets) -> ExecutorFilter:
    text = st.text_input(
        "Filter",
        key=address.TEXT,
        placeholder="Filter by name, owner, endpoint",
        label_visibility="collapsed",
        type="search",
        live=True,
        bind="query-params",
        width=250,
    )
    statuses = st.pills(
        "Status",
        [status.value for status in Status],
        selection_mode="multi",
        format_func=lambda each: f"{look.STATUS[Status(each)].sign} {each.capitalize()} {count(found.statuses[each])}",
        key=address.STATUS,
        label_visibility="collapsed",
        bind="query-params",
    )
    with st.popover("More", icon=":material/filter_list:", key="more_filters"):
        verdicts = st.pills(
            "Verdict",
            [verdict.value for verdict in Verdict],
            selection_mode="multi",
            format_func=lambda each: f"{look.VERDICT[Verdict(each)].sign} {each} {count(found.verdicts[each])}",
            key=address.VERDICT,
            bind="query-params",
        )
        functions = _choice("Function", address.FUNCTION, found.functions)
        regions = _choice("Region", address.REGION, found.regions)
    return ExecutorFilter(
        text or "", frozenset(statuses), frozenset(verdicts), frozenset(functions), frozenset(regions)
    )


def _choice(label: str, key: str, found: dict[str, int]) -> list[str]:
    return st.multiselect(
        label,
        sorted(found),
        format_func=lambda each: f"{each} ({count(found[each])})",
        key=key,
        bind="query-params",
        placeholder="All",
    )


def _view_options() -> None:
    with st.popover("View", icon=":material/view_column:", key="view_options"):
        st.multiselect(
            "Columns",
            [column.key for column in COLUMNS[1:]],
            default=[key for key in SHOWN_AT_FIRST if key != COLUMNS[0].key],
            format_func=lambda key: BY_KEY[key].label,
            key=address.COLUMNS,
            bind="query-params",
        )
        st.segmented_control(
            "Times", [_RELATIVE, _ABSOLUTE], default=_RELATIVE, required=True, key=address.TIMES, bind="query-params"
        )


def _sorting() -> tuple[str, bool]:
    """Column and direction that the address asks for; the order of names where it asks for none that exists."""
    asked = address.one(address.SORT) or order.DEFAULT
    by = asked.removeprefix("-")
    return (by, asked.startswith("-")) if by in order.ORDERS else (order.DEFAULT, False)


def _shown(executors: Sequence[Executor], wanted: ExecutorFilter) -> list[int]:
    by, descending = _sorting()
    return order.ordered(executors, positions(executors, wanted), by, descending=descending)


def _nothing_found(total: int) -> None:
    st.info(f"None of the {count(total)} executors passes these filters.", icon=":material/filter_alt_off:")
    st.button("Clear the filters", key="clear_filters", on_click=_clear)


def _clear() -> None:
    st.session_state[address.TEXT] = ""
    for name in (address.STATUS, address.VERDICT, address.FUNCTION, address.REGION):
        st.session_state[name] = []


def _table(executors: Sequence[Executor], warn_after: float) -> None:
    by, descending = _sorting()
    keys = [COLUMNS[0].key, *(key for key in st.session_state[address.COLUMNS] if key in BY_KEY)]
    moment = Moment(now(), st.session_state[address.TIMES] != _ABSOLUTE, warn_after)
    columns = [BY_KEY[key] for key in keys]
    frame = pd.DataFrame(
        {column.key: [column.cell(executor, moment) for executor in executors] for column in columns}
    )
    arrow = {by: " ↓" if descending else " ↑"}
    st.dataframe(
        frame,
        hide_index=True,
        height=_HEAD + _ROW * min(len(frame), _ROWS_SHOWN),
        row_height=_ROW,
        column_config={column.key: column.config(column.label + arrow.get(column.key, ""), column.help) for column in columns},
        key=_TABLE,
        selection_mode="single-column",
        on_select=_sort_by_header,
        placeholder="—",
        alt="Executors of the gateway",
    )


def _sort_by_header() -> None:
    """A click on a header sorts by it, a second click turns the order; the address keeps it for links."""
    clicked = st.session_state[_TABLE]["selection"]["columns"]
    if clicked and clicked[0] in order.ORDERS:
        by, descending = _sorting()
        turned = clicked[0] == by and not descending
        address.put(address.SORT, f"-{clicked[0]}" if turned else clicked[0])
    st.session_state[_TABLE] = {"selection": {"rows": [], "columns": [], "cells": []}}
