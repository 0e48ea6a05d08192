import logging
import random
import threading
from collections.abc import Awaitable, Callable, Collection
from concurrent.futures import Future
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from types import TracebackType
from typing import Self, TypeVar

from anyio.from_thread import BlockingPortal, start_blocking_portal

from lib.feed.clock import SYSTEM_CLOCK, Clock
from lib.feed.reading import Snapshot
from lib.feed.schedule import Schedule
from lib.feed.settling import Settling
from lib.feed.source import Connect, Source
from lib.feed.statistics import Statistics
from lib.feed.watch import Equipment, Watch, nobody
from lib.gateway.config import Gateway
from lib.gateway.routes import Kind

logger = logging.getLogger(__name__)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Watched:
    watch: Watch
    task: Future[None]


class Feed:
    """All readings of this process: fetched on one thread, while somebody looks, for however many look.

    Every method may be called from any thread except the feed's own. `look`, `refresh` and `run` block for a bounded
    time, so an event loop calls them through a worker thread; the others return at once. ``arrived`` is told, on the
    feed's thread, of each gateway of which something has arrived.
    """

    def __init__(
        self,
        connect: Connect,
        schedule: Schedule,
        clock: Clock = SYSTEM_CLOCK,
        chance: Callable[[], float] = random.random,
        arrived: Callable[[str], None] = nobody,
    ) -> None:
        self._schedule = schedule
        self._equipment = Equipment(connect, schedule, clock, chance, arrived=arrived)
        self._lock = threading.Lock()
        self._watched: dict[str, _Watched] = {}
        self._thread = ExitStack()
        self._portal: BlockingPortal | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def start(self) -> None:
        """Start the feed's thread. RuntimeError if it runs already."""
        with self._lock:
            if self._portal is not None:
                raise RuntimeError("the feed runs already")
            self._portal = self._thread.enter_context(start_blocking_portal(name="feed"))

    def close(self) -> None:
        """Stop fetching, close every source and end the thread; nothing happens where it does not run."""
        with self._lock:
            portal, self._portal = self._portal, None
            self._watched = {}
        if portal is not None:
            portal.call(partial(portal.stop, cancel_remaining=True))
            self._thread.close()

    def look(self, gateway: Gateway, also: Collection[Kind] = ()) -> Snapshot:
        """Return what is known of `gateway`, and keep it being fetched for the schedule's interest.

        `also` names kinds of the schedule's `on_request`, which are fetched for such a look alone and not waited for.

        Waits only where nobody had looked and there is nothing fresh to show: until all that is due has settled,
        for at most `first_wait` seconds, and not for what took longer than that the last time. A gateway that has
        changed under its id starts from nothing. RuntimeError if the feed does not run.
        """
        watch = self._watch(gateway)
        if watch.board.renew(also):
            self._running().start_task_soon(watch.wake)
        watch.board.opening.wait(self._schedule.first_wait)
        return watch.board.snapshot()

    def refresh(self, gateway: Gateway, timeout: float) -> Snapshot:
        """Fetch every regular kind now, joining fetches in flight; return when all settled or `timeout` seconds passed.

        A person asked for it, so it does not wait for the end of a back-off. RuntimeError if the feed does not run.
        """
        self.begin_refresh(gateway).wait(timeout)
        return self._watch(gateway).board.snapshot()

    def begin_refresh(self, gateway: Gateway) -> Settling:
        """Have every regular kind fetched now and return at once; who asks while that goes on joins it.

        What is returned tells which kinds have not settled yet. RuntimeError if the feed does not run.
        """
        watch = self._watch(gateway)
        watch.board.renew()
        settling = watch.board.begin_refresh()
        self._running().start_task_soon(watch.hurry, settling)
        return settling

    def begin_sample(self, gateway: Gateway, older_than: float) -> Settling:
        """Have every regular kind fetched once whose reading is older than so many seconds, and return at once.

        For somebody who looks seldom: it keeps nothing being fetched. RuntimeError if the feed does not run.
        """
        watch = self._watch(gateway)
        settling = watch.board.begin_sample(older_than)
        self._running().start_task_soon(watch.hurry, settling)
        return settling

    def refreshing(self, gateway_id: str) -> Settling | None:
        """Return the refresh of a gateway that has not settled yet; None where there is none."""
        with self._lock:
            watched = self._watched.get(gateway_id)
        refresh = watched.watch.board.refresh if watched else None
        return None if refresh is None or refresh.over else refresh

    def run(self, gateway: Gateway, call: Callable[[Source], Awaitable[T]], timeout: float) -> T:
        """Return what `call` returns for the gateway's source, on the feed's loop; readings stay as they are.

        Raises what `call` raises, TimeoutError after `timeout` seconds, RuntimeError if the feed does not run.
        """
        watch = self._watch(gateway)
        return self._running().call(watch.lend, call, timeout)

    def peek(self, gateway_id: str) -> Snapshot | None:
        """Return what is known, without interest, request or wait; None for a gateway that nobody looked at."""
        with self._lock:
            watched = self._watched.get(gateway_id)
        return watched.watch.board.snapshot() if watched else None

    def keep(self, gateway_ids: Collection[str]) -> None:
        """Drop every gateway but these: its source, readings and counts."""
        with self._lock:
            for gateway_id in self._watched.keys() - set(gateway_ids):
                self._watched.pop(gateway_id).task.cancel()
        self._equipment.tally.keep(gateway_ids)

    def statistics(self) -> Statistics:
        """Return how many fetches of each kind have ended, and failed."""
        return self._equipment.tally.statistics()

    def _running(self) -> BlockingPortal:
        if self._portal is None:
            raise RuntimeError("the feed does not run")
        return self._portal

    def _watch(self, gateway: Gateway) -> Watch:
        """Return the watch of exactly this gateway; one with other settings under the same id is ended."""
        with self._lock:
            portal = self._running()
            watched = self._watched.get(gateway.id)
            if watched is not None:
                if watched.watch.gateway == gateway and not watched.task.done():
                    return watched.watch
                watched.task.cancel()
            watch = Watch(gateway, self._equipment)
            task = portal.start_task_soon(watch.run)
            task.add_done_callback(_report_bug)
            self._watched[gateway.id] = _Watched(watch, task)
            return watch


def _report_bug(task: Future[None]) -> None:
    if not task.cancelled() and (error := task.exception()):
        logger.error("A gateway's watch ended; the next look begins a new one", exc_info=error)
