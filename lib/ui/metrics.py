"""The four overview metrics (page section Overview Metrics, contract 9.1)."""

import streamlit as st

from lib.fleet.model import Fleet, FleetCounts
from lib.fleet.rules import Rules
from lib.fleet.words import NOT_KNOWN, count, percent

_EXECUTORS = (
    "All executors that the gateway knows, whatever their status: listed in deployments, named by a status or desired "
    "document, or holding slots."
)
_NODES = (
    "Sum of the nodes of all executors: distinct host:port of each executor among the registered ones. "
    "An address that serves two executors counts twice."
)
_ACTIVE = (
    "Executors that accept work: at least one node with a fresh heartbeat is busy (the gateway says SERVING) or "
    "idle and ready (it says NOT_SERVING)."
)


def draw(fleet: Fleet, rules: Rules) -> None:
    """Draw the numbers; "—" with what was last known where a reading is stale or never came."""
    facts, last = fleet.counts, fleet.last_counts
    with st.container(horizontal=True, key="metrics"):
        _metric("Total Executors", count(facts.executors), count(last.executors), _executors_note(fleet), _EXECUTORS)
        _metric("Total Nodes", count(facts.nodes), count(last.nodes), _addresses_note(facts), _NODES)
        _metric("Active Deployments", count(fleet.active), count(last.active), _activity_note(fleet), _ACTIVE)
        _metric(
            "Healthy Nodes",
            percent(facts.healthy_percent),
            percent(last.healthy_percent),
            _silent_note(facts),
            f"Healthy % = nodes with a heartbeat at most {rules.fresh:g} s old ÷ total nodes × 100. "
            "Nodes that never got a job have no heartbeat and are counted as never reported.",
            alarming=bool(facts.nodes) and facts.fresh_nodes != facts.nodes,
        )


def _metric(label: str, value: str, last: str, note: str, formula: str, *, alarming: bool = False) -> None:
    if value == NOT_KNOWN and last not in (NOT_KNOWN, "0"):
        note, alarming = f"was {last}", False
    st.metric(
        label,
        value,
        delta=note or None,
        delta_color="orange" if alarming else "off",
        delta_arrow="off",
        help=formula,
        border=True,
        height="stretch",
    )


def _executors_note(fleet: Fleet) -> str:
    without = sum(executor.rollup.node_count == 0 for executor in fleet.executors)
    if fleet.counts.nodes is None or not fleet.executors:
        return ""
    return f"{count(without)} without nodes" if without else "all with nodes"


def _addresses_note(counts: FleetCounts) -> str:
    if counts.addresses is None:
        return ""
    return f"{count(counts.addresses)} distinct {'address' if counts.addresses == 1 else 'addresses'}"


def _activity_note(fleet: Fleet) -> str:
    counts, unknown = fleet.counts, fleet.unknown
    if counts.busy is None:
        return ""
    said = [f"{count(counts.busy)} busy", f"{count(counts.ready)} ready"] if counts.active else []
    return " · ".join(said + ([f"{count(unknown)} unknown"] if unknown else [])) or "none busy or ready"


def _silent_note(counts: FleetCounts) -> str:
    if not counts.nodes:
        return "no nodes" if counts.nodes == 0 else ""
    if counts.fresh_nodes is None or counts.silent_nodes is None:
        return ""
    stale = counts.nodes - counts.fresh_nodes - counts.silent_nodes
    said = [f"{count(counts.silent_nodes)} never reported"] if counts.silent_nodes else []
    said += [f"{count(stale)} stale"] if stale else []
    return " · ".join(said) or "all reporting"
