"""The head of a page about one gateway: title, gateway selector and refresh."""

from collections.abc import Mapping, Sequence

import streamlit as st

from lib.gateway.config import Gateway
from lib.process import Dashboard
from lib.ui import address
from lib.ui.after_paint import painted
from lib.ui.inert import inert

_WIDGET = "gateway"
_SELECTOR_WIDTH = 300
_SELECTOR_HEIGHT = 62


def choose_gateway(title: str, dashboard: Dashboard, gateways: Sequence[Gateway]) -> Gateway | None:
    """Draw the head; the gateway that the address bar names, or None where it names one that is not configured."""
    by_id = {gateway.id: gateway for gateway in gateways}
    asked = address.one(address.GATEWAY) or gateways[0].id
    chosen = by_id.get(asked)
    st.session_state[_WIDGET] = chosen.id if chosen else None
    with st.container(horizontal=True, vertical_alignment="bottom", key="header"):
        st.title(title, anchor=False, width="stretch")
        _selector(by_id, chosen)
        pressed = st.button("Refresh", key="refresh", icon=":material/refresh:", disabled=chosen is None)
    if chosen is None:
        _unknown(asked, gateways)
    elif pressed:
        refresh(dashboard, chosen)
    return chosen


def _selector(by_id: Mapping[str, Gateway], chosen: Gateway | None) -> None:
    """The gateway selector; its place is held until the first paint, as it is the heaviest widget of the page."""
    if chosen is not None and not painted("executors"):
        st.skeleton(_SELECTOR_HEIGHT, width=_SELECTOR_WIDTH)
        return
    st.selectbox(
        "Gateway",
        list(by_id),
        format_func=lambda each: _label(by_id[each]),
        key=_WIDGET,
        index=0 if chosen else None,
        placeholder="Choose a gateway",
        on_change=_into_address,
        width=_SELECTOR_WIDTH,
    )


def refresh(dashboard: Dashboard, gateway: Gateway) -> None:
    """Read everything anew while the person who asked for it sees that it is being done."""
    with st.spinner("Reading everything anew…"):
        dashboard.refresh(gateway)


def _into_address() -> None:
    address.put(address.GATEWAY, st.session_state[_WIDGET])


def _label(gateway: Gateway) -> str:
    return gateway.name if gateway.name == gateway.id else f"{gateway.name} · {gateway.id}"


def _unknown(asked: str, gateways: Sequence[Gateway]) -> None:
    st.error(
        f"The address asks for the gateway **{inert(asked)}**. Choose one of these instead:",
        title="No such gateway is configured",
        icon=":material/wrong_location:",
    )
    for gateway in gateways:
        st.button(
            inert(_label(gateway)),
            key=f"choose_{gateway.id}",
            type="tertiary",
            icon=":material/dns:",
            on_click=address.put,
            args=(address.GATEWAY, gateway.id),
        )
