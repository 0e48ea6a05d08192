"""One gateway's row on the Overview: its name as a link, its state, its numbers, and its Test button."""

from datetime import datetime

import streamlit as st

from lib.feed.reading import Snapshot
from lib.fleet.comparison import Figure, figures
from lib.fleet.words import ago
from lib.gateway.config import Gateway
from lib.gateway.health import HealthCheck
from lib.gateway.routes import Kind
from lib.gateway.words import sentence
from lib.process import Dashboard, Observation
from lib.ui import address, frame, overview_check
from lib.ui.clock import relative, time_of_day, zone
from lib.ui.health import State, gateway_state
from lib.ui.inert import inert

_NAME_WIDTH = 250
_FIGURE_WIDTH = 100

STYLE = """
<style>
.st-key-overview [data-testid="stMetricValue"] { font-size: 1.35rem; line-height: 1.4; }
.st-key-overview [data-testid="stPageLink"] a { padding: 0; background: none; }
.st-key-overview [data-testid="stPageLink"] a:hover { text-decoration: underline; }
.st-key-overview [data-testid="stPageLink"] p { white-space: normal; }
@media (min-width: 1100px) { .st-key-overview .stElementContainer:has(> .stMetric) { flex-grow: 1; } }
</style>
"""
"""Numbers are read down the rows: smaller than on a page about one gateway, and at the same place in each row."""


@st.fragment
def draw(dashboard: Dashboard, observation: Observation, number: int, mark: str, closed: str | None) -> None:
    """Draw the row; a test reruns this row alone, so that the others stay readable while it goes on.

    ``mark`` says in a few words with whom the gateway shares its etcd, if it does. ``closed`` says why this viewer may
    not test it, if that is so.
    """
    snapshot = observation.snapshot
    state = gateway_state(snapshot)
    failing = snapshot.reading(Kind.HEALTH).error is not None
    with st.container(border=True, gap="xsmall", key=f"gateway-row-{number}"):
        with st.container(horizontal=True):
            _identity(snapshot.gateway, state, mark)
            for figure in figures(snapshot, observation.fleet):
                _figure(figure, told_below=failing)
            pressed = _test_button(number, closed)
        st.caption(_story(snapshot, state))
        overview_check.draw(dashboard, snapshot, number, pressed=pressed)


def _test_button(number: int, closed: str | None) -> bool:
    icon = ":material/network_check:"
    return st.button("Test", key=f"test_{number}", icon=icon, disabled=closed is not None, help=closed)


def _identity(gateway: Gateway, state: State, mark: str) -> None:
    more = [each for each in dict.fromkeys((gateway.id, gateway.datacenter)) if each and each != gateway.name]
    badge = f":{state.hue}-badge[:material/{state.icon}: {state.word}]"
    with st.container(width=_NAME_WIDTH, gap="xsmall"):
        st.page_link(
            frame.deployments(),
            label=f"**{inert(gateway.name)}**",
            icon=":material/chevron_right:",
            icon_position="right",
            query_params={address.GATEWAY: gateway.id},
        )
        st.markdown(f"{badge} {inert(' · '.join(more))}")
        if mark:
            st.caption(f":material/hub: {inert(mark)}")


def _figure(figure: Figure, *, told_below: bool) -> None:
    """Draw a number; the error behind a "—" is its help, unless the whole gateway fails, which is told below."""
    st.metric(
        figure.label,
        figure.value,
        delta=figure.note or None,
        delta_color="orange" if figure.alarming else "off",
        delta_arrow="off",
        help=inert(figure.error) if figure.error and not told_below else None,
        width=_FIGURE_WIDTH,
    )


def _story(snapshot: Snapshot, state: State) -> str:
    """Since when the gateway fails and why, or since when it answers, on which route, and what its state rests on."""
    reading = snapshot.reading(Kind.HEALTH)
    if reading.error is not None:
        return f"{_since(reading.failing_since, snapshot)}: {inert(sentence(reading.error))}"
    if not isinstance(reading.value, HealthCheck):
        return inert(state.why)
    answered = f"{reading.value.route} answered {ago(snapshot.age(Kind.HEALTH))}"
    return inert(f"{_since(reading.answering_since, snapshot)}, as far as seen · {answered} · {state.why}")


def _since(moment: datetime | None, snapshot: Snapshot) -> str:
    known = moment or snapshot.taken_at
    return f"Since {time_of_day(known, zone())} ({relative(known, snapshot.taken_at)})"
