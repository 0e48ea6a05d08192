"""Where no heartbeat advances any more, nothing is known of the nodes (contract 10, quirk 25)."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.fleet.frozen import STRAGGLERS, warning
from lib.fleet.model import Activity, Fleet, NodeHealth, Status, Verdict
from lib.fleet.parts import Parts
from lib.gateway.wire import DesiredDocument, StatusDocument
from tests.fleet import records
from tests.fleet.documents import (
    NAME,
    NOW,
    ONE,
    RULES,
    THREE,
    TWO,
    capacity,
    desired,
    fleet,
    hollow_desired,
    hollow_status,
    load,
    moment,
    parts,
    readiness,
    slot,
    status,
    worker,
)

SPAN = RULES.fresh
SAID = "no heartbeat for 3\u202fmin, as on every node: the gateway may have lost etcd"


def addresses(number: int) -> list[str]:
    return [f"10.0.{each // 250}.{each % 250}:7101" for each in range(number)]


def beating(*ages: float, **told: Any) -> Parts:
    """A gateway with one registered node for each last heartbeat, of so many seconds ago."""
    nodes = addresses(len(ages))
    actual = {address: status(beat=age) for address, age in zip(nodes, ages, strict=True)}
    return parts({NAME: nodes}, actual, dict.fromkeys(nodes, desired()), **told)


def frozen_age(known: Parts) -> float | None:
    """How long nothing has been seen, in seconds."""
    since = fleet(known).frozen_since
    return None if since is None else (NOW - since).total_seconds()


@pytest.mark.parametrize(
    ("ages", "expected"),
    [
        ((), None),
        ((180,), None),
        ((180, 180), 180),
        ((SPAN, SPAN + 1), None),
        ((SPAN + 1, SPAN + 1), SPAN + 1),
        ((180, 180 + SPAN), 180),
        ((180, 181 + SPAN), None),
        ((180, 190, 200, 1), None),
        ((180, 190, 200, -60), None),
        ((180, 181, 9_000), 180),
        ((180, 181, 9_000, 9_000), None),
        ((180, 7_000, 9_000), None),
    ],
)
def test_all_heartbeats_must_be_old_and_have_stopped_together(ages: tuple[float, ...], expected: float | None) -> None:
    assert frozen_age(beating(*ages)) == expected


def test_a_tenth_of_the_nodes_may_have_stopped_before() -> None:
    before = int(40 * STRAGGLERS)

    assert frozen_age(beating(*[180] * (40 - before), *[9_000] * before)) == 180
    assert frozen_age(beating(*[180] * (39 - before), *[9_000] * (before + 1))) is None


def test_nodes_that_never_sent_a_heartbeat_do_not_count() -> None:
    silent = {THREE: status(heartbeat_at=None), TWO: status(beat=180), ONE: status(beat=180)}

    assert frozen_age(parts({NAME: [ONE, TWO, THREE, "10.0.0.4:7101"]}, silent)) == 180
    assert frozen_age(parts({NAME: [ONE, THREE]}, {ONE: status(beat=180), THREE: status(heartbeat_at="soon")})) is None


def test_a_leftover_does_not_count_and_a_live_worker_without_registration_shows_that_the_gateway_sees() -> None:
    registered = {ONE: status(beat=180), TWO: status(beat=185)}

    assert frozen_age(parts({NAME: [ONE, TWO]}, {**registered, THREE: status(beat=9_000)})) == 180
    assert frozen_age(parts({NAME: [ONE, TWO]}, {**registered, THREE: status(beat=1)})) is None
    assert frozen_age(parts({NAME: [ONE]}, registered)) is None


def test_empty_documents_age_as_well() -> None:
    nodes = [ONE, TWO]
    known = parts({NAME: nodes}, dict.fromkeys(nodes, hollow_status(beat=95)), dict.fromkeys(nodes, hollow_desired()))

    assert frozen_age(known) == 95
    assert fleet(known).executors[0].rollup.was is None


@pytest.mark.parametrize("old", [{"status_stale": True}, {"deployments_stale": True}])
def test_of_a_reading_that_is_old_itself_it_is_not_known(old: Mapping[str, bool]) -> None:
    assert frozen_age(beating(180, 185, **old)) is None


def test_a_stale_executor_beside_a_fresh_one_is_in_error() -> None:
    known = parts(
        {"stale": [ONE, TWO], "fresh": [THREE]},
        {f"{ONE}/stale": status(beat=180), f"{TWO}/stale": status(beat=180), f"{THREE}/fresh": status()},
    )
    found = fleet(known).executor("stale")

    assert found is not None
    assert (found.rollup.status, found.rollup.was) == (Status.ERROR, None)


ACTUAL: Mapping[str, StatusDocument] = {
    f"{ONE}/busy": status("SERVING", beat=180),
    f"{ONE}/ready": status(beat=185),
    f"{TWO}/ready": status(beat=181),
    f"{ONE}/kept away": status(beat=190),
    f"{TWO}/kept away": status(beat=190),
    f"{ONE}/drifting": status("CODE_7", beat=190),
}
WANTED: Mapping[str, DesiredDocument] = {
    **dict.fromkeys(ACTUAL, desired()),
    f"{ONE}/kept away": desired(params={"status_degraded_since": "2026-03-01T11:50:00Z"}),
    f"{ONE}/drifting": desired(9),
}
NODES = {
    "busy": [ONE],
    "ready": [ONE, TWO],
    "kept away": [ONE, TWO],
    "drifting": [ONE],
    "never used": [ONE],
    "emptied": [],
}
FROZEN = parts(NODES, ACTUAL, WANTED, capacity=capacity(slot("ready", capacity=4, used=1, available=3)))


@pytest.fixture(scope="module")
def known() -> Fleet:
    return fleet(FROZEN)


@pytest.mark.parametrize(
    ("name", "state", "was", "activity", "reason"),
    [
        ("busy", Status.UNKNOWN, Status.SERVING, Activity.BUSY, SAID),
        ("ready", Status.UNKNOWN, Status.SERVING, Activity.READY, f"2 of 2 nodes: {SAID}"),
        ("drifting", Status.UNKNOWN, None, Activity.NONE, SAID),
        ("never used", Status.UNKNOWN, None, Activity.NONE, "never used: registered, no job sent to it yet"),
        ("emptied", Status.STOPPED, None, Activity.NONE, "no nodes registered"),
        (
            "kept away",
            Status.UNKNOWN,
            Status.SERVING,
            Activity.READY,
            f"1 of 2 nodes accept; {ONE}: quarantined from routing since 2026-03-01T11:50:00Z",
        ),
    ],
)
def test_executors_are_unknown_and_say_what_they_were_when_the_last_heartbeat_came(
    known: Fleet, name: str, state: Status, was: Status | None, activity: Activity, reason: str
) -> None:
    found = known.executor(name)

    assert found is not None
    rolled = found.rollup
    assert (rolled.status, rolled.was, rolled.was_activity, rolled.reason) == (state, was, activity, reason)
    assert rolled.activity is Activity.NONE


def test_a_verdict_of_documents_that_stopped_is_one_of_the_past(known: Fleet) -> None:
    verdicts = {each.name: (each.rollup.verdict, each.rollup.verdict_reason) for each in known.executors}

    assert verdicts["busy"] == (Verdict.UNKNOWN, "was match: epoch 3")
    assert verdicts["drifting"] == (Verdict.UNKNOWN, "was drift: epoch 6 behind")
    assert verdicts["never used"] == (Verdict.UNKNOWN, "no desired state: nothing was dispatched to it")
    assert {node.verdict for node in known.nodes_of("ready")} == {Verdict.UNKNOWN}


def test_nodes_are_unknown_unless_they_have_a_fault_of_their_own(known: Fleet) -> None:
    away, other = known.nodes_of("kept away")

    assert (away.status, away.health) == (Status.ERROR, NodeHealth.UNHEALTHY)
    assert (other.status, other.health, other.reason) == (Status.UNKNOWN, NodeHealth.UNKNOWN, SAID)


def test_a_failed_probe_stays_an_error() -> None:
    known = fleet(beating(180, 185, readiness=readiness(worker("error", "10.0.0.0:7101"))))

    assert [node.status for node in known.nodes_of(NAME)] == [Status.ERROR, Status.UNKNOWN]


def test_an_executor_that_failed_before_the_heartbeats_stopped_stays_in_error() -> None:
    known = fleet(
        parts(
            {"ocr": [ONE], NAME: [ONE, TWO]},
            {f"{ONE}/ocr": status(beat=180), ONE: status(beat=180), TWO: status(beat=180)},
            {f"{ONE}/ocr": desired(params={"status_degraded_since": "2026-03-01T11:50:00Z"})},
        )
    )
    found = known.executor("ocr")

    assert found is not None
    assert (found.rollup.status, found.rollup.was) == (Status.ERROR, None)


def test_a_leftover_that_stopped_long_before_is_unknown_too_and_was_in_error() -> None:
    known = fleet(
        parts(
            {"ghost": [ONE], NAME: [ONE, TWO]},
            {f"{ONE}/ghost": status(beat=9_000), ONE: status(beat=180), TWO: status(beat=180)},
        )
    )
    found = known.executor("ghost")

    assert found is not None
    assert (found.rollup.status, found.rollup.was, found.rollup.reason) == (Status.UNKNOWN, Status.ERROR, SAID)


def test_no_active_deployment_is_counted_and_the_healthy_share_stays_a_fact(known: Fleet) -> None:
    assert (known.counts.busy, known.counts.ready, known.counts.active) == (None, None, None)
    assert (known.counts.executors, known.counts.nodes) == (6, 7)
    assert (known.counts.fresh_nodes, known.counts.silent_nodes, known.counts.healthy_percent) == (0, 1, 0)
    assert (known.last_counts.busy, known.last_counts.ready) == (1, 2)


def test_which_free_slots_a_job_could_get_is_not_known(known: Fleet) -> None:
    assert known.capacity is not None
    assert (known.capacity.available, known.capacity.stranded, known.capacity.truly_available) == (3, None, None)


def test_free_slots_per_node_do_not_tell_either() -> None:
    loads = [load("10.0.0.0:7101", slot_capacity=2, slot_available=2), load("10.0.0.1:7101", slot_capacity=2)]
    known = fleet(beating(180, 185, capacity=capacity(slot(capacity=4, used=0, available=4), loads=loads)))

    assert known.slots[0].stranded is None


def test_a_status_that_is_old_as_well_keeps_what_was_when_the_last_heartbeat_came() -> None:
    known = fleet(replace(FROZEN, status_stale=True))
    found = known.executor("busy")

    assert found is not None
    assert (found.rollup.status, found.rollup.was) == (Status.UNKNOWN, Status.SERVING)
    assert (found.rollup.verdict, found.rollup.verdict_reason) == (Verdict.UNKNOWN, "was match: epoch 3")
    assert known.last_counts.active == 3


def test_a_list_that_is_old_as_well_leaves_nothing_active() -> None:
    known = fleet(replace(FROZEN, deployments_stale=True))
    found = known.executor("busy")

    assert found is not None
    assert (found.rollup.status, found.rollup.was, known.counts.busy) == (Status.UNKNOWN, Status.SERVING, None)


def test_the_warning_says_the_age_of_the_newest_heartbeat_and_what_to_check(known: Fleet) -> None:
    said = warning(known)

    assert said is not None
    assert said.startswith("The newest heartbeat of any node is 3\u202fmin old")
    assert all(word in said for word in ("etcd", "gateway's log", "restart the gateway", "clocks"))


def test_a_fleet_whose_heartbeats_advance_has_no_warning() -> None:
    assert warning(fleet(parts())) is None
    assert warning(records.fleet(records.executor(), frozen_since=moment(180))) is not None


@given(st.lists(st.sampled_from([1.0, 29, 31, 45, 95, 200, 9_000]), min_size=1, max_size=12))
@settings(derandomize=True, max_examples=200, deadline=None)
def test_a_node_is_in_error_for_its_heartbeat_only_where_others_are_fresh_or_stopped_apart(ages: list[float]) -> None:
    known = fleet(beating(*ages))
    found = {node.status for node in known.nodes_of(NAME)}
    stale = any(age > SPAN for age in ages)

    assert (Status.ERROR in found) == (stale and known.frozen_since is None)
    assert known.frozen_since is None or found == {Status.UNKNOWN}
    assert known.frozen_since is None or min(ages) > SPAN
