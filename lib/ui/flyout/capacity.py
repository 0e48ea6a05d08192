"""Slots of an executor, and of each of its nodes where the gateway sends them (page section Capacity)."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from lib.fleet.bands import utilization
from lib.fleet.model import Executor, Node, Slots
from lib.fleet.unsaid import NO_LOAD, NO_SLOTS
from lib.fleet.words import NOT_KNOWN, count, percent
from lib.ui import cells, slot_chart
from lib.ui.flyout.subject import Subject
from lib.ui.inert import inert

_BARS = 15


def draw(subject: Subject) -> None:
    """Draw the executor's slots, then those of its nodes as bars and as a table."""
    executor = subject.executor
    if executor.slots is None:
        st.info(NO_SLOTS, icon=":material/inbox:")
        return
    _numbers(executor.slots)
    loaded = [node for node in subject.nodes() if node.load]
    if loaded:
        _chart(loaded)
        _table(loaded)
    elif subject.observation.fleet.per_node_load:
        st.caption("The gateway sends no load for the nodes of this executor.")
    else:
        _known_of_nodes(executor, executor.slots)


def _numbers(slots: Slots) -> None:
    with st.container(horizontal=True):
        for label, value in (
            ("Total", count(slots.capacity)),
            ("Used", count(slots.used)),
            ("Available", count(slots.available)),
            ("Utilization", percent(slots.utilization)),
        ):
            st.metric(label, value, width=120)
    for flag in slots.flags:
        st.caption(f":material/flag: {inert(flag)}")


def _known_of_nodes(executor: Executor, slots: Slots) -> None:
    nodes = executor.rollup.node_count
    if slots.per_node is None:
        st.caption(
            f"Slots per node: {NOT_KNOWN}, as {count(slots.capacity)} slots on {count(nodes)} nodes do not divide."
        )
    else:
        st.caption(
            f"Slots per node: {count(slots.per_node)}, worked out from {count(slots.capacity)} slots on {count(nodes)}."
        )
    st.caption(NO_LOAD)


@dataclass(frozen=True, slots=True)
class NodeSlots:
    """Slots of one node, as the chart wants them."""

    name: str
    used: int | None
    capacity: int | None

    @property
    def utilization(self) -> float | None:
        """Used in percent of capacity."""
        return utilization(self.used, self.capacity)


def _chart(nodes: Sequence[Node]) -> None:
    filled = [NodeSlots(node.address, node.load.active, node.load.capacity) for node in nodes if node.load]
    ranked = slot_chart.worst_first(filled)[:_BARS]
    if ranked:
        st.markdown("**Slot use per node**, fullest first")
        slot_chart.bars(ranked, "node_slots", "Slot use per node, fullest first")


def _table(nodes: Sequence[Node]) -> None:
    loads = [(node.address, node.load) for node in nodes if node.load]
    st.dataframe(
        cells.readable(
            pd.DataFrame(
                {
                    "Node": [address for address, _ in loads],
                    "Slots": pd.array([load.capacity for _, load in loads], dtype="Int64"),
                    "Used": pd.array([load.active for _, load in loads], dtype="Int64"),
                    "Available": pd.array([load.available for _, load in loads], dtype="Int64"),
                    "Routing": [load.routing_state or NOT_KNOWN for _, load in loads],
                }
            )
        ),
        hide_index=True,
        placeholder=NOT_KNOWN,
        alt="Slots per node",
    )
