"""Slots that seem to be used by no job (page section Capacity Always Full; contract 3.8 and 9.4).

A gateway counts used slots in one place, keeps a ticket for each job that holds one in another, and its nodes say
whether they work in a third. Where a slot is not given back, the first stays high and the other two do not. They are
read at different moments and may lag for seconds, so this is a suspicion, told with its evidence: both must contradict
the count, and the executor must have been full for as long as is known.
"""

from collections.abc import Sequence
from typing import Final

import pandas as pd

from lib.fleet.model import Activity, Executor, Fleet, Node, Slots, Status
from lib.fleet.words import percent, plural

NEAR_FULL: Final = 0.95
"""Share of the slots that every known step of the past must have had in use: a short gap between two jobs is usual."""

LEAST_STEPS: Final = 12
"""Known steps that are needed to say so: an hour of fine steps, half a day of coarse ones."""


def leak(fleet: Fleet, executor: Executor, waiting: int | None, steps: pd.DataFrame) -> tuple[str, ...]:
    """The evidence, a sentence each, that some of an executor's slots are used by no job; empty without a suspicion.

    ``steps`` are its ``SERIES``. Nothing is suspected while slots or statuses are too old to be facts, or where its
    nodes do not all say whether they work.
    """
    slots = executor.slots
    if slots is None or not slots.used or slots.holders is None or slots.available != 0 or _is_past(fleet):
        return ()
    full = _always_full(steps)
    if not full or slots.holders >= slots.used:
        return ()
    nodes = fleet.nodes_of(executor.name)
    working = _slots_at_work(nodes, slots)
    if working is None or working >= slots.used:
        return ()
    busy = sum(node.activity is Activity.BUSY for node in nodes)
    return (
        full,
        f"{plural(slots.used, 'slot')} counted as used, but {plural(slots.holders, 'ticket')} held.",
        f"{busy} of {plural(len(nodes), 'node')} busy, which explains {plural(working, 'slot')} at most.",
        *_beside(waiting),
    )


def _is_past(fleet: Fleet) -> bool:
    return fleet.capacity_stale or fleet.status_stale or fleet.frozen_since is not None


def _always_full(steps: pd.DataFrame) -> str:
    """That all of the past was full, in a sentence; empty where it was not, or too little is known."""
    known = steps[steps["used"].notna() & steps["total"].notna()]
    if len(known) < LEAST_STEPS or (known["used"] < NEAR_FULL * known["total"]).any():
        return ""
    since = known["at"].iloc[0]
    return (
        f"At least {percent(100 * NEAR_FULL)} in use in all {len(known)} known steps since {since:%Y-%m-%d %H:%M} UTC."
    )


def _slots_at_work(nodes: Sequence[Node], slots: Slots) -> int | None:
    """The most slots that jobs can hold on busy nodes; None where that is not known of every node."""
    if any(node.status is Status.UNKNOWN for node in nodes):
        return None
    sizes = [_size(node, slots) for node in nodes if node.activity is Activity.BUSY]
    known = [size for size in sizes if size is not None]
    return sum(known) if len(known) == len(sizes) else None


def _size(node: Node, slots: Slots) -> int | None:
    return slots.per_node if node.load is None or node.load.capacity is None else node.load.capacity


def _beside(waiting: int | None) -> tuple[str, ...]:
    if waiting is None:
        return ()
    return (f"{plural(waiting, 'job')} waiting meanwhile." if waiting else "Nothing waits meanwhile.",)
