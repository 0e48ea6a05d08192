"""Peaks: when the window was busy by hour and weekday, and its highest peaks with who made them."""

from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

import streamlit as st

from lib.fleet.tables import frame
from lib.planning.peaks import QUANTILE, TOP, hours_of_week
from lib.planning.tables import PEAKS, for_export
from lib.ui import address, parts
from lib.ui.capacity import chart, table, worked_out
from lib.ui.capacity.charts import hours as heat_map
from lib.ui.capacity.table import Shown, Sort, Table
from lib.ui.capacity.view import View
from lib.ui.clock import zone
from lib.ui.inert import inert

HOURS: Final = Table(
    "hours",
    "Utilization by hour and weekday",
    (
        Shown("weekday", "Weekday", "0 is Monday, in the chosen time zone.", 80, Sort.WHOLE),
        Shown("hour", "Hour", "Of the day there.", 70, Sort.WHOLE),
        Shown("mean", "Mean", "Of the steps that begin in it.", 80, Sort.PERCENT),
        Shown("p95", "p95", "The 95th percentile of these.", 80, Sort.PERCENT),
        Shown("highest", "Highest", "The highest of these.", 80, Sort.PERCENT),
        Shown("steps", "Known steps", "How many there are.", 100, Sort.WHOLE),
    ),
)
HIGHEST: Final = Table(
    "peaks",
    "The highest peaks",
    (
        Shown("rank", "#", "1 is the highest.", 40, Sort.WHOLE),
        Shown("begin", "From", "When it began, in your time zone.", 140, Sort.TIME),
        Shown("duration_s", "Lasted", "How long it was above the level.", 110, Sort.SPAN),
        Shown("height", "Height", "The highest utilization of its steps.", 100, Sort.PERCENT),
        Shown("at", "Highest at", "When that was reached first.", 140, Sort.TIME),
        Shown("cut", "Cut", "yes: it touches a gap or an end of the window, and may have been longer or higher.", 60),
        Shown("made_by", "Made by", "Executors that rose most above their own mean at its height.", 520),
    ),
)


def draw(view: View) -> None:
    """Draw the heat map, then the peaks."""
    asked = view.answers
    load = worked_out.load(asked)
    if load["utilization"].isna().all():
        st.info("No step of this window is known of what is in view, so no peak is.", icon=":material/history:")
        return
    hours = hours_of_week(load, _zone())
    rows = for_export(hours)
    table.headed(HOURS, lambda: view.offer_past(HOURS, rows))
    chart.draw("hours", heat_map.ALT, lambda: heat_map.figure(hours))
    st.caption(
        "Each cell is the 95th percentile of its known steps, in percent; a dot is an hour of which none is known. "
        "Blue up to 70 %, amber up to 85 %, red above."
    )
    peaks = frame(PEAKS, worked_out.peaks(asked))
    table.headed(HIGHEST, lambda: view.offer_past(HIGHEST, peaks))
    table.draw(HIGHEST, peaks)
    st.caption(
        f"A peak is a run of steps above the {100 * QUANTILE:.0f}th percentile of the window; the {TOP} highest are "
        "listed. A gap ends a peak."
    )


def _zone() -> ZoneInfo:
    """The time zone that the address names, else the viewer's; drawn as a choice."""
    asked, known = address.one(address.ZONE), sorted(available_timezones())
    own = zone().key
    shown = asked if asked in known else own
    if asked is not None and asked != shown:
        st.warning(f"There is no time zone **{inert(asked)}**; your own is taken.", icon=":material/schedule:")
    if st.session_state.get(address.ZONE) != shown:
        st.session_state[address.ZONE] = shown
    options = known if shown in known else [shown, *known]
    st.selectbox(
        "Time zone",
        options,
        index=options.index(shown),
        key=address.ZONE,
        width=260,
        on_change=parts.changing(parts.PLANNING, address.keep_one),
        args=(address.ZONE, own),
    )
    try:
        return ZoneInfo(shown)
    except (ZoneInfoNotFoundError, ValueError):
        return zone()
