"""The documents that a monitoring client reads: a snapshot as wire JSON, field by field as in the contract."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeAlias

from lib.demo.node import Node
from lib.demo.records import Desired, Status, StatusCode
from lib.demo.world import ExecutorState, Generation, NodeState, Snapshot

__all__ = [
    "Json",
    "capacity",
    "deployment_nodes",
    "deployment_status",
    "deployments",
    "failed",
    "ok",
    "whole_seconds",
]

Json: TypeAlias = dict[str, Any]

_MISCOUNTED = "COUNT≠HOLDERS"
_ETCD_FAILURE = "etcd is not reachable: no endpoint answered within the deadline"
_PHASE = "SCHEDULED"


def ok(result: Json) -> Json:
    """Wrap a result as the gateway does."""
    return {"status": "OK", "result": result}


def failed(sentence: str) -> Json:
    """Say a failure as the gateway does: with HTTP 200, and a sentence in place of the result (contract 2.4)."""
    return {"status": "error", "result": sentence}


def whole_seconds(at: datetime) -> str:
    """Write a time as `YYYY-MM-DDTHH:MM:SSZ` (contract 3.7)."""
    return at.isoformat()[:19] + "Z"


def deployments(snapshot: Snapshot) -> Json:
    """Give `/api/deployments` (contract 3.5): G1 with the legacy map by address, G2 without."""
    nodes = _nodes_by_executor(snapshot)
    if snapshot.world.generation is Generation.G2:
        return ok({"deployment_nodes": nodes})
    return ok({"deployments": _legacy_map(snapshot), "deployment_nodes": nodes})


def deployment_nodes(snapshot: Snapshot) -> Json:
    """Give `/api/deployment-nodes` (contract 3.6)."""
    return ok(_nodes_by_executor(snapshot))


def _nodes_by_executor(snapshot: Snapshot) -> Json:
    return {state.executor.name: _registrations(state) for state in snapshot.discovered}


def _registrations(state: ExecutorState) -> list[Json]:
    return [
        {
            "address": f"grpc://{each.node.address}",
            "endpoint": endpoint,
            "executor": state.executor.name,
            "gateway": each.node.address,
        }
        for each in state.nodes
        for endpoint in state.executor.endpoints
    ]


def _legacy_map(snapshot: Snapshot) -> Json:
    """One row an address: where two executors share one, the later overwrites the earlier (contract 3.5)."""
    return {
        state.node.address: {
            "prefix": "deployments/status",
            "address": state.node.address,
            "executor": executor_state.executor.name,
            "status": _best_status(executor_state).name,
        }
        for executor_state in snapshot.discovered
        for state in executor_state.nodes
    }


def _best_status(executor_state: ExecutorState) -> StatusCode:
    written = {state.status.code for state in executor_state.nodes if state.status is not None}
    ranked = (StatusCode.SERVING, StatusCode.NOT_SERVING, StatusCode.SERVICE_UNKNOWN, StatusCode.UNKNOWN)
    return next((code for code in ranked if code in written), StatusCode.SERVICE_UNKNOWN)


def deployment_status(snapshot: Snapshot) -> Json:
    """Give `/api/deployment-status` (contract 3.7): two independent maps by `<host:port>/<executor>`."""
    states = [state for executor in snapshot.discovered for state in (*executor.nodes, *executor.left)]
    return ok(
        {
            "desired": {_key(s.node): _desired(s.desired) for s in states if s.desired is not None},
            "status": {_key(s.node): _status(s.status) for s in states if s.status is not None},
        }
    )


def _key(node: Node) -> str:
    return f"{node.address}/{node.executor}"


def _desired(written: Desired) -> Json:
    return {
        "phase": _PHASE,
        "epoch": written.epoch,
        "params": _params(written.params),
        "updated_at": whole_seconds(written.updated_at),
    }


def _params(params: Mapping[str, object]) -> Json:
    return {name: whole_seconds(value) if isinstance(value, datetime) else value for name, value in params.items()}


def _status(written: Status) -> Json:
    return {
        "status_code": written.code.value,
        "status_name": written.code.name,
        "owner": written.owner,
        "epoch": written.epoch,
        "updated_at": whole_seconds(written.updated_at),
        "heartbeat_at": whole_seconds(written.heartbeat_at),
        "details": None,
    }


def capacity(snapshot: Snapshot) -> Json:
    """Give `/api/capacity` (contract 3.8), which is read from etcd and fails with it; G2 adds the nodes."""
    world = snapshot.world
    if world.etcd_lost_since is not None:
        return failed(_ETCD_FAILURE)
    rows = [_slots(state.executor.name, state.capacity, state.used, state.holders) for state in snapshot.in_etcd]
    rows += [_slots(name, 0, 0, 0) for name in world.gone]
    result: Json = {
        "slots": sorted(rows, key=lambda row: row["name"]),
        "totals": {
            "capacity": sum(row["capacity"] for row in rows),
            "used": sum(row["used"] for row in rows),
            "available": sum(row["available"] for row in rows),
            "holder_count": sum(row["holders"] for row in rows),
        },
    }
    if world.generation is Generation.G2:
        routed_to = () if world.booting else snapshot.in_etcd
        result["nodes"] = [_load(state) for executor in routed_to for state in executor.nodes]
    return ok(result)


def _slots(name: str, capacity: int, used: int, holders: int) -> Json:
    return {
        "name": name,
        "capacity": capacity,
        "target": capacity,
        "used": used,
        "available": max(0, capacity - used),
        "holders": holders,
        "notes": "" if used == holders else _MISCOUNTED,
    }


def _load(state: NodeState) -> Json:
    slots = state.node.slots
    return {
        "executor": state.node.executor,
        "address": state.node.address,
        "active_requests": state.active,
        "selection_count": state.selections,
        "accepting_traffic": state.node.accepts_traffic,
        "gateways": [state.node.address],
        "slot_capacity": slots,
        "slot_available": max(0, slots - state.active),
        "utilization_pct": round(100 * state.active / slots, 1) if slots else None,
        "routing_state": _routing_state(state),
    }


def _routing_state(state: NodeState) -> str:
    if not state.node.accepts_traffic:
        return "unavailable"
    if state.node.slots <= 0:
        return "disabled"
    if state.active >= state.node.slots:
        return "saturated"
    return "active" if state.active else "idle"
