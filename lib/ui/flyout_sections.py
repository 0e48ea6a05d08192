"""The sections of the executor flyout; each is drawn only when it is the one shown (contract 9.6)."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from lib.fleet import masking
from lib.fleet.model import Executor, Node, NodeHealth, Verdict
from lib.fleet.words import NOT_KNOWN, ago, count, percent
from lib.process import Observation
from lib.ui import look
from lib.ui.clock import absolute, now, relative, zone
from lib.ui.executors_columns import epochs
from lib.ui.inert import inert

_HEALTH_ORDER = (NodeHealth.UNHEALTHY, NodeHealth.UNKNOWN, NodeHealth.HEALTHY)
_CREATED = "gateways do not send when an executor was first deployed"
_NO_LOAD = "This gateway sends no slots per node: that needs a newer gateway."
_NO_MORE_ENDPOINT_FACTS = (
    "Gateways publish the name of an endpoint only: method, description and schemas are not on the wire."
)


def overview(executor: Executor, observation: Observation) -> None:
    """Identity, status with its reason and since when, epoch, desired beside actual, heartbeat."""
    rollup, at = executor.rollup, now()
    seen = sorted(node.first_seen_at for node in observation.fleet.nodes_of(executor.name) if node.first_seen_at)
    created = f"seen since {absolute(seen[0], zone())}" if seen else f"{NOT_KNOWN} ({_CREATED})"
    was = f", was {rollup.was}" if rollup.was else ""
    _facts(
        (
            ("Status", f"{look.status_chip(rollup.status)}{was}: {rollup.reason}"),
            ("Observed since", f"{absolute(executor.status_since, zone())} ({relative(executor.status_since, at)})"),
            ("Activity", rollup.activity.value or NOT_KNOWN),
            ("Worker owners", ", ".join(rollup.owners) or NOT_KNOWN),
            ("Epoch", f"{epochs(rollup.epochs)} (counts dispatches, not configuration changes)"),
            ("Created", created),
            ("Last updated", f"{absolute(rollup.updated_at, zone())} ({relative(rollup.updated_at, at)})"),
            ("Heartbeat", _heartbeats(executor)),
            ("Verdict", f"{look.verdict_chip(rollup.verdict)}: {rollup.verdict_reason}{_since(executor)}"),
            ("Desired", _desired(executor)),
        )
    )


def _heartbeats(executor: Executor) -> str:
    newest, oldest, at = executor.rollup.heartbeat_at, executor.rollup.oldest_heartbeat_at, now()
    if newest is None:
        return f"{NOT_KNOWN} (never reported)"
    said = relative(newest, at)
    return said if oldest == newest else f"{said}, oldest {relative(oldest, at)}"


def _since(executor: Executor) -> str:
    if executor.rollup.verdict is Verdict.MATCH:
        return ""
    return f", first seen {ago((now() - executor.verdict_since).total_seconds())}"


def _desired(executor: Executor) -> str:
    wanted = executor.rollup.desired
    if wanted is None:
        return f"{NOT_KNOWN} (nothing was dispatched to it)"
    job = wanted.params.get("job_id")
    of_job = f", job {masking.masked(str(job))}" if job else ""
    updated = relative(wanted.updated_at, now())
    return f"phase {wanted.phase or NOT_KNOWN}, epoch {epochs(executor.rollup.desired_epochs)}{of_job}, {updated}"


def _facts(rows: Sequence[tuple[str, str]]) -> None:
    for label, value in rows:
        name, said = st.columns([1, 3], gap="small")
        name.caption(label)
        said.markdown(inert(value))


def nodes(executor: Executor, observation: Observation) -> None:
    """Every node, worst first."""
    listed = sorted(
        observation.fleet.nodes_of(executor.name), key=lambda node: (_HEALTH_ORDER.index(node.health), node.address)
    )
    if not listed:
        st.info("No node of this executor is known.", icon=":material/inbox:")
        return
    st.dataframe(
        pd.DataFrame(
            {
                "Node": [node.address for node in listed],
                "Health": [node.health.value for node in listed],
                "Status": [look.status_chip(node.status) for node in listed],
                "Why": [node.reason for node in listed],
                "Heartbeat": [_beat(node) for node in listed],
                "Epoch": [str(node.epoch) if node.epoch else NOT_KNOWN for node in listed],
                "Registered": [
                    "—" if node.registered is None else "yes" if node.registered else "no" for node in listed
                ],
                "Routing": [(node.load and node.load.routing_state) or NOT_KNOWN for node in listed],
                "Served by": [", ".join(node.served_by) or NOT_KNOWN for node in listed],
                "Seen since": [absolute(node.first_seen_at, zone()) for node in listed],
            }
        ),
        hide_index=True,
        alt="Nodes of the executor",
    )
    st.caption("Uptime, CPU and memory are not on the wire.")


def _beat(node: Node) -> str:
    said = relative(node.heartbeat_at, now())
    return f"~ {said}" if node.heartbeat_approximate and node.heartbeat_at else said


def capacity(executor: Executor, observation: Observation) -> None:
    """Slots of the executor, and of each node where the gateway sends them."""
    slots = executor.slots
    if slots is None:
        st.info("The gateway lists no slots for this executor.", icon=":material/inbox:")
        return
    with st.container(horizontal=True):
        for label, value in (
            ("Total", count(slots.capacity)),
            ("Used", count(slots.used)),
            ("Available", count(slots.available)),
            ("Utilization", percent(slots.utilization)),
        ):
            st.metric(label, value)
    for flag in slots.flags:
        st.caption(f":material/flag: {inert(flag)}")
    loads = [(node.address, node.load) for node in observation.fleet.nodes_of(executor.name) if node.load]
    if not loads:
        st.caption(_NO_LOAD if not observation.fleet.per_node_load else "The gateway sends no load for its nodes.")
        return
    st.dataframe(
        pd.DataFrame(
            {
                "Node": [address for address, _ in loads],
                "Slots": pd.array([load.capacity for _, load in loads], dtype="Int64"),
                "Active": pd.array([load.active for _, load in loads], dtype="Int64"),
                "Available": pd.array([load.available for _, load in loads], dtype="Int64"),
                "Use %": [100 * (load.active or 0) / load.capacity if load.capacity else None for _, load in loads],
                "Routing": [load.routing_state or NOT_KNOWN for _, load in loads],
            }
        ),
        hide_index=True,
        column_config={"Use %": st.column_config.ProgressColumn(min_value=0, max_value=100, format="%.0f %%")},
        alt="Slots per node",
    )


def endpoints(executor: Executor, _observation: Observation) -> None:
    """The executor's own endpoints, and on demand the framework's."""
    internal = st.toggle("Show internal endpoints", key="flyout_internal")
    shown = executor.endpoints + (executor.internal_endpoints if internal else ())
    if shown:
        st.dataframe(pd.DataFrame({"Path": shown}), hide_index=True, alt="Endpoints of the executor")
    else:
        st.caption("No endpoint is published.")
    st.caption(_NO_MORE_ENDPOINT_FACTS)


def configuration(executor: Executor, observation: Observation) -> None:
    """What documents carry beside their fixed fields, secrets masked."""
    rows = [
        (node.address, kind, setting.path, setting.value)
        for node in observation.fleet.nodes_of(executor.name)
        for kind, carried in (("params", node.desired and dict(node.desired.params)), ("details", node.details))
        if carried
        for setting in masking.settings(carried)
    ]
    if not rows:
        st.caption("This gateway publishes no configuration of this executor.")
        return
    st.dataframe(
        pd.DataFrame(rows, columns=["Node", "From", "Setting", "Value"]), hide_index=True, alt="Published configuration"
    )
    st.caption("Values that look like secrets are masked before they leave the dashboard's process.")
