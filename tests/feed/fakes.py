"""A clock and gateways that the tests of the feed drive by hand."""

import asyncio
import threading
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Iterable
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime, timedelta
from typing import Any

import anyio
from anyio.lowlevel import checkpoint

from lib.feed.feed import Feed
from lib.feed.reading import Reading
from lib.feed.schedule import Schedule
from lib.feed.watch import Watch
from lib.gateway.config import Gateway
from lib.gateway.errors import ConnectionRefused
from lib.gateway.routes import Kind

PATIENCE = 30.0
"""Seconds before a test that would otherwise hang gives up; never reached by one that passes."""

LOOP_TURNS = 20
"""Turns of an event loop after which everything that could go on without new events has done so."""

Start = Callable[[Schedule], Feed]
Watching = Callable[..., AbstractAsyncContextManager[Watch]]

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def gateway(gateway_id: str = "us-east", **fields: Any) -> Gateway:
    return Gateway(**{"id": gateway_id, "url": f"http://{gateway_id}.example:8080", **fields})


def schedule(**fields: Any) -> Schedule:
    """Health every 5 s, capacity every 30 s; looks wait as long as a test may take, unless told."""
    defaults = {"intervals": {Kind.HEALTH: 5.0, Kind.CAPACITY: 30.0}, "first_wait": PATIENCE}
    return Schedule(**{**defaults, **fields})


class FakeClock:
    """Stands still until a test advances it; may be advanced from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._monotonic = 1000.0
        self._wall = NOON
        self._sleepers: dict[asyncio.Event, tuple[float, asyncio.AbstractEventLoop]] = {}

    def now(self) -> datetime:
        return self._wall

    def monotonic(self) -> float:
        return self._monotonic

    async def sleep(self, seconds: float) -> None:
        event = asyncio.Event()
        with self._lock:
            until = self._monotonic + seconds
            if seconds > 0:
                self._sleepers[event] = (until, asyncio.get_running_loop())
        try:
            if seconds > 0:
                await event.wait()
        finally:
            with self._lock:
                self._sleepers.pop(event, None)

    def advance(self, seconds: float) -> None:
        with self._lock:
            self._monotonic += seconds
            self._wall += timedelta(seconds=seconds)
            for event, (until, loop) in self._sleepers.items():
                if until <= self._monotonic:
                    loop.call_soon_threadsafe(event.set)

    def set_wall(self, wall: datetime) -> None:
        self._wall = wall


class Gate:
    """Holds an answer back until a test opens it, from any thread."""

    def __init__(self) -> None:
        self._open = threading.Event()
        self._waiting: list[tuple[asyncio.Event, asyncio.AbstractEventLoop]] = []

    async def passed(self) -> None:
        event = asyncio.Event()
        self._waiting.append((event, asyncio.get_running_loop()))
        if not self._open.is_set():
            await event.wait()

    def open(self) -> None:
        self._open.set()
        for event, loop in self._waiting:
            loop.call_soon_threadsafe(event.set)


class FakeSource:
    """Answers each kind as a test says: with a value, an error that is raised, or not before a gate opens."""

    def __init__(self, source_of: Gateway) -> None:
        self.gateway = source_of
        self.calls: Counter[Kind] = Counter()
        self.most_at_once: Counter[Kind] = Counter()
        self.closed = False
        self.closing: Callable[[], Awaitable[object]] = checkpoint
        self.answers: dict[Kind, object] = defaultdict(lambda: f"answer of {source_of.url}")
        self.gates: dict[Kind, Gate] = {}
        self._in_flight: Counter[Kind] = Counter()

    async def fetch(self, kind: Kind) -> object:
        self.calls[kind] += 1
        self._in_flight[kind] += 1
        self.most_at_once[kind] = max(self.most_at_once[kind], self._in_flight[kind])
        try:
            if kind in self.gates:
                await self.gates[kind].passed()
            answer = self.answers[kind]
            if isinstance(answer, BaseException):
                raise answer
            return answer
        finally:
            self._in_flight[kind] -= 1

    async def aclose(self) -> None:
        await self.closing()
        self.closed = True

    def hold(self, *kinds: Kind) -> Gate:
        """Let no answer of `kinds` come before the returned gate opens."""
        gate = Gate()
        self.gates.update(dict.fromkeys(kinds, gate))
        return gate


class FakeGateways:
    """Makes sources, and prepares each of them before the feed gets it."""

    def __init__(self) -> None:
        self.sources: list[FakeSource] = []
        self._connected = threading.Event()
        self.prepare: Callable[[FakeSource], object] = lambda source: source

    def connect(self, wanted: Gateway) -> FakeSource:
        source = FakeSource(wanted)
        self.prepare(source)
        self.sources.append(source)
        self._connected.set()
        return source

    def await_first_connection(self) -> None:
        """Block until somebody's look has made the feed fetch."""
        assert self._connected.wait(PATIENCE)

    def source(self, gateway_id: str = "us-east") -> FakeSource:
        """The newest source of a gateway."""
        return next(source for source in reversed(self.sources) if source.gateway.id == gateway_id)


async def turns(_: object = None) -> None:
    """Let the running loop do all that needs no further event."""
    for _turn in range(LOOP_TURNS):
        await checkpoint()


def settle(feed: Feed, *watched: Gateway) -> None:
    """Let the feed's loop do all that needs no further event."""
    for one in watched or (gateway(),):
        feed.run(one, turns, PATIENCE)


def in_threads(count: int, call: Callable[[], object]) -> list[threading.Thread]:
    """Start `call` in threads that begin together."""
    barrier = threading.Barrier(count)

    def begin() -> None:
        barrier.wait(PATIENCE)
        call()

    threads = [threading.Thread(target=begin, daemon=True) for _ in range(count)]
    for thread in threads:
        thread.start()
    return threads


def join(threads: Iterable[threading.Thread]) -> None:
    for thread in threads:
        thread.join(PATIENCE)
        assert not thread.is_alive()


async def never(_: object = None) -> None:
    await anyio.sleep_forever()


def hanging(gateways: FakeGateways, gateway_id: str, gate: Gate) -> None:
    """Let a gateway answer nothing before the gate opens."""

    def prepare(source: FakeSource) -> None:
        if source.gateway.id == gateway_id:
            source.gates = dict.fromkeys(Kind, gate)

    gateways.prepare = prepare


def refuse_all(source: FakeSource) -> None:
    source.answers.update(dict.fromkeys(Kind, ConnectionRefused()))


def reading(watch: Watch, kind: Kind = Kind.HEALTH) -> Reading:
    return watch.board.snapshot().readings[kind]


def answering(kind: Kind, answer: object) -> Callable[[FakeSource], None]:
    def prepare(source: FakeSource) -> None:
        source.answers[kind] = answer

    return prepare


async def pass_time(clock: FakeClock, seconds: int) -> None:
    """Let whole seconds pass one by one."""
    for _second in range(seconds):
        clock.advance(1)
        await turns()
