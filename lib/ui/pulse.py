"""The page's beat: looks again every few seconds, redraws the health line, and the page only where it changed."""

from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit_autorefresh import st_autorefresh

from lib.gateway.config import Gateway
from lib.process import Dashboard, Observation
from lib.ui import health


@st.fragment
def beat(place: DeltaGenerator, dashboard: Dashboard, gateway: Gateway, drawn: Observation) -> None:
    """Draw the health line into ``place`` at every beat; ``drawn`` is what the rest of the page shows.

    Mounted last: the timer's own frame costs a quarter of a second before the first paint elsewhere.
    """
    latest = dashboard.observe(gateway)
    if latest.view is not drawn.view:
        st.rerun()
    with place:
        health.draw(latest.snapshot, partial(_retry, dashboard, gateway))
    tick(dashboard)


def _retry(dashboard: Dashboard, gateway: Gateway) -> None:
    dashboard.refresh(gateway)


def tick(dashboard: Dashboard) -> None:
    """Run the page, or the fragment that calls it, again at every beat."""
    st_autorefresh(interval=int(dashboard.settings.refresh_health * 1000), key="beat")
