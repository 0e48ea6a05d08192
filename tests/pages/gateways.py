"""Gateways for tests of pages: a scripted server that answers with the captured bodies, or with what a test needs."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import wraps
from pathlib import Path
from typing import Any, Concatenate, ParamSpec

from lib.fleet.words import iso
from tests.fixtures.bodies import shifted
from tests.gateway import bodies
from tests.gateway.server import Connection, Hang, Reply, ScriptedServer

DATA_ROUTES = ("/api/deployments", "/api/deployment-status", "/api/capacity")

Told = ParamSpec("Told")

Result = Callable[[datetime], Any]
"""The result of a route for a request at an instant."""


@dataclass(frozen=True)
class Captured:
    """The captured body of a route, its newest time shifted to the second of the request."""

    route: str

    async def give(self, connection: Connection) -> bool:
        return await Reply(body=shifted(datetime.now(UTC))[self.route]).give(connection)


@dataclass(frozen=True)
class Fresh:
    """A result that is worked out at each request, so that its times do not grow old."""

    result: Result

    async def give(self, connection: Connection) -> bool:
        return await Reply(json={"status": "OK", "result": self.result(datetime.now(UTC))}).give(connection)


def _at_once(
    be: Callable[Concatenate[ScriptedServer, Told], None],
) -> Callable[Concatenate[ScriptedServer, Told], None]:
    """Let a page never see a gateway that has become only half of what it is to be."""

    @wraps(be)
    def whole(server: ScriptedServer, *args: Told.args, **kwargs: Told.kwargs) -> None:
        with server.at_once():
            be(server, *args, **kwargs)

    return whole


@_at_once
def be_captured(server: ScriptedServer) -> None:
    """Be the gateway whose bodies were captured: eight executors on fourteen nodes."""
    bodies.be_g1(server)
    for route in DATA_ROUTES:
        server.on(route, Captured(route))


@_at_once
def be_unused(server: ScriptedServer, names: Sequence[str]) -> None:
    """Be a gateway with a node for each executor, none of which was ever sent a job."""
    bodies.be_g1(server)
    server.on("/api/deployments", Fresh(lambda _now: {"deployments": {}, "deployment_nodes": _nodes(names)}))


@_at_once
def be_drifting(server: ScriptedServer, names: Sequence[str]) -> None:
    """Be a gateway with a busy node for each executor, two epochs behind since two minutes ago."""
    be_unused(server, names)
    server.on("/api/deployment-status", Fresh(lambda now: _documents(names, _behind(now))))
    have_slots(server, dict.fromkeys(names, (1, 2)))


@_at_once
def be_idle(server: ScriptedServer, names: Sequence[str]) -> None:
    """Be a gateway with an idle node for each executor, at the epoch that is desired of it."""
    be_unused(server, names)
    server.on("/api/deployment-status", Fresh(lambda now: _documents(names, _at_desired(now))))
    have_slots(server, dict.fromkeys(names, (0, 2)))


@_at_once
def be_failing(server: ScriptedServer, names: Sequence[str]) -> None:
    """Be a gateway that says ERROR of the node of each executor."""
    be_idle(server, names)
    server.on("/api/deployment-status", Fresh(lambda now: _documents(names, _in_error(now))))


@_at_once
def be_hollow(server: ScriptedServer, names: Sequence[str]) -> None:
    """Be a gateway whose live documents lost their payload on the way (contract 4.4)."""
    be_unused(server, names)
    server.on("/api/deployment-status", Fresh(lambda now: _documents(names, _hollow(now))))


def have_slots(server: ScriptedServer, used_of: dict[str, tuple[int, int]]) -> None:
    """Say of each executor how many slots it uses of how many, beside all else."""
    server.on("/api/capacity", Fresh(lambda _now: _capacity(used_of)))


@_at_once
def be_ailing(server: ScriptedServer, summary: str) -> None:
    """Be of generation G2 beside all else, and say in its own health check what is wrong with its etcd."""
    server.on("/openapi.json", Reply(json=bodies.G2_OPENAPI))
    server.on("/api/discovery/readiness", Reply(json=bodies.READINESS))
    etcd = {"name": "etcd", "state": "degraded", "summary": summary}
    server.on("/api/operations/health", Fresh(lambda _now: {"overall_state": "degraded", "dependencies": [etcd]}))


@_at_once
def be_down(server: ScriptedServer) -> None:
    """Answer everything with 503, as a proxy does whose gateway is gone."""
    server.forget()
    server.otherwise(Reply(json={"status": "error", "message": "no gateway behind this proxy"}, status=503))


@_at_once
def be_silent(server: ScriptedServer) -> None:
    """Take every request and never answer."""
    server.forget()
    server.otherwise(Hang())


def write_gateways(file: Path, servers: dict[str, ScriptedServer], **names: str) -> None:
    """Write a gateways file that lists the servers by their ids; a gateway without a name is called as its id."""
    listed = [{"id": each, "name": names.get(each, each), "url": server.url} for each, server in servers.items()]
    file.write_text(json.dumps({"gateways": listed}))


@dataclass(frozen=True)
class _Documents:
    status: dict[str, Any]
    desired: dict[str, Any]


def _documents(names: Sequence[str], each: _Documents) -> dict[str, Any]:
    keys = [f"{_address(number)}/{name}" for number, name in enumerate(names)]
    return {"status": dict.fromkeys(keys, each.status), "desired": dict.fromkeys(keys, each.desired)}


def _behind(now: datetime) -> _Documents:
    earlier = iso(now - timedelta(minutes=2))
    status = {"status_code": 2, "status_name": "NOT_SERVING", "owner": "worker-0", "epoch": 1, "details": None}
    return _Documents(
        {**status, "updated_at": earlier, "heartbeat_at": iso(now)},
        {"phase": "SCHEDULED", "epoch": 3, "params": {}, "updated_at": earlier},
    )


def _at_desired(now: datetime) -> _Documents:
    earlier = iso(now - timedelta(minutes=2))
    status = {"status_code": 2, "status_name": "NOT_SERVING", "owner": "worker-0", "epoch": 3, "details": None}
    return _Documents(
        {**status, "updated_at": earlier, "heartbeat_at": iso(now)},
        {"phase": "SCHEDULED", "epoch": 3, "params": {"job_id": "0198f0aa"}, "updated_at": earlier},
    )


def _in_error(now: datetime) -> _Documents:
    said = _at_desired(now)
    return _Documents({**said.status, "status_name": "ERROR"}, said.desired)


def _hollow(now: datetime) -> _Documents:
    status = {"status_code": 3, "status_name": "SERVICE_UNKNOWN", "owner": "", "epoch": 0, "details": None}
    return _Documents(
        {**status, "updated_at": iso(now), "heartbeat_at": iso(now)},
        {"phase": "SCHEDULED", "epoch": 0, "params": {}, "updated_at": iso(now)},
    )


def _nodes(names: Sequence[str]) -> dict[str, Any]:
    return {name: [_node(number, name)] for number, name in enumerate(names)}


def _node(number: int, executor: str) -> dict[str, str]:
    address = _address(number)
    return {"address": f"grpc://{address}", "endpoint": "/default", "executor": executor, "gateway": address}


def _capacity(used_of: dict[str, tuple[int, int]]) -> dict[str, Any]:
    slots = [_slots(name, used, capacity) for name, (used, capacity) in used_of.items()]
    totals = {field: sum(row[field] for row in slots) for field in ("capacity", "used", "available")}
    return {"slots": slots, "totals": {**totals, "holder_count": totals["used"]}}


def _slots(name: str, used: int, capacity: int) -> dict[str, Any]:
    free = max(0, capacity - used)
    return {"name": name, "capacity": capacity, "target": capacity, "used": used, "available": free, "holders": used}


def _address(number: int) -> str:
    subnet, host = divmod(number, 250)
    return f"10.4.{subnet}.{host + 1}:7101"
