"""From one gateway to another: its health is checked, its data are read, then the address names it.

Nothing of the old gateway is ever seen under the name of the new one. The browser shows the chosen name in the
selector at once, so a rule of style hides the body of the page while the selector names another gateway than the one
it was drawn for. Each body has a place of its own, as Streamlit would draw the new one piece by piece into the old, and
a key of its own, as the browser would take a table of one for that of the other.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from lib.gateway.config import Gateway
from lib.process import Dashboard
from lib.ui import address, shown
from lib.ui.inert import inert
from lib.ui.legible import legible

BODY = "fleet"
"""All that is shown of a gateway is in a container of this key and the number of its place."""

SELECTOR = "gateway"
"""The key of the gateway selector."""

_ASKED = "switch_to"
_DRAWN = "drawn_gateway"
_PLACES = 2


class _Drawn(NamedTuple):
    """The gateway whose body was drawn last, and where."""

    gateway: Gateway
    place: int


def called(gateway: Gateway) -> str:
    """What a gateway is called where its id matters."""
    return gateway.name if gateway.name == gateway.id else f"{gateway.name} · {gateway.id}"


def label(gateway: Gateway) -> str:
    """The same in the selector."""
    return legible(called(gateway))


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


def body(drawn: Gateway, gateways: Iterable[Gateway]) -> DeltaGenerator:
    """What is shown of a gateway goes in here; the body of another one is gone."""
    place = _place(drawn)
    bodies = [st.container(key=f"{BODY}_{place}") if number == place else st.empty() for number in range(_PLACES)]
    others = [label(gateway) for gateway in gateways if gateway != drawn]
    if others:
        st.html(f"<style>{', '.join(map(_named, others))} {{ visibility: hidden; }}</style>")
    return bodies[place]


def _place(drawn: Gateway) -> int:
    """The place for the body of a gateway: another one than that of the gateway before."""
    before: _Drawn = st.session_state.get(_DRAWN) or _Drawn(drawn, 0)
    place = before.place if before.gateway == drawn else (before.place + 1) % _PLACES
    st.session_state[_DRAWN] = _Drawn(drawn, place)
    return place


def _named(other: str) -> str:
    """The body while the selector has another label."""
    return f'.stApp:has(.st-key-{SELECTOR} input[value="{_quoted(other)}"]) [class*=st-key-{BODY}_]'


def _quoted(text: str) -> str:
    r"""A text for a style sheet, every sign but letters and digits as ``\\hex``, so that none has a meaning there."""
    return "".join(sign if sign.isascii() and sign.isalnum() else f"\\{ord(sign):x} " for sign in text)
