"""What a watch does while its gateway fails, and afterwards."""

import logging
from datetime import timedelta

import pytest

from lib.gateway.errors import ConnectionRefused, GatewayError, ServerFailed, TooManyRequests
from lib.gateway.routes import Kind
from tests.feed.fakes import (
    NOON,
    FakeClock,
    FakeGateways,
    FakeSource,
    Watching,
    answering,
    pass_time,
    reading,
    schedule,
    turns,
)

pytestmark = pytest.mark.anyio

HEALTH, CAPACITY = Kind.HEALTH, Kind.CAPACITY


async def test_the_last_good_value_is_kept_for_ever_with_its_age(
    watching: Watching, gateways: FakeGateways, clock: FakeClock
) -> None:
    async with watching() as watch:
        good = reading(watch).value
        gateways.source().answers[HEALTH] = ConnectionRefused()
        for _hour in range(24):
            clock.advance(3600)
            watch.board.renew()
            watch.wake()
            await turns()
        failing = reading(watch)
        assert (failing.value, failing.at) == (good, NOON)
        assert watch.board.snapshot().age(HEALTH) == 24 * 3600.0
        assert (failing.failures, failing.failing_since) == (24, NOON + timedelta(hours=1))
        assert isinstance(failing.error, ConnectionRefused)


@pytest.mark.parametrize(
    ("jitter", "starts"),
    [(0.0, [0, 5, 15, 35, 65, 95, 125]), (1.0, [0, 10, 30, 70, 130, 190, 250])],
)
async def test_failures_back_off_from_the_interval_to_the_bound(
    jitter: float, starts: list[int], watching: Watching, gateways: FakeGateways, clock: FakeClock
) -> None:
    gateways.prepare = answering(HEALTH, ServerFailed(503))
    begun = clock.monotonic()
    async with watching(schedule(interest=1e6), jitter) as watch:
        seen = [0.0]
        while len(seen) < len(starts):
            failures = reading(watch).failures
            await pass_time(clock, 1)
            if reading(watch).failures > failures:
                seen.append(clock.monotonic() - begun)
        assert seen == starts


async def test_a_failed_fetch_tells_how_long_it_took(
    watching: Watching, gateways: FakeGateways, clock: FakeClock
) -> None:
    async with watching() as watch:
        gateways.source().answers[HEALTH] = ServerFailed(503)
        gate = gateways.source().hold(HEALTH)
        await pass_time(clock, 5 + 3)
        gate.open()
        await turns()
        assert (reading(watch).failures, reading(watch).tried_for) == (1, 3.0)


async def test_retry_after_is_honoured_up_to_the_bound(
    watching: Watching, gateways: FakeGateways, clock: FakeClock
) -> None:
    gateways.prepare = answering(HEALTH, TooManyRequests(429, retry_after=20))
    async with watching() as watch:
        assert reading(watch).due == clock.monotonic() + 20
        gateways.source().answers[HEALTH] = TooManyRequests(429, retry_after=86_400)
        await pass_time(clock, 20)
        assert reading(watch).due == clock.monotonic() + 60


async def test_the_first_success_ends_the_failure_and_the_back_off(
    watching: Watching, gateways: FakeGateways, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    gateways.prepare = answering(HEALTH, ServerFailed(503))
    async with watching() as watch:
        await pass_time(clock, 15)
        assert reading(watch).failures == 3
        with caplog.at_level(logging.INFO):
            gateways.source().answers[HEALTH] = "well again"
            await pass_time(clock, 20)
        assert (reading(watch).value, reading(watch).error, reading(watch).failures) == ("well again", None, 0)
        assert reading(watch).due == clock.monotonic() + 5
        assert "answers health again, after 3 failures" in caplog.text


async def test_a_lasting_failure_is_logged_once(
    watching: Watching, gateways: FakeGateways, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    gateways.prepare = answering(HEALTH, ServerFailed(503))
    async with watching():
        await pass_time(clock, 60)
    assert [record.levelname for record in caplog.records] == ["WARNING"]


async def test_a_bug_is_logged_and_recorded_and_ends_nothing(
    watching: Watching, gateways: FakeGateways, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    gateways.prepare = answering(HEALTH, KeyError("a detail of the code"))
    async with watching() as watch:
        error = reading(watch).error
        assert isinstance(error, GatewayError)
        assert (error.gateway, error.route, error.detail) == ("us-east", "health", "unforeseen KeyError")
        assert reading(watch, CAPACITY).error is None
        assert any(record.exc_info for record in caplog.records)
        gateways.source().answers[HEALTH] = "repaired"
        await pass_time(clock, 5)
        assert reading(watch).value == "repaired"


async def test_a_source_that_cannot_be_made_is_tried_again(
    watching: Watching, gateways: FakeGateways, clock: FakeClock
) -> None:
    def refuse(_: FakeSource) -> None:
        raise OSError("no trust store")

    gateways.prepare = refuse
    async with watching() as watch:
        assert str(reading(watch).error).endswith("unforeseen OSError")
        gateways.prepare = answering(HEALTH, "up")
        await pass_time(clock, 5)
        assert reading(watch).value == "up"


async def test_a_kept_error_holds_neither_frames_nor_what_raised_it(watching: Watching, gateways: FakeGateways) -> None:
    error = ServerFailed(503)
    error.__cause__ = ValueError("an answer with headers")
    gateways.prepare = answering(HEALTH, error)
    async with watching() as watch:
        kept = reading(watch).error
        assert kept is error
        assert (kept.__traceback__, kept.__cause__, kept.__context__) == (None, None, None)
