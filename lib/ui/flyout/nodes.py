"""The nodes of an executor, worst first (page section Nodes, contract 9.6)."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import pandas as pd
import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig

from lib.fleet.listing import Missing
from lib.fleet.model import Node, NodeHealth
from lib.fleet.vitals import Vitals
from lib.fleet.words import NOT_KNOWN, count, duration
from lib.ui import cells, look
from lib.ui.clock import absolute, now, relative, zone
from lib.ui.executors_columns import HEALTH_CHIPS
from lib.ui.flyout.subject import Subject
from lib.ui.inert import inert

_WORST_FIRST = (NodeHealth.UNHEALTHY, NodeHealth.UNKNOWN, NodeHealth.HEALTHY)
_ROW = 35
_ROWS_SHOWN = 16
_GONE_SHOWN = 5
_ONLY_UNHEALTHY = "flyout_only_unhealthy"
_HEALTH = "HEALTHY: registered and alive. UNHEALTHY: stale, unready or put aside. UNKNOWN: it never reported."


class Seen(NamedTuple):
    """A node with what richer servers say of it."""

    node: Node
    vitals: Vitals | None


def draw(subject: Subject) -> None:
    """Draw the nodes, and name those that have vanished."""
    _known(subject)
    gone = subject.vanished()
    if gone:
        st.caption(inert(_gone(gone)))


def _gone(nodes: Sequence[Missing]) -> str:
    named = [f"{node.address}, last registered {relative(node.last_listed, now())}" for node in nodes[:_GONE_SHOWN]]
    more = len(nodes) - len(named)
    return f"Gone: {'; '.join(named)}{f'; and {count(more)} more' if more else ''}."


def _known(subject: Subject) -> None:
    """Draw a row a node, on demand of the unhealthy ones alone."""
    vitals = subject.vitals()
    nodes = [Seen(node, vitals.get(node.address)) for node in sorted(subject.nodes(), key=_badness)]
    if not nodes:
        st.info("No node of this executor is known.", icon=":material/inbox:")
        return
    unhealthy = [seen for seen in nodes if seen.node.health is NodeHealth.UNHEALTHY]
    only = st.toggle(
        f"Only unhealthy ones ({count(len(unhealthy))} of {count(len(nodes))})",
        key=_ONLY_UNHEALTHY,
    )
    shown = unhealthy if only else nodes
    if shown:
        _table(shown)
    else:
        st.caption("No node is unhealthy.")
    unsent = [label for label in _IF_SENT if label not in _columns(nodes)]
    if unsent:
        st.caption(f"{', '.join(unsent)}: —. This gateway does not send it of these nodes.")


def _badness(node: Node) -> tuple[int, str]:
    return _WORST_FIRST.index(node.health), node.address


def _columns(nodes: Sequence[Seen]) -> dict[str, list[Any]]:
    """The cells by column, without those columns that newer or richer gateways send and this one does not."""
    cells = {label: [cell(seen) for seen in nodes] for label, cell in _COLUMNS.items()}
    return {label: said for label, said in cells.items() if label not in _IF_SENT or set(said) != {NOT_KNOWN}}


def _table(nodes: Sequence[Seen]) -> None:
    columns = _columns(nodes)
    st.dataframe(
        cells.readable(pd.DataFrame(columns)),
        hide_index=True,
        row_height=_ROW,
        height=_ROW * (min(len(nodes), _ROWS_SHOWN) + 1) + 3,
        column_config={label: config for label, config in _config().items() if label in columns},
        alt="Nodes of the executor",
    )


def _config() -> dict[str, ColumnConfig]:
    text = st.column_config.TextColumn
    return {
        "Node": text(width=150, pinned=True, help="host:port; no pod or machine is named on the wire."),
        "Health": HEALTH_CHIPS("Health", _HEALTH),
        "Why": text(width=240),
        "Heartbeat": text(width=84, help="~ where the time is the gateway's clock."),
        "Routing": text(width=86, help="As the gateway's router says; newer gateways only."),
        "Check": text(width=84, help="As the gateway's own check says; newer gateways only."),
        "Served by": text(width=150, help="The control address that registered the node."),
        "Seen since": text(width=140, help="Since when the gateway has known it; newer gateways only."),
        "Resources": text(width=200),
    }


def _beat(seen: Seen) -> str:
    said = relative(seen.node.heartbeat_at, now())
    return f"~ {said}" if seen.node.heartbeat_approximate and seen.node.heartbeat_at else said


def _registered(seen: Seen) -> str:
    registered = seen.node.registered
    return NOT_KNOWN if registered is None else "yes" if registered else "no"


def _uptime(seen: Seen) -> str:
    if seen.vitals is None:
        return NOT_KNOWN
    if seen.vitals.uptime is not None:
        return duration(seen.vitals.uptime)
    return seen.vitals.uptime_said or NOT_KNOWN


def _resources(seen: Seen) -> str:
    told = seen.vitals.resources if seen.vitals else ()
    return ", ".join(f"{setting.path} {setting.value}" for setting in told) or NOT_KNOWN


_COLUMNS: dict[str, Callable[[Seen], Any]] = {
    "Node": lambda seen: seen.node.address,
    "Health": lambda seen: [look.health_chip(seen.node.health)],
    "Why": lambda seen: seen.node.reason,
    "Heartbeat": _beat,
    "Uptime": _uptime,
    "Routing": lambda seen: (seen.node.load and seen.node.load.routing_state) or NOT_KNOWN,
    "Check": lambda seen: (seen.vitals and seen.vitals.check) or NOT_KNOWN,
    "Resources": _resources,
    "Epoch": lambda seen: str(seen.node.epoch) if seen.node.epoch else NOT_KNOWN,
    "Registered": _registered,
    "Served by": lambda seen: ", ".join(seen.node.served_by) or NOT_KNOWN,
    "Seen since": lambda seen: absolute(seen.node.first_seen_at, zone()),
}

_IF_SENT = ("Uptime", "Resources", "Routing", "Check", "Seen since")
"""Columns that are there only where a gateway sends something for them."""
