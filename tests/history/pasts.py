"""Samples for tests of the past: a gateway that is as a test tells it, every thirty seconds."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from lib.fleet.model import Status, Verdict
from lib.history.samples import ExecutorSample, GatewaySample

BEGIN: Final = datetime(2026, 3, 2, 0, 0, tzinfo=UTC)
EVERY: Final = timedelta(seconds=30)
GATEWAY: Final = "us-east-1"


def executor(name: str, used: int | None = 1, total: int | None = 4, **told: Any) -> ExecutorSample:
    """An executor of two healthy nodes; its function is what stands before the first underscore."""
    known = used is not None and total is not None
    return ExecutorSample(
        **{
            "executor": name,
            "function": name.partition("_")[0],
            "total": total,
            "used": used,
            "available": max(0, total - used) if known else None,
            "stranded": 0 if known else None,
            "healthy": 2,
            "unhealthy": 0,
            "unknown": 0,
            "heartbeat_age": 1.0,
            "status": Status.SERVING,
            "verdict": Verdict.MATCH,
            "epoch": 3,
            **told,
        }
    )


def gateway(at: datetime, *executors: ExecutorSample, **told: Any) -> GatewaySample:
    """A gateway that answers."""
    return GatewaySample(
        **{
            "gateway": GATEWAY,
            "at": at,
            "site": told.get("gateway", GATEWAY),
            "datacenter": None,
            "reachable": True,
            "nodes": 2 * len(executors),
            "fresh_nodes": 2 * len(executors),
            "executors": executors,
            "node_statuses": {Status.SERVING: 2 * len(executors)},
            **told,
        }
    )


def moments(count: int, begin: datetime = BEGIN, every: timedelta = EVERY) -> Iterator[datetime]:
    """So many instants one after another."""
    return (begin + number * every for number in range(count))


def steady(count: int, used: Mapping[str, int], begin: datetime = BEGIN, **told: Any) -> list[GatewaySample]:
    """So many samples of executors that use so many slots of four."""
    executors = [executor(name, slots) for name, slots in used.items()]
    return [gateway(at, *executors, **told) for at in moments(count, begin)]
