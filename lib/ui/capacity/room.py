"""Headroom: whether enough stays free at the peak, and whether the peak still fits after a loss, by executor type."""

from collections.abc import Iterable
from typing import Final

import streamlit as st

from lib.fleet.tables import frame
from lib.fleet.words import percent
from lib.planning.headroom import Fit, Headroom, Verdict, executor_losses, headroom, type_losses
from lib.planning.levels import ENOUGH
from lib.planning.pools import Pool
from lib.planning.tables import FITS, HEADROOMS
from lib.ui.capacity import chart, table, worked_out
from lib.ui.capacity.charts import room as room_chart
from lib.ui.capacity.table import Shown, Sort, Table
from lib.ui.capacity.view import View

_ORDER: Final = (Verdict.TOO_SMALL, Verdict.NOT_KNOWN, Verdict.FITS)

TYPES: Final = Table(
    "headroom",
    "Headroom by executor type",
    (
        Shown("function", "Type", "Executors of one function; none can rescue another type.", 130),
        Shown("verdict", "Verdict", "Whether the headroom is kept at p95 and at the peak.", 128, Sort.CHIP),
        Shown("free_at_peak", "Free at peak", "(serving − peak) ÷ slots.", 96, Sort.PERCENT),
        Shown("free_at_p95", "Free at p95", "(serving − p95) ÷ slots.", 92, Sort.PERCENT),
        Shown("free_now", "Free now", "Truly free ÷ slots.", 80, Sort.PERCENT),
        Shown("slots_total", "Slots", "All slots.", 70, Sort.SLOTS),
        Shown("slots_serving", "Serving", "Those that jobs hold or can get.", 76, Sort.SLOTS),
        Shown("used_p95", "p95", "Slots used at once, 95th percentile of the window.", 70, Sort.SLOTS),
        Shown("used_peak", "Peak", "The most slots used at once.", 70, Sort.SLOTS),
        Shown("why", "Why", "The same in a sentence.", 520),
    ),
)
LOSSES: Final = Table(
    "one_lost",
    "N−1: does the peak still fit?",
    (
        Shown("function", "Type", "Executor type.", 130),
        Shown("verdict", "Verdict", "Whether the peak fits into what remains.", 128, Sort.CHIP),
        Shown("loss", "Lost", "What is lost.", 170),
        Shown("lost", "Which", "The one that is lost.", 300),
        Shown("period", "Peak of", "Of the window, or of the last 24 h.", 110),
        Shown("peak", "Peak", "The most slots used at once.", 70, Sort.SLOTS),
        Shown("slots_remaining", "Remain", "Serving slots that remain.", 76, Sort.SLOTS),
        Shown("slots_spare", "Spare", "Remaining − peak.", 70, Sort.SLOTS),
        Shown("why", "Why", "The same in a sentence.", 520),
    ),
)


def draw(view: View) -> None:
    """Draw the chart and both tables, what does not fit first."""
    target, types = view.target, worked_out.types(view.answers, view.rows())
    if not types:
        st.info("No executor type is known in this window.", icon=":material/history:")
        return
    found = worst_first([headroom(pool, target) for pool in types])
    if shown := room_chart.drawable(found):
        chart.draw("headroom", room_chart.ALT, lambda: room_chart.figure(shown, target))
    st.caption(
        f"{percent(target)} should stay free (`HEADROOM`), at p95 and at the peak of the window. Red: it does not. "
        f"Gray: less than {ENOUGH:.0%} of the steps are known, so a green light would be a guess."
    )
    told = frame(HEADROOMS, found)
    table.headed(TYPES, lambda: view.offer_past(TYPES, told))
    table.draw(TYPES, told)
    lost = frame(FITS, losses(types))
    table.headed(LOSSES, lambda: view.offer_past(LOSSES, lost))
    table.draw(LOSSES, lost)


def worst_first(found: Iterable[Headroom]) -> list[Headroom]:
    """What does not keep its headroom first, then what is not known."""
    return sorted(
        found, key=lambda each: (_ORDER.index(each.verdict), each.at_peak if each.at_peak is not None else 0.0)
    )


def losses(types: Iterable[Pool]) -> list[Fit]:
    """N−1 of all types, what does not fit first."""
    found = [fit for pool in types for fit in (*type_losses(pool), *executor_losses(pool))]
    return sorted(found, key=lambda fit: (_ORDER.index(fit.verdict), fit.spare if fit.spare is not None else 0.0))
