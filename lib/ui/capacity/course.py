"""Trend: how full all that is in view was over the window, beside the window before."""

from typing import Final

import streamlit as st

from lib.fleet.tables import frame
from lib.fleet.words import percent, plural
from lib.planning.levels import Compared, compared
from lib.planning.tables import LEVELS, Named, for_export
from lib.ui.capacity import chart, table, worked_out
from lib.ui.capacity.charts import trend as trend_chart
from lib.ui.capacity.table import Shown, Sort, Table
from lib.ui.capacity.view import View
from lib.ui.clock import zone

COMPARED: Final = Table(
    "trend_levels",
    "This window beside the one before",
    (
        Shown("window", "Window", "The one before is as long, and ends where this one begins.", 160),
        Shown("mean", "Mean", "Mean utilization of its known steps.", 90, Sort.PERCENT),
        Shown("p95", "p95", "The 95th percentile of its known steps, interpolated linearly.", 90, Sort.PERCENT),
        Shown("highest", "Highest", "The highest of its known steps.", 90, Sort.PERCENT),
        Shown(
            "steps_known", "Known steps", "A step is known where every gateway in view told its slots.", 110, Sort.WHOLE
        ),
        Shown("steps", "Steps", "Of 5 minutes up to 7 days, else of an hour.", 80, Sort.WHOLE),
    ),
)
STEPS: Final = Table(
    "load",
    "Slots step by step",
    (
        Shown("at", "From", "When the step begins.", 150, Sort.TIME),
        Shown("total", "Slots", "Sums of the means of the step.", 90, Sort.SLOTS),
        Shown("used", "Used", "Mean of the step.", 90, Sort.SLOTS),
        Shown("available", "Available", "Mean of the step.", 90, Sort.SLOTS),
        Shown("stranded", "Stranded", "Mean of the step.", 90, Sort.SLOTS),
        Shown("utilization", "Used %", "Used in percent of slots.", 110, Sort.BAR),
    ),
)
CHANGES: Final = Table(
    "changes",
    "Status changes in the window, the latest first",
    (
        Shown("at", "First seen", "On the dashboard's clock.", 150, Sort.TIME),
        Shown("gateway", "Gateway", "Id of the gateway.", 130),
        Shown("executor", "Executor", "Name of the executor.", 270),
        Shown("before", "Before", "Empty for one that was not listed.", 100),
        Shown("after", "After", "Empty for one that is not listed any more.", 100),
        Shown("reason", "Reason", "Why.", 320),
    ),
)


def draw(view: View) -> None:
    """Draw the numbers, the chart, and the tables behind it."""
    asked = view.answers
    load, before = worked_out.load(asked), worked_out.load(asked.before)
    if load["utilization"].isna().all():
        st.info(
            "No step of this window is known of what is in view, so there is no trend to show.",
            icon=":material/history:",
        )
        return
    changes = asked.changes()
    status = changes[changes["sort"] == "status"]
    beside = compared(load, before)
    _numbers(beside)
    chart.draw("trend", trend_chart.ALT, lambda: trend_chart.figure(load, before, changes, asked.window, zone()))
    _notes(len(load), len(status))
    levels = frame(LEVELS, [Named("this window", beside.window), Named("window before", beside.before)])
    table.headed(COMPARED, lambda: view.offer_past(COMPARED, levels))
    table.draw(COMPARED, levels)
    if len(status):
        told = for_export(status.reset_index(drop=True))
        table.headed(CHANGES, lambda: view.offer_past(CHANGES, told))
        table.draw(CHANGES, told, list(told["gateway"]))
    steps = for_export(load)
    table.headed(STEPS, lambda: view.offer_past(STEPS, steps))
    table.draw(STEPS, steps)


def _numbers(beside: Compared) -> None:
    change = beside.change
    with st.container(horizontal=True):
        for label, of, moved in (
            ("Mean", beside.window.mean, change and change.mean),
            ("p95", beside.window.p95, change and change.p95),
            ("Highest", beside.window.highest, change and change.highest),
        ):
            st.metric(
                label,
                percent(of),
                delta=None if moved is None else f"{moved:+.1f} points".replace("-", "−"),
                delta_color="off",
                delta_arrow="off",
                help="Of the known steps of the window, beside the window before.",
                width=150,
            )
    if beside.why:
        st.caption(f":material/question_mark: No comparison: {beside.why}")


def _notes(steps: int, changes: int) -> None:
    together = -(-steps // trend_chart.MOST_POINTS)
    said = [plural(changes, "status change")]
    if together > 1:
        said.append(f"each point is the highest of {together} steps")
    said.append("a gap in the line, on gray ground, is time without data; it counts for nothing")
    st.caption(" · ".join(said))
