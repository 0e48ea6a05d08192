"""Desired states beside actual ones, with the verdict and since when it has been seen."""

from collections import Counter

import pandas as pd
import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig

from lib.fleet.model import Executor, Verdict
from lib.fleet.verdict import WORST_FIRST
from lib.fleet.words import NOT_KNOWN, ago
from lib.process import Observation
from lib.ui import address, cells, count_pills, look, parts
from lib.ui.clock import now
from lib.ui.executors_columns import ABSOLUTE, VERDICT_CHIPS, Moment, epochs
from lib.ui.exports import offer

_ROW = 35
_ROWS_SHOWN = 12
_VERDICTS = [verdict.value for verdict in Verdict]
_CREATED = "When the desired state was defined. Gateways do not send it: —."


@st.fragment
def draw(observation: Observation) -> None:
    """Draw the card; the counts are filters."""
    executors = observation.fleet.executors
    counts = Counter(executor.rollup.verdict.value for executor in executors)
    positions = _positions(executors)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.header("Desired States", anchor=False, width="stretch")
        offer(observation, "desired", observation.tables.desired, positions)
    count_pills.draw(parts.DESIRED, "Verdict", address.DESIRED, _VERDICTS, counts, "collapsed")
    shown = [executors[position] for position in positions]
    if shown:
        _table(shown)
    else:
        st.caption("No executor has such a verdict." if executors else "No executors, no desired states.")


def _positions(executors: tuple[Executor, ...]) -> list[int]:
    """Those that the pills let through, worst verdict first, then by name."""
    wanted = set(address.many(address.DESIRED, _VERDICTS))
    chosen = [at for at, executor in enumerate(executors) if not wanted or executor.rollup.verdict.value in wanted]
    return sorted(chosen, key=lambda at: WORST_FIRST.index(executors[at].rollup.verdict))


def _table(executors: list[Executor]) -> None:
    moment = Moment(now(), address.one(address.TIMES) != ABSOLUTE, float("inf"))
    st.dataframe(
        cells.readable(_frame(executors, moment)),
        hide_index=True,
        row_height=_ROW,
        height=_ROW * (min(len(executors), _ROWS_SHOWN) + 1) + 3,
        column_config=_config(),
        key="desired_table",
        alt="Desired states",
    )


def _frame(executors: list[Executor], moment: Moment) -> pd.DataFrame:
    wanted = [executor.rollup.desired for executor in executors]
    return pd.DataFrame(
        {
            "executor": [executor.name for executor in executors],
            "verdict": [[look.verdict_chip(executor.rollup.verdict)] for executor in executors],
            "why": [_why(executor, moment) for executor in executors],
            "phase": [(desired and desired.phase) or NOT_KNOWN for desired in wanted],
            "epoch": [epochs(executor.rollup.desired_epochs) for executor in executors],
            "created": [moment.text(desired.created_at if desired else None) for desired in wanted],
            "updated": [moment.text(desired.updated_at if desired else None) for desired in wanted],
        }
    )


def _why(executor: Executor, moment: Moment) -> str:
    seen = ago((moment.now - executor.verdict_since).total_seconds())
    said = executor.rollup.verdict_reason
    return f"{said}, first seen {seen}" if executor.rollup.verdict in (Verdict.DRIFT, Verdict.SETTLING) else said


def _config() -> dict[str, ColumnConfig]:
    config = st.column_config
    return {
        "executor": config.TextColumn("Executor", width=250, pinned=True),
        "verdict": VERDICT_CHIPS("Verdict", "Actual beside desired epoch."),
        "why": config.TextColumn("Why", width=230, help="“First seen” is when this dashboard saw the verdict first."),
        "phase": config.TextColumn("Phase", width=100, help="In the gateway's word; today it is always SCHEDULED."),
        "epoch": config.TextColumn("Epoch", width=66, alignment="right", help="Desired epoch; counts dispatches."),
        "created": config.TextColumn("Created", width=74, help=_CREATED),
        "updated": config.TextColumn("Updated", width=104, help="Last change of the desired state."),
    }
