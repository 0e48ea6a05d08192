"""Answers of a small gateway as they come on the wire, for the checklist of contract section 10."""

import json
from typing import Any

from lib.fleet.model import Activity, Fleet, Status
from lib.fleet.parts import Parts
from lib.gateway import wire
from tests.fleet.documents import NAME, NOW, ONE, fleet, written

IDLE = {"status_code": 2, "status_name": "NOT_SERVING", "owner": "rep-0", "epoch": 3, "heartbeat_at": written(1)}
BUSY = {**IDLE, "status_code": 1, "status_name": "SERVING"}
HOLLOW = {
    "status_code": 3,
    "status_name": "SERVICE_UNKNOWN",
    "owner": "",
    "epoch": 0,
    "updated_at": written(1),
    "heartbeat_at": written(1),
    "details": None,
}
WANTED = {"phase": "SCHEDULED", "epoch": 3, "params": {"job_id": "0198"}, "updated_at": written(600)}


def body(result: object) -> bytes:
    return json.dumps({"status": "OK", "result": result}).encode()


def entry(address: str | None, endpoint: str = "/default") -> dict[str, Any]:
    return {"address": address, "endpoint": endpoint, "executor": NAME, "gateway": ONE}


def heard(
    nodes: dict[str, Any] | None = None,
    status: dict[str, Any] | None = None,
    desired: dict[str, Any] | None = None,
    slots: dict[str, Any] | None = None,
) -> Fleet:
    """The fleet of a gateway that answered with these; untold, it has nothing of a kind."""
    return fleet(
        Parts(
            gateway_id="us-east",
            observed_at=NOW,
            deployments=wire.decode_deployments(body({"deployment_nodes": nodes or {}})),
            status=wire.decode_status(body({"status": status or {}, "desired": desired or {}})),
            capacity=wire.decode_capacity(body(slots or {"slots": []})),
        )
    )


def one_node(status: dict[str, Any] | None = None, desired: dict[str, Any] | None = None) -> Fleet:
    """The fleet of one registered node with these documents."""
    key = f"{ONE}/{NAME}"
    return heard({NAME: [entry(ONE)]}, {key: status} if status else {}, {key: desired} if desired else {})


def state(known: Fleet) -> tuple[Status, Activity]:
    (found,) = known.executors
    return found.rollup.status, found.rollup.activity


def only_node(known: Fleet) -> Any:
    (made,) = known.nodes_of(NAME)
    return made


READY = (Status.SERVING, Activity.READY)
UNKNOWN = (Status.UNKNOWN, Activity.NONE)
