"""The demo as a process: serve until told to stop, say where, and keep count of the requests."""

import asyncio
import os
import signal
import sys
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from lib.demo import fleets
from lib.demo.app import application
from lib.demo.gateway import Gateway, LiveBodies, PrebuiltBodies, utc_now
from lib.demo.incidents import CALM, TROUBLE
from lib.demo.outputs import RequestCountFile, configuration, write_atomically
from lib.demo.server import GatewayServer
from lib.demo.world import Generation

__all__ = ["Cast", "Chore", "Wishes", "benchmark", "demo", "run"]

_ATTEND_EVERY = 0.2
_COUNT_EVERY = 0.2
_REBUILD_EVERY = 8.0
_STDIN = 0
_CHUNK = 4096


@dataclass(frozen=True)
class Chore:
    """Something to do again and again, with this many seconds between."""

    every: float
    do: Callable[[], Awaitable[None]]

    async def repeat(self) -> None:
        """Do it until cancelled."""
        while True:
            await asyncio.sleep(self.every)
            await self.do()


@dataclass(frozen=True)
class Cast:
    """The servers of one run, and what has to be done for them beside attending to their ports."""

    servers: list[GatewayServer]
    chores: list[Chore] = field(default_factory=list)


@dataclass(frozen=True)
class Wishes:
    """How a run is told about and ended: files for the configuration and for the request counts, and by stdin."""

    configuration_file: Path | None = None
    count_file: Path | None = None
    until_stdin_closes: bool = False


def demo() -> Cast:
    """Give the three demo gateways, the last one with its trouble."""
    now = utc_now()
    gateways = [
        Gateway(fleets.us_east(now), CALM),
        Gateway(fleets.eu_west(now), CALM),
        Gateway(fleets.ap_south(now), TROUBLE),
    ]
    return Cast([GatewayServer(gateway, application(gateway, LiveBodies(gateway))) for gateway in gateways])


def benchmark(executors: int, nodes: int, generation: Generation, port: int) -> Cast:
    """Give one large gateway whose documents are encoded ahead of the requests and renewed every few seconds."""
    gateway = Gateway(fleets.benchmark(utc_now(), generation, executors, nodes))
    bodies = PrebuiltBodies(gateway)
    server = GatewayServer(gateway, application(gateway, bodies), port)
    return Cast([server], [Chore(_REBUILD_EVERY, partial(asyncio.to_thread, bodies.rebuild))])


async def run(cast: Cast, wishes: Wishes) -> None:
    """Serve until SIGINT, SIGTERM or, where wished, the end of stdin; then leave no socket behind.

    Raises:
        OSError: a port or a file cannot be had.
    """
    stop = asyncio.Event()
    chores = [*cast.chores, *(Chore(_ATTEND_EVERY, server.attend) for server in cast.servers)]
    with _stopped_by_signals(stop), _counted(cast, wishes) as counting:
        async with AsyncExitStack() as stack:
            for server in cast.servers:
                await stack.enter_async_context(server)
            _announce(configuration(cast.servers), wishes.configuration_file)
            if wishes.until_stdin_closes:
                _stop_at_end_of_stdin(stop)
            await _repeat_until(stop, [*chores, *counting])


async def _repeat_until(stop: asyncio.Event, chores: list[Chore]) -> None:
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(chore.repeat()) for chore in chores]
        await stop.wait()
        for task in tasks:
            task.cancel()


@contextmanager
def _stopped_by_signals(stop: asyncio.Event) -> Iterator[None]:
    loop = asyncio.get_running_loop()
    signals = (signal.SIGINT, signal.SIGTERM)
    for number in signals:
        loop.add_signal_handler(number, stop.set)
    try:
        yield
    finally:
        for number in signals:
            loop.remove_signal_handler(number)


@contextmanager
def _counted(cast: Cast, wishes: Wishes) -> Iterator[list[Chore]]:
    """Keep the count file, where one is wished for, up to date from before the first request until after the last."""
    if wishes.count_file is None:
        yield []
        return
    counts = RequestCountFile(wishes.count_file, cast.servers)

    async def write() -> None:
        counts.write()

    counts.write()
    yield [Chore(_COUNT_EVERY, write)]
    counts.write()


def _announce(gateways_json: bytes, file: Path | None) -> None:
    if file is not None:
        write_atomically(file, gateways_json)
    sys.stdout.buffer.write(gateways_json + b"\n")
    sys.stdout.buffer.flush()


def _stop_at_end_of_stdin(stop: asyncio.Event) -> None:
    """Watch stdin on a thread of its own: not every kind of file can be watched by the event loop."""
    loop = asyncio.get_running_loop()

    def watch() -> None:
        with suppress(OSError):  # a stdin that cannot be read is a closed one
            # not sys.stdin: a thread that waits in it holds a lock that the interpreter's end needs
            while os.read(_STDIN, _CHUNK):
                pass
        with suppress(RuntimeError):  # the loop has ended for another reason already
            loop.call_soon_threadsafe(stop.set)

    threading.Thread(target=watch, name="end of stdin", daemon=True).start()
