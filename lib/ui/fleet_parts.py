"""The parts of the Deployments page, each redrawn on its own."""

import streamlit as st

from lib import process
from lib.ui import capacity_card, desired_card, executors_table, hints, metrics, parts
from lib.ui.clock import now
from lib.ui.fleet_page import FleetPage
from lib.ui.flyout import panel as flyout


@parts.part(parts.METRICS)
def numbers(page: FleetPage) -> None:
    """What a reader must know first, and the four numbers."""
    fleet = page.observation().fleet
    hints.draw_notices(fleet)
    metrics.draw(fleet, process.rules(page.dashboard.settings))


@parts.part(parts.FLYOUT)
def panel(page: FleetPage) -> None:
    """The panel of the executor that the address names."""
    flyout.draw(page)


@parts.part(parts.EXECUTORS)
def executors(page: FleetPage) -> None:
    """The executors table with its filters."""
    observation = page.observation()
    with st.container(key="executors"):
        if observation.reached:
            executors_table.draw(observation, page.dashboard.settings.heartbeat_warn)
        else:
            hints.draw_unreached(page.dashboard, page.gateway)


@parts.part(parts.HINTS)
def troubleshooting(page: FleetPage) -> None:
    """The steps that help in the cases at hand."""
    hints.draw(page.observation().fleet, now())


@parts.part(parts.CAPACITY)
def capacity(page: FleetPage) -> None:
    """Slots, their chart and their holders."""
    with st.container(border=True, key="capacity"):
        capacity_card.draw(page.observation())


@parts.part(parts.DESIRED)
def desired(page: FleetPage) -> None:
    """Desired states beside actual ones."""
    with st.container(border=True, key="desired"):
        desired_card.draw(page.observation())
