"""The documents of a G2 gateway about the health of its workers and of what it depends on (contract 3.11)."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum

from lib.demo.chance import chance, seed
from lib.demo.documents import Json, ok, whole_seconds
from lib.demo.node import Node
from lib.demo.probe import Probe, ProbeState, probe, probe_state
from lib.demo.world import Snapshot

__all__ = ["ReadinessFilter", "operations_health", "readiness"]

_PROBE_ATTEMPTS = 3


class ReadinessFilter(StrEnum):
    """The values of the query `state` of the readiness route."""

    READY = "ready"
    CHECKING = "checking"
    RETRYING = "retrying"
    ERROR = "error"
    UNREADY = "unready"

    def lists(self, state: ProbeState) -> bool:
        """Tell whether a worker in this state is listed."""
        return state is not ProbeState.READY if self is ReadinessFilter.UNREADY else self.value == state.value


@dataclass(frozen=True)
class _Worker:
    """A worker server: checked once, whatever number of executors it serves."""

    address: str
    executors: list[str]
    checked: Probe


def _workers(snapshot: Snapshot) -> list[_Worker]:
    by_address: dict[str, list[Node]] = {}
    for executor in snapshot.discovered:
        for state in executor.nodes:
            by_address.setdefault(state.node.address, []).append(state.node)
    started = snapshot.world.gateway_started
    return [
        _Worker(address, sorted(node.executor for node in nodes), probe(nodes[0], snapshot.known_at, started))
        for address, nodes in by_address.items()
    ]


def readiness(snapshot: Snapshot, wanted: ReadinessFilter | None = None) -> Json:
    """Give `/api/discovery/readiness` (contract 3.11): the filter shortens the list, never the summary."""
    workers = _workers(snapshot)
    counts = Counter(worker.checked.state for worker in workers)
    return ok(
        {
            "readiness": _readiness_word(snapshot, counts),
            "control_plane_ready": not snapshot.world.booting,
            "observed_at": whole_seconds(snapshot.now),
            "summary": {
                "registered": counts.total(),
                "ready": counts[ProbeState.READY],
                "unready": counts.total() - counts[ProbeState.READY],
                "checking": counts[ProbeState.CHECKING],
                "retrying": counts[ProbeState.RETRYING],
                "error": counts[ProbeState.ERROR],
            },
            "gateways": [_row(worker) for worker in workers if wanted is None or wanted.lists(worker.checked.state)],
        }
    )


def _readiness_word(snapshot: Snapshot, counts: Counter[ProbeState]) -> str:
    if snapshot.world.booting:
        return "initializing"
    return "ready" if counts[ProbeState.READY] == counts.total() else "degraded"


def _row(worker: _Worker) -> Json:
    host, _, port = worker.address.rpartition(":")
    checked = worker.checked
    return {
        "key": f"gateway/marie/{worker.address}",
        "service": "gateway/marie",
        "address": worker.address,
        "host": host.strip("[]"),
        "port": int(port),
        "registered": True,
        "ready": checked.state is ProbeState.READY,
        "state": checked.state.value,
        "retry_attempt": checked.retry_attempt,
        "probe_attempt_limit": _PROBE_ATTEMPTS,
        "first_seen_at": whole_seconds(checked.first_seen_at),
        "last_checked_at": whole_seconds(checked.last_checked_at),
        "last_ready_at": None if checked.last_ready_at is None else whole_seconds(checked.last_ready_at),
        "next_retry_at": None if checked.next_retry_at is None else _microseconds(checked.next_retry_at),
        "last_error": checked.last_error,
        "executors": worker.executors,
    }


def _microseconds(at: datetime) -> str:
    return at.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


class _Health(IntEnum):
    """The verdict words, worst last."""

    OK = 0
    DEGRADED = 1
    BAD = 2


def operations_health(snapshot: Snapshot) -> Json:
    """Give `/api/operations/health`: one verdict, and the dependencies that it comes from."""
    dependencies = [
        _dependency(snapshot, "postgresql", _Health.OK, "connection pool answers"),
        _etcd(snapshot),
        _discovery(snapshot),
        _dependency(snapshot, "gateway", _Health.OK, "event loop answers"),
    ]
    return ok(
        {
            "schema_version": 1,
            "generated_at": whole_seconds(snapshot.now),
            "overall_state": _worst(row["state"] for row in dependencies),
            "partial": False,
            "dependencies": dependencies,
        }
    )


def _worst(words: Iterable[str]) -> str:
    return max(_Health[word.upper()] for word in words).name.lower()


def _etcd(snapshot: Snapshot) -> Json:
    if snapshot.world.etcd_lost_since is None:
        return _dependency(snapshot, "etcd", _Health.OK, "all endpoints answer")
    lost = _dependency(snapshot, "etcd", _Health.BAD, "no endpoint answers")
    return {**lost, "latency_ms": None, "details": {"since": whole_seconds(snapshot.world.etcd_lost_since)}}


def _discovery(snapshot: Snapshot) -> Json:
    if snapshot.world.booting:
        return _dependency(snapshot, "discovery", _Health.DEGRADED, "initializing")
    nodes = [state.node for executor in snapshot.discovered for state in executor.nodes]
    workers = {node.address for node in nodes}
    unready = {node.address for node in nodes if probe_state(node) is not ProbeState.READY}
    state = _Health.DEGRADED if unready else _Health.OK
    summary = f"{len(workers) - len(unready)} of {len(workers)} workers are ready"
    return _dependency(snapshot, "discovery", state, summary)


def _dependency(snapshot: Snapshot, name: str, state: _Health, summary: str) -> Json:
    observed = whole_seconds(snapshot.now)
    return {
        "name": name,
        "state": state.name.lower(),
        "latency_ms": round(1 + 4 * chance(seed(snapshot.world.id, name, observed)), 2),
        "observed_at": observed,
        "summary": summary,
        "details": {},
    }
