import logging
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TypeVar

import anyio

from lib.feed.board import Board
from lib.feed.clock import SYSTEM_CLOCK, Clock
from lib.feed.reading import Reading
from lib.feed.schedule import Schedule
from lib.feed.settling import Settling
from lib.feed.source import Connect, Source
from lib.feed.statistics import Tally
from lib.gateway.config import Gateway
from lib.gateway.errors import GatewayError, TooManyRequests
from lib.gateway.routes import Kind

logger = logging.getLogger(__name__)

T = TypeVar("T")


def nobody(_gateway_id: str) -> None:
    """Nobody wants to know of what arrives."""


@dataclass(frozen=True, slots=True)
class Equipment:
    """What the watches of one feed share."""

    connect: Connect
    schedule: Schedule
    clock: Clock = SYSTEM_CLOCK
    chance: Callable[[], float] = random.random
    """Draws the jitter, from 0 to 1."""
    tally: Tally = field(default_factory=Tally)
    close_limit: float = 2.0
    """Seconds that closing a source may take."""
    arrived: Callable[[str], None] = nobody
    """Is told on the feed's loop of each gateway of which something has arrived; it returns at once."""


class Watch:
    """Fetches one gateway while somebody is interested: one beat for each kind, and so one fetch in flight each.

    Everything here runs on the feed's event loop; other threads meet it at the `board`.
    """

    def __init__(self, gateway: Gateway, equipment: Equipment) -> None:
        self.gateway = gateway
        self.board = Board(gateway, equipment.schedule, equipment.clock)
        self._equipment = equipment
        self._schedule = equipment.schedule
        self._clock = equipment.clock
        self._source: Source | None = None
        self._ended = False
        self._rests: dict[Kind, anyio.CancelScope] = {}
        self._interest = anyio.Event()
        self._checked = anyio.Event()

    async def run(self) -> None:
        """Keep every kind fetched until cancelled; then close the source."""
        try:
            async with anyio.create_task_group() as beats:
                for kind in self._schedule.intervals:
                    beats.start_soon(self._beat, kind)
        finally:
            self._ended = True
            self.board.release()
            await self._close_source()

    def wake(self) -> None:
        """Let the beats go on that had found nobody interested."""
        if self._checked.is_set() and self._checks_first():
            self._checked = anyio.Event()
        self._interest.set()
        self._interest = anyio.Event()

    def hurry(self, settling: Settling) -> None:
        """Fetch at once what `settling` awaits; a fetch in flight serves as well."""
        for kind in settling.awaited & self._rests.keys():
            self._rests[kind].cancel()

    async def lend(self, call: Callable[[Source], Awaitable[T]], limit: float) -> T:
        """Return what `call` returns for the source; TimeoutError if that takes more than `limit` seconds."""
        with anyio.fail_after(limit):
            return await call(self._connected())

    async def _beat(self, kind: Kind) -> None:
        while True:
            await self._rest(kind)
            self.board.publish(await self._fetch(kind))
            self._equipment.arrived(self.gateway.id)
            if kind is Kind.HEALTH:
                self._checked.set()

    async def _rest(self, kind: Kind) -> None:
        """Wait until `kind` is due and wanted; `hurry` ends that at once."""
        with anyio.CancelScope() as self._rests[kind]:
            await self._until_due(kind)
            await self._until_wanted(kind)
            await self._until_checked(kind)
        del self._rests[kind]

    async def _until_due(self, kind: Kind) -> None:
        due = self.board.reading(kind).due
        while (remaining := due - self._clock.monotonic()) > 0:
            await self._clock.sleep(remaining)

    async def _until_wanted(self, kind: Kind) -> None:
        while self.board.give_up(kind) and not self.board.is_awaited(kind):
            await self._interest.wait()

    def _checks_first(self) -> bool:
        """Whether a health check is due that is worth waiting for, so that data come after it."""
        return Kind.HEALTH in self._schedule.intervals and self.board.promises_soon(Kind.HEALTH)

    async def _until_checked(self, kind: Kind) -> None:
        """After an absence, let the health check go before the data (page section Health Testing), whatever it finds.

        A check that hangs holds them up no longer than a viewer waits.
        """
        if kind is Kind.HEALTH or self._checked.is_set() or not self._checks_first():
            return
        async with anyio.create_task_group() as race:
            race.start_soon(self._give_up_waiting, race.cancel_scope)
            await self._checked.wait()
            race.cancel_scope.cancel()

    async def _give_up_waiting(self, wait: anyio.CancelScope) -> None:
        await self._clock.sleep(self._schedule.first_wait)
        wait.cancel()

    async def _fetch(self, kind: Kind) -> Reading:
        before = self.board.reading(kind)
        started = self._clock.monotonic()
        try:
            after = await self._read(before, started)
        except GatewayError as error:
            return self._failed(before, error, started)
        except Exception as error:
            # A bug in reading one kind must not end the others.
            logger.exception("Reading %s of gateway %s failed in an unforeseen way", kind, self.gateway.id)
            unforeseen = GatewayError(f"unforeseen {type(error).__name__}").at(self.gateway.name, kind)
            return self._failed(before, unforeseen, started)
        return self._succeeded(before, after)

    async def _read(self, before: Reading, started: float) -> Reading:
        value = await self._connected().fetch(before.kind)
        arrived = self._clock.monotonic()
        return before.succeeded(
            value,
            at=self._clock.now(),
            monotonic=arrived,
            took=arrived - started,
            due=started + self._schedule.intervals[before.kind],
        )

    def _succeeded(self, before: Reading, after: Reading) -> Reading:
        self._equipment.tally.success(self.gateway.id, after.kind)
        if before.failures:
            logger.info("Gateway %s answers %s again, after %d failures", self.gateway.id, after.kind, before.failures)
        return after

    def _failed(self, before: Reading, error: GatewayError, started: float) -> Reading:
        self._equipment.tally.failure(self.gateway.id, before.kind, error.kind)
        if not before.failures:
            logger.warning("Gateway %s does not answer %s: %s", self.gateway.id, before.kind, error)
        pause = self._schedule.pause_after_failure(
            before.kind,
            before.failures + 1,
            self._equipment.chance(),
            error.retry_after if isinstance(error, TooManyRequests) else None,
        )
        ended = self._clock.monotonic()
        return before.failed(_without_frames(error), at=self._clock.now(), due=ended + pause, took=ended - started)

    def _connected(self) -> Source:
        if self._ended:
            raise RuntimeError(f"gateway {self.gateway.id} is no longer watched")
        if self._source is None:
            self._source = self._equipment.connect(self.gateway)
        return self._source

    async def _close_source(self) -> None:
        if self._source is None:
            return
        with anyio.move_on_after(self._equipment.close_limit, shield=True):
            try:
                await self._source.aclose()
            except Exception:
                logger.exception("The connections of gateway %s could not be closed", self.gateway.id)


def _without_frames(error: GatewayError) -> GatewayError:
    """Return the error without what raised it: kept for hours, it would keep bodies and headers alive."""
    error.__cause__ = error.__context__ = None
    return error.with_traceback(None)
