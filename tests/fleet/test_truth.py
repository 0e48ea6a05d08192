"""What the captured bodies say, worked out by hand."""

from datetime import datetime, timedelta

import pytest

from lib.fleet.model import Activity, Fleet, FleetCounts, NodeHealth, Status, Verdict
from lib.fleet.parts import Parts
from lib.fleet.words import percent
from lib.gateway import wire
from tests.fixtures.bodies import shifted
from tests.fleet.documents import NOW, fleet

EXTRACT = "extract-executor-prod-us-east-1-000"
CLASSIFY = "classify_executor_001"
INDEX = "index_executor_007"


def at(now: datetime) -> Fleet:
    """The fleet that the bodies describe, whose newest time is `NOW`, looked at later."""
    bodies = shifted(NOW)
    return fleet(
        Parts(
            gateway_id="captured",
            observed_at=now,
            deployments=wire.decode_deployments(bodies["/api/deployments"]),
            status=wire.decode_status(bodies["/api/deployment-status"]),
            capacity=wire.decode_capacity(bodies["/api/capacity"]),
        )
    )


@pytest.fixture(scope="module")
def captured() -> Fleet:
    return at(NOW)


def test_counts(captured: Fleet) -> None:
    assert captured.counts == FleetCounts(
        executors=8, nodes=14, addresses=14, busy=4, ready=3, fresh_nodes=13, silent_nodes=1
    )
    assert captured.counts.active == 7
    assert percent(captured.counts.healthy_percent) == "92.9\u202f%"


def test_capacity(captured: Fleet) -> None:
    total = captured.capacity

    assert total is not None
    assert (total.capacity, total.used, total.available, total.holders) == (25, 13, 12, 13)
    assert total.utilization == 52
    assert total.flags == ()
    assert captured.unmatched_slots == frozenset()


@pytest.mark.parametrize(
    ("name", "status", "activity", "nodes", "reason"),
    [
        (CLASSIFY, Status.STARTING, Activity.NONE, 1, "dispatched 1\u202fs ago, not claimed yet"),
        ("embedding-executor-prod-us-east-1-002", Status.SERVING, Activity.READY, 1, "0 busy, 1 ready"),
        (EXTRACT, Status.SERVING, Activity.BUSY, 2, "2 busy, 0 ready"),
        (INDEX, Status.SERVING, Activity.READY, 2, "1 of 2 nodes accept; 10.1.7.1:50007: the worker reports UNKNOWN"),
        ("layout-executor-prod-us-east-1-004", Status.SERVING, Activity.READY, 1, "0 busy, 1 ready"),
        ("merge-executor-prod-us-east-1-006", Status.SERVING, Activity.BUSY, 3, "3 busy, 0 ready"),
        ("ner_executor_005", Status.SERVING, Activity.BUSY, 2, "2 busy, 0 ready"),
        ("ocr_executor_003", Status.SERVING, Activity.BUSY, 2, "1 busy, 1 ready"),
    ],
)
def test_every_executor(
    captured: Fleet, name: str, status: Status, activity: Activity, nodes: int, reason: str
) -> None:
    found = captured.executor(name)

    assert found is not None
    rolled = found.rollup
    assert (rolled.status, rolled.activity, rolled.node_count, rolled.reason) == (status, activity, nodes, reason)
    assert found.endpoints == ("/document/extract", "/document/status")
    assert found.internal_endpoints == ("_jina_dry_run_",)


def test_executors_are_in_the_order_of_their_names(captured: Fleet) -> None:
    names = [each.name for each in captured.executors]

    assert names == sorted(names, key=str.casefold)
    assert len(names) == 8


def test_verdicts(captured: Fleet) -> None:
    verdicts = {each.name: (each.rollup.verdict, each.rollup.verdict_reason) for each in captured.executors}

    assert verdicts.pop(CLASSIFY) == (Verdict.SETTLING, "dispatched, not claimed yet")
    assert set(verdicts.values()) == {(Verdict.MATCH, "epoch 1")}


def test_one_of_two_index_nodes_accepts(captured: Fleet) -> None:
    found = captured.executor(INDEX)
    accepting, other = captured.nodes_of(INDEX)

    assert found is not None
    assert (found.rollup.accepting, found.rollup.degraded) == (1, True)
    assert (accepting.status, accepting.activity) == (Status.SERVING, Activity.READY)
    assert (other.status, other.wire_status, other.health) == (Status.UNKNOWN, "UNKNOWN", NodeHealth.HEALTHY)


def test_what_the_names_say(captured: Fleet) -> None:
    says = {each.name: (each.function, each.environment, each.region) for each in captured.executors}

    assert says[EXTRACT] == ("extract", "prod", "us-east-1")
    assert says[CLASSIFY] == ("classify", None, None)


def test_nothing_about_the_answers_is_odd(captured: Fleet) -> None:
    assert captured.notices == ()


@pytest.mark.parametrize(
    ("later", "status", "verdict", "reason"),
    [
        (29, Status.STARTING, Verdict.SETTLING, "dispatched, not claimed yet"),
        (30, Status.UNKNOWN, Verdict.DRIFT, "not claimed for 31\u202fs"),
    ],
)
def test_an_unclaimed_dispatch_is_drift_when_older_than_30_s(
    later: int, status: Status, verdict: Verdict, reason: str
) -> None:
    """The desired state is a second older than the newest time of the bodies."""
    found = at(NOW + timedelta(seconds=later)).executor(CLASSIFY)

    assert found is not None
    assert (found.rollup.status, found.rollup.verdict, found.rollup.verdict_reason) == (status, verdict, reason)
