"""What happens to an executor while a person reads about it: told in a line, so that nothing moves under them."""

import streamlit as st

from lib.fleet.model import Executor
from lib.ui import look, parts, pulse
from lib.ui.fleet_page import FleetPage
from lib.ui.inert import inert


def draw(page: FleetPage, drawn: Executor) -> None:
    """Look again at the executor as often as executors are read, and tell of another status or verdict."""
    if pulse.is_awake():
        st.fragment(_look, run_every=page.dashboard.settings.refresh_executors)(page, drawn)


def _look(page: FleetPage, drawn: Executor) -> None:
    said = news(drawn, page.dashboard.observe(page.gateway).fleet.executor(drawn.name))
    if said is not None:
        with st.container(horizontal=True, vertical_alignment="center", key="flyout_news"):
            st.warning(said, icon=":material/update:")
            st.button("Show", key="flyout_show_news", on_click=parts.redraw, args=(parts.PANEL,))


def news(drawn: Executor, latest: Executor | None) -> str | None:
    """What is another thing now than what was drawn, in one sentence; None for nothing that matters."""
    if latest is None:
        return "The gateway does not list this executor any more."
    if latest.rollup.status is not drawn.rollup.status:
        return f"Its status is {look.status_chip(latest.rollup.status)} by now: {inert(latest.rollup.reason)}"
    if latest.rollup.verdict is not drawn.rollup.verdict:
        return (
            f"Its verdict is {look.verdict_chip(latest.rollup.verdict)} by now: {inert(latest.rollup.verdict_reason)}"
        )
    return None
