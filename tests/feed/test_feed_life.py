"""How a feed, and each watch in it, begins and ends."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from lib.feed.feed import Feed
from lib.gateway.config import Gateway
from lib.gateway.routes import Kind
from tests.feed.fakes import (
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


@pytest.mark.parametrize(
    "changed",
    [
        gateway(url="http://elsewhere.example:8080"),
        gateway(token="another"),
        gateway(health_path="/ready"),
    ],
    ids=["url", "token", "health_path"],
)
def test_a_changed_gateway_starts_from_nothing_and_the_old_source_is_closed(
    changed: Gateway, start: Start, gateways: FakeGateways
) -> None:
    feed = start(schedule(first_wait=0.01))
    before = feed.look(EAST)
    hanging(gateways, "us-east", Gate())
    seen = feed.look(changed)
    assert seen.gateway == changed
    assert not any(reading.attempted for reading in seen.readings.values())
    assert seen.version > before.version
    settle(feed, changed)
    assert [source.closed for source in gateways.sources] == [True, False]


def test_an_answer_that_was_under_way_never_shows_under_the_changed_gateway(
    start: Start, gateways: FakeGateways
) -> None:
    feed = start(schedule())
    feed.look(EAST)
    gate = gateways.source().hold(HEALTH)
    feed.refresh(EAST, 0.01)
    changed = gateway(url="http://elsewhere.example:8080")
    feed.look(changed)
    gate.open()
    settle(feed, changed)
    assert feed.look(changed).reading(HEALTH).value == f"answer of {changed.url}"


def test_gateways_that_are_no_longer_configured_are_dropped(start: Start, gateways: FakeGateways) -> None:
    feed = start(schedule())
    feed.look(EAST)
    feed.look(WEST)
    feed.keep(["us-west"])
    settle(feed, WEST)
    assert feed.peek("us-east") is None
    assert gateways.source("us-east").closed
    assert not gateways.source("us-west").closed
    assert {gateway_id for gateway_id, _ in feed.statistics()} == {"us-west"}


def test_closing_ends_the_thread_and_closes_every_source(start: Start, gateways: FakeGateways) -> None:
    feed = start(schedule())
    feed.look(EAST)
    feed.look(WEST)
    assert "feed" in {thread.name for thread in threading.enumerate()}
    feed.close()
    assert "feed" not in {thread.name for thread in threading.enumerate()}
    assert [source.closed for source in gateways.sources] == [True, True]
    feed.close()


def test_closing_releases_a_page_that_waits(start: Start, gateways: FakeGateways) -> None:
    hanging(gateways, "us-east", Gate())
    feed = start(schedule(first_wait=10 * PATIENCE))
    viewer = in_threads(1, lambda: feed.look(EAST))
    gateways.await_first_connection()
    feed.close()
    join(viewer)


def test_a_feed_that_does_not_run_says_so(gateways: FakeGateways) -> None:
    feed = Feed(gateways.connect, schedule())
    for use in (lambda: feed.look(EAST), lambda: feed.refresh(EAST, 1.0), lambda: feed.run(EAST, never, 1.0)):
        with pytest.raises(RuntimeError, match="does not run"):
            use()
    assert feed.peek("us-east") is None


def test_a_feed_is_a_context_manager_that_starts_once(gateways: FakeGateways) -> None:
    with Feed(gateways.connect, schedule()) as feed:
        assert not feed.look(EAST).is_stale(HEALTH)
        with pytest.raises(RuntimeError, match="runs already"):
            feed.start()


def test_a_watch_that_a_bug_has_ended_is_logged_and_begun_anew(
    gateways: FakeGateways, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    gateways.prepare = refuse_all
    dice = iter([ZeroDivisionError])

    def chance() -> float:
        for error in dice:
            raise error
        return 0.0

    with Feed(gateways.connect, schedule(), clock, chance) as feed:
        feed.look(EAST)
        settle(feed, WEST)
        assert "the next look begins a new one" in caplog.text
        assert feed.look(EAST).reading(HEALTH).failures == 1


def test_pages_of_many_gateways_share_one_thread(start: Start) -> None:
    feed = start(schedule())
    many = [gateway(f"gateway-{number}") for number in range(30)]
    with ThreadPoolExecutor(10) as pages:
        seen = list(pages.map(feed.look, many))
    assert [snapshot.reading(HEALTH).value for snapshot in seen] == [f"answer of {one.url}" for one in many]
    assert [thread.name for thread in threading.enumerate()].count("feed") == 1
