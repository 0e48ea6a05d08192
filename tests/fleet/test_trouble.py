"""What nodes share that fail together."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from lib.fleet.model import Fleet
from lib.fleet.parts import Parts
from lib.fleet.trouble import MOST_TOLD
from lib.gateway.wire import Deployments, DeploymentStatus, Endpoint, WorkerServer
from tests.fleet.aging import LIMIT, STALE, WELL, Ages, apart, gateway, on
from tests.fleet.documents import NOW, desired, fleet, readiness, status, written

TOGETHER = "went stale within 2\u202fmin of each other"


def said(known: Parts) -> list[str]:
    return [trouble.sentence for trouble in fleet(known).troubles]


HOST = "10.4.0.12"
OTHERS: Ages = {"well_executor": apart(100, 10)}

SENTENCES = {
    "a host": (
        {"a_executor": {**on(HOST, 3, STALE), **apart(1, 2)}, "b_executor": on(HOST, 2, 100), **OTHERS},
        f"All 5 nodes that {TOGETHER} are on 10.4.0.12 (all 5 nodes there).",
    ),
    "a host, and a node elsewhere": (
        {"a_executor": on(HOST, 3, STALE), "b_executor": on(HOST, 2, 100), "c_executor": apart(1, 1, 90), **OTHERS},
        f"5 of 6 nodes that {TOGETHER} are on 10.4.0.12 (all 5 nodes there).",
    ),
    "a host of which a node is well": (
        {"a_executor": on(HOST, 2, STALE), "b_executor": {f"{HOST}:8000": STALE, f"{HOST}:9000": WELL}, **OTHERS},
        f"All 3 nodes that {TOGETHER} are on 10.4.0.12 (3 of 4 nodes there).",
    ),
    "a host with an IPv6 address": (
        {"a_executor": on("[fd00::7]", 2, STALE), "b_executor": on("[fd00::7]", 1, STALE), **OTHERS},
        f"All 3 nodes that {TOGETHER} are on [fd00::7] (all 3 nodes there).",
    ),
    "two executors on one host": (
        {"a_executor": {f"{HOST}:7101": STALE}, "b_executor": {f"{HOST}:7101": STALE}, **OTHERS},
        f"Both nodes that {TOGETHER} are on 10.4.0.12 (both nodes there).",
    ),
    "one host of an executor": (
        {"a_executor": {**on(HOST, 3, STALE), **apart(1, 3)}, **OTHERS},
        f"All 3 nodes that {TOGETHER} are on 10.4.0.12 (all 3 nodes there).",
    ),
    "a function": (
        {
            "ocr-executor-prod-us-east-1-001": apart(1, 2, STALE),
            "ocr-executor-test-eu-west-1-002": apart(3, 2, STALE),
            "ner-executor-prod-us-east-1-003": apart(5, 4),
            "ner-executor-test-eu-west-1-004": apart(9, 4),
        },
        f"All 4 nodes that {TOGETHER} are of the function ocr (all 4 nodes of it).",
    ),
    "a region": (
        {
            "ocr-executor-prod-us-east-1-001": apart(1, 2, STALE),
            "ner-executor-prod-us-east-1-002": apart(3, 2, STALE),
            "ocr-executor-prod-eu-west-1-003": apart(5, 4),
            "ner-executor-prod-eu-west-1-004": apart(9, 4),
        },
        f"All 4 nodes that {TOGETHER} are in the region us-east-1 (all 4 nodes there).",
    ),
    "an environment": (
        {
            "ocr-executor-test-us-east-1-001": apart(1, 2, STALE),
            "ner-executor-test-eu-west-1-002": apart(3, 2, STALE),
            "ocr-executor-prod-eu-west-1-003": apart(5, 4),
            "ner-executor-prod-us-east-1-004": apart(9, 4),
        },
        f"All 4 nodes that {TOGETHER} are in the environment test (all 4 nodes there).",
    ),
    "another part of the name": (
        {"ocr_gpu_1": apart(1, 2, STALE), "ner_gpu_2": apart(3, 2, STALE), "ocr_1": apart(5, 4), "ner_2": apart(9, 4)},
        f"All 4 nodes that {TOGETHER} have “gpu” in the name (all 4 nodes with it).",
    ),
    "most of the gateway": (
        {"a_executor": apart(1, 4, STALE), "b_executor": apart(5, 4, 100), "c_executor": apart(9, 4)},
        f"8 of 12 nodes of this gateway {TOGETHER}: look at the gateway, its etcd and the network between them first.",
    ),
}


@pytest.mark.parametrize(("ages", "expected"), SENTENCES.values(), ids=SENTENCES.keys())
def test_what_failing_nodes_share_is_said_where_it_explains(ages: Ages, expected: str) -> None:
    assert said(gateway(ages)) == [expected]


SILENT: dict[str, Ages] = {
    "all well": {"a_executor": on(HOST, 5, WELL), **OTHERS},
    "one node": {"a_executor": {**on(HOST, 1, STALE), **apart(1, 5)}, **OTHERS},
    "two nodes of one executor": {"a_executor": {**on(HOST, 2, STALE), **apart(1, 5)}, **OTHERS},
    "all nodes of one executor": {"a_executor": apart(1, 5, STALE), **OTHERS},
    "all nodes of one executor on one host": {"a_executor": on(HOST, 5, STALE), **OTHERS},
    "on hosts of their own": {"a_executor": apart(1, 2, STALE), "b_executor": apart(3, 2, STALE), **OTHERS},
    "on a host with as many that are well": {
        "a_executor": on(HOST, 2, STALE),
        "b_executor": {f"{HOST}:9000": STALE},
        "c_executor": {f"{HOST}:{port}": WELL for port in range(9_001, 9_005)},
        **OTHERS,
    },
    "too few of them on one host": {"a_executor": on(HOST, 3, STALE), "b_executor": apart(1, 2, STALE), **OTHERS},
    "a region in which few fail": {
        "ocr-executor-prod-us-east-1-001": apart(1, 2, STALE),
        "ner-executor-prod-us-east-1-002": apart(3, 1, STALE),
        "ner-executor-prod-us-east-1-003": apart(4, 9),
    },
    "long after one another": {
        "a_executor": {f"{HOST}:7101": 100},
        "b_executor": {f"{HOST}:7102": 101 + LIMIT},
        "c_executor": {f"{HOST}:7103": 102 + 2 * LIMIT},
        **OTHERS,
    },
}


@pytest.mark.parametrize("ages", SILENT.values(), ids=SILENT.keys())
def test_nothing_is_said_where_nothing_explains(ages: Ages) -> None:
    assert said(gateway(ages)) == []


@pytest.mark.parametrize(("later", "together"), [(LIMIT, True), (LIMIT + 1, False)])
def test_failures_are_together_within_two_minutes(later: float, *, together: bool) -> None:
    ages = {"a_executor": {f"{HOST}:7101": STALE}, "b_executor": {f"{HOST}:7102": STALE + later}, **OTHERS}

    assert bool(said(gateway(ages))) is together


AT_ONE_EPOCH: Ages = {"a_executor": apart(1, 2, STALE), "b_executor": apart(3, 2, STALE), **OTHERS}


def test_equal_epochs_of_several_executors_are_said() -> None:
    known = gateway(AT_ONE_EPOCH, epochs={"a_executor": 1, "b_executor": 1})

    assert said(known) == [f"All 4 nodes that {TOGETHER} are at epoch 1 (all 4 nodes at it)."]


@pytest.mark.parametrize(
    ("ages", "epochs"),
    [
        ({"a_executor": {**apart(1, 3, STALE)}, "b_executor": apart(20, 3)}, {"a_executor": 7}),
        (
            {"a_executor": apart(1, 1, STALE), "b_executor": apart(2, 1, STALE), **OTHERS},
            {"a_executor": 7, "b_executor": 7},
        ),
        (AT_ONE_EPOCH, {"a_executor": 7, "b_executor": 7, "well_executor": 7}),
    ],
    ids=["of one executor", "of two nodes", "of those that are well too"],
)
def test_equal_epochs_are_a_coincidence(ages: Ages, epochs: Mapping[str, int]) -> None:
    assert said(gateway(ages, epochs)) == []


def registered_by(address: str, ages: Ages, names: Iterable[str]) -> Parts:
    """A gateway where another control address registered the nodes of some executors."""
    known = gateway(ages)
    assert known.deployments is not None
    listed = {
        name: [Endpoint(each.address, each.endpoint, address if name in names else each.gateway) for each in entries]
        for name, entries in known.deployments.deployment_nodes.items()
    }
    return replace(known, deployments=Deployments(listed))


def test_who_registered_the_nodes_is_said_where_it_was_not_themselves() -> None:
    known = registered_by("10.4.0.1:7101", AT_ONE_EPOCH, ["a_executor", "b_executor"])

    assert said(known) == [f"All 4 nodes that {TOGETHER} were registered by 10.4.0.1:7101 (all 4 nodes of it)."]


def test_the_executors_concerned_are_those_of_the_explained_nodes() -> None:
    ages = {"b": on(HOST, 3, STALE), "a": {f"{HOST}:9000": STALE}, "c": apart(1, 1, STALE), **OTHERS}
    [trouble] = fleet(gateway(ages)).troubles

    assert (trouble.executors, trouble.size) == (("a", "b"), 4)


def test_two_hosts_that_went_at_different_times_are_two_troubles_the_larger_first() -> None:
    ages = {
        "a_executor": {**on("10.4.0.1", 2, STALE), **on("10.4.0.2", 3, STALE + 1_000)},
        "b_executor": {**on("10.4.0.1", 2, STALE), **on("10.4.0.2", 3, STALE + 1_000)},
        **OTHERS,
    }

    assert said(gateway(ages)) == [
        f"All 6 nodes that {TOGETHER} are on 10.4.0.2 (all 6 nodes there).",
        f"All 4 nodes that {TOGETHER} are on 10.4.0.1 (all 4 nodes there).",
    ]


def test_no_more_than_three_troubles_are_told() -> None:
    ages = {
        f"{name}_executor": {f"10.4.0.{host}:{port}": STALE + 1_000 * host for host in range(MOST_TOLD + 2)}
        for port, name in enumerate("ab", start=7_101)
    }

    assert len(said(gateway({**ages, **OTHERS}))) == MOST_TOLD


def test_the_most_specific_of_two_names_for_the_same_nodes_is_said_alone() -> None:
    ages = {
        "ocr-executor-prod-us-east-1-001": on(HOST, 2, STALE),
        "ocr-executor-prod-us-east-1-002": {f"{HOST}:9000": STALE},
        "ner-executor-prod-us-east-1-003": apart(5, 9),
    }

    assert said(gateway(ages)) == [f"All 3 nodes that {TOGETHER} are on 10.4.0.12 (all 3 nodes there)."]


def test_nodes_that_fail_in_several_ways_began_to_fail() -> None:
    known = gateway({"a_executor": on(HOST, 3, STALE), "b_executor": {f"{HOST}:9000": WELL}, **OTHERS})
    assert known.status is not None
    away = desired(params={"status_degraded_since": written(60)})
    wanted = {**(known.status.desired or {}), f"{HOST}:9000/b_executor": away}

    [sentence] = said(replace(known, status=DeploymentStatus(known.status.status, wanted)))

    assert sentence == (
        "All 4 nodes that began to fail within 2\u202fmin of each other are on 10.4.0.12 (all 4 nodes there)."
    )


def test_a_beginning_that_the_wire_does_not_say_was_only_seen() -> None:
    names = ("a_executor", "b_executor")
    failing = [WorkerServer(f"{HOST}:7101", ready=False, state="error", executors=[name]) for name in names]
    known = gateway({**dict.fromkeys(names, on(HOST, 1, WELL)), **OTHERS}, readiness=readiness(*failing))

    assert said(known) == [
        "Both nodes that were first seen failing within 2\u202fmin of each other are on 10.4.0.12 (both nodes there)."
    ]


ON_A_HOST = gateway({"a_executor": on(HOST, 3, STALE), "b_executor": on(HOST, 2, STALE), **OTHERS})


@pytest.mark.parametrize("old", [{"status_stale": True}, {"deployments_stale": True}])
def test_of_a_reading_that_is_old_nothing_is_said(old: Mapping[str, bool]) -> None:
    assert said(ON_A_HOST)
    assert said(replace(ON_A_HOST, **old)) == []


def test_where_all_heartbeats_stopped_together_nothing_else_is_said() -> None:
    known = gateway({"a_executor": on(HOST, 3, STALE), "b_executor": on("10.4.0.13", 2, STALE)})

    assert fleet(known).frozen_since is not None
    assert said(known) == []


PAIR = {name: on(HOST, 3, WELL) for name in ("a_executor", "b_executor")}


def at_work(word: str, epoch: int, wanted: int, *, dispatched: float, seconds: float, before: Fleet | None) -> Fleet:
    """Executors whose nodes are all at the same point of a job, so many seconds after `NOW`."""
    keys = [f"{address}/{name}" for name, nodes in PAIR.items() for address in nodes]
    told = DeploymentStatus(
        dict.fromkeys(keys, status(word, epoch=epoch, beat=WELL - seconds)),
        dict.fromkeys(keys, desired(wanted, age=dispatched - seconds)),
    )
    return fleet(replace(gateway(PAIR), status=told, observed_at=NOW + timedelta(seconds=seconds)), before)


def test_flips_between_busy_and_idle_are_no_failures_and_no_changes_of_status() -> None:
    known: Fleet | None = None
    for number, word in enumerate(["NOT_SERVING", "SERVING"] * 4):
        known = at_work(word, 3, 3, dispatched=600, seconds=10 * number, before=known)
        assert known.troubles == ()
        assert {each.status_since for each in known.executors} == {NOW}


@pytest.mark.parametrize("dispatched", [0, 5, 30, 31, 600])
def test_the_cycle_of_a_dispatch_is_no_failure(dispatched: float) -> None:
    known: Fleet | None = None
    cycle = [("NOT_SERVING", 3, 3), ("NOT_SERVING", 3, 4), ("SERVING", 4, 4), ("NOT_SERVING", 4, 4)]
    for number, (word, epoch, wanted) in enumerate(cycle):
        known = at_work(word, epoch, wanted, dispatched=dispatched, seconds=10 * number, before=known)
        assert known.troubles == ()
