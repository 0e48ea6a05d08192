"""What a person does by hand: only operators may, and each of them so many times a minute."""

from typing import Final

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from lib.access.caller import ANYONE, Caller
from lib.access.limits import Limiter
from lib.fleet.words import plural
from lib.process import Dashboard
from lib.ui import visiting
from lib.ui.clock import now, time_of_day, zone

VIEWERS_MAY_NOT: Final = "Only operators may do this, and you are a viewer. Ask whoever runs the dashboard."


def why_not(caller: Caller) -> str | None:
    """Why a button is not for this caller, as its help; None where it is."""
    return None if caller.operates else VIEWERS_MAY_NOT


def refusal(dashboard: Dashboard, limiter: Limiter) -> str | None:
    """Why what a person has just asked for is not done, and when it may be tried again; None where it is.

    A button that is not for somebody is disabled. But what a browser sends is not what a page has offered.
    """
    caller = visiting.caller_or_nobody(dashboard)
    if not caller.operates:
        return VIEWERS_MAY_NOT
    again = limiter.take(_counted_as(caller), now())
    if again is None:
        return None
    often = f"{plural(limiter.times, 'time')} within a minute"
    return f"You have done this {often}, which spares the gateway more. Try again at {time_of_day(again, zone())}."


def say(refused: str) -> None:
    """Say why something is not done; in the callback of a button."""
    st.toast(refused, icon=":material/block:")


def _counted_as(caller: Caller) -> str:
    """A person with all their tabs; where nobody logs in, a tab."""
    context = get_script_run_ctx()
    return caller.name if caller is not ANYONE or context is None else context.session_id
