"""Draws what a reader must know of the answers, and the troubleshooting steps of the cases at hand."""

from datetime import datetime

import streamlit as st

from lib.fleet.hints import hints
from lib.fleet.model import Fleet
from lib.ui.inert import inert


def draw(fleet: Fleet, now: datetime) -> None:
    """One line a case; its steps open on demand."""
    found = hints(fleet, now)
    if not found and not fleet.notices:
        return
    with st.container(key="hints", gap="xsmall"):
        for notice in fleet.notices:
            st.caption(f":material/info: {inert(notice)}")
        for number, hint in enumerate(found):
            with st.expander(inert(hint.case), icon=":material/troubleshoot:", key=f"hint_{number}", type="compact"):
                st.markdown("\n".join(f"{step}. {inert(text)}" for step, text in enumerate(hint.steps, start=1)))
