"""Navigation in the sidebar, and the notices above every page."""

from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from lib.process import Dashboard
from lib.ui import visiting
from lib.ui.inert import inert

DEMO_NOTICE = "Simulated gateways, because none are configured. No real system is shown."


DEPLOYMENTS = "deployments"
"""The last part of the address of the Deployments page."""

PAGES = Path(__file__).resolve().parents[2] / "pages"


def deployments() -> StreamlitPage:
    """The Deployments page, to register it or to link to it.

    A link needs the page itself: Streamlit looks for a path beside ``shell.py``, where there are no pages.
    """
    return st.Page(PAGES / "deployments.py", title="Deployments", icon=":material/dns:", url_path=DEPLOYMENTS)


def capacity() -> StreamlitPage:
    """The Capacity page, likewise."""
    return st.Page(PAGES / "capacity.py", title="Capacity", icon=":material/query_stats:", url_path="capacity")


def navigation() -> StreamlitPage:
    """Draw the sidebar and return the page to run.

    The built-in navigation draws sections in a way that axe-core calls a serious violation, so it is hidden and its
    links are drawn here.
    """
    overview = st.Page(PAGES / "overview.py", title="Overview", icon=":material/dashboard:", default=True)
    activity = st.Page(PAGES / "activity.py", title="Activity", icon=":material/notifications:", url_path="activity")
    pages = [overview, deployments(), capacity(), activity]
    page = st.navigation(pages, position="hidden")
    with st.sidebar:
        st.markdown("**Infrastructure**")
        for each in pages:
            st.page_link(each)
    return page


def notices(dashboard: Dashboard) -> None:
    """Say what no viewer of any page may miss: that the data is made up, or that an edit of the file is broken."""
    if dashboard.demo:
        st.markdown(f":violet-badge[:material/science: Demo data] {DEMO_NOTICE}")
    configuration, error = visiting.configuration(dashboard)
    if configuration is not None and error is not None:
        st.warning(
            inert(str(error)),
            title="The gateways file can't be used as it is now; the last good one stays in use",
            icon=":material/edit_off:",
        )
