"""The head of a page about one gateway: title, gateway selector and refresh."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches

import streamlit as st

from lib.gateway.config import Gateway
from lib.process import Dashboard
from lib.ui import address, by_hand, refreshing, skip_link, switching, visiting
from lib.ui.after_paint import painted
from lib.ui.inert import inert
from lib.ui.remembered import last_gateway
from lib.ui.switching import SELECTOR, called, label

_SELECTOR_WIDTH = 300
_SELECTOR_HEIGHT = 62
_CLOSE = 0.5


def choose_gateway(title: str, dashboard: Dashboard, gateways: Sequence[Gateway]) -> Gateway | None:
    """Draw the head; the gateway to show, or None where the address names one that is not configured.

    The address decides, then what this browser looked at last, then the order of the file.
    """
    by_id = {gateway.id: gateway for gateway in gateways}
    asked = address.one(address.GATEWAY) or last_gateway(by_id) or gateways[0].id
    chosen = by_id.get(asked)
    target = switching.target(by_id)
    closed = by_hand.why_not(visiting.caller_or_nobody(dashboard))
    st.session_state[SELECTOR] = getattr(target or chosen, "id", None)
    with st.container(key="skip"):
        if chosen is not None and painted("executors"):
            skip_link.draw("executors")
    with st.container(horizontal=True, vertical_alignment="bottom", key="header"):
        st.title(title, anchor=False, width="stretch")
        _selector(by_id, chosen)
        st.button(
            "Refresh",
            key="refresh",
            icon=":material/refresh:",
            disabled=chosen is None or closed is not None,
            help=closed,
            on_click=refreshing.begin,
            args=(dashboard, chosen),
        )
    progress = st.container(key="switching")
    if target is not None:
        switching.switch(dashboard, target, progress)
        return target
    if chosen is None:
        _unknown(asked, gateways)
    return chosen


def _selector(by_id: Mapping[str, Gateway], chosen: Gateway | None) -> None:
    """The gateway selector; its place is held until the first paint, as it is the heaviest widget of the page."""
    if chosen is not None and not painted("executors"):
        st.skeleton(_SELECTOR_HEIGHT, width=_SELECTOR_WIDTH)
        return
    st.selectbox(
        "Gateway",
        list(by_id),
        format_func=lambda each: label(by_id[each]),
        key=SELECTOR,
        index=0 if chosen else None,
        placeholder="Choose a gateway",
        on_change=lambda: switching.ask_for(st.session_state[SELECTOR]),
        width=_SELECTOR_WIDTH,
    )


def _unknown(asked: str, gateways: Sequence[Gateway]) -> None:
    """Say what the address asks for, and offer every gateway, those first whose ids are close to it."""
    close = get_close_matches(asked, [gateway.id for gateway in gateways], n=len(gateways), cutoff=_CLOSE)
    st.error(
        f"The address asks for the gateway **{inert(asked)}**. "
        + ("Did you mean the first of these?" if close else "Choose one of these instead:"),
        title="No such gateway is configured",
        icon=":material/wrong_location:",
    )
    for gateway in sorted(gateways, key=lambda each: close.index(each.id) if each.id in close else len(close)):
        st.button(
            inert(called(gateway)),
            key=f"choose_{gateway.id}",
            type="tertiary",
            icon=":material/dns:",
            on_click=switching.ask_for,
            args=(gateway.id,),
        )
