"""A gateway that sends of one executor all that a server may send: loads, checks, vitals, schemas, configuration."""

from datetime import datetime, timedelta
from typing import Any

from lib.fleet.words import iso
from tests.gateway import bodies
from tests.gateway.server import ScriptedServer
from tests.pages.gateways import Fresh

NAME = "extract-executor-prod-us-east-1-001"
WELL, STALE, SILENT = "10.4.0.11:7101", "10.4.0.12:7101", "10.4.0.13:7101"

SECRET = "hunter2-of-the-canary"
"""Stands under the names of secrets, nested, in a list, in an address and in a text; it must not leave the process."""

SCHEMA = {"type": "object", "properties": {"pages": {"type": "integer"}}}


def be_rich(server: ScriptedServer) -> None:
    """Be of generation G2, with three nodes: one well, one stale, one that never reported."""
    bodies.be_g2(server)
    server.on("/api/deployments", Fresh(lambda _now: {"deployment_nodes": {NAME: _entries()}}))
    server.on("/api/deployment-status", Fresh(_documents))
    server.on("/api/capacity", Fresh(lambda _now: _capacity()))


def _entries() -> list[dict[str, Any]]:
    said = {"method": "POST", "description": "Extracts the text of a document", "request_schema": SCHEMA}
    return [
        {"address": f"grpc://{node}", "executor": NAME, "gateway": node, **endpoint}
        for node in (WELL, STALE, SILENT)
        for endpoint in ({"endpoint": "/document/extract", **said}, {"endpoint": "_jina_dry_run_"})
    ]


def _documents(now: datetime) -> dict[str, Any]:
    return {
        "status": {
            f"{WELL}/{NAME}": {**_status(now, beat=1), "details": _details()},
            f"{STALE}/{NAME}": _status(now, beat=400),
        },
        "desired": {f"{node}/{NAME}": _desired(now) for node in (WELL, STALE)},
    }


def _status(now: datetime, beat: float) -> dict[str, Any]:
    return {
        "status_code": 1,
        "status_name": "SERVING",
        "owner": "extract/rep-0",
        "epoch": 7,
        "updated_at": iso(now - timedelta(minutes=5)),
        "heartbeat_at": iso(now - timedelta(seconds=beat)),
        "details": None,
    }


def _desired(now: datetime) -> dict[str, Any]:
    params = {"job_id": "0198f0aa", "api_key": SECRET, "args": ["--password", SECRET]}
    return {"phase": "SCHEDULED", "epoch": 7, "params": params, "updated_at": iso(now - timedelta(minutes=5))}


def _details() -> dict[str, Any]:
    return {
        "uptime_seconds": 7500,
        "resources": {"limits": {"cpu": "4", "memory": "8Gi"}},
        "flags": {"fast_path": True},
        "env": {"LOG_LEVEL": "info", "DB_URL": f"postgres://rep:{SECRET}@db:5432/jobs", "nested": {"token": SECRET}},
        "timeouts": {"job_seconds": 600},
        "note": f"started with password={SECRET}",
    }


def _capacity() -> dict[str, Any]:
    row = {"name": NAME, "capacity": 6, "target": 6, "used": 3, "available": 3, "holders": 3, "notes": "SLOW"}
    return {
        "slots": [row],
        "totals": {"capacity": 6, "used": 3, "available": 3, "holder_count": 3},
        "nodes": [_load(WELL, 2, "saturated"), _load(STALE, 1, "active"), _load(SILENT, 0, "idle")],
    }


def _load(node: str, active: int, routing: str) -> dict[str, Any]:
    return {
        "executor": NAME,
        "address": node,
        "active_requests": active,
        "accepting_traffic": True,
        "gateways": [node],
        "slot_capacity": 2,
        "slot_available": 2 - active,
        "utilization_pct": 50.0 * active,
        "routing_state": routing,
    }
