"""Orders of the executors table: one name a column, unknown values last, ties by name."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from lib.fleet import verdict
from lib.fleet.model import Executor, Status

_STATUS = (Status.ERROR, Status.UNKNOWN, Status.STOPPED, Status.STOPPING, Status.STARTING, Status.SERVING)

ORDERS: dict[str, Callable[[Executor], Any]] = {
    "name": lambda e: e.name.casefold(),
    "status": lambda e: _STATUS.index(e.rollup.status),
    "activity": lambda e: e.rollup.activity.value or None,
    "nodes": lambda e: e.rollup.node_count,
    "heartbeat": lambda e: _seconds(e.rollup.heartbeat_at),
    "slots": lambda e: e.slots and e.slots.utilization,
    "verdict": lambda e: verdict.WORST_FIRST.index(e.rollup.verdict),
    "epoch": lambda e: e.rollup.epochs and e.rollup.epochs[1],
    "updated": lambda e: _seconds(e.rollup.updated_at),
    "owner": lambda e: e.rollup.owners or None,
    "endpoints": lambda e: e.endpoints or None,
    "function": lambda e: e.function,
    "region": lambda e: e.region,
    "reason": lambda e: e.rollup.reason.casefold(),
}
"""What each order compares; worst first for status and verdict."""

DEFAULT = "name"


def ordered(executors: Sequence[Executor], positions: Iterable[int], by: str, *, descending: bool) -> list[int]:
    """The positions in the order of a column; ``by`` must be one of ``ORDERS``."""
    key = ORDERS[by]
    known, unknown = [], []
    for position in positions:
        value = key(executors[position])
        if value is None:
            unknown.append(position)
        else:
            known.append((value, position))
    known.sort(key=lambda pair: pair[0], reverse=descending)
    return [position for _, position in known] + unknown


def _seconds(moment: Any) -> float | None:
    return None if moment is None else moment.timestamp()
