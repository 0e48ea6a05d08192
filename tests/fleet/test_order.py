from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.fleet.model import Activity, Executor, Status, Verdict
from lib.fleet.order import DEFAULT, ORDERS, ordered
from tests.fleet.documents import moment
from tests.fleet.records import executor, rollup, slots, unknown

Make = Callable[[Any], Executor]


def of(**told: Any) -> Executor:
    return executor(rolled=rollup(**told))


ASCENDING: dict[str, tuple[Make, list[Any]]] = {
    "name": (executor, ["Alpha", "beta", "Gamma"]),
    "status": (
        lambda value: of(status=value),
        [Status.ERROR, Status.UNKNOWN, Status.STOPPED, Status.STOPPING, Status.STARTING, Status.SERVING],
    ),
    "activity": (lambda value: of(activity=value), [Activity.BUSY, Activity.READY]),
    "nodes": (lambda value: of(node_count=value), [0, 2, 10]),
    "heartbeat": (lambda value: of(heartbeat_at=moment(value)), [90, 2, 1]),
    "slots": (lambda value: executor(slots=slots(capacity=10, used=value)), [0, 2, 11]),
    "verdict": (lambda value: of(verdict=value), [Verdict.DRIFT, Verdict.SETTLING, Verdict.UNKNOWN, Verdict.MATCH]),
    "epoch": (lambda value: of(epochs=value), [(9, 9), (1, 10), (20, 20)]),
    "updated": (lambda value: of(updated_at=moment(value)), [600, 60, 0]),
    "owner": (lambda value: of(owners=value), [("a",), ("a", "b"), ("b",)]),
    "endpoints": (lambda value: executor(endpoints=value), [("/a", "/b"), ("/b",)]),
    "function": (lambda value: executor(function=value), ["extract", "ocr"]),
    "region": (lambda value: executor(region=value), ["eu-west-1", "us-east-1"]),
    "reason": (lambda value: of(reason=value), ["1 busy", "Stale heartbeat", "unknown"]),
}
"""An executor for each value of an order, and values from first to last."""

CANNOT_BE_UNKNOWN = {"name", "status", "verdict", "reason"}


def test_every_order_is_tested_here() -> None:
    assert ASCENDING.keys() == ORDERS.keys()
    assert DEFAULT in ORDERS


@pytest.mark.parametrize("by", ORDERS)
def test_an_order_goes_by_its_values_in_both_directions(by: str) -> None:
    make, values = ASCENDING[by]
    executors = [make(value) for value in values]
    mixed = [*range(1, len(values), 2), *range(0, len(values), 2)]

    assert ordered(executors, mixed, by, descending=False) == list(range(len(values)))
    assert ordered(executors, mixed, by, descending=True) == list(reversed(range(len(values))))


@pytest.mark.parametrize("by", sorted(ORDERS.keys() - CANNOT_BE_UNKNOWN))
@pytest.mark.parametrize("descending", [False, True])
def test_what_is_not_known_comes_last_in_both_directions(*, by: str, descending: bool) -> None:
    make, values = ASCENDING[by]
    executors = [unknown("a"), make(values[0]), unknown("b"), make(values[-1])]
    assert ordered(executors, range(4), by, descending=descending)[2:] == [0, 2]


@pytest.mark.parametrize("by", sorted(ORDERS.keys() - {"name"}))
@pytest.mark.parametrize("descending", [False, True])
def test_equal_values_keep_the_order_of_names(*, by: str, descending: bool) -> None:
    make, values = ASCENDING[by]
    executors = [make(values[0]) for _ in range(4)]
    assert ordered(executors, range(4), by, descending=descending) == [0, 1, 2, 3]


def test_slots_without_capacity_have_no_utilization_and_come_last() -> None:
    executors = [executor(slots=slots(capacity=0, used=0)), executor(slots=slots(capacity=2, used=0))]
    assert ordered(executors, [0, 1], "slots", descending=False) == [1, 0]


@given(st.sampled_from(sorted(ORDERS)), st.lists(st.integers(0, 3), unique=True), st.booleans())
def test_an_order_loses_and_invents_no_position(by: str, chosen: list[int], descending: bool) -> None:  # noqa: FBT001 - hypothesis passes it by position
    executors = [unknown("a"), executor("b"), executor("c", slots=slots("c")), unknown("d")]
    assert sorted(ordered(executors, chosen, by, descending=descending)) == sorted(chosen)
