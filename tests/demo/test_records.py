import itertools
from datetime import datetime, timedelta

import pytest

from lib.demo.chance import seed
from lib.demo.node import Node, Trait
from lib.demo.records import Records, Status, StatusCode, hollowed, records

_HOUR_IN_SECONDS = range(0, 3600, 7)


def _node(noon: datetime, trait: Trait, appetite: float = 0.5) -> Node:
    since = noon - timedelta(minutes=9)
    deployed = noon - timedelta(days=2)
    name = "ocr_executor"
    return Node(
        name, 0, seed(name), "10.4.0.11:7101", 2, 12.0, appetite, deployed, past_misses=0, trait=trait, since=since
    )


def _hour(noon: datetime, node: Node) -> list[tuple[datetime, Records]]:
    moments = [noon + timedelta(seconds=seconds) for seconds in _HOUR_IN_SECONDS]
    return [(at, records(node, at)) for at in moments]


_DOCUMENTS = {
    Trait.FINE: {"desired", "status"},
    Trait.LATE: {"desired", "status"},
    Trait.DRIFTED: {"desired", "status"},
    Trait.STALE: {"desired", "status"},
    Trait.QUARANTINED: {"desired"},
    Trait.UNCLAIMED: {"desired"},
    Trait.NEVER_USED: set(),
    Trait.CHECKING: set(),
    Trait.RETRYING: set(),
    Trait.FAILED: set(),
    Trait.KILLED: set(),
}


@pytest.mark.parametrize("trait", Trait)
def test_which_documents_a_node_has(noon: datetime, trait: Trait) -> None:
    for _, known in _hour(noon, _node(noon, trait)):
        documents = {"desired": known.desired, "status": known.status}
        assert {kind for kind, document in documents.items() if document is not None} == _DOCUMENTS[trait]


@pytest.mark.parametrize("trait", [Trait.FINE, Trait.LATE, Trait.DRIFTED])
def test_serving_means_that_slots_are_held_and_not_serving_that_none_are(noon: datetime, trait: Trait) -> None:
    seen = set()
    for _, known in _hour(noon, _node(noon, trait, appetite=0.3)):
        assert known.status is not None
        assert known.status.code is (StatusCode.SERVING if known.active else StatusCode.NOT_SERVING)
        seen.add(known.status.code)
    assert seen == {StatusCode.SERVING, StatusCode.NOT_SERVING} or trait is Trait.DRIFTED


def test_updated_at_moves_with_the_status_and_heartbeat_at_between(noon: datetime) -> None:
    statuses = [known.status for _, known in _hour(noon, _node(noon, Trait.FINE, appetite=0.3))]
    for before, after in itertools.pairwise(statuses):
        assert before is not None
        assert after is not None
        if (before.code, before.epoch) != (after.code, after.epoch):
            assert after.updated_at > before.updated_at
        else:
            assert after.updated_at == before.updated_at
    assert len({status.heartbeat_at for status in statuses if status}) > 300


def test_a_node_that_works_has_the_epoch_it_was_given(noon: datetime) -> None:
    for _, known in _hour(noon, _node(noon, Trait.FINE)):
        assert known.desired is not None
        assert known.status is not None
        assert known.status.epoch == known.desired.epoch


def test_a_late_node_is_one_epoch_behind_for_twenty_seconds_of_each_minute(noon: datetime) -> None:
    for at, known in _hour(noon, _node(noon, Trait.LATE)):
        assert known.desired is not None
        assert known.status is not None
        settling = at - known.desired.updated_at < timedelta(seconds=20)
        assert known.desired.epoch - known.status.epoch == (1 if settling else 0)
        assert known.status.updated_at <= at


def test_a_drifted_node_stays_three_epochs_behind_and_goes_on_beating(noon: datetime) -> None:
    hour = [known for _, known in _hour(noon, _node(noon, Trait.DRIFTED))]
    assert {known.desired.epoch - known.status.epoch for known in hour if known.desired and known.status} == {3}
    assert {known.desired.updated_at for known in hour if known.desired} == {noon - timedelta(minutes=9)}
    assert len({known.status.heartbeat_at for known in hour if known.status}) > 300


def test_a_stale_node_neither_beats_nor_holds_slots(noon: datetime) -> None:
    hour = [known for _, known in _hour(noon, _node(noon, Trait.STALE, appetite=100.0))]
    [heartbeat] = {known.status.heartbeat_at for known in hour if known.status}
    assert timedelta() <= noon - timedelta(minutes=9) - heartbeat < timedelta(seconds=12)
    assert {known.active for known in hour} == {0}


@pytest.mark.parametrize(
    ("seconds", "left"),
    [(0, {"desired", "status"}), (14.9, {"desired", "status"}), (15, {"desired"}), (119, {"desired"}), (120, set())],
)
def test_what_a_killed_worker_leaves_expires(noon: datetime, seconds: float, left: set[str]) -> None:
    node = _node(noon, Trait.KILLED)
    known = records(node, node.since + timedelta(seconds=seconds))
    assert known.active == 0
    assert {kind for kind in ("desired", "status") if getattr(known, kind) is not None} == left


def test_an_unclaimed_job_is_always_fresh(noon: datetime) -> None:
    for at, known in _hour(noon, _node(noon, Trait.UNCLAIMED)):
        assert known.desired is not None
        assert timedelta() <= at - known.desired.updated_at < timedelta(seconds=15)


def test_a_quarantined_node_says_since_when_and_why(noon: datetime) -> None:
    known = records(_node(noon, Trait.QUARANTINED), noon)
    assert known.desired is not None
    assert dict(known.desired.params) == {
        "job_id": known.desired.params["job_id"],
        "misses": 3,
        "missing_since": noon - timedelta(minutes=9, seconds=30),
        "status_degraded_since": noon - timedelta(minutes=9),
        "status_degraded_reason": "live_node_missing_status",
    }


def test_what_is_written_later_is_hollow_and_what_was_written_earlier_stays(noon: datetime) -> None:
    written = records(_node(noon, Trait.FINE), noon)
    assert written.desired is not None
    assert written.status is not None
    before_both = hollowed(written, noon - timedelta(hours=1))
    assert before_both.desired is not None
    assert (before_both.desired.epoch, before_both.desired.params) == (0, {})
    assert before_both.desired.updated_at == written.desired.updated_at
    last_write = max(written.status.updated_at, written.status.heartbeat_at)
    assert before_both.status == Status(StatusCode.SERVICE_UNKNOWN, "", 0, last_write, last_write)
    assert before_both.active == written.active
    assert hollowed(written, noon) == written
