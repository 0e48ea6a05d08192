"""The line below the title: how many gateways answer, and of when the slots are."""

from collections.abc import Callable, Sequence
from datetime import datetime

import streamlit as st

from lib.fleet.words import ago, enumeration, plural
from lib.gateway.config import Gateway
from lib.history.samples import GatewaySample
from lib.ui.clock import time_of_day, zone
from lib.ui.inert import inert


def draw(
    gateways: Sequence[Gateway], samples: Sequence[GatewaySample], at: datetime, beside: Callable[[], None] | None
) -> None:
    """Draw the line, with what ``beside`` draws at its end."""
    with st.container(horizontal=True, vertical_alignment="center", key="capacity_head"):
        st.markdown(_said(gateways, samples, at), width="stretch")
        if beside is not None:
            beside()


def _said(gateways: Sequence[Gateway], samples: Sequence[GatewaySample], at: datetime) -> str:
    reachable = sum(sample.reachable for sample in samples)
    said = [f"**{reachable} of {plural(len(gateways), 'gateway')} reachable**"]
    if samples:
        oldest = min(sample.at for sample in samples)
        said.append(f"slots of {time_of_day(oldest, zone())} ({ago((at - oldest).total_seconds())})")
    if quiet := [sample.gateway for sample in samples if not sample.readable]:
        said.append(f":orange[no slots known of {inert(enumeration(quiet))}]")
    return " · ".join(said)
