"""Navigation in the sidebar, and the notices above every page."""

from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from lib.process import Dashboard
from lib.ui.inert import inert

DEMO_NOTICE = "Demo data: simulated gateways, because no gateways are configured. No real system is shown."


def navigation(folder: Path) -> StreamlitPage:
    """Draw the sidebar and return the page to run.

    The built-in navigation draws sections in a way that axe-core calls a serious violation, so it is hidden and its
    links are drawn here.
    """
    overview = st.Page(folder / "overview.py", title="Overview", icon=":material/dashboard:", default=True)
    deployments = st.Page(
        folder / "deployments.py", title="Deployments", icon=":material/dns:", url_path="deployments"
    )
    page = st.navigation([overview, deployments], position="hidden")
    with st.sidebar:
        st.markdown("**Infrastructure**")
        for each in (overview, deployments):
            st.page_link(each)
    return page


def notices(dashboard: Dashboard) -> None:
    """Say what no viewer of any page may miss: that the data is made up, or that an edit of the file is broken."""
    if dashboard.demo:
        st.info(DEMO_NOTICE, icon=":material/science:")
    configuration, error = dashboard.configuration()
    if configuration is not None and error is not None:
        st.warning(
            inert(str(error)),
            title="The gateways file can't be used as it is now; the last good one stays in use",
            icon=":material/edit_off:",
        )
