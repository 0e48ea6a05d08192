"""The executors of a gateway: the table, and the flyout that opens from it."""

import streamlit as st

from lib.gateway.config import Gateway
from lib.process import Dashboard, Observation
from lib.ui import executors_table, flyout, hints


@st.fragment
def draw(dashboard: Dashboard, gateway: Gateway, observation: Observation) -> None:
    """Draw table and flyout; nothing else of the page reruns when a filter changes or an executor is opened."""
    flyout.draw(dashboard, gateway, observation)
    with st.container(key="executors"):
        if observation.reached:
            executors_table.draw(observation, dashboard.settings.heartbeat_warn)
        else:
            hints.draw_unreached(dashboard, gateway)
