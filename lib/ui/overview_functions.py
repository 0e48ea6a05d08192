"""Gateways compared, below their rows on the Overview: what they add up to, and each function over all of them."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from lib.fleet.across import Across
from lib.fleet.functions import Bottleneck
from lib.fleet.tables import FUNCTIONS, frame
from lib.fleet.words import enumeration, percent
from lib.process import Observation
from lib.ui import functions_table
from lib.ui.exports import offer_across
from lib.ui.inert import inert

_TOTALS = (
    "Slots of all gateways as they count them; those of one etcd once. Free: what a job can really get, without "
    "stranded slots. ≥: at least that many, as parts are not known."
)
_BOTTLENECK = (
    "In each gateway the fullest of the functions that are short of slots: no free slot left, or utilization busy or "
    "critical."
)


def draw(observations: Sequence[Observation], across: Across) -> None:
    """Draw the sums, what is short of slots, and the table."""
    with st.container(key="functions", gap="xsmall"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.header("Functions across gateways", anchor=False, width="stretch")
            offer_across(observations, "functions", partial(frame, FUNCTIONS, across.functions))
        st.markdown(_totals(across), help=_TOTALS)
        for sentence in across.sharing:
            st.caption(f":material/hub: {inert(sentence)}")
        if said := _not_counted(across):
            st.caption(f":material/question_mark: {inert(said)}")
        st.markdown(_bottlenecks(across.bottlenecks), help=_BOTTLENECK)
        functions_table.draw(across.functions)


def _totals(across: Across) -> str:
    slots = across.slots
    share = "" if slots.utilization is None else f" ({percent(slots.utilization)})"
    return f"**{slots.total.text} slots** · {slots.used.text} used{share} · **{slots.free.text} free**"


def _bottlenecks(bottlenecks: Sequence[Bottleneck]) -> str:
    short = sorted((each for each in bottlenecks if each.function is not None), key=_fullest_first)
    if short:
        return f":orange[:material/hourglass_bottom:] Bottlenecks: {' · '.join(map(_bottleneck, short))}"
    certain = all(each.known for each in bottlenecks)
    return "No function is short of slots." if certain else "No function is known to be short of slots."


def _fullest_first(bottleneck: Bottleneck) -> tuple[bool, float]:
    return not bottleneck.slots.exhausted, -(bottleneck.slots.utilization or 0.0)


def _bottleneck(bottleneck: Bottleneck) -> str:
    slots = bottleneck.slots
    how = "no free slot" if slots.exhausted else percent(slots.utilization)
    return f"**{inert(bottleneck.function or '')}** in {inert(bottleneck.gateways)} ({how})"


def _not_counted(across: Across) -> str:
    """Which gateways are in no number, and what that does to the numbers; empty where all are."""
    unknown: dict[tuple[str, ...], list[str]] = {}
    for what, whose in (("nodes", across.nodes_not_known_in), ("slots", across.slots_not_known_in)):
        unknown.setdefault(whose, []).append(what)
    parts = [f"the {enumeration(what)} of {enumeration(whose)}" for whose, what in unknown.items() if whose]
    return f"Not known now, and not counted: {enumeration(parts)}. ≥ means at least that many." if parts else ""
