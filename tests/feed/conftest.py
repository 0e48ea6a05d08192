from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import anyio
import pytest

from lib.feed.feed import Feed
from lib.feed.schedule import Schedule
from lib.feed.watch import Equipment, Watch
from tests.feed.fakes import FakeClock, FakeGateways, Start, Watching, gateway, schedule, turns


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def gateways() -> FakeGateways:
    return FakeGateways()


@pytest.fixture
def start(clock: FakeClock, gateways: FakeGateways) -> Iterator[Start]:
    """Starts feeds on the fake clock and closes them after the test."""
    started: list[Feed] = []

    def begin(schedule: Schedule) -> Feed:
        feed = Feed(gateways.connect, schedule, clock, chance=lambda: 0.0)
        feed.start()
        started.append(feed)
        return feed

    yield begin
    for feed in started:
        feed.close()


@pytest.fixture
def watching(clock: FakeClock, gateways: FakeGateways) -> Watching:
    """Runs a watch that somebody has looked at once, until all that is due at first has been fetched."""

    @asynccontextmanager
    async def run(times: Schedule | None = None, jitter: float = 0.0) -> AsyncIterator[Watch]:
        watch = Watch(gateway(), Equipment(gateways.connect, times or schedule(), clock, chance=lambda: jitter))
        watch.board.renew()
        async with anyio.create_task_group() as group:
            group.start_soon(watch.run)
            await turns()
            yield watch
            group.cancel_scope.cancel()

    return run
