"""Gateways to be compared, made by hand. Untold, all that is known of them is a fact."""

from collections.abc import Iterable
from typing import Any

from lib.fleet.model import Executor
from lib.fleet.shared_etcd import Site
from tests.fleet import records
from tests.fleet.records import counts, executor, fleet, rollup, totals

OLD_LIST = {"deployments_stale": True, "counts": counts(nodes=None, executors=None, addresses=None)}
"""What a fleet is told whose list of nodes is no fact any more."""
NO_LIST = {**OLD_LIST, "addresses": None}
OLD_SLOTS = {"capacity_stale": True}
NO_SLOTS_SENT: dict[str, Any] = {"capacity": None, "capacity_stale": True, "slots": ()}
ALL_OLD = {**OLD_LIST, **OLD_SLOTS}


def runs(name: str, nodes: int | None = 1, **slots: Any) -> Executor:
    """An executor on so many nodes; its slots are those of `tests.fleet.records.slots` unless told."""
    return executor(name, rollup(node_count=nodes), slots=records.slots(name, **slots))


def without_slots(name: str, nodes: int | None = 1) -> Executor:
    """An executor of which no slots are known."""
    return executor(name, rollup(node_count=nodes))


def site(gateway_id: str, *executors: Executor, datacenter: str | None = None, **told: Any) -> Site:
    """A gateway with these executors, each on addresses of its own, and with their slots added up."""
    rows = tuple(each.slots for each in executors if each.slots)
    nodes = sum(each.rollup.node_count or 0 for each in executors)
    said = counts(executors=len(executors), nodes=nodes, addresses=nodes)
    untold = {
        "gateway_id": gateway_id,
        "slots": rows,
        "capacity": totals(
            capacity=_sum(row.capacity for row in rows),
            used=_sum(row.used for row in rows),
            available=_sum(row.available for row in rows),
            stranded=_sum(row.stranded for row in rows),
        ),
        "counts": said,
        "last_counts": said,
        "addresses": addresses(gateway_id, nodes),
    }
    return Site(fleet(*executors, **{**untold, **told}), datacenter)


def addresses(cluster: str, number: int) -> frozenset[str]:
    """So many nodes of a cluster."""
    return frozenset(f"{cluster}-{each}.example:7101" for each in range(number))


def _sum(numbers: Iterable[int | None]) -> int:
    return sum(number or 0 for number in numbers)
