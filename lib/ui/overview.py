"""The Overview: how many gateways answer, each of them in a row of its own, and below what they add up to."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

import streamlit as st

from lib.fleet.comparison import is_reachable
from lib.fleet.words import plural
from lib.process import Dashboard, Observation
from lib.ui import by_hand, overview_functions, overview_row, visiting
from lib.ui.after_paint import await_paint, painted
from lib.ui.health import gateway_state

_PART = "overview"
_WELL = "green"


def draw_summary(observations: Sequence[Observation], beside: Callable[[], None] | None = None) -> None:
    """Draw how many gateways answer, with what ``beside`` draws at the end of the line."""
    with st.container(horizontal=True, vertical_alignment="center", key="overview_summary"):
        st.markdown(_summary(observations), width="stretch")
        if beside is not None:
            beside()


def draw(dashboard: Dashboard, observations: Sequence[Observation]) -> None:
    """Draw the rows, and once they are painted the comparison, where there is something to compare."""
    compared = len(observations) > 1
    closed = by_hand.why_not(visiting.caller_or_nobody(dashboard))
    across = dashboard.compare(observations) if compared and painted(_PART) else None
    with st.container(key=_PART):
        st.html(overview_row.STYLE)
        for number, observation in enumerate(observations):
            mark = "" if across is None else across.marks[observation.snapshot.gateway.id]
            overview_row.draw(dashboard, observation, number, mark, closed)
    if across is not None:
        overview_functions.draw(observations, across)
    elif compared:
        await_paint(_PART)


def _summary(observations: Sequence[Observation]) -> str:
    reachable = sum(is_reachable(each.snapshot) for each in observations)
    said = [f"**{reachable} of {plural(len(observations), 'gateway')} reachable**", *_troubles(observations)]
    return " · ".join(said)


def _troubles(observations: Iterable[Observation]) -> list[str]:
    states = [gateway_state(each.snapshot) for each in observations]
    counted = Counter(state.word.lower() for state in states if state.hue != _WELL)
    return [f"{number} {word}" for word, number in counted.items()]
