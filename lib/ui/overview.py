"""The Overview: every configured gateway in a row of its own, under a line that says how many of them answer."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

import streamlit as st

from lib.fleet.comparison import is_reachable
from lib.fleet.words import plural
from lib.process import Dashboard, Observation
from lib.ui import overview_row
from lib.ui.health import gateway_state

_WELL = "green"


def draw_summary(observations: Sequence[Observation], beside: Callable[[], None] | None = None) -> None:
    """Draw how many gateways answer, with what ``beside`` draws at the end of the line."""
    with st.container(horizontal=True, vertical_alignment="center", key="overview_summary"):
        st.markdown(_summary(observations), width="stretch")
        if beside is not None:
            beside()


def draw(dashboard: Dashboard, observations: Sequence[Observation]) -> None:
    """Draw the rows."""
    with st.container(key="overview"):
        st.html(overview_row.STYLE)
        for number, observation in enumerate(observations):
            overview_row.draw(dashboard, observation, number)


def _summary(observations: Sequence[Observation]) -> str:
    reachable = sum(is_reachable(each.snapshot) for each in observations)
    said = [f"**{reachable} of {plural(len(observations), 'gateway')} reachable**", *_troubles(observations)]
    return " · ".join(said)


def _troubles(observations: Iterable[Observation]) -> list[str]:
    states = [gateway_state(each.snapshot) for each in observations]
    counted = Counter(state.word.lower() for state in states if state.hue != _WELL)
    return [f"{number} {word}" for word, number in counted.items()]
