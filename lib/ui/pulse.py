"""The page's beat: looks again every few seconds, redraws the health line, and the page only where it changed."""

from dataclasses import dataclass
from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit_autorefresh import st_autorefresh

from lib.feed.reading import Snapshot
from lib.fleet.current import View
from lib.gateway.config import Gateway
from lib.process import Configured, Dashboard
from lib.ui import address, health


@dataclass(slots=True)
class Drawn:
    """What a run of the page has drawn, and how many beats there have been since it began."""

    view: View
    configured: Configured
    beats: int = 0


@st.fragment
def beat(place: DeltaGenerator, dashboard: Dashboard, gateway: Gateway, drawn: Drawn) -> None:
    """Draw the health line into ``place`` at every beat, and the page anew where it shows something else.

    The first beat belongs to the run that drew the page: a page that takes long to draw would otherwise find its
    data changed each time and never come to an end. While the flyout is open the page waits, so that nothing moves
    under the reader. Mounted last: the timer's own frame costs a quarter of a second before the first paint elsewhere.
    """
    drawn.beats += 1
    if drawn.beats > 1 and dashboard.configuration() != drawn.configured:
        st.rerun()
    latest = dashboard.observe(gateway)
    draw_health(place, dashboard, gateway, latest.snapshot)
    tick(dashboard)
    reading_the_flyout = address.one(address.EXECUTOR) is not None
    if drawn.beats > 1 and latest.view is not drawn.view and not reading_the_flyout:
        st.rerun()


def draw_health(place: DeltaGenerator, dashboard: Dashboard, gateway: Gateway, snapshot: Snapshot) -> None:
    """Draw the health line into its place."""
    with place:
        health.draw(snapshot, partial(_retry, dashboard, gateway))


def _retry(dashboard: Dashboard, gateway: Gateway) -> None:
    dashboard.refresh(gateway)


def tick(dashboard: Dashboard) -> None:
    """Run the page, or the fragment that calls it, again at every beat."""
    st_autorefresh(interval=int(dashboard.settings.refresh_health * 1000), key="beat")
