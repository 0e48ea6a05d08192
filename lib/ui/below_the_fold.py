"""What stands below the executors: hints, capacity and desired states."""

import streamlit as st

from lib.process import Observation
from lib.ui import capacity_card, desired_card, hints
from lib.ui.clock import now


def draw(observation: Observation) -> None:
    """Draw the parts."""
    hints.draw(observation.fleet, now())
    with st.container(border=True, key="capacity"):
        capacity_card.draw(observation)
    with st.container(border=True, key="desired"):
        desired_card.draw(observation)
