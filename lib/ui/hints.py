"""Draws what a reader must know of the answers, and the troubleshooting steps of the cases at hand."""

from datetime import datetime

import streamlit as st

from lib.fleet import frozen
from lib.fleet.hints import hints
from lib.fleet.model import Fleet
from lib.fleet.words import named
from lib.gateway.config import Gateway, token_variable
from lib.process import Dashboard
from lib.ui.inert import inert


def draw_notices(fleet: Fleet) -> None:
    """What is odd about the answers, before anybody trusts a number; gravest first."""
    warning = frozen.warning(fleet)
    if warning is not None:
        st.warning(inert(warning), title="The gateway may have lost etcd", icon=":material/ac_unit:")
    for trouble in fleet.troubles:
        st.markdown(f":orange[:material/hub:] {inert(f'{trouble.sentence} Concerned: {named(trouble.executors)}.')}")
    for notice in fleet.notices:
        st.caption(f":material/info: {inert(notice)}")


def draw(fleet: Fleet, now: datetime) -> None:
    """One line a case; its steps open on demand."""
    found = hints(fleet, now)
    if not found:
        return
    with st.container(key="hints", gap="xsmall"):
        for number, hint in enumerate(found):
            with st.expander(inert(hint.case), icon=":material/troubleshoot:", key=f"hint_{number}", type="compact"):
                st.markdown("\n".join(f"{step}. {inert(text)}" for step, text in enumerate(hint.steps, start=1)))


def draw_unreached(dashboard: Dashboard, gateway: Gateway) -> None:
    """The steps of the page's section No Executors Showing, for a gateway that has not answered yet."""
    variable = token_variable(gateway.id)
    st.info(
        f"Nothing is known of {inert(gateway.name)} yet: it has not answered since this dashboard started.",
        title="No executors to show",
        icon=":material/hourglass_top:",
    )
    st.markdown(f"1. Check its entry in {inert(str(dashboard.gateways_file))}: the url must name its HTTP port.")
    st.markdown(f"2. If a proxy in front of it wants a token, check that `{variable}` is set for this process.")
    st.markdown("3. Ask it by hand; a gateway answers `{}`:")
    st.code(f'curl -H "Authorization: Bearer ${variable}" {gateway.url}/', language="bash")
