"""Deployments: the executors, capacity and desired states of one gateway."""

import streamlit as st

from lib import process
from lib.ui import capacity_card, desired_card, executors_section, header, hints, metrics, pulse, unconfigured
from lib.ui.clock import now

dashboard = process.current()
configuration, error = dashboard.configuration()
if configuration is None:
    unconfigured.draw(dashboard, error)
    pulse.tick(dashboard)
elif gateway := header.choose_gateway("Deployments", dashboard, configuration.gateways):
    observation = dashboard.observe(gateway)
    health_line = st.container(key="health")
    hints.draw_notices(observation.fleet)
    metrics.draw(observation.fleet, process.rules(dashboard.settings))
    executors_section.draw(dashboard, gateway, observation)
    hints.draw(observation.fleet, now())
    with st.container(border=True, key="capacity"):
        capacity_card.draw(observation)
    with st.container(border=True, key="desired"):
        desired_card.draw(observation)
    pulse.beat(health_line, dashboard, gateway, pulse.Drawn(observation.view, (configuration, error)))
