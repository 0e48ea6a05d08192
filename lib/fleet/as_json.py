"""One executor as JSON, for people to copy: all that the flyout shows of it, secrets masked."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from lib.fleet.configuration import Row, configuration
from lib.fleet.endpoints import EndpointFacts
from lib.fleet.masking import masked
from lib.fleet.model import Desired, Executor, Node, NodeLoad, RollUp, Slots
from lib.fleet.vitals import Vitals
from lib.fleet.words import iso


def json_of(
    executor: Executor,
    nodes: Sequence[Node],
    endpoints: Sequence[EndpointFacts],
    vitals: Mapping[str, Vitals],
    gateway_id: str,
    observed_at: datetime,
) -> dict[str, Any]:
    """The executor as it was ``observed_at``; times are ISO-8601 in UTC with a Z, and what is not known is null.

    ``vitals`` are by address; nodes and endpoints may be those that were last known of an executor that is gone.
    """
    return {
        "gateway": gateway_id,
        "observed_at": _time(observed_at),
        **facts_of(executor),
        "nodes": [_node(node, vitals.get(node.address)) for node in nodes],
        "endpoints": [_endpoint(endpoint) for endpoint in endpoints],
        "configuration": [_setting(row) for row in configuration(nodes)],
    }


def facts_of(executor: Executor) -> dict[str, Any]:
    """What the executors table shows of an executor, in the same form."""
    rollup = executor.rollup
    return {
        "executor": executor.name,
        "function": executor.function,
        "environment": executor.environment,
        "region": executor.region,
        "status": _status(executor),
        "registered_nodes": rollup.node_count,
        "without_nodes_since": _time(executor.emptied_at),
        "owners": list(rollup.owners),
        "epochs": _range(rollup.epochs),
        "last_updated": _time(rollup.updated_at),
        "heartbeat": {"newest": _time(rollup.heartbeat_at), "oldest": _time(rollup.oldest_heartbeat_at)},
        "verdict": _verdict(executor),
        "slots": None if executor.slots is None else slots_of(executor.slots),
    }


def _time(moment: datetime | None) -> str | None:
    return iso(moment) or None


def _text(said: str | None) -> str | None:
    """Free text of a worker or gateway; names and addresses are no free text."""
    return None if said is None else masked(said)


def _range(epochs: tuple[int, int] | None) -> dict[str, int] | None:
    return None if epochs is None else {"lowest": epochs[0], "highest": epochs[1]}


def _status(executor: Executor) -> dict[str, Any]:
    rollup = executor.rollup
    return {
        "word": rollup.status.value,
        "was": rollup.was and rollup.was.value,
        "reason": _text(rollup.reason),
        "since": _time(executor.status_since),
        "activity": rollup.activity.value or None,
    }


def _verdict(executor: Executor) -> dict[str, Any]:
    rollup = executor.rollup
    return {
        "word": rollup.verdict.value,
        "reason": _text(rollup.verdict_reason),
        "since": _time(executor.verdict_since),
        "desired": _desired_of(rollup),
    }


def _desired_of(rollup: RollUp) -> dict[str, Any] | None:
    wanted = rollup.desired
    return None if wanted is None else {**_desired(wanted), "epochs": _range(rollup.desired_epochs)}


def _desired(wanted: Desired) -> dict[str, Any]:
    return {
        "phase": _text(wanted.phase),
        "created_at": _time(wanted.created_at),
        "updated_at": _time(wanted.updated_at),
    }


def slots_of(slots: Slots) -> dict[str, Any]:
    """The slots of an executor in the same form."""
    return {
        "total": slots.capacity,
        "used": slots.used,
        "available": slots.available,
        "stranded": slots.stranded,
        "stranded_derived": slots.stranded_derived,
        "utilization": slots.utilization,
        "tickets": slots.holders,
        "per_node": slots.per_node,
        "flags": [masked(flag) for flag in slots.flags],
    }


def _node(node: Node, vitals: Vitals | None) -> dict[str, Any]:
    return {
        "address": node.address,
        "registered": node.registered,
        "health": node.health.value,
        "status": node.status.value,
        "reason": _text(node.reason),
        "activity": node.activity.value or None,
        "gateway_word": _text(node.wire_status),
        "owner": node.owner,
        "epoch": node.epoch,
        "last_updated": _time(node.updated_at),
        "heartbeat": _time(node.heartbeat_at),
        "heartbeat_approximate": node.heartbeat_approximate,
        "desired": None if node.desired is None else {**_desired(node.desired), "epoch": node.desired.epoch},
        "verdict": node.verdict.value,
        "verdict_reason": _text(node.verdict_reason),
        "load": None if node.load is None else _load(node.load),
        "served_by": list(node.served_by),
        "seen_since": _time(node.first_seen_at),
        **({} if vitals is None else _vitals(vitals)),
    }


def _load(load: NodeLoad) -> dict[str, Any]:
    return {
        "slots": load.capacity,
        "available": load.available,
        "active": load.active,
        "accepting": load.accepting,
        "routing": _text(load.routing_state),
    }


def _vitals(vitals: Vitals) -> dict[str, Any]:
    return {
        "uptime_seconds": vitals.uptime,
        "uptime": vitals.uptime_said,
        "started_at": _time(vitals.started_at),
        "resources": {setting.path: setting.value for setting in vitals.resources},
        "check": _text(vitals.check),
        "last_error": vitals.last_error,
        "last_ready_at": _time(vitals.last_ready_at),
    }


def _endpoint(endpoint: EndpointFacts) -> dict[str, Any]:
    return {
        "path": endpoint.path,
        "internal": endpoint.internal,
        "nodes": endpoint.nodes,
        "methods": list(endpoint.methods),
        "descriptions": list(endpoint.descriptions),
        "schemas": [{"of": schema.of or None, "schema": schema.value} for schema in endpoint.schemas],
    }


def _setting(row: Row) -> dict[str, Any]:
    return {
        "topic": row.topic.value,
        "setting": row.setting,
        "value": row.value,
        "source": row.source.value,
        "nodes": list(row.nodes),
    }
