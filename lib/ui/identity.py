"""Who is logged in, in the sidebar, and what is shown to one whose login has ended or who sees no gateway."""

from typing import Final

import streamlit as st

from lib.access.caller import Caller
from lib.process import Dashboard
from lib.ui.inert import inert

LOG_OUT: Final = "log_out"
"""The key of the button that logs out."""


def draw(dashboard: Dashboard, caller: Caller) -> None:
    """Draw name and role with a way to log out; nothing where nobody logs in."""
    if dashboard.access is None:
        return
    with st.sidebar, st.container(key="identity", gap="xsmall"):
        st.caption(f":material/person: {inert(caller.name)} · {caller.role}")
        st.button("Log out", key=LOG_OUT, icon=":material/logout:", type="tertiary", on_click=st.logout)


def draw_ended() -> None:
    """Say that the login does not hold any more."""
    st.title("Your login has ended", anchor=False)
    st.markdown("Nothing is shown without a login.")
    st.button("Log in again", key="log_in", icon=":material/login:", type="primary", on_click=st.login)


def draw_nothing_to_see(caller: Caller) -> None:
    """Say that there is no gateway that the caller may see."""
    st.title("No gateway to show", anchor=False)
    st.info(
        f"You are logged in as {inert(caller.name)}, and what the login provider says of you names no gateway of this "
        "dashboard. Ask whoever runs it.",
        icon=":material/visibility_off:",
    )
