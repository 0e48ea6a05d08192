from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from lib.demo.chance import seed
from lib.demo.node import Node, Trait, last_beat, turn

_MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  (st adds UTC)
_BEAT_LIMIT = timedelta(seconds=11.5)


def _node(slots: int = 4, appetite: float = 0.8, name: str = "ocr_executor") -> Node:
    deployed = datetime(2025, 12, 1, tzinfo=UTC)
    return Node(name, 0, seed(name), "10.4.0.11:7101", slots, 17.0, appetite, deployed)


@given(at=_MOMENTS, name=st.sampled_from(["a", "b", "c"]))
def test_a_turn_lasts_a_minute_and_its_epoch_counts_on(at: datetime, name: str) -> None:
    now, then = turn(_node(name=name), at), turn(_node(name=name), at + timedelta(minutes=1))
    assert timedelta() <= at - now.began < timedelta(minutes=1)
    assert then.epoch == now.epoch + 1


@given(at=_MOMENTS, slots=st.integers(1, 8), appetite=st.floats(0.01, 100))
def test_a_turn_never_takes_more_slots_than_there_are(at: datetime, slots: int, appetite: float) -> None:
    assert 0 <= turn(_node(slots, appetite), at).active(at) <= slots


def test_a_turn_without_demand_is_one_short_job() -> None:
    idle = turn(_node(appetite=0.0), datetime(2026, 3, 4, 12, tzinfo=UTC))
    assert idle.ended is not None
    assert timedelta(seconds=2) <= idle.ended - idle.began <= timedelta(seconds=8)
    assert (idle.active(idle.began), idle.active(idle.ended)) == (1, 0)


def test_the_mean_of_the_slots_taken_is_what_the_demand_wants() -> None:
    node = _node(slots=8, appetite=0.5)
    peak = datetime(2026, 3, 4, 17, tzinfo=UTC)
    taken = [turn(node, peak + timedelta(days=day)).active(peak + timedelta(days=day)) for day in range(2)]
    week = [turn(node, peak + timedelta(weeks=number)) for number in range(40)]
    assert sum(t.jobs for t in week) / len(week) == 4
    assert taken == [4, 4]


def test_a_first_epoch_is_one() -> None:
    node = _node()
    assert turn(node, node.deployed).epoch == 1
    assert turn(node, node.deployed - timedelta(days=1)).epoch == 1


@given(at=_MOMENTS)
def test_a_heartbeat_is_never_in_the_future_and_never_old(at: datetime) -> None:
    assert timedelta() <= at - last_beat(_node(), at) <= _BEAT_LIMIT


@given(at=_MOMENTS, later=st.floats(0, 60))
def test_heartbeats_never_go_back(at: datetime, later: float) -> None:
    assert last_beat(_node(), at) <= last_beat(_node(), at + timedelta(seconds=later))


def test_only_a_killed_node_loses_its_registration_and_within_six_seconds() -> None:
    since = datetime(2026, 3, 4, 12, tzinfo=UTC)
    for trait in Trait:
        node = replace(_node(), trait=trait, since=since)
        assert node.is_registered(since + timedelta(seconds=5.9))
        assert node.is_registered(since + timedelta(seconds=6)) == (trait is not Trait.KILLED)


def test_only_a_node_that_is_checked_or_quarantined_gets_no_traffic() -> None:
    refused = {
        trait for trait in Trait if not Node("e", 0, 0, "h:1", 1, 0, 1, _node().deployed, trait=trait).accepts_traffic
    }
    assert refused == {Trait.CHECKING, Trait.RETRYING, Trait.FAILED, Trait.QUARANTINED}
