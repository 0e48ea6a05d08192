"""Deployments: the executors, capacity and desired states of one gateway."""

import streamlit as st

from lib import process
from lib.ui import fleet_parts, header, pulse, switching, unconfigured, visiting
from lib.ui.after_paint import await_paint, painted
from lib.ui.fleet_page import FleetPage
from lib.ui.remembered import remember

dashboard = process.current()
configuration, error = visiting.configuration(dashboard)
pulse.begin_page((configuration, error))
if configuration is None:
    unconfigured.draw(dashboard, error)
    pulse.watch_configuration(dashboard)
elif gateway := header.choose_gateway("Deployments", dashboard, configuration.gateways):
    page = FleetPage(dashboard, gateway)
    page.begin()
    with switching.body(gateway, configuration.gateways):
        head, panel = st.container(key="health"), st.container(key="panel")
        fleet_parts.numbers(page)
        fleet_parts.executors(page)
        with panel:
            fleet_parts.panel(page)
        if painted("executors"):
            fleet_parts.troubleshooting(page)
            fleet_parts.capacity(page)
            fleet_parts.desired(page)
    if painted("executors"):
        remember(gateway)
        pulse.beat(dashboard, page, head)
    else:
        with head:
            page.draw_head(pulse.hold_place)
        await_paint("executors")
