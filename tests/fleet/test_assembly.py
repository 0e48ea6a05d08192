"""One gateway's fleet from its documents (contract section 9)."""

from dataclasses import replace
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from msgspec import structs

from lib.fleet.model import Activity, Fleet, FleetCounts, Status, Verdict
from lib.fleet.parts import Parts
from lib.fleet.status import NOT_TOLD
from lib.gateway.wire import DeploymentStatus
from tests.fleet.documents import (
    NAME,
    NOW,
    ONE,
    THREE,
    TWO,
    by_key,
    capacity,
    desired,
    executor,
    fleet,
    parts,
    readiness,
    slot,
    status,
    worker,
)

NOTHING = FleetCounts(None, None, None, None, None, None, None)


def test_an_executor_is_known_from_any_document() -> None:
    known = parts(
        {"listed": [ONE], "emptied": []},
        {f"{ONE}/actual": status()},
        {f"{ONE}/wanted": desired()},
        capacity=capacity(slot("full", capacity=2), slot("held", used=1), slot("gone", capacity=0, used=0)),
        readiness=readiness(worker("ready")),
    )

    names = [each.name for each in fleet(known).executors]

    assert names == ["actual", "emptied", "full", "held", NAME, "listed", "wanted"]
    assert fleet(known).counts.executors == 7


def test_executors_and_slots_are_in_the_order_of_their_names_whatever_their_case() -> None:
    names = ["b", "A", "ä", "a", "C"]
    known = fleet(parts({name: [] for name in names}, capacity=capacity(*(slot(name) for name in names))))

    assert [each.name for each in known.executors if each.name in names] == ["A", "a", "b", "C", "ä"]
    assert [row.name for row in known.slots] == ["A", "a", "b", "C", "ä"]


def test_an_executor_holds_its_slots_and_what_its_name_says() -> None:
    name = "extract-executor-prod-us-east-1-001"
    found = executor(parts({name: [ONE]}, capacity=capacity(slot(name, capacity=2))), name)

    assert found.slots is not None
    assert found.slots.capacity == 2
    assert (found.function, found.environment, found.region) == ("extract", "prod", "us-east-1")


def test_counts_of_a_fleet_with_something_of_everything() -> None:
    known = parts(
        {"busy": [ONE, TWO], "ready": [ONE], "never used": [THREE], "emptied": []},
        {
            f"{ONE}/busy": status("SERVING"),
            f"{TWO}/busy": status(beat=95),
            f"{ONE}/ready": status(),
            f"{ONE}/ghost": status(beat=95),
        },
        {},
    )

    assert fleet(known).counts == FleetCounts(
        executors=5, nodes=4, addresses=3, busy=1, ready=1, fresh_nodes=2, silent_nodes=1
    )


ANSWERS = {"deployments": parts().deployments, "status": parts().status, "capacity": capacity(slot(capacity=2))}


@pytest.mark.parametrize("answered", list(product([True, False], repeat=3)))
@pytest.mark.parametrize("stale_when_never", [True, False])
def test_what_rests_on_an_answer_that_never_came_is_none_and_never_0(
    answered: tuple[bool, bool, bool], *, stale_when_never: bool
) -> None:
    listed, told, _ = answered
    documents: Any = {route: ANSWERS[route] if came else None for route, came in zip(ANSWERS, answered, strict=True)}
    stale: Any = {
        f"{route}_stale": stale_when_never and not came for route, came in zip(ANSWERS, answered, strict=True)
    }

    known = fleet(Parts("us-east", NOW, **documents, **stale))

    expected = FleetCounts(
        executors=1 if listed else None,
        nodes=1 if listed else None,
        addresses=1 if listed else None,
        busy=0 if told else None,
        ready=1 if listed and told else None,
        fresh_nodes=1 if listed and told else None,
        silent_nodes=0 if listed and told else None,
    )
    assert (known.counts, known.last_counts) == (expected, expected)
    assert all(each.rollup.was is None for each in known.executors)
    assert [each.rollup.node_count for each in known.executors] == [1 if listed else None] * len(known.executors)


def test_a_fleet_has_the_addresses_of_its_registered_nodes() -> None:
    listed = parts({"a": [ONE, TWO], "b": [TWO], "c": []}, {f"{THREE}/a": status()})

    assert fleet(listed).addresses == {ONE, TWO}
    assert fleet(replace(listed, deployments_stale=True)).addresses == {ONE, TWO}
    assert fleet(parts({})).addresses == frozenset()
    assert fleet(replace(listed, deployments=None)).addresses is None


def test_a_status_answer_without_statuses_counts_nothing() -> None:
    counts = fleet(parts(status=DeploymentStatus(desired=by_key({ONE: desired()})))).counts

    assert (counts.busy, counts.ready, counts.fresh_nodes, counts.silent_nodes) == (None, None, None, None)


@pytest.mark.parametrize(
    ("nodes", "changes", "reason"),
    [
        ({NAME: []}, {"status": None}, NOT_TOLD),
        ({}, {"status": None}, "known only by its slots: no such executor is registered"),
        ({}, {"deployments": None}, NOT_TOLD),
    ],
)
def test_stopped_is_claimed_only_where_list_and_status_say_so(
    nodes: dict[str, list[str]], changes: dict[str, Any], reason: str
) -> None:
    known = parts(nodes, {}, {}, capacity=capacity(slot(capacity=2)), **changes)

    rolled = executor(known).rollup

    assert (rolled.status, rolled.reason) == (Status.UNKNOWN, reason)


def test_a_gateway_that_answers_with_nothing_has_0_executors() -> None:
    empty = parts({}, {}, {})

    assert fleet(empty).counts == FleetCounts(0, 0, 0, 0, 0, 0, 0)
    assert fleet(empty).counts.healthy_percent is None


BUSY_AND_READY = parts(
    {"busy": [ONE], "ready": [ONE], "emptied": [], "failing": [ONE]},
    {f"{ONE}/busy": status("SERVING"), f"{ONE}/ready": status(), f"{ONE}/failing": status(beat=95)},
    {f"{ONE}/{name}": desired() for name in ("busy", "ready", "failing")},
)
LAST = FleetCounts(executors=4, nodes=3, addresses=1, busy=1, ready=1, fresh_nodes=2, silent_nodes=0)
WERE = {"busy": Status.SERVING, "ready": Status.SERVING, "emptied": Status.STOPPED, "failing": Status.ERROR}


def old(*routes: str) -> Fleet:
    """The fleet after the answers of some routes have become too old to be facts."""
    stale: Any = {f"{route}_stale": True for route in routes}
    return fleet(replace(BUSY_AND_READY, **stale))


@pytest.mark.parametrize("routes", [["status"], ["status", "deployments"]])
def test_an_old_status_leaves_only_what_was(routes: list[str]) -> None:
    known = old(*routes)

    assert {each.name: each.rollup.was for each in known.executors} == WERE
    assert {each.rollup.status for each in known.executors} == {Status.UNKNOWN}
    assert {each.rollup.activity for each in known.executors} == {Activity.NONE}
    assert {each.rollup.verdict for each in known.executors} == {Verdict.UNKNOWN}
    assert known.last_counts == LAST


def test_an_old_status_makes_its_counts_unknown_and_keeps_those_of_the_list() -> None:
    assert old("status").counts == FleetCounts(
        executors=4, nodes=3, addresses=1, busy=None, ready=None, fresh_nodes=None, silent_nodes=None
    )
    assert old("status", "deployments").counts == NOTHING


def test_an_old_status_names_what_the_verdict_was() -> None:
    found = old("status").executor("ready")

    assert found is not None
    assert (found.rollup.verdict_reason, found.rollup.reason) == ("was match: epoch 3", "0 busy, 1 ready")
    assert found.rollup.was_activity is Activity.READY


def test_nodes_of_an_old_status_are_neither_healthy_nor_matching() -> None:
    (made,) = old("status", "deployments").nodes_of("ready")

    assert (made.status, made.activity, made.health.value) == (Status.UNKNOWN, Activity.NONE, "UNKNOWN")
    assert (made.reason, made.verdict) == ("was SERVING: ready, no job", Verdict.UNKNOWN)
    assert made.verdict_reason == "was match: epoch 3"


def test_an_old_list_alone_leaves_what_a_fresh_status_says_by_itself() -> None:
    known = old("deployments")
    told = {each.name: (each.rollup.status, each.rollup.was) for each in known.executors}

    assert told == {
        "busy": (Status.SERVING, None),
        "ready": (Status.UNKNOWN, Status.SERVING),
        "emptied": (Status.UNKNOWN, Status.STOPPED),
        "failing": (Status.UNKNOWN, Status.ERROR),
    }
    assert {each.rollup.verdict for each in known.executors if each.name != "emptied"} == {Verdict.MATCH}


def test_an_old_list_alone_makes_what_rests_on_it_unknown() -> None:
    known = old("deployments")

    assert known.counts == structs.replace(NOTHING, busy=1)
    assert known.last_counts == LAST


def test_an_old_capacity_is_kept_and_said_to_be_old() -> None:
    known = fleet(parts(capacity=capacity(slot(capacity=2)), capacity_stale=True))

    assert known.capacity_stale
    assert known.capacity is not None
    assert known.capacity.capacity == 2


@pytest.mark.parametrize("route", ["deployments", "status", "capacity"])
def test_a_fleet_says_which_of_its_answers_are_old(route: str) -> None:
    known = old(route)
    said = {name: getattr(known, f"{name}_stale") for name in ("deployments", "status", "capacity")}

    assert said == {name: name == route for name in said}


LATER = NOW + timedelta(seconds=10)


def next_fleet(before: Fleet, **changes: Any) -> Fleet:
    """The fleet of a reading ten seconds later."""
    return fleet(replace(parts(**changes), observed_at=LATER), before)


def since(known: Fleet) -> tuple[Any, Any]:
    (found,) = known.executors
    return found.status_since, found.verdict_since


def test_status_and_verdict_are_since_the_first_fleet_that_saw_them() -> None:
    first = fleet(parts())

    assert since(first) == (NOW, NOW)
    assert since(next_fleet(first)) == (NOW, NOW)


def test_a_flip_between_busy_and_ready_is_no_change() -> None:
    after = next_fleet(fleet(parts()), actual={ONE: status("SERVING")})

    assert after.executors[0].rollup.activity is Activity.BUSY
    assert since(after) == (NOW, NOW)


def test_a_new_status_is_since_now() -> None:
    after = next_fleet(fleet(parts()), actual={ONE: status("CODE_7")})

    assert since(after) == (LATER, NOW)


def test_a_new_verdict_is_since_now() -> None:
    after = next_fleet(fleet(parts()), wanted={ONE: desired(4)})

    assert since(after) == (NOW, LATER)


def test_an_executor_that_comes_back_is_since_now() -> None:
    gone = next_fleet(fleet(parts()), nodes={}, actual={}, wanted={})

    assert gone.executors == ()
    assert since(next_fleet(gone)) == (LATER, LATER)
