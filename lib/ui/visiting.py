"""Who looks at the page, and which gateways there are for them: the one place where these come to pages from."""

import streamlit as st

from lib.access.caller import ANYONE, NOBODY, Caller
from lib.process import Configured, Dashboard
from lib.ui.clock import now


def caller(dashboard: Dashboard) -> Caller | None:
    """Who looks, by the cookies that the browser has connected with; None where their login does not hold."""
    if dashboard.access is None:
        return ANYONE
    session = dashboard.access.session(st.context.cookies, now())
    return None if session is None else dashboard.access.person(session)


def caller_or_nobody(dashboard: Dashboard) -> Caller:
    """The same; who is not known sees nothing and may do nothing."""
    return caller(dashboard) or NOBODY


def configuration(dashboard: Dashboard) -> Configured:
    """The configuration as far as who looks may know it."""
    return dashboard.configuration_for(caller_or_nobody(dashboard))
