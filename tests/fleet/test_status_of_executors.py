"""Status of an executor from its nodes: SERVING while one accepts, else the worst of them (contract 9.3)."""

from typing import Any

import pytest
from msgspec import structs

from lib.fleet.model import Activity, Node, NodeLoad, Status
from lib.fleet.status import DRAINED, NEVER_USED, NOT_TOLD, UNREGISTERED_BUSY, UNREGISTERED_READY, combine
from tests.fleet.documents import ONE, THREE, TWO, node, parts

IN_ORDER = node(parts())


def a_node(status: Status, address: str = ONE, **changes: Any) -> Node:
    activity = Activity.NONE if status is not Status.SERVING else Activity.READY
    told = {"status": status, "address": address, "activity": activity, "reason": f"{status} said", **changes}
    return structs.replace(IN_ORDER, **told)


def ready(address: str = ONE, **changes: Any) -> Node:
    return a_node(Status.SERVING, address, **changes)


def busy(address: str = ONE, **changes: Any) -> Node:
    return a_node(Status.SERVING, address, activity=Activity.BUSY, **changes)


def drained(made: Node) -> Node:
    return structs.replace(made, load=NodeLoad(1, 1, 0, accepting=False, routing_state="unavailable"))


def unregistered(status: Status, *, fresh: bool, **changes: Any) -> Node:
    return a_node(status, registered=False, fresh=fresh, **changes)


ALL_ACCEPT = {
    "all ready": ([ready(ONE), ready(TWO)], Activity.READY, 2, "0 busy, 2 ready"),
    "one busy": ([busy(ONE), ready(TWO)], Activity.BUSY, 2, "1 busy, 1 ready"),
    "registration not known": ([busy(ONE, registered=None)], Activity.BUSY, 1, "1 busy, 0 ready"),
    "routed as far as is known": (
        [structs.replace(ready(), load=NodeLoad(1, 1, 0, accepting=None, routing_state=None))],
        Activity.READY,
        1,
        "0 busy, 1 ready",
    ),
    "a leftover beside it": (
        [ready(ONE), unregistered(Status.UNKNOWN, fresh=False, address=TWO)],
        Activity.READY,
        1,
        "0 busy, 1 ready",
    ),
}


@pytest.mark.parametrize(("nodes", "activity", "accepting", "reason"), ALL_ACCEPT.values(), ids=ALL_ACCEPT.keys())
def test_serving_where_all_nodes_accept(nodes: list[Node], activity: Activity, accepting: int, reason: str) -> None:
    assert combine(nodes, listed=True) == (Status.SERVING, activity, reason, accepting)


def test_serving_with_two_of_three_nodes_names_the_one_that_does_not() -> None:
    nodes = [busy(ONE), a_node(Status.ERROR, TWO), ready(THREE)]

    combined = combine(nodes, listed=True)

    assert (combined.status, combined.accepting) == (Status.SERVING, 2)
    assert combined.reason == f"2 of 3 nodes accept; {TWO}: ERROR said"


def test_serving_names_the_worst_of_those_that_do_not() -> None:
    nodes = [ready(ONE), a_node(Status.UNKNOWN, TWO), a_node(Status.ERROR, THREE)]

    assert combine(nodes, listed=True).reason == f"1 of 3 nodes accept; {THREE}: ERROR said"


def test_a_drained_node_does_not_count_as_accepting() -> None:
    combined = combine([ready(ONE), drained(ready(TWO))], listed=True)

    assert (combined.status, combined.accepting) == (Status.SERVING, 1)


NONE_ACCEPTS = {
    "error before all": (
        [a_node(Status.UNKNOWN, ONE), a_node(Status.STARTING, TWO), a_node(Status.ERROR, THREE)],
        (Status.ERROR, "1 of 3 nodes: ERROR said"),
    ),
    "starting before stopping": (
        [a_node(Status.STOPPING, ONE), a_node(Status.STARTING, TWO)],
        (Status.STARTING, "1 of 2 nodes: STARTING said"),
    ),
    "stopping before unknown": (
        [a_node(Status.UNKNOWN, ONE), a_node(Status.STOPPING, TWO)],
        (Status.STOPPING, "1 of 2 nodes: STOPPING said"),
    ),
    "unknown before stopped": (
        [a_node(Status.STOPPED, ONE), a_node(Status.UNKNOWN, TWO)],
        (Status.UNKNOWN, "1 of 2 nodes: UNKNOWN said"),
    ),
    "all alike": (
        [a_node(Status.STOPPED, ONE), a_node(Status.STOPPED, TWO)],
        (Status.STOPPED, "2 of 2 nodes: STOPPED said"),
    ),
    "a single node speaks for itself": ([a_node(Status.ERROR)], (Status.ERROR, "ERROR said")),
    "never used": ([a_node(Status.UNKNOWN, reason=NEVER_USED)], (Status.UNKNOWN, NEVER_USED)),
    "alive, not registered": (
        [unregistered(Status.UNKNOWN, fresh=True, reason=UNREGISTERED_READY)],
        (Status.UNKNOWN, UNREGISTERED_READY),
    ),
    "starting, not registered yet": ([unregistered(Status.STARTING, fresh=False)], (Status.STARTING, "STARTING said")),
    "leftovers only": ([unregistered(Status.UNKNOWN, fresh=False)], (Status.STOPPED, "no nodes registered")),
    "no nodes": ([], (Status.STOPPED, "no nodes registered")),
    "drained and in error": (
        [drained(ready(ONE)), a_node(Status.ERROR, TWO)],
        (Status.ERROR, "1 of 2 nodes: ERROR said"),
    ),
}


@pytest.mark.parametrize(("nodes", "expected"), NONE_ACCEPTS.values(), ids=NONE_ACCEPTS.keys())
def test_the_worst_where_no_node_accepts(nodes: list[Node], expected: tuple[Status, str]) -> None:
    combined = combine(nodes, listed=True)

    assert (combined.status, combined.reason) == expected
    assert (combined.activity, combined.accepting) == (Activity.NONE, 0)


@pytest.mark.parametrize(
    ("made", "activity", "reason"),
    [
        (drained(busy()), Activity.BUSY, DRAINED),
        (drained(ready()), Activity.NONE, DRAINED),
        (busy(registered=False, reason=UNREGISTERED_BUSY), Activity.BUSY, UNREGISTERED_BUSY),
    ],
)
def test_alive_without_new_work_is_unknown_with_its_reason(made: Node, activity: Activity, reason: str) -> None:
    assert combine([made], listed=True) == (Status.UNKNOWN, activity, reason, 0)


def test_an_executor_that_only_its_slots_name_is_unknown() -> None:
    combined = combine([], listed=False)

    assert (combined.status, combined.reason) == (
        Status.UNKNOWN,
        "known only by its slots: no such executor is registered",
    )


@pytest.mark.parametrize("nodes", [[], [unregistered(Status.UNKNOWN, fresh=False)]], ids=["no nodes", "leftovers"])
def test_stopped_is_not_claimed_while_the_answers_cannot_tell(nodes: list[Node]) -> None:
    assert combine(nodes, listed=None) == (Status.UNKNOWN, Activity.NONE, NOT_TOLD, 0)
