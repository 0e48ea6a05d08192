import anyio
import pytest

from lib.feed.settling import Settling
from lib.feed.statistics import Count
from lib.feed.watch import Equipment, Watch
from lib.gateway.errors import ServerFailed, TooManyRequests
from lib.gateway.routes import Kind
from tests.feed.fakes import (
    FakeClock,
    FakeGateways,
    Gate,
    Watching,
    answering,
    gateway,
    never,
    pass_time,
    reading,
    schedule,
    turns,
)

pytestmark = pytest.mark.anyio

HEALTH, CAPACITY = Kind.HEALTH, Kind.CAPACITY


async def test_each_kind_is_fetched_at_its_own_interval(
    watching: Watching, gateways: FakeGateways, clock: FakeClock
) -> None:
    async with watching():
        await pass_time(clock, 60)
        assert gateways.source().calls == {HEALTH: 13, CAPACITY: 3}


async def test_the_interval_counts_from_the_start_of_a_fetch(
    watching: Watching, gateways: FakeGateways, clock: FakeClock
) -> None:
    async with watching() as watch:
        gate = gateways.source().hold(HEALTH)
        await pass_time(clock, 5 + 3)
        gate.open()
        await turns()
        assert (reading(watch).took, watch.board.snapshot().age(HEALTH)) == (3.0, 0.0)
        await pass_time(clock, 1)
        assert gateways.source().calls[HEALTH] == 2
        await pass_time(clock, 1)
        assert gateways.source().calls[HEALTH] == 3


async def test_a_fetch_longer_than_its_interval_is_still_the_only_one(
    watching: Watching, gateways: FakeGateways, clock: FakeClock
) -> None:
    async with watching() as watch:
        gate = gateways.source().hold(HEALTH)
        await pass_time(clock, 40)
        watch.hurry(Settling([HEALTH]))
        await turns()
        assert gateways.source().calls[HEALTH] == 2
        gate.open()
        await turns()
        assert gateways.source().most_at_once[HEALTH] == 1


async def test_the_old_value_is_shown_while_the_new_one_is_fetched(
    watching: Watching, gateways: FakeGateways, clock: FakeClock
) -> None:
    async with watching() as watch:
        old = reading(watch).value
        gateways.source().answers[HEALTH] = "newer"
        gate = gateways.source().hold(HEALTH)
        await pass_time(clock, 7)
        assert (reading(watch).value, watch.board.snapshot().age(HEALTH)) == (old, 7.0)
        gate.open()
        await turns()
        assert (reading(watch).value, watch.board.snapshot().age(HEALTH)) == ("newer", 0.0)


async def test_one_kind_that_hangs_leaves_the_others_in_time(
    watching: Watching, gateways: FakeGateways, clock: FakeClock
) -> None:
    async with watching():
        gateways.source().hold(CAPACITY)
        await pass_time(clock, 60)
        assert gateways.source().calls == {HEALTH: 13, CAPACITY: 2}


async def test_a_health_check_goes_before_the_data_where_nobody_had_looked(
    watching: Watching, gateways: FakeGateways, clock: FakeClock
) -> None:
    gates: list[Gate] = []
    gateways.prepare = lambda source: gates.append(source.hold(HEALTH))
    async with watching(schedule(interest=12)) as watch:
        assert gateways.source().calls == {HEALTH: 1}
        gates[0].open()
        await turns()
        assert gateways.source().calls == {HEALTH: 1, CAPACITY: 1}

        await pass_time(clock, 60)
        again = gateways.source().hold(HEALTH)
        watch.board.renew()
        watch.wake()
        await turns()
        assert gateways.source().calls == {HEALTH: 4, CAPACITY: 1}
        again.open()
        await turns()
        assert gateways.source().calls == {HEALTH: 4, CAPACITY: 2}


async def test_a_health_check_that_fails_lets_the_data_be_read_all_the_same(
    watching: Watching, gateways: FakeGateways
) -> None:
    gateways.prepare = answering(HEALTH, ServerFailed(500))
    async with watching():
        assert gateways.source().calls == {HEALTH: 1, CAPACITY: 1}


async def test_a_health_check_that_hangs_holds_the_data_up_no_longer_than_a_viewer_waits(
    watching: Watching, gateways: FakeGateways, clock: FakeClock
) -> None:
    gateways.prepare = lambda source: source.hold(HEALTH)
    async with watching(schedule(first_wait=2)):
        await pass_time(clock, 1)
        assert gateways.source().calls == {HEALTH: 1}
        await pass_time(clock, 1)
        assert gateways.source().calls == {HEALTH: 1, CAPACITY: 1}


async def test_a_health_check_that_was_found_hanging_does_not_hold_the_data_up_again(
    watching: Watching, gateways: FakeGateways, clock: FakeClock
) -> None:
    gates: list[Gate] = []
    gateways.prepare = lambda source: gates.append(source.hold(HEALTH))
    async with watching(schedule(first_wait=2, interest=5)) as watch:
        await pass_time(clock, 10)
        gates[0].open()
        await turns()
        await pass_time(clock, 60)
        gateways.source().hold(HEALTH)
        watch.board.renew()
        watch.wake()
        await turns()
        assert gateways.source().calls == {HEALTH: 2, CAPACITY: 2}


async def test_nobody_looking_means_no_requests(watching: Watching, gateways: FakeGateways, clock: FakeClock) -> None:
    async with watching(schedule(interest=12)) as watch:
        await pass_time(clock, 600)
        assert gateways.source().calls == {HEALTH: 3, CAPACITY: 1}
        watch.board.renew()
        watch.wake()
        await turns()
        assert gateways.source().calls == {HEALTH: 4, CAPACITY: 2}


async def test_a_watch_nobody_looked_at_makes_no_request(gateways: FakeGateways, clock: FakeClock) -> None:
    watch = Watch(gateway(), Equipment(gateways.connect, schedule(), clock))
    async with anyio.create_task_group() as group:
        group.start_soon(watch.run)
        await turns()
        assert gateways.sources == []
        group.cancel_scope.cancel()


async def test_a_hurry_fetches_before_the_time_and_starts_the_interval_anew(
    watching: Watching, gateways: FakeGateways, clock: FakeClock
) -> None:
    async with watching() as watch:
        await pass_time(clock, 3)
        watch.hurry(Settling([HEALTH]))
        await turns()
        assert gateways.source().calls == {HEALTH: 2, CAPACITY: 1}
        await pass_time(clock, 4)
        assert gateways.source().calls[HEALTH] == 2
        await pass_time(clock, 1)
        assert gateways.source().calls[HEALTH] == 3


async def test_a_hurry_does_not_wait_for_the_end_of_a_back_off(watching: Watching, gateways: FakeGateways) -> None:
    gateways.prepare = answering(HEALTH, TooManyRequests(429, retry_after=60))
    async with watching() as watch:
        gateways.source().answers[HEALTH] = "well again"
        watch.hurry(Settling([HEALTH]))
        await turns()
        assert reading(watch).value == "well again"


async def test_a_hurry_for_what_has_settled_meanwhile_fetches_nothing(
    watching: Watching, gateways: FakeGateways
) -> None:
    async with watching() as watch:
        settling = watch.board.begin_refresh()
        for _ in range(2):
            watch.hurry(settling)
            await turns()
        assert settling.over
        assert gateways.source().calls == {HEALTH: 2, CAPACITY: 2}


async def test_fetches_and_failures_are_counted(clock: FakeClock, gateways: FakeGateways) -> None:
    gateways.prepare = answering(CAPACITY, ServerFailed(500))
    equipment = Equipment(gateways.connect, schedule(), clock)
    watch = Watch(gateway(), equipment)
    watch.board.renew()
    async with anyio.create_task_group() as group:
        group.start_soon(watch.run)
        await turns()
        await pass_time(clock, 10)
        group.cancel_scope.cancel()
    assert equipment.tally.statistics() == {
        ("us-east", HEALTH): Count(fetches=3),
        ("us-east", CAPACITY): Count(fetches=1, errors={ServerFailed(500).kind: 1}),
    }


async def test_lending_gives_the_source_and_changes_no_reading(watching: Watching, gateways: FakeGateways) -> None:
    async with watching() as watch:
        version = watch.board.snapshot().version

        async def ask(source: object) -> bool:
            await turns()
            return source is gateways.source()

        assert await watch.lend(ask, 30.0)
        assert watch.board.snapshot().version == version


async def test_lending_ends_at_its_limit(watching: Watching) -> None:
    async with watching() as watch:
        with pytest.raises(TimeoutError):
            await watch.lend(never, 0.01)


async def test_the_end_closes_the_source_and_releases_who_waits(watching: Watching, gateways: FakeGateways) -> None:
    async with watching() as watch:
        gateways.source().hold(HEALTH)
        settling = watch.board.begin_refresh()
    assert gateways.source().closed
    assert settling.over
    with pytest.raises(RuntimeError, match="no longer watched"):
        await watch.lend(turns, 30.0)


async def test_a_source_that_cannot_be_closed_is_logged(
    watching: Watching, gateways: FakeGateways, caplog: pytest.LogCaptureFixture
) -> None:
    async def break_off() -> None:
        raise OSError("broken pipe")

    async with watching():
        gateways.source().closing = break_off
    assert "could not be closed" in caplog.text


async def test_a_source_that_never_closes_does_not_hold_up_the_end(gateways: FakeGateways, clock: FakeClock) -> None:
    watch = Watch(gateway(), Equipment(gateways.connect, schedule(), clock, close_limit=0.01))
    watch.board.renew()
    async with anyio.create_task_group() as group:
        group.start_soon(watch.run)
        await turns()
        gateways.source().closing = never
        group.cancel_scope.cancel()
    assert not gateways.source().closed
