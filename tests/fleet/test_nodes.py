"""Nodes as they are put together from documents."""

from typing import Any

import pytest

from lib.fleet.evidence import gather
from lib.fleet.masking import MASK
from lib.fleet.model import Activity, Desired, NodeHealth, NodeLoad, Status, Verdict
from lib.fleet.nodes import NodeBuilder, desired_state
from lib.fleet.times import Moments
from lib.gateway.wire import Deployments, DeploymentStatus, Endpoint
from tests.fleet.documents import (
    NAME,
    NOW,
    ONE,
    RULES,
    THREE,
    TWO,
    by_key,
    capacity,
    desired,
    fleet,
    hollow_desired,
    hollow_status,
    load,
    moment,
    node,
    parts,
    readiness,
    status,
    worker,
    written,
)


def test_a_node_in_order_holds_what_its_documents_say() -> None:
    made = node(parts())

    assert (made.executor, made.address, made.registered) == (NAME, ONE, True)
    assert (made.status, made.activity, made.health) == (Status.SERVING, Activity.READY, NodeHealth.HEALTHY)
    assert (made.wire_status, made.owner, made.epoch) == ("NOT_SERVING", "rep-0", 3)
    assert (made.updated_at, made.heartbeat_at, made.heartbeat_age) == (moment(60), moment(1), 1)
    assert (made.fresh, made.skewed, made.hollow, made.heartbeat_approximate) == (True, False, False, False)
    assert (made.verdict, made.endpoints, made.served_by) == (Verdict.MATCH, ("/default",), (ONE,))
    assert (made.load, made.first_seen_at, made.details) == (None, None, None)


def test_nodes_are_the_union_of_what_any_document_names_in_order_of_address() -> None:
    known = parts(
        {NAME: [THREE]}, {TWO: status()}, {ONE: desired()}, readiness=readiness(worker("ready", "10.0.0.4:7101"))
    )
    builder = NodeBuilder(gather(known), known, RULES, Moments(NOW))

    assert [made.address for made in builder.nodes_of(NAME)] == [ONE, TWO, THREE, "10.0.0.4:7101"]
    assert [made.registered for made in builder.nodes_of(NAME)] == [False, False, True, False]


def test_a_fleet_builds_the_nodes_of_an_executor_once() -> None:
    known = fleet(parts())

    assert known.nodes_of(NAME) is known.nodes_of(NAME)
    assert known.nodes_of("no such executor") == ()


@pytest.mark.parametrize(
    ("age", "fresh", "skewed", "shown_age"),
    [
        (0, True, False, 0),
        (30, True, False, 30),
        (30.5, False, False, 30.5),
        (-5, True, False, 0),
        (-5.5, True, True, 0),
    ],
)
def test_heartbeats_around_their_limits(age: float, *, fresh: bool, skewed: bool, shown_age: float) -> None:
    made = node(parts(actual={ONE: status(beat=age)}))

    assert (made.fresh, made.skewed, made.heartbeat_age) == (fresh, skewed, shown_age)
    assert made.heartbeat_at == moment(age)


def test_a_hollow_status_leaves_only_a_heartbeat_by_the_gateways_clock() -> None:
    made = node(parts(actual={ONE: hollow_status(beat=4)}))

    assert (made.hollow, made.heartbeat_approximate, made.heartbeat_age) == (True, True, 4)
    assert (made.owner, made.epoch, made.updated_at) == (None, None, None)
    assert made.wire_status == "SERVICE_UNKNOWN"


def test_an_epoch_of_0_is_not_known() -> None:
    made = node(parts(actual={ONE: status(epoch=0)}, wanted={ONE: desired(0)}))

    assert made.epoch is None
    assert made.desired is not None
    assert made.desired.epoch is None


def test_a_node_without_a_document_says_nothing_of_itself() -> None:
    made = node(parts(actual={}, wanted={}))

    assert (made.wire_status, made.owner, made.epoch, made.updated_at) == (None, None, None, None)
    assert (made.heartbeat_at, made.heartbeat_age, made.fresh, made.hollow) == (None, None, False, False)
    assert made.desired is None


def test_a_desired_state_holds_what_its_document_says() -> None:
    document = desired(4, age=50, created_at=written(90))

    assert desired_state(document, Moments(NOW)) == Desired(
        "SCHEDULED", 4, {"job_id": "0198f0aa"}, moment(50), moment(90)
    )


def test_the_time_of_a_hollow_desired_state_is_not_known() -> None:
    assert desired_state(hollow_desired(age=5), Moments(NOW)) == Desired("SCHEDULED", None, {}, None, None)


def test_an_epoch_alone_or_params_alone_keep_the_time_of_a_desired_state() -> None:
    moments = Moments(NOW)

    assert desired_state(desired(4, age=50, params=None), moments).updated_at == moment(50)
    assert desired_state(desired(0, age=50), moments).updated_at == moment(50)


@pytest.mark.parametrize(
    ("params", "reason"),
    [
        (
            {"status_degraded_since": "2026-03-01T11:58:00Z", "status_degraded_reason": "live_node_missing_status"},
            "quarantined from routing since 2026-03-01T11:58:00Z: live_node_missing_status",
        ),
        ({"status_degraded_since": "2026-03-01T11:58:00Z"}, "quarantined from routing since 2026-03-01T11:58:00Z"),
        (
            {"status_degraded_since": "2026-03-01T11:58:00Z", "status_degraded_reason": "password=hunter2 refused"},
            f"quarantined from routing since 2026-03-01T11:58:00Z: password={MASK}",
        ),
    ],
)
def test_a_quarantined_node_is_in_error(params: dict[str, Any], reason: str) -> None:
    made = node(parts(wanted={ONE: desired(params=params)}))

    assert (made.status, made.reason, made.health) == (Status.ERROR, reason, NodeHealth.UNHEALTHY)


@pytest.mark.parametrize("since", [None, ""])
def test_a_quarantine_that_is_over_counts_no_more(since: str | None) -> None:
    made = node(parts(wanted={ONE: desired(params={"status_degraded_since": since, "misses": 3})}))

    assert made.status is Status.SERVING


@pytest.mark.parametrize(
    ("state", "status_of_node", "health"),
    [
        ("ready", Status.SERVING, NodeHealth.HEALTHY),
        ("checking", Status.STARTING, NodeHealth.HEALTHY),
        ("retrying", Status.ERROR, NodeHealth.UNHEALTHY),
        ("error", Status.ERROR, NodeHealth.UNHEALTHY),
        ("a word to come", Status.SERVING, NodeHealth.HEALTHY),
    ],
)
def test_states_of_the_gateways_own_checks(state: str, status_of_node: Status, health: NodeHealth) -> None:
    made = node(parts(readiness=readiness(worker(state, first_seen_at=written(120)))))

    assert (made.status, made.health, made.first_seen_at) == (status_of_node, health, moment(120))


def test_a_node_holds_its_load() -> None:
    loads = [
        load(
            ONE,
            slot_capacity=2,
            slot_available=1,
            active_requests=1,
            accepting_traffic=False,
            routing_state="unavailable",
        )
    ]

    assert node(parts(capacity=capacity(loads=loads))).load == NodeLoad(
        2, 1, 1, accepting=False, routing_state="unavailable"
    )


def test_endpoints_of_a_node_are_distinct_and_sorted() -> None:
    entries = [
        Endpoint("grpc://10.0.0.1:7101", "/b", "10.0.0.1:7101"),
        Endpoint("10.0.0.1:7101", "/a", "gateway-2:7101"),
        Endpoint("grpcs://10.0.0.1:7101", "/b", None),
        Endpoint("grpc://10.0.0.2:7101", "/c", None),
    ]

    made = node(parts(deployments=Deployments({NAME: entries})))

    assert (made.endpoints, made.served_by) == (("/a", "/b"), ("10.0.0.1:7101", "gateway-2:7101"))


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (None, "the gateway has not answered with its desired states"),
        (DeploymentStatus(status={}), "the gateway has not answered with its desired states"),
        (DeploymentStatus(desired={}), "no desired state: nothing was dispatched to it"),
        (DeploymentStatus(desired=by_key({ONE: desired()})), "the gateway has not answered with its status"),
    ],
)
def test_a_verdict_is_unknown_while_a_side_of_it_never_came(answer: DeploymentStatus | None, reason: str) -> None:
    made = node(parts(status=answer))

    assert (made.verdict, made.verdict_reason) == (Verdict.UNKNOWN, reason)
