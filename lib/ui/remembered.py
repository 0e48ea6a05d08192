"""The gateway that this browser looked at last: kept in a cookie, which is read before anything is drawn."""

from collections.abc import Collection
from urllib.parse import unquote

import streamlit as st

from lib.gateway.config import Gateway
from lib.ui import address, in_flight
from lib.ui.browser import script

COOKIE = "deployments_gateway"

_THIS_SESSION = "last_gateway"

_remember = script("remembered")


def last_gateway(ids: Collection[str]) -> str | None:
    """The id of the gateway that was looked at last, if it is still configured."""
    kept = st.session_state.get(_THIS_SESSION) or unquote(st.context.cookies.get(COOKIE, ""))
    return kept if kept in ids else None


def remember(gateway: Gateway) -> None:
    """Keep this gateway for the next visit, and let the address name it without another step for Back."""
    st.session_state[_THIS_SESSION] = gateway.id
    if address.one(address.GATEWAY) is None:
        in_flight.expect(address.GATEWAY, (gateway.id,))
    path = f"/{str(st.get_option('server.baseUrlPath')).strip('/')}"
    _remember(
        key="remembered",
        data={"cookie": COOKIE, "path": path, "parameter": address.GATEWAY, "gateway": gateway.id},
    )
