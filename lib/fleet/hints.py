"""What to look at now, from the page's section Troubleshooting: only the cases that are at hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from lib.fleet.model import Executor, Fleet, Status, Verdict
from lib.fleet.words import duration, named

STUCK_AFTER = 120.0
"""Seconds in STARTING after which an executor counts as stuck; claiming a job may take 30 s (contract 4.5)."""

RESTART_AFTER = 300.0
"""Age of a heartbeat in seconds past which the page advises to restart the executor."""


@dataclass(frozen=True, slots=True)
class Hint:
    """A case that is at hand, in one sentence, and the steps that help."""

    case: str
    steps: tuple[str, ...]


def hints(fleet: Fleet, now: datetime) -> tuple[Hint, ...]:
    """The cases that a fleet shows, most urgent first."""
    found = (_none(fleet), _stale(fleet, now), _full(fleet), _stuck(fleet, now), _drifting(fleet))
    return tuple(hint for hint in found if hint is not None)


def _none(fleet: Fleet) -> Hint | None:
    if fleet.executors or fleet.counts.executors is None:
        return None
    return Hint(
        "The gateway answers but lists no executors: it is starting, or none has registered.",
        (
            "Wait a minute: after a start the gateway first asks every worker for its endpoints.",
            "Check that the workers run and use the same etcd namespace as this gateway.",
            "Check the url in the gateways file: it may name another gateway.",
        ),
    )


def _stale(fleet: Fleet, now: datetime) -> Hint | None:
    stale = [executor for executor in fleet.executors if _has_stale_nodes(executor)]
    if not stale or fleet.status_stale or fleet.frozen_since is not None:
        return None
    oldest = min(stale, key=_oldest)
    age = now.timestamp() - _oldest(oldest)
    return Hint(
        f"Stale heartbeats on {_names(stale)}; the oldest is {duration(age)} old.",
        (
            "Check the network between the workers and etcd.",
            "Look into the logs of the executor for a crash.",
            "Compare its nodes: one stale node points to a host, all of them to the gateway or etcd.",
            *(("Restart the executor: its heartbeat is more than 5 min old.",) if age > RESTART_AFTER else ()),
        ),
    )


def _has_stale_nodes(executor: Executor) -> bool:
    rollup = executor.rollup
    return bool(rollup.node_count) and rollup.fresh + rollup.silent < (rollup.node_count or 0)


def _oldest(executor: Executor) -> float:
    moment = executor.rollup.oldest_heartbeat_at
    return moment.timestamp() if moment else float("inf")


def _full(fleet: Fleet) -> Hint | None:
    totals = fleet.capacity
    if totals is None or fleet.capacity_stale or not totals.capacity or totals.truly_available != 0:
        return None
    return Hint(
        "No slot is free that a job could get.",
        (
            "Look at the queue depth in the gateway's debug view: waiting jobs tell full from content.",
            "Find the executors at 100 % in Capacity Holders, and their long-running jobs.",
            "Where tickets and used slots disagree for minutes, suspect a slot leak.",
            "Add nodes to the executors that are full.",
        ),
    )


def _stuck(fleet: Fleet, now: datetime) -> Hint | None:
    stuck = [
        executor
        for executor in fleet.executors
        if executor.rollup.status is Status.STARTING and (now - executor.status_since).total_seconds() > STUCK_AFTER
    ]
    if not stuck:
        return None
    longest = max((now - executor.status_since).total_seconds() for executor in stuck)
    return Hint(
        f"STARTING for up to {duration(longest)}: {_names(stuck)}.",
        (
            "Read the column Reason: it says what the gateway's own check found.",
            "Look into the executor's logs.",
            "Check that the CPU, memory and GPU it asks for are there.",
        ),
    )


def _drifting(fleet: Fleet) -> Hint | None:
    drifting = [executor for executor in fleet.executors if executor.rollup.verdict is Verdict.DRIFT]
    if not drifting:
        return None
    return Hint(
        f"Actual and desired state differ on {_names(drifting)}.",
        (
            "Compare actual and desired epoch in Desired States; the reason says how far they are apart.",
            "Check for manual changes that fight the gateway's reconciliation.",
            "Apply the desired state again through the gateway's API or command line.",
        ),
    )


def _names(executors: Sequence[Executor]) -> str:
    return named([executor.name for executor in executors])
