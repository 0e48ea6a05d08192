"""What the page shows of a gateway: one observation for all its parts, until it is renewed.

While the page is paused nothing renews it, so that a filter or another order never lets newer data slip in.
"""

from collections.abc import Sequence

import streamlit as st

from lib.gateway.config import Gateway
from lib.process import Dashboard, Observation

_STATE = "shown"


def observation(gateway: Gateway) -> Observation | None:
    """What is shown of a gateway; None before anything was."""
    return _all().get(gateway)


def renew(dashboard: Dashboard, gateway: Gateway) -> Observation:
    """Look again, and show what is known now; nothing of any other gateway is kept."""
    latest = dashboard.observe(gateway)
    st.session_state[_STATE] = {gateway: latest}
    return latest


def renew_all(dashboard: Dashboard, gateways: Sequence[Gateway]) -> list[Observation]:
    """The same for several gateways, whose first reads are waited for together."""
    latest = dashboard.observe_all(gateways)
    st.session_state[_STATE] = dict(zip(gateways, latest, strict=True))
    return latest


def _all() -> dict[Gateway, Observation]:
    kept: dict[Gateway, Observation] = st.session_state.setdefault(_STATE, {})
    return kept
