"""Deployments: the executors, capacity and desired states of one gateway."""

import streamlit as st

from lib import process
from lib.ui import below_the_fold, executors_section, header, hints, metrics, pulse, unconfigured
from lib.ui.after_paint import await_paint, painted

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
    if painted("executors"):
        below_the_fold.draw(observation)
        pulse.beat(health_line, dashboard, gateway, pulse.Drawn(observation.view, (configuration, error)))
    else:
        pulse.draw_health(health_line, dashboard, gateway, observation.snapshot)
        await_paint("executors")
