"""The nodes of an executor, worst first (page section Nodes, contract 9.6)."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import pandas as pd
import streamlit as st

from lib.fleet.model import Executor, Node, NodeHealth
from lib.fleet.words import NOT_KNOWN, count
from lib.process import Observation
from lib.ui import look
from lib.ui.clock import absolute, now, relative, zone
from lib.ui.executors_columns import HEALTH_CHIPS

_WORST_FIRST = (NodeHealth.UNHEALTHY, NodeHealth.UNKNOWN, NodeHealth.HEALTHY)
_ROW = 35
_ROWS_SHOWN = 16
_ONLY_UNHEALTHY = "flyout_only_unhealthy"
_NOT_SENT = "This gateway sends neither uptime nor CPU and memory of its nodes."


def draw(executor: Executor, observation: Observation) -> None:
    """Draw a row a node, on demand of the unhealthy ones alone."""
    nodes = sorted(observation.fleet.nodes_of(executor.name), key=_badness)
    if not nodes:
        st.info("No node of this executor is known.", icon=":material/inbox:")
        return
    unhealthy = [node for node in nodes if node.health is NodeHealth.UNHEALTHY]
    only = st.toggle(f"Only the {count(len(unhealthy))} unhealthy of {count(len(nodes))}", key=_ONLY_UNHEALTHY)
    shown = unhealthy if only else nodes
    if shown:
        _table(shown, now())
    else:
        st.caption("No node is unhealthy.")
    st.caption(_NOT_SENT)


def _badness(node: Node) -> tuple[int, str]:
    return _WORST_FIRST.index(node.health), node.address


def _table(nodes: Sequence[Node], at: datetime) -> None:
    st.dataframe(
        pd.DataFrame({label: [cell(node, at) for node in nodes] for label, cell in _COLUMNS.items()}),
        hide_index=True,
        row_height=_ROW,
        height=_ROW * (min(len(nodes), _ROWS_SHOWN) + 1) + 3,
        column_config={
            "Node": st.column_config.TextColumn(
                width=150, pinned=True, help="host:port; no other name is on the wire."
            ),
            "Health": HEALTH_CHIPS("Health", "HEALTHY: registered and alive. UNHEALTHY: stale, unready or out."),
            "Why": st.column_config.TextColumn(width=240),
            "Routing": st.column_config.TextColumn(width=86, help="As the gateway's router says; newer gateways only."),
            "Served by": st.column_config.TextColumn(width=150, help="The control address that registered the node."),
        },
        alt="Nodes of the executor",
    )


def _beat(node: Node, at: datetime) -> str:
    said = relative(node.heartbeat_at, at)
    return f"~ {said}" if node.heartbeat_approximate and node.heartbeat_at else said


def _registered(node: Node) -> str:
    return NOT_KNOWN if node.registered is None else "yes" if node.registered else "no"


_COLUMNS: dict[str, Callable[[Node, datetime], Any]] = {
    "Node": lambda node, _at: node.address,
    "Health": lambda node, _at: [look.health_chip(node.health)],
    "Why": lambda node, _at: node.reason,
    "Heartbeat": _beat,
    "Routing": lambda node, _at: (node.load and node.load.routing_state) or NOT_KNOWN,
    "Epoch": lambda node, _at: str(node.epoch) if node.epoch else NOT_KNOWN,
    "Registered": lambda node, _at: _registered(node),
    "Served by": lambda node, _at: ", ".join(node.served_by) or NOT_KNOWN,
    "Seen since": lambda node, _at: absolute(node.first_seen_at, zone()),
}
