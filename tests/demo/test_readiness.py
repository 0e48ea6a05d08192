from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from lib.demo import fleets
from lib.demo.readiness import ReadinessFilter, operations_health, readiness
from lib.demo.world import World, snapshot


def _result(world: World, at: datetime, wanted: ReadinessFilter | None = None) -> dict[str, object]:
    result: dict[str, object] = readiness(snapshot(world, at), wanted)["result"]
    return result


def _states(world: World, at: datetime, wanted: ReadinessFilter | None = None) -> Counter[str]:
    return Counter(worker["state"] for worker in readiness(snapshot(world, at), wanted)["result"]["gateways"])


def test_the_summary_counts_the_workers_that_are_listed(noon: datetime) -> None:
    world = fleets.us_east(noon)
    states = _states(world, noon)
    assert readiness(snapshot(world, noon))["result"]["summary"] == {
        "registered": states.total(),
        "ready": states["ready"],
        "unready": states.total() - states["ready"],
        "checking": 2,
        "retrying": 1,
        "error": 1,
    }


@pytest.mark.parametrize(
    ("wanted", "listed"),
    [
        (ReadinessFilter.READY, {"ready"}),
        (ReadinessFilter.CHECKING, {"checking"}),
        (ReadinessFilter.RETRYING, {"retrying"}),
        (ReadinessFilter.ERROR, {"error"}),
        (ReadinessFilter.UNREADY, {"checking", "retrying", "error"}),
    ],
)
def test_a_filter_shortens_the_list_and_leaves_the_summary(
    noon: datetime, wanted: ReadinessFilter, listed: set[str]
) -> None:
    world = fleets.us_east(noon)
    assert _states(world, noon, wanted).keys() == listed
    assert _result(world, noon, wanted)["summary"] == _result(world, noon)["summary"]


def test_a_worker_with_two_executors_is_checked_once(noon: datetime) -> None:
    workers = readiness(snapshot(fleets.us_east(noon), noon))["result"]["gateways"]
    [shared] = [worker for worker in workers if worker["address"] == "10.4.200.11:7101"]
    assert shared["executors"] == ["form_executor", "remark_executor"]


def test_an_ipv6_host_stands_without_brackets_and_its_address_with(noon: datetime) -> None:
    workers = readiness(snapshot(fleets.us_east(noon), noon))["result"]["gateways"]
    [worker] = [worker for worker in workers if worker["host"] == "fd00::7"]
    assert (worker["address"], worker["port"]) == ("[fd00::7]:7101", 7101)


@pytest.mark.parametrize("minutes", range(0, 60, 11))
def test_only_a_worker_that_is_retrying_has_a_next_retry_and_it_lies_ahead(noon: datetime, minutes: int) -> None:
    at = noon + timedelta(minutes=minutes)
    for worker in readiness(snapshot(fleets.us_east(noon), at))["result"]["gateways"]:
        assert (worker["next_retry_at"] is not None) == (worker["state"] == "retrying")
        assert worker["ready"] == (worker["state"] == "ready") == (worker["last_error"] is None and worker["ready"])
        assert worker["next_retry_at"] is None or datetime.fromisoformat(worker["next_retry_at"]) > at


def test_a_gateway_has_seen_nobody_before_it_started(noon: datetime) -> None:
    world = replace(fleets.ap_south(noon), gateway_started=noon)
    for worker in readiness(snapshot(world, noon + timedelta(minutes=1)))["result"]["gateways"]:
        assert datetime.fromisoformat(worker["first_seen_at"]) >= noon


def test_the_readiness_word_is_degraded_ready_or_initializing(noon: datetime) -> None:
    booting = replace(fleets.ap_south(noon), booting=True)
    words = [_result(world, noon)["readiness"] for world in (fleets.us_east(noon), fleets.ap_south(noon), booting)]
    assert words == ["degraded", "ready", "initializing"]


def _health(world: World, at: datetime) -> tuple[str, dict[str, str]]:
    result = operations_health(snapshot(world, at))["result"]
    return result["overall_state"], {row["name"]: row["state"] for row in result["dependencies"]}


def test_a_gateway_is_as_well_as_the_worst_of_its_dependencies(noon: datetime) -> None:
    calm = fleets.ap_south(noon)
    lost = replace(calm, etcd_lost_since=noon)
    booting = replace(calm, booting=True)
    well = {"postgresql": "ok", "etcd": "ok", "discovery": "ok", "gateway": "ok"}
    assert _health(calm, noon) == ("ok", well)
    assert _health(fleets.us_east(noon), noon) == ("degraded", {**well, "discovery": "degraded"})
    assert _health(booting, noon) == ("degraded", {**well, "discovery": "degraded"})
    assert _health(lost, noon) == ("bad", {**well, "etcd": "bad"})


def test_a_dependency_that_does_not_answer_has_no_latency(noon: datetime) -> None:
    known = snapshot(replace(fleets.ap_south(noon), etcd_lost_since=noon), noon)
    latencies = {row["name"]: row["latency_ms"] for row in operations_health(known)["result"]["dependencies"]}
    assert [name for name, latency in latencies.items() if latency is None] == ["etcd"]
