"""From all slots of this moment down to those that the next job can get (contract 9.4)."""

from typing import Any

from lib.history.samples import ExecutorSample, GatewaySample
from lib.planning.now import Waterfall, by_function, by_gateway, executors, silent
from tests.planning.frames import BEGIN


def sampled(name: str, total: int | None = 10, used: int | None = 4, **other: Any) -> ExecutorSample:
    available = None if total is None or used is None else max(0, total - used)
    numbers = {"available": available, "stranded": 0, "healthy": 5, "unhealthy": 0, "unknown": 0} | other
    nothing = {"heartbeat_age": None, "status": None, "verdict": None, "epoch": None, "function": "extract"}
    return ExecutorSample(executor=name, total=total, used=used, **(nothing | numbers))


def gateway(name: str, *executors: ExecutorSample, site: str | None = None) -> GatewaySample:
    return GatewaySample(
        name, BEGIN, site or name, None, reachable=True, nodes=None, fresh_nodes=None, executors=executors
    )


def test_slots_fall_from_nominal_to_truly_free() -> None:
    (row,) = executors([gateway("a", sampled("x", stranded=2))])

    slots = row.slots
    assert (slots.nominal, slots.stranded, slots.serving, slots.used, slots.free) == (10, 2, 8, 4, 4)
    assert (slots.utilization, slots.headroom, row.nodes) == (40, 40, 5)
    assert slots.band is not None
    assert slots.band.name == "comfortable"


def test_what_is_stranded_and_not_known_leaves_free_slots_not_known() -> None:
    (row,) = executors([gateway("a", sampled("x", stranded=None))])

    assert (row.slots.serving, row.slots.free, row.slots.headroom, row.slots.utilization) == (None, None, None, 40)


def test_no_free_slot_is_none_whatever_is_stranded() -> None:
    (row,) = executors([gateway("a", sampled("x", 10, 12, stranded=None))])

    assert (row.slots.free, row.slots.exhausted, row.slots.utilization) == (0, True, 120)


def test_without_slots_there_is_no_utilization_and_no_band() -> None:
    slots = Waterfall(0, 0, 0, 0)

    assert (slots.utilization, slots.headroom, slots.band, slots.exhausted) == (None, None, None, False)


def test_the_worst_come_first_and_the_unknown_last() -> None:
    samples = [
        gateway(
            "a",
            sampled("unknown", None, None, stranded=None),
            sampled("calm", 10, 1),
            sampled("full", 10, 8, stranded=2),
            sampled("busy", 10, 9),
        )
    ]

    assert [row.executor for row in executors(samples)] == ["full", "busy", "calm", "unknown"]


def test_a_site_is_read_from_the_gateway_that_knows_most() -> None:
    samples = [gateway("a", sampled("x", None, None), site="s"), gateway("b", sampled("x"), site="s")]

    (row,) = executors(samples)

    assert (row.gateways, row.slots.nominal) == (("b", "a"), 10)


def test_sums_count_a_shared_etcd_once() -> None:
    rows = executors(
        [gateway("a", sampled("x"), site="s"), gateway("b", sampled("x"), site="s"), gateway("c", sampled("x"))]
    )

    assert by_function(rows)["extract"] == Waterfall(20, 0, 8, 12)
    assert by_gateway(rows) == {("a", "b"): Waterfall(10, 0, 4, 6), ("c",): Waterfall(10, 0, 4, 6)}


def test_one_executor_that_is_not_known_leaves_the_sum_not_known() -> None:
    rows = executors([gateway("a", sampled("x"), sampled("y", None, None, stranded=None))])

    assert by_function(rows)["extract"] == Waterfall(None, None, None, None)


def test_an_executor_without_nodes_and_slots_has_none() -> None:
    rows = executors([gateway("a", sampled("x"), sampled("y", None, None, healthy=0))])

    assert by_function(rows)["extract"].nominal == 10


def test_gateways_that_say_nothing_are_named() -> None:
    samples = [gateway("b"), gateway("a", sampled("x", None, None)), gateway("c", sampled("x")), gateway("d", site="c")]

    assert silent(samples) == ("a", "b")
