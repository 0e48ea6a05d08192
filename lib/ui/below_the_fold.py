"""What stands below the executors: hints, capacity and desired states, drawn after the table has been painted."""

import streamlit as st

from lib.process import Observation
from lib.ui import capacity_card, desired_card, hints
from lib.ui.after_paint import painted
from lib.ui.clock import now

_HEIGHT = 600


@st.fragment
def draw(observation: Observation) -> None:
    """Draw the parts; on a cold browser their place is held until a person can use what is above."""
    if not painted("executors"):
        st.skeleton(_HEIGHT)
        return
    hints.draw(observation.fleet, now())
    with st.container(border=True, key="capacity"):
        capacity_card.draw(observation)
    with st.container(border=True, key="desired"):
        desired_card.draw(observation)
