"""Kinds that are fetched only for looks that name them."""

import pytest

from lib.feed.feed import Feed
from lib.gateway.routes import Kind
from tests.feed.fakes import (
    PATIENCE,
    FakeClock,
    FakeGateways,
    Start,
    gateway,
    schedule,
    settle,
)

HEALTH, CAPACITY, DEBUG = Kind.HEALTH, Kind.CAPACITY, Kind.DEBUG
EAST = gateway()


@pytest.fixture
def feed(start: Start) -> Feed:
    """A feed in which interest lasts twelve seconds."""
    intervals = {HEALTH: 5.0, CAPACITY: 30.0, DEBUG: 30.0}
    return start(schedule(intervals=intervals, on_request=frozenset({DEBUG}), interest=12))


def look_for(feed: Feed, clock: FakeClock, seconds: int, *also: Kind) -> None:
    """Look each second."""
    for _second in range(seconds):
        feed.look(EAST, also)
        settle(feed)
        clock.advance(1)


def test_no_look_refresh_or_sample_that_does_not_name_it_asks_for_it(
    feed: Feed, gateways: FakeGateways, clock: FakeClock
) -> None:
    look_for(feed, clock, 65)
    feed.refresh(EAST, PATIENCE)
    feed.begin_sample(EAST, older_than=-1.0).wait(PATIENCE)
    settle(feed)
    assert gateways.source().calls == {HEALTH: 15, CAPACITY: 5}
    assert not feed.look(EAST).reading(DEBUG).attempted


def test_it_is_fetched_at_its_interval_while_looks_name_it(
    feed: Feed, gateways: FakeGateways, clock: FakeClock
) -> None:
    look_for(feed, clock, 65, DEBUG)
    assert gateways.source().calls[DEBUG] == 3
    feed.refresh(EAST, PATIENCE)
    assert gateways.source().calls[DEBUG] == 3


def test_it_begins_with_the_look_that_names_it_though_others_looked_before(feed: Feed, clock: FakeClock) -> None:
    look_for(feed, clock, 7)
    look_for(feed, clock, 1, DEBUG)
    assert feed.look(EAST).reading(DEBUG).value == f"answer of {EAST.url}"


def test_it_ends_with_the_interest_of_those_who_named_it_though_others_go_on(
    feed: Feed, gateways: FakeGateways, clock: FakeClock
) -> None:
    look_for(feed, clock, 1, DEBUG)
    look_for(feed, clock, 120)
    assert gateways.source().calls[DEBUG] == 1
    look_for(feed, clock, 2, DEBUG)
    look_for(feed, clock, 10)
    look_for(feed, clock, 2, DEBUG)
    assert gateways.source().calls[DEBUG] == 2


def test_nobody_waits_for_it(feed: Feed, gateways: FakeGateways) -> None:
    gateways.prepare = lambda source: source.hold(DEBUG)
    seen = feed.look(EAST, [DEBUG])
    assert (seen.age(HEALTH), seen.age(CAPACITY), seen.age(DEBUG)) == (0.0, 0.0, None)


def test_a_kind_that_is_not_in_the_schedule_is_never_fetched(start: Start, gateways: FakeGateways) -> None:
    feed = start(schedule())
    feed.look(EAST, [DEBUG])
    settle(feed)
    assert gateways.source().calls == {HEALTH: 1, CAPACITY: 1}
