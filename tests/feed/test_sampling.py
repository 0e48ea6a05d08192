"""A feed that somebody looks at seldom, such as a recorder: everything is read once, and nothing is kept going."""

import pytest

from lib.gateway.routes import Kind
from tests.feed.fakes import (
    PATIENCE,
    FakeClock,
    FakeGateways,
    Gate,
    Start,
    gateway,
    hanging,
    refuse_all,
    schedule,
    settle,
)

HEALTH, CAPACITY = Kind.HEALTH, Kind.CAPACITY
EAST, WEST = gateway("us-east"), gateway("us-west")
RECENT = 15.0


def test_a_sample_reads_everything_once_and_nothing_afterwards(
    start: Start, gateways: FakeGateways, clock: FakeClock
) -> None:
    feed = start(schedule())
    assert feed.begin_sample(EAST, RECENT).settles_within(PATIENCE)
    for _minute in range(5):
        clock.advance(60)
        settle(feed)
    assert gateways.source().calls == {HEALTH: 1, CAPACITY: 1}
    seen = feed.peek("us-east")
    assert seen is not None
    assert seen.reading(CAPACITY).value == f"answer of {EAST.url}"


def test_each_sample_reads_anew(start: Start, gateways: FakeGateways, clock: FakeClock) -> None:
    feed = start(schedule())
    for number in range(1, 4):
        assert feed.begin_sample(EAST, RECENT).settles_within(PATIENCE)
        assert gateways.source().calls == {HEALTH: number, CAPACITY: number}
        clock.advance(30)


def test_a_sample_reads_nothing_that_a_page_has_just_read(
    start: Start, gateways: FakeGateways, clock: FakeClock
) -> None:
    feed = start(schedule())
    feed.look(EAST)
    clock.advance(4)
    assert feed.begin_sample(EAST, RECENT).over
    settle(feed)
    assert gateways.source().calls == {HEALTH: 1, CAPACITY: 1}


def test_samples_do_not_make_a_page_s_gateway_be_read_more_often(
    start: Start, gateways: FakeGateways, clock: FakeClock
) -> None:
    feed = start(schedule(interest=1000))
    feed.look(EAST)
    for second in range(1, 61):
        clock.advance(1)
        settle(feed)
        if second % 30 == 0:
            feed.begin_sample(EAST, RECENT)
            settle(feed)
    assert gateways.source().calls == {HEALTH: 13, CAPACITY: 3}


def test_a_sample_respects_the_pause_after_failures(start: Start, gateways: FakeGateways, clock: FakeClock) -> None:
    gateways.prepare = refuse_all
    feed = start(schedule(backoff_max=60))
    asked = []
    for _sample in range(40):
        assert feed.begin_sample(EAST, RECENT).settles_within(PATIENCE)
        asked.append(gateways.source().calls[HEALTH])
        clock.advance(10)
    a_minute = 6
    assert asked[-1] - asked[-1 - a_minute] == 2, "with the least jitter, a pause is half of the longest back-off"


def test_a_gateway_that_hangs_holds_up_its_own_sample_alone(start: Start, gateways: FakeGateways) -> None:
    gate = Gate()
    hanging(gateways, "us-east", gate)
    feed = start(schedule())
    slow, quick = feed.begin_sample(EAST, RECENT), feed.begin_sample(WEST, RECENT)
    assert quick.settles_within(PATIENCE)
    assert not slow.settles_within(0)
    gate.open()
    assert slow.settles_within(PATIENCE)


def test_a_sample_joins_the_read_that_goes_on(start: Start, gateways: FakeGateways) -> None:
    gate = Gate()
    hanging(gateways, "us-east", gate)
    feed = start(schedule())
    first = feed.begin_sample(EAST, RECENT)
    settle(feed)
    second = feed.begin_sample(EAST, RECENT)
    gate.open()
    assert first.settles_within(PATIENCE)
    assert second.settles_within(PATIENCE)
    settle(feed)
    assert gateways.source().calls == {HEALTH: 1, CAPACITY: 1}


def test_a_feed_that_does_not_run_takes_no_sample(start: Start) -> None:
    feed = start(schedule())
    feed.close()
    with pytest.raises(RuntimeError, match="does not run"):
        feed.begin_sample(EAST, RECENT)
