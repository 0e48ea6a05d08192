"""Deployments: the executors, capacity and desired states of one gateway."""

import streamlit as st

from lib import process
from lib.ui import capacity_card, desired_card, executors_table, header, health, hints, metrics, unconfigured
from lib.ui.beat import beat

dashboard = process.current()
configuration, error = dashboard.configuration()
if configuration is None:
    unconfigured.draw(dashboard, error)
elif gateway := header.choose_gateway("Deployments", dashboard, configuration.gateways):
    observation = dashboard.observe(gateway)
    with st.container(key="health"):
        health.draw(observation.snapshot, lambda: header.refresh(dashboard, gateway))
    metrics.draw(observation.fleet, process.rules(dashboard.settings))
    with st.container(key="executors"):
        executors_table.draw(observation, dashboard.settings.heartbeat_warn)
    hints.draw(observation)
    capacity, desired = st.columns(2)
    with capacity, st.container(border=True, key="capacity"):
        capacity_card.draw(observation)
    with desired, st.container(border=True, key="desired"):
        desired_card.draw(observation)
beat(dashboard.settings.refresh_health)
