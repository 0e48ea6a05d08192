from typing import Any

import pytest
from msgspec import structs

from lib.feed.reading import Reading, Snapshot
from lib.feed.schedule import Schedule
from lib.fleet.model import Fleet, Status, Verdict
from lib.fleet.parts import Parts
from lib.gateway.config import Gateway
from lib.gateway.errors import ConnectionRefused
from lib.gateway.health import HealthCheck
from lib.gateway.routes import Kind
from lib.history.samples import GatewaySample, limited, sample, with_each_node
from tests.fleet.documents import NAME, NOW, ONE, TWO, capacity, desired, fleet, parts, slot, status

SCHEDULE = Schedule(intervals={Kind.HEALTH: 5.0})
EAST = Gateway.model_validate({"id": "us-east", "url": "http://us-east.example", "datacenter": "dc-1"})
WELL = Reading(Kind.HEALTH, value=HealthCheck(()), monotonic=0.0, attempted=True)
SLOTS = capacity(slot(NAME, capacity=8, used=3, available=5))


def snapshot(health: Reading = WELL, taken: float = 0.0) -> Snapshot:
    return Snapshot(EAST, {Kind.HEALTH: health}, 1, taken, NOW, SCHEDULE)


def known(**told: Any) -> Fleet:
    """A gateway of one executor with two nodes, one of which has no status."""
    return fleet(parts({NAME: [ONE, TWO]}, {ONE: status(epoch=7, beat=4)}, {ONE: desired(7)}, capacity=SLOTS, **told))


def taken(of: Fleet, seen: Snapshot | None = None) -> GatewaySample:
    return sample(seen or snapshot(), of, "the-etcd", NOW)


def test_a_sample_tells_what_the_gateway_says() -> None:
    made = taken(known())
    assert (made.gateway, made.at, made.site, made.datacenter) == ("us-east", NOW, "the-etcd", "dc-1")
    assert (made.reachable, made.readable, made.nodes, made.fresh_nodes) == (True, True, 2, 1)
    assert made.healthy_percent == 50
    (executor,) = made.executors
    assert (executor.executor, executor.function) == (NAME, "invoice")
    assert (executor.total, executor.used, executor.available) == (8, 3, 5)
    assert (executor.healthy, executor.unhealthy, executor.unknown) == (1, 0, 1)
    assert (executor.heartbeat_age, executor.status, executor.epoch) == (4, Status.SERVING, 7)
    assert executor.verdict is Verdict.MATCH


def test_nodes_are_counted_by_status_and_told_one_by_one_where_that_is_wanted() -> None:
    made = taken(known())
    assert made.node_statuses == {Status.SERVING: 1, Status.UNKNOWN: 1}
    assert made.each_node == ()
    one, two = with_each_node(made, known()).each_node
    assert (one.executor, one.node, one.status, one.health, one.heartbeat_age) == (NAME, ONE, "SERVING", "HEALTHY", 4)
    assert (two.node, two.status, two.heartbeat_age) == (TWO, Status.UNKNOWN, None)


def test_nodes_that_were_told_too_long_ago_are_not_counted() -> None:
    past = known(status_stale=True)
    assert taken(past).node_statuses is None
    assert with_each_node(taken(past), past).each_node == ()


@pytest.mark.parametrize("stale", ["status_stale", "deployments_stale"])
def test_what_was_said_too_long_ago_is_not_known(stale: str) -> None:
    made = taken(known(**{stale: True}))
    assert (made.nodes, made.fresh_nodes, made.healthy_percent) == (None, None, None)
    (executor,) = made.executors
    assert (executor.total, executor.used) == (8, 3)
    assert (executor.healthy, executor.unhealthy, executor.unknown, executor.heartbeat_age) == (None,) * 4
    assert (executor.status, executor.verdict, executor.epoch) == (None, None, None)


def test_slots_that_were_said_too_long_ago_are_not_known() -> None:
    made = taken(known(capacity_stale=True))
    (executor,) = made.executors
    assert (executor.total, executor.used, executor.available, executor.stranded) == (None,) * 4
    assert executor.status is Status.SERVING
    assert not made.readable


def test_of_a_gateway_that_says_nothing_any_more_no_executor_is_told() -> None:
    made = taken(known(status_stale=True, deployments_stale=True, capacity_stale=True))
    assert made.executors == ()
    assert not made.readable


@pytest.mark.parametrize(
    ("health", "age"),
    [
        (Reading(Kind.HEALTH), 0.0),
        (Reading(Kind.HEALTH, value=HealthCheck(()), monotonic=0.0, error=ConnectionRefused()), 0.0),
        (WELL, 3600.0),
    ],
    ids=["never checked", "refused", "checked long ago"],
)
def test_a_gateway_whose_check_does_not_succeed_is_not_reachable(health: Reading, age: float) -> None:
    assert not taken(known(), snapshot(health, age)).reachable


def test_an_executor_without_slots_has_none_and_is_not_idle() -> None:
    made = taken(fleet(parts({NAME: [ONE]}, {ONE: status()}, {ONE: desired()})))
    (executor,) = made.executors
    assert (executor.total, executor.used) == (None, None)
    assert executor.healthy == 1


def test_a_heartbeat_that_lies_in_the_future_is_of_now() -> None:
    made = taken(fleet(parts({NAME: [ONE]}, {ONE: status(beat=-3)}, {ONE: desired()})))
    assert made.executors[0].heartbeat_age == 0


def test_where_no_node_is_there_is_no_share_of_them() -> None:
    made = taken(fleet(Parts("us-east", NOW)))
    assert made.healthy_percent is None
    assert made.executors == ()


def test_samples_of_some_gateways_name_no_other_one() -> None:
    first, second, apart = (
        structs.replace(taken(known()), gateway=each, site=site) for each, site in (("a", "a"), ("b", "a"), ("c", "c"))
    )
    assert limited([first, second, apart], {"a", "b", "c"}.__contains__) == (first, second, apart)
    assert limited([first, second, apart], {"c"}.__contains__) == (apart,)
    assert [(each.gateway, each.site) for each in limited([first, second, apart], {"b", "c"}.__contains__)] == [
        ("b", "b"),
        ("c", "c"),
    ]
