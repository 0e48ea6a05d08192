"""The table of functions over all gateways, worst first."""

from collections.abc import Callable, Sequence
from typing import cast

import pandas as pd
import streamlit as st
from pandas.io.formats.style import Styler
from streamlit.elements.lib.column_types import ColumnConfig

from lib.fleet.functions import Function, Redundancy
from lib.fleet.sums import Sum, at_least
from lib.fleet.words import NOT_KNOWN, percent
from lib.ui import cells, percent_bars
from lib.ui.legible import legible
from lib.ui.look import REDUNDANCY

_ROW = 35
_ROWS_SHOWN = 14
_NUMBERS: dict[str, Callable[[Function], Sum]] = {
    "regions": lambda f: f.regions,
    "executors": lambda f: f.executors,
    "nodes": lambda f: f.nodes,
    "total": lambda f: f.slots.total,
    "free": lambda f: f.slots.free,
}


_COLUMNS: dict[str, ColumnConfig] = {
    "function": st.column_config.TextColumn(
        "Function",
        width=122,
        pinned=True,
        help="What the executors' names say before “executor”; a name outside the convention stands for itself.",
    ),
    "gateways": st.column_config.TextColumn(
        "Gateways",
        width=184,
        help="Where an executor of it has a registered node. + joins gateways that share one etcd: they are one. "
        "? stands before gateways whose nodes are not known now.",
    ),
    "regions": st.column_config.NumberColumn(
        "Regions",
        width=62,
        help="Of its nodes: as the executor's name says, else the gateway's datacenter in the gateways file.",
    ),
    "executors": st.column_config.NumberColumn("Executors", width=74, help="With and without nodes."),
    "nodes": st.column_config.NumberColumn("Nodes", width=56, help="Registered nodes."),
    "total": st.column_config.NumberColumn("Slots", width=56, help="Slots of its executors; one etcd counts once."),
    "used": percent_bars.column("Used", 96, "Used ÷ total, where both are known."),
    "free": st.column_config.NumberColumn(
        "Free",
        width=56,
        help="Slots that a job can really get: without stranded ones. ≥ where the stranded ones are derived.",
    ),
    "tightest": st.column_config.TextColumn(
        "Tightest in", width=140, help="The gateway with the highest utilization of this function."
    ),
    "bottleneck": st.column_config.TextColumn(
        "Bottleneck in", width=130, help="Gateways where no function is fuller, and this one is short of slots."
    ),
}


def draw(functions: Sequence[Function]) -> None:
    """Draw the table, or say that there is nothing to compare yet."""
    if not functions:
        st.info("No gateway has said yet which executors it has.", icon=":material/hourglass_top:")
        return
    st.dataframe(
        _with_bounds(cells.readable(_frame(functions)), functions),
        hide_index=True,
        row_height=_ROW,
        height=_ROW * (min(len(functions), _ROWS_SHOWN) + 1) + 3,
        column_config={**_COLUMNS, "redundancy": _redundancy(functions)},
        key="functions_table",
        placeholder=NOT_KNOWN,
        alt="Functions across gateways",
    )


def _frame(functions: Sequence[Function]) -> pd.DataFrame:
    numbers = {
        name: pd.array([number(each).known for each in functions], dtype="Int64") for name, number in _NUMBERS.items()
    }
    return pd.DataFrame(
        {
            "function": [each.name for each in functions],
            "redundancy": [[_chip(each)] for each in functions],
            "gateways": [_gateways(each) for each in functions],
            "regions": numbers["regions"],
            "executors": numbers["executors"],
            "nodes": numbers["nodes"],
            "total": numbers["total"],
            "used": [percent_bars.cell(each.slots.utilization) for each in functions],
            "free": numbers["free"],
            "tightest": [_tightest(each) for each in functions],
            "bottleneck": [", ".join(each.bottleneck_in) for each in functions],
        }
    )


def _with_bounds(table: pd.DataFrame, functions: Sequence[Function]) -> pd.DataFrame | Styler:
    """The table with lower bounds shown as such; its cells stay numbers, so that the browser sorts them rightly."""
    bounds = {
        name: [row for row, each in enumerate(functions) if number(each).is_bound] for name, number in _NUMBERS.items()
    }
    if not any(bounds.values()):
        return table  # a style takes ten times as long to draw
    styled = table.style.format(na_rep=NOT_KNOWN)
    for name, rows in bounds.items():
        styled = styled.format(_bound, subset=(rows, name))
    return styled


def _bound(known: object) -> str:
    return at_least(cast("int", known)).text


def _chip(function: Function) -> str:
    """Sign and words of a function's redundancy."""
    words = {
        Redundancy.ENOUGH: f"in {function.gateways.known} gateways",
        Redundancy.SINGLE: f"only in {', '.join(function.runs_in)}",
    }
    return f"{REDUNDANCY[function.redundancy].sign} {words.get(function.redundancy, function.redundancy)}"


def _gateways(function: Function) -> str:
    """How many and which; after a question mark those that are not known, first where it ran when they were."""
    said = f"{function.gateways.text}: {', '.join(function.runs_in)}" if function.runs_in else function.gateways.text
    ran = [f"{each} (ran there)" for each in function.ran_in]
    unknown = [*ran, *(each for each in function.not_known_in if each not in function.ran_in)]
    return f"{said} · ? {', '.join(unknown)}" if unknown else said


def _tightest(function: Function) -> str:
    return NOT_KNOWN if function.tightest is None else f"{percent(function.tightest[1])} {function.tightest[0]}"


def _redundancy(functions: Sequence[Function]) -> ColumnConfig:
    """The column of chips, with a hue for each that occurs."""
    chips = {legible(_chip(each)): REDUNDANCY[each.redundancy].hue for each in functions}
    return st.column_config.MultiselectColumn(
        "Redundancy",
        width=150,
        options=list(chips),
        color=list(chips.values()),
        help="A function should run in at least two gateways. Not known: a gateway that is not known may run it.",
    )
