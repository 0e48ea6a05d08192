import threading
from datetime import timedelta

import pytest

from lib.feed.reading import Snapshot
from lib.feed.statistics import Count
from lib.gateway.errors import ConnectionRefused
from lib.gateway.routes import Kind
from tests.feed.fakes import (
    NOON,
    PATIENCE,
    FakeClock,
    FakeGateways,
    Gate,
    Start,
    gateway,
    hanging,
    in_threads,
    join,
    never,
    refuse_all,
    schedule,
    settle,
)

HEALTH, CAPACITY = Kind.HEALTH, Kind.CAPACITY

EAST, WEST = gateway("us-east"), gateway("us-west")


def test_the_first_look_brings_every_kind(start: Start) -> None:
    seen = start(schedule()).look(EAST)
    assert {kind: reading.value for kind, reading in seen.readings.items()} == {
        HEALTH: f"answer of {EAST.url}",
        CAPACITY: f"answer of {EAST.url}",
    }
    assert (seen.gateway, seen.age(HEALTH), seen.taken_at) == (EAST, 0.0, NOON)


def test_the_first_look_is_settled_by_errors_too(start: Start, gateways: FakeGateways) -> None:
    gateways.prepare = refuse_all
    seen = start(schedule()).look(EAST)
    assert {reading.failures for reading in seen.readings.values()} == {1}


def test_any_number_of_looks_makes_the_requests_of_one(start: Start, gateways: FakeGateways, clock: FakeClock) -> None:
    feed = start(schedule())
    for _refresh in range(4):
        join(in_threads(20, lambda: [feed.look(EAST) for _ in range(25)]))
        settle(feed)
        clock.advance(5)
    settle(feed)
    assert gateways.source().calls == {HEALTH: 5, CAPACITY: 1}
    assert set(gateways.source().most_at_once.values()) == {1}
    assert len(gateways.sources) == 1


def test_looks_during_the_first_fetch_join_it(start: Start, gateways: FakeGateways) -> None:
    gate = Gate()
    hanging(gateways, "us-east", gate)
    feed = start(schedule())
    seen: list[Snapshot] = []
    viewers = in_threads(20, lambda: seen.append(feed.look(EAST)))
    gateways.await_first_connection()
    gate.open()
    join(viewers)
    assert gateways.source().calls == {HEALTH: 1, CAPACITY: 1}
    assert not any(snapshot.is_stale(HEALTH) for snapshot in seen)


def test_a_gateway_that_never_answers_holds_up_neither_its_viewers_nor_another_gateway(
    start: Start, gateways: FakeGateways
) -> None:
    hanging(gateways, "us-east", Gate())
    feed = start(schedule(first_wait=0.05))
    viewers = in_threads(10, lambda: feed.look(EAST))
    assert feed.look(WEST).reading(HEALTH).value == f"answer of {WEST.url}"
    join(viewers)
    seen = feed.look(EAST)
    assert [reading.attempted for reading in seen.readings.values()] == [False, False]


def test_a_look_after_an_absence_waits_for_something_fresh(
    start: Start, gateways: FakeGateways, clock: FakeClock
) -> None:
    feed = start(schedule())
    feed.look(EAST)
    clock.advance(3600)
    settle(feed)
    assert gateways.source().calls == {HEALTH: 1, CAPACITY: 1}
    assert feed.look(EAST).age(HEALTH) == 0.0
    assert gateways.source().calls == {HEALTH: 2, CAPACITY: 2}


def test_a_gateway_that_was_found_hanging_holds_up_no_later_visit(
    start: Start, gateways: FakeGateways, clock: FakeClock
) -> None:
    """The first visit waits and the fetches then end in errors; the second one finds them under way and goes on."""
    gate = Gate()
    hanging(gateways, "us-east", gate)
    feed = start(schedule(first_wait=10 * PATIENCE))
    first = in_threads(1, lambda: feed.look(EAST))
    gateways.await_first_connection()
    refuse_all(gateways.source())
    settle(feed)
    for _ in ("the check alone is under way", "the data have been asked for too"):
        clock.advance(11 * PATIENCE)
        settle(feed)
    gate.open()
    join(first)
    clock.advance(3600)
    settle(feed)
    gateways.source().hold(HEALTH, CAPACITY)
    join(in_threads(3, lambda: feed.look(EAST)))
    settle(feed)
    assert gateways.source().calls == {HEALTH: 2, CAPACITY: 2}


def test_a_gateway_stays_fetched_only_while_somebody_looks(
    start: Start, gateways: FakeGateways, clock: FakeClock
) -> None:
    feed = start(schedule(interest=12))
    feed.look(EAST)
    for _second in range(120):
        clock.advance(1)
        feed.peek("us-east")
        settle(feed)
    assert gateways.source().calls == {HEALTH: 3, CAPACITY: 1}


def test_what_is_known_ages_until_it_is_stale_while_the_gateway_fails(
    start: Start, gateways: FakeGateways, clock: FakeClock
) -> None:
    feed = start(schedule())
    feed.look(EAST)
    refuse_all(gateways.source())
    clock.advance(15)
    settle(feed)
    assert not feed.look(EAST).is_stale(HEALTH)
    clock.advance(1)
    seen = feed.look(EAST)
    assert seen.is_stale(HEALTH)
    assert seen.reading(HEALTH).value == f"answer of {EAST.url}"
    assert isinstance(seen.reading(HEALTH).error, ConnectionRefused)


@pytest.mark.parametrize("step", [timedelta(days=-400), timedelta(days=400)])
def test_a_wall_clock_that_is_set_changes_no_age_and_no_schedule(
    step: timedelta, start: Start, gateways: FakeGateways, clock: FakeClock
) -> None:
    feed = start(schedule())
    feed.look(EAST)
    clock.set_wall(NOON + step)
    clock.advance(4)
    assert feed.look(EAST).age(HEALTH) == 4.0
    settle(feed)
    assert gateways.source().calls[HEALTH] == 1
    clock.advance(1)
    settle(feed)
    assert gateways.source().calls[HEALTH] == 2


def test_the_version_stays_while_nothing_changes_and_grows_when_something_does(start: Start, clock: FakeClock) -> None:
    feed = start(schedule())
    versions = [feed.look(EAST).version for _ in range(3)]
    assert len(set(versions)) == 1
    clock.advance(5)
    settle(feed)
    assert feed.look(EAST).version > versions[0]


def test_a_refresh_fetches_every_kind_now(start: Start, gateways: FakeGateways, clock: FakeClock) -> None:
    feed = start(schedule())
    feed.look(EAST)
    clock.advance(2)
    seen = feed.refresh(EAST, PATIENCE)
    assert {kind: seen.age(kind) for kind in seen.readings} == {HEALTH: 0.0, CAPACITY: 0.0}
    assert gateways.source().calls == {HEALTH: 2, CAPACITY: 2}


def test_a_refresh_may_come_before_any_look(start: Start, gateways: FakeGateways) -> None:
    seen = start(schedule()).refresh(EAST, PATIENCE)
    assert not seen.is_stale(CAPACITY)
    assert gateways.source().calls == {HEALTH: 1, CAPACITY: 1}


def test_a_refresh_after_an_absence_fetches_each_kind_once(
    start: Start, gateways: FakeGateways, clock: FakeClock
) -> None:
    feed = start(schedule())
    feed.look(EAST)
    clock.advance(3600)
    settle(feed)
    assert feed.refresh(EAST, PATIENCE).age(HEALTH) == 0.0
    settle(feed)
    assert gateways.source().calls == {HEALTH: 2, CAPACITY: 2}


def test_refreshes_at_the_same_time_share_the_fetch_in_flight(start: Start, gateways: FakeGateways) -> None:
    feed = start(schedule())
    feed.look(EAST)
    gate = gateways.source().hold(HEALTH, CAPACITY)
    for _caller in range(5):
        feed.refresh(EAST, 0.01)
    gate.open()
    settle(feed)
    assert gateways.source().most_at_once == {HEALTH: 1, CAPACITY: 1}
    assert gateways.source().calls == {HEALTH: 2, CAPACITY: 2}


def test_a_refresh_returns_what_is_known_when_its_time_is_over(start: Start, gateways: FakeGateways) -> None:
    feed = start(schedule())
    known = feed.look(EAST)
    gateways.source().hold(HEALTH)
    assert feed.refresh(EAST, 0.01).reading(HEALTH) == known.reading(HEALTH)


def test_a_refresh_that_is_begun_tells_what_it_still_waits_for_until_all_has_come(
    start: Start, gateways: FakeGateways
) -> None:
    feed = start(schedule())
    feed.look(EAST)
    assert feed.refreshing("us-east") is None
    gate = gateways.source().hold(CAPACITY)
    begun = feed.begin_refresh(EAST)
    settle(feed)
    assert (begun.awaited, feed.refreshing("us-east")) == ({CAPACITY}, begun)
    assert feed.begin_refresh(EAST) is begun
    assert not begun.settles_within(0.01)
    gate.open()
    assert begun.settles_within(PATIENCE)
    assert feed.refreshing("us-east") is None
    assert gateways.source().calls == {HEALTH: 2, CAPACITY: 2}


def test_a_gateway_that_nobody_looked_at_is_not_being_refreshed(start: Start) -> None:
    assert start(schedule()).refreshing("us-east") is None


def test_a_call_runs_with_the_source_and_its_error_comes_back(start: Start, gateways: FakeGateways) -> None:
    feed = start(schedule())

    async def ask(source: object) -> str:
        assert source is gateways.source()
        return threading.current_thread().name

    async def fail(_: object) -> None:
        raise ConnectionRefused

    assert feed.run(EAST, ask, PATIENCE) == "feed"
    with pytest.raises(ConnectionRefused):
        feed.run(EAST, fail, PATIENCE)
    with pytest.raises(TimeoutError):
        feed.run(EAST, never, 0.01)
    assert gateways.source().calls == {}


def test_a_peek_knows_nothing_of_a_gateway_that_nobody_looked_at(start: Start, gateways: FakeGateways) -> None:
    assert start(schedule()).peek("us-east") is None
    assert gateways.sources == []


def test_statistics_count_each_gateway_and_kind(start: Start, gateways: FakeGateways) -> None:
    feed = start(schedule())
    feed.look(EAST)
    gateways.prepare = refuse_all
    feed.look(WEST)
    assert feed.statistics() == {
        ("us-east", HEALTH): Count(1),
        ("us-east", CAPACITY): Count(1),
        ("us-west", HEALTH): Count(1, {"refused": 1}),
        ("us-west", CAPACITY): Count(1, {"refused": 1}),
    }
