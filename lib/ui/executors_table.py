"""The executors table: filters that live in the address, order, column choice, and the table itself."""

from collections import Counter
from collections.abc import Sequence
from functools import partial

import pandas as pd
import streamlit as st

from lib.fleet import order
from lib.fleet.filters import ExecutorFilter, Facets, facets, positions
from lib.fleet.model import Executor, Status, Verdict
from lib.fleet.words import count
from lib.process import Observation
from lib.ui import address, cells, count_pills, listed, parts, row
from lib.ui.after_paint import painted
from lib.ui.clock import now
from lib.ui.executors_columns import ABSOLUTE, BY_KEY, COLUMNS, RELATIVE, Moment
from lib.ui.exports import offer
from lib.ui.legible import Labels

_ROW = 35
_ROWS_SHOWN = 14
_CONTROLS_HEIGHT = 35
_TABLE = "executors_table"
_TIMES = (RELATIVE, ABSOLUTE)
_STATUSES = [status.value for status in Status]
_VERDICTS = [verdict.value for verdict in Verdict]
_COLUMNS_AT_FIRST = [column.key for column in COLUMNS[1:] if column.shown_at_first]


def draw(observation: Observation, warn_after: float) -> None:
    """Draw filters and table; on a cold browser the table first, with a place held for the filters."""
    executors = observation.fleet.executors
    found = facets(executors)
    shown = _shown(executors, asked_filter(found))
    listed.note([executors[position].name for position in shown])
    listed.label(executor.name for executor in executors)
    with st.container(horizontal=True, vertical_alignment="center", key="filters"):
        if painted("executors"):
            _controls(observation, found, shown)
        else:
            st.skeleton(_CONTROLS_HEIGHT)
    if not executors:
        st.info("No executors to show.", icon=":material/inbox:")
    elif not shown:
        _nothing_found(len(executors))
    else:
        _table([executors[position] for position in shown], warn_after)
        if len(shown) < len(executors):
            st.caption(f"{count(len(shown))} of {count(len(executors))} executors")


def _controls(observation: Observation, found: Facets, shown: Sequence[int]) -> None:
    """What chooses rows and columns, and what exports them."""
    _text_filter()
    count_pills.draw(parts.EXECUTORS, "Status", address.STATUS, _STATUSES, found.statuses, "collapsed")
    with st.popover("More", icon=":material/filter_list:", key="more_filters"):
        count_pills.draw(parts.EXECUTORS, "Verdict", address.VERDICT, _VERDICTS, found.verdicts, "visible")
        _choice("Function", address.FUNCTION, found.functions)
        _choice("Region", address.REGION, found.regions)
    with st.popover("View", icon=":material/view_column:", key="view_options"):
        _view_options()
    offer(observation, "executors", observation.tables.executors, shown)


def asked_filter(found: Facets) -> ExecutorFilter:
    """The filter that the address asks for."""
    return ExecutorFilter(
        address.one(address.TEXT) or "",
        frozenset(address.many(address.STATUS, _STATUSES)),
        frozenset(address.many(address.VERDICT, _VERDICTS)),
        frozenset(address.many(address.FUNCTION, found.functions)),
        frozenset(address.many(address.REGION, found.regions)),
    )


def _text_filter() -> None:
    st.text_input(
        "Filter",
        address.follow_text(address.TEXT),
        key=address.TEXT,
        placeholder="Name, owner, endpoint",
        label_visibility="collapsed",
        type="search",
        live=True,
        width=220,
        on_change=parts.changing(parts.EXECUTORS, address.keep_one),
        args=(address.TEXT,),
    )


def _choice(label: str, name: str, found: Counter[str]) -> None:
    labels = Labels(found)
    st.multiselect(
        label,
        sorted(found),
        address.follow_many(name, found),
        format_func=lambda each: f"{labels.of(each)} ({count(found[each])})",
        key=name,
        placeholder="All",
        on_change=parts.changing(parts.EXECUTORS, address.keep_many),
        args=(name,),
    )


def _view_options() -> None:
    columns = [column.key for column in COLUMNS[1:]]
    st.multiselect(
        "Columns",
        columns,
        address.follow_many(address.COLUMNS, columns, _COLUMNS_AT_FIRST),
        format_func=lambda key: BY_KEY[key].label,
        key=address.COLUMNS,
        on_change=parts.changing(parts.EXECUTORS, address.keep_many),
        args=(address.COLUMNS, _COLUMNS_AT_FIRST),
    )
    st.segmented_control(
        "Times",
        _TIMES,
        default=address.follow_choice(address.TIMES, _TIMES),
        required=True,
        key=address.TIMES,
        on_change=parts.changing(parts.EXECUTORS, address.keep_one),
        args=(address.TIMES, _TIMES[0]),
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
    st.button("Clear the filters", key="clear_filters", on_click=parts.changing(parts.EXECUTORS, _clear))


def _clear() -> None:
    for name in (address.TEXT, address.STATUS, address.VERDICT, address.FUNCTION, address.REGION):
        address.put(name, None)


def _table(executors: Sequence[Executor], warn_after: float) -> None:
    by, descending = _sorting()
    columns = [COLUMNS[0], *(BY_KEY[key] for key in address.many(address.COLUMNS, BY_KEY, _COLUMNS_AT_FIRST))]
    moment = Moment(now(), address.one(address.TIMES) != ABSOLUTE, warn_after)
    frame = pd.DataFrame({column.key: [column.cell(executor, moment) for executor in executors] for column in columns})
    names = [executor.name for executor in executors]
    frame[COLUMNS[0].key] = listed.labels(names)
    key = f"{_TABLE}_{by}_{'down' if descending else 'up'}"
    arrow = {by: " ↓" if descending else " ↑"}
    row.select(key, names)
    st.dataframe(
        cells.readable(frame),
        hide_index=True,
        height=_ROW * (min(len(frame), _ROWS_SHOWN) + 1) + 2,
        row_height=_ROW,
        column_config={
            column.key: column.config(column.label + arrow.get(column.key, ""), column.help) for column in columns
        },
        key=key,
        selection_mode=["single-row", "single-column"],
        on_select=parts.changing(parts.EXECUTORS, partial(_select, key, None if descending else by)),
        placeholder="—",
        alt="Executors of the gateway",
    )
    if painted("executors"):
        row.follow("executors", names, _ROW)


def _select(key: str, rising: str | None) -> None:
    """A click on a header sorts by it, a second click turns the order; the address keeps it for links.

    Selecting a column stands for the click, as sorting in the browser would know neither units nor unknowns. The
    table's key names its order, so that the next one begins without a selection. ``rising`` is the column by which
    the table that was clicked rises: a click that the browser tells twice leads to one order. Selecting a row marks it.
    """
    selection = st.session_state[key]["selection"]
    row.choose(selection["rows"], listed.listed().names)
    clicked = selection["columns"]
    if clicked and clicked[0] in order.ORDERS:
        address.put(address.SORT, f"-{clicked[0]}" if clicked[0] == rising else clicked[0])
