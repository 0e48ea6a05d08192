"""Draws a chart once the page has been painted: Plotly is too heavy for what a person waits for."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import streamlit as st

from lib.ui.after_paint import painted
from lib.ui.capacity.capacity_page import NUMBERS
from lib.ui.capacity.charts import slots
from lib.ui.capacity.charts.slots import Bar
from lib.ui.capacity.charts.style import config
from lib.ui.slot_chart import light_bars
from lib.ui.visitor import is_narrow

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

_HEIGHT = 320


def draw(key: str, alt: str, figure: Callable[[], "Figure"]) -> None:
    """Draw the chart; until the first paint its place is held. Its own toolbar saves it as a file."""
    with st.container(key=f"chart_{key}"):
        if painted(NUMBERS):
            st.plotly_chart(figure(), key=f"plot_{key}", config=config(key), alt=alt)
        else:
            st.skeleton(_HEIGHT)


def bars(shown: Sequence[Bar], key: str) -> None:
    """Draw slots as a chart; before the first paint, and in a narrow window, as plain bars."""
    if painted(NUMBERS) and not is_narrow():
        draw(key, slots.ALT, lambda: slots.figure(shown))
    else:
        st.html(light_bars(shown))
