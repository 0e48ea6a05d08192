"""Capacity: how full executors are and were, and what to buy, move or switch off."""

import streamlit as st

from lib import process
from lib.ui import pulse, unconfigured, visiting
from lib.ui.capacity import body
from lib.ui.capacity.capacity_page import CapacityPage

dashboard = process.current()
configuration, error = visiting.configuration(dashboard)
pulse.begin_page((configuration, error))
st.title("Capacity", anchor=False)
if configuration is None:
    unconfigured.draw(dashboard, error)
    pulse.watch_configuration(dashboard)
else:
    page = CapacityPage(dashboard, configuration.gateways)
    page.begin()
    head = st.container()
    body.controls(page)
    body.line(page)
    body.slots(page)
    body.planning(page)
    pulse.beat(dashboard, page, head)
