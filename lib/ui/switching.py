"""From one gateway to another: its health is checked, its data are read, then the address names it.

Nothing of the old gateway is ever seen under the name of the new one. The browser shows the chosen name in the
selector at once, so a rule of style hides whatever belongs to another gateway than the one that the selector names.
"""

from collections.abc import Iterable, Mapping

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from lib.gateway.config import Gateway
from lib.process import Dashboard
from lib.ui import address, shown
from lib.ui.inert import inert

BODY = "fleet"
"""The container of all that is shown of a gateway."""

SELECTOR = "gateway"
"""The key of the gateway selector."""

_ASKED = "switch_to"


def label(gateway: Gateway) -> str:
    """How the selector calls a gateway."""
    return gateway.name if gateway.name == gateway.id else f"{gateway.name} · {gateway.id}"


def ask_for(gateway_id: str | None) -> None:
    """Ask for another gateway; for a widget's callback."""
    st.session_state[_ASKED] = gateway_id


def target(by_id: Mapping[str, Gateway]) -> Gateway | None:
    """The gateway to switch to in this run; None where nobody has asked for one."""
    return by_id.get(st.session_state.pop(_ASKED, None) or "")


def switch(dashboard: Dashboard, gateway: Gateway, place: DeltaGenerator) -> None:
    """Read the gateway, its health check first, while ``place`` says that it is being done; then name it.

    The wait is bounded: a gateway that does not answer is shown as one that has not answered yet.
    """
    with place, st.spinner(f"Switching to {inert(gateway.name)}: checking its health, then reading its data…"):
        shown.renew(dashboard, gateway)
    address.put(address.EXECUTOR, None)
    address.put(address.GATEWAY, gateway.id)


def body() -> DeltaGenerator:
    """What is shown of the gateway goes in here."""
    return st.container(key=BODY)


def reveal(place: DeltaGenerator, drawn: Gateway, gateways: Iterable[Gateway]) -> None:
    """Once all of ``drawn`` is there: hide it from now on while the selector names another one of ``gateways``."""
    others = [label(gateway) for gateway in gateways if gateway != drawn]
    rules = [f'.stApp:has(.st-key-{SELECTOR} input[value="{_quoted(each)}"]) .st-key-{BODY}' for each in others]
    style = f"{', '.join(rules)} {{ visibility: hidden; }}" if rules else ""
    place.html(f"<style>/* {_quoted(drawn.id)} */ {style}</style>")


def _quoted(text: str) -> str:
    r"""A text for a style sheet, every sign but letters and digits as ``\\hex``, so that none has a meaning there."""
    return "".join(sign if sign.isascii() and sign.isalnum() else f"\\{ord(sign):x} " for sign in text)
