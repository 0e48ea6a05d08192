"""Alerts back-test: how often each rule would have fired in the window, and what another threshold or hold would do."""

from typing import Final

import streamlit as st

from lib.alerts.rules import RULES
from lib.fleet.tables import frame
from lib.fleet.words import count, enumeration
from lib.planning.alert_replay import FRAME_OF, Frame
from lib.planning.place import Sort as PlaceSort
from lib.planning.tables import FIRINGS, REPLAYS, firings
from lib.planning.variants import as_set
from lib.ui.capacity import chart, table, worked_out
from lib.ui.capacity.answers import Answers
from lib.ui.capacity.charts import firings as firings_chart
from lib.ui.capacity.table import Shown, Sort, Table
from lib.ui.capacity.view import View
from lib.ui.clock import zone

VARIANTS: Final = Table(
    "alert_replays",
    "Rules as set, and with another threshold or hold",
    (
        Shown("rule", "Rule", "The alert rule.", 230),
        Shown("variant", "Variant", "As set, or what is different.", 150),
        Shown("condition", "Fires", "When it fires.", 190),
        Shown("fired", "Fired", "How often; — where nothing was known.", 70, Sort.WHOLE),
        Shown("lasted_s", "In all", "For how long, over all gateways and executors.", 110, Sort.SPAN),
        Shown("subjects", "Looked at", "Gateways or executors.", 84, Sort.WHOLE),
        Shown("steps_known", "Known steps", "Steps that were known.", 100, Sort.WHOLE),
        Shown("steps_unknown", "Unknown steps", "They neither fire nor resolve.", 110, Sort.WHOLE),
        Shown("caveats", "Can't see", "What steps hide.", 520),
    ),
)
TIMES: Final = Table(
    "alert_firings",
    "Each time a rule would have fired, as set",
    (
        Shown("rule", "Rule", "The alert rule.", 230),
        Shown("begin", "From", "When it would have fired.", 140, Sort.TIME),
        Shown("lasted_s", "Lasted", "As far as known.", 110, Sort.SPAN),
        Shown("gateway", "Gateway", "Id of the gateway, or of that which stands for its etcd.", 130),
        Shown("executor", "Executor", "Name; — for a whole gateway.", 270),
        Shown("end", "Until", "When it would have resolved, or the window ended.", 140, Sort.TIME),
        Shown("open", "Open", "yes: it fired still at the end.", 60),
    ),
)


def draw(view: View) -> None:
    """Draw when rules would have fired, the variants, and each firing."""
    asked = view.answers
    with st.spinner("Replaying the rules…"):
        found = worked_out.back_tested(asked, view.dashboard.thresholds())
    _limits_of_it(view)
    replays = as_set(found)
    if replays:
        chart.draw("alert_replays", firings_chart.ALT, lambda: firings_chart.figure(replays, asked.window, zone()))
    rows = frame(REPLAYS, found)
    table.headed(VARIANTS, lambda: view.offer_past(VARIANTS, rows))
    table.draw(VARIANTS, rows)
    if fired := firings(replays):
        times = frame(FIRINGS, fired)
        table.headed(TIMES, lambda: view.offer_past(TIMES, times))
        table.draw(TIMES, times)


def left_out(asked: Answers) -> str:
    """Which rules are not replayed where there are too many executors, and what to do about it."""
    titles = [rule.title for rule in RULES if FRAME_OF[rule.name] is Frame.SERIES]
    return (
        f"{enumeration(titles)} are not replayed: {count(len(asked.statistics()))} executors over "
        f"{count(asked.window.steps)} steps are too much at once. Choose a function, an executor or a shorter window."
    )


def _limits_of_it(view: View) -> None:
    """Say what of the rules could not be replayed, and what the scope does not narrow."""
    asked = view.answers
    if not worked_out.executors_fit(asked):
        st.warning(left_out(asked), icon=":material/filter_alt:")
    if view.place.sort in {PlaceSort.FUNCTION, PlaceSort.EXECUTOR}:
        st.caption("Rules about gateways are replayed on whole gateways, whatever function or executor is in view.")
    st.caption(
        "A step that is not known neither fires nor resolves a rule. Rules that are off are replayed all the same."
    )
