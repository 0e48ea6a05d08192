"""What stands in etcd about a node: its desired and its status document, as values before they become JSON."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import IntEnum

from lib.demo.node import Node, Trait, Turn, last_beat, turn

__all__ = ["Desired", "Records", "Status", "StatusCode", "hollowed", "records"]

_CLAIM_DELAY = timedelta(seconds=20)
_UNCLAIMED_TURN = 15
_EPOCHS_BEHIND = 3
_MISSES_TO_QUARANTINE = 3
_RECONCILE_ROUND = timedelta(seconds=10)
_STATUS_LEASE = timedelta(seconds=15)
_DESIRED_KEPT = timedelta(minutes=2)


class StatusCode(IntEnum):
    """The gRPC health words (contract 3.7)."""

    UNKNOWN = 0
    SERVING = 1
    NOT_SERVING = 2
    SERVICE_UNKNOWN = 3


@dataclass(frozen=True, slots=True)
class Desired:
    """A desired document (contract 3.7); its phase is always SCHEDULED (contract 4.2)."""

    epoch: int
    updated_at: datetime
    params: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Status:
    """A status document (contract 3.7); its details are always null."""

    code: StatusCode
    owner: str
    epoch: int
    updated_at: datetime
    heartbeat_at: datetime


@dataclass(frozen=True, slots=True)
class Records:
    """What stands about one node: its documents where they exist, and how many of its slots jobs hold."""

    desired: Desired | None = None
    status: Status | None = None
    active: int = 0


def records(node: Node, at: datetime) -> Records:
    """Give what stands about the node at this time."""
    match node.trait:
        case Trait.FINE:
            last = turn(node, at)
            return Records(_dispatched(node, last), _claimed(node, last, at, last_beat(node, at)), last.active(at))
        case Trait.LATE:
            return _late(node, at)
        case Trait.DRIFTED:
            return _drifted(node, at)
        case Trait.STALE:
            return _silent(node)
        case Trait.KILLED:
            return _left_of(node, at)
        case Trait.QUARANTINED:
            return Records(_quarantined(node))
        case Trait.UNCLAIMED:
            return Records(_unclaimed(node, at))
        case _:
            return Records()


def _silent(node: Node) -> Records:
    """Give what a worker has left that went silent; its tickets have expired."""
    last = turn(node, node.since)
    return Records(_dispatched(node, last), _claimed(node, last, node.since, last_beat(node, node.since)))


def _left_of(node: Node, at: datetime) -> Records:
    """Give what is left of a killed worker: its status while the lease lasts, and what was desired somewhat longer."""
    left, dead_for = _silent(node), at - node.since
    return Records(
        left.desired if dead_for < _DESIRED_KEPT else None,
        left.status if dead_for < _STATUS_LEASE else None,
    )


def _late(node: Node, at: datetime) -> Records:
    seen = at - _CLAIM_DELAY
    last = turn(node, seen)
    status = _claimed(node, last, seen, last_beat(node, at))
    late = replace(status, updated_at=status.updated_at + _CLAIM_DELAY)
    return Records(_dispatched(node, turn(node, at)), late, last.active(seen))


def _drifted(node: Node, at: datetime) -> Records:
    last = turn(node, node.since)
    epoch = last.epoch + _EPOCHS_BEHIND
    ahead = Desired(epoch, node.since, _params(node, epoch))
    return Records(ahead, _claimed(node, last, node.since, last_beat(node, at)), last.active(node.since))


def _claimed(node: Node, last: Turn, at: datetime, heartbeat_at: datetime) -> Status:
    """Give the status of a worker that has claimed this dispatch: busy while its job lasts, idle after."""
    ended = last.ended
    if ended is None or at < ended:
        return Status(StatusCode.SERVING, node.owner, last.epoch, last.began, heartbeat_at)
    return Status(StatusCode.NOT_SERVING, node.owner, last.epoch, ended, heartbeat_at)


def _dispatched(node: Node, last: Turn) -> Desired:
    return Desired(last.epoch, last.began, _params(node, last.epoch))


def _quarantined(node: Node) -> Desired:
    """Give what a G2 gateway writes about a live node that lost its status (contract 4.3)."""
    missing_since = node.since - _MISSES_TO_QUARANTINE * _RECONCILE_ROUND
    last = turn(node, missing_since)
    marks = {
        "misses": _MISSES_TO_QUARANTINE,
        "missing_since": missing_since,
        "status_degraded_since": node.since,
        "status_degraded_reason": "live_node_missing_status",
    }
    return Desired(last.epoch, node.since, {**_params(node, last.epoch), **marks})


def _unclaimed(node: Node, at: datetime) -> Desired:
    """Dispatch again and again, so that the job is still a fresh one when a slow reader looks at it."""
    number = math.floor(at.timestamp() / _UNCLAIMED_TURN)
    epoch = max(1, number - math.floor(node.deployed.timestamp() / _UNCLAIMED_TURN))
    return Desired(epoch, datetime.fromtimestamp(number * _UNCLAIMED_TURN, UTC), _params(node, epoch))


def _params(node: Node, epoch: int) -> dict[str, object]:
    params: dict[str, object] = {"job_id": node.job_id(epoch)}
    if node.past_misses:
        params["misses"] = node.past_misses
    return params


def hollowed(known: Records, since: datetime) -> Records:
    """Empty each document that was written after `since`, as the gateway's state watch does (contract 4.4)."""
    desired, status = known.desired, known.status
    if desired is not None and desired.updated_at > since:
        desired = replace(desired, epoch=0, params={})
    if status is not None:
        # of a status, only the time of its last write is left
        last_write = max(status.updated_at, status.heartbeat_at)
        if last_write > since:
            status = Status(StatusCode.SERVICE_UNKNOWN, "", 0, last_write, last_write)
    return Records(desired, status, known.active)
