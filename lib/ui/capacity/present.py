"""Now: how full gateways and executors are at this moment, worst first."""

from collections.abc import Sequence
from typing import Final

import streamlit as st

from lib.fleet.tables import frame
from lib.fleet.words import count, enumeration, plural
from lib.planning.now import Row
from lib.planning.tables import EXECUTORS_NOW, GATEWAYS_NOW, sums
from lib.ui.capacity import chart, table
from lib.ui.capacity.charts import slots
from lib.ui.capacity.charts.slots import Bar
from lib.ui.capacity.table import Shown, Sort, Table
from lib.ui.capacity.view import View
from lib.ui.inert import inert

_SLOTS: Final = (
    Shown("utilization", "Used %", "Used in percent of nominal; more than 100 % is over-committed.", 96, Sort.BAR),
    Shown(
        "band", "Band", "Comfortable up to 50 %, normal up to 70 %, busy up to 85 %, critical above.", 122, Sort.CHIP
    ),
    Shown("slots_total", "Nominal", "All slots, as the gateway counts them.", 72, Sort.WHOLE),
    Shown("slots_stranded", "Stranded", "Free slots on nodes that are silent or accept no work.", 76, Sort.WHOLE),
    Shown("slots_serving", "Serving", "Nominal − stranded.", 68, Sort.WHOLE),
    Shown("slots_used", "Used", "Slots that hold a job or are reserved for one.", 60, Sort.WHOLE),
    Shown("slots_free", "Truly free", "What the next job can get: free without stranded.", 80, Sort.WHOLE),
    Shown("headroom", "Headroom", "Truly free in percent of nominal.", 84, Sort.PERCENT),
)
GATEWAYS: Final = Table(
    "gateways_now",
    "Slots per gateway, worst first",
    (Shown("gateway", "Gateway", "Gateways that share one etcd are one row.", 200), *_SLOTS),
)
EXECUTORS: Final = Table(
    "executors_now",
    "Slots per executor, worst first",
    (
        Shown("executor", "Executor", "Executor name.", 270),
        Shown("gateway", "Gateway", "Gateways that share one etcd are one row.", 150),
        *_SLOTS,
        Shown("nodes", "Nodes", "Registered nodes.", 60, Sort.WHOLE),
        Shown("function", "Function", "Executor type, as the name says.", 110),
    ),
)


def draw(view: View) -> None:
    """Draw the bars and both tables, or say that nothing is known."""
    rows = view.rows()
    _missing(view)
    if not rows:
        st.info("No slots are known of what is in view.", icon=":material/hourglass_top:")
        return
    bars(rows)
    gateways, executors = frame(GATEWAYS_NOW, sums(rows)), frame(EXECUTORS_NOW, rows)
    table.headed(GATEWAYS, lambda: view.offer_now(GATEWAYS, gateways))
    table.draw(GATEWAYS, gateways)
    table.headed(EXECUTORS, lambda: view.offer_now(EXECUTORS, executors))
    table.draw(EXECUTORS, executors, [row.gateways[0] for row in rows])


def bars(rows: Sequence[Row]) -> None:
    """Draw the fullest executors."""
    shown = slots.drawable([Bar(row.executor, row.slots) for row in rows])
    if not shown:
        return
    st.subheader("Fullest executors", anchor=False)
    chart.bars(shown, "executors_now")
    if len(rows) > len(shown):
        st.caption(f"The {plural(len(shown), 'fullest executor')} of {count(len(rows))}; all are in the table below.")


def _missing(view: View) -> None:
    if view.silent:
        st.warning(
            f"{inert(enumeration(view.silent))} told no slots. What is below does not count them.",
            icon=":material/cloud_off:",
        )
