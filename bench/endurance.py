"""Whether the dashboard can be left alone: many pages open for long, and what its process holds meanwhile."""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple

from bench.measure import MEBIBYTES, PIECES, Row, Section, Unit
from bench.process import open_files, resident, threads
from bench.servers import AS_USUAL, GatewayServer, PageServer, dashboard, gateway
from bench.trend import trend
from bench.visitors import Diary, Visitor, visitors

LEAST = 3
"""The fewest samples that have a trend."""

_MEMORY_GOAL = 1.02
_REQUESTS_GOAL = 1.1
_PARTS = 6
"""The samples of the first part are the warm-up; those of the second are compared with those of the last."""
_ALONE = 3
"""Samples while a single page is open, before the others come."""

GROWTH = Unit("MiB/h", 60 * 2**-20, 1)
"""Of bytes a minute."""
TROUBLE = re.compile(r"\b(ERROR|CRITICAL|Traceback)\b|[Uu]ncaught")
"""Finds lines of a log that tell of a fault of the dashboard."""


class Sample(NamedTuple):
    """The process of the dashboard at one time, and what happened a minute since the sample before.

    ``requests`` are the gateway's, ``ticks`` those of all pages.
    """

    memory: int
    threads: int
    files: int
    requests: float
    ticks: float

    def __str__(self) -> str:
        return (
            f"{MEBIBYTES.text(self.memory)}, {self.threads} threads, {self.files} open files, "
            f"{self.requests:.0f} requests and {self.ticks:.0f} ticks a minute"
        )


class Endured(NamedTuple):
    """What was seen: with one page ``alone``, with all pages ``together``, and what has failed on them."""

    alone: list[Sample]
    together: list[Sample]
    failures: list[str]


@dataclass(frozen=True)
class Watched:
    """The servers that samples are taken of, with ``every`` seconds between, and what happens to their visitors."""

    gateway: GatewayServer
    server: PageServer
    every: float
    diary: Diary = field(default_factory=Diary)

    async def take(self, count: int) -> list[Sample]:
        """Take so many samples, and say each as soon as it is there."""
        time = asyncio.get_running_loop().time
        taken: list[Sample] = []
        began, before = time(), self._happened()
        for number in range(1, count + 1):
            await asyncio.sleep(began + number * self.every - time())
            after = self._happened()
            requests, ticks = (60 * (late - early) / self.every for late, early in zip(after, before, strict=True))
            pid, before = self.server.pid, after
            taken.append(Sample(resident(pid), threads(pid), open_files(pid), requests, ticks))
            print(f"{number}: {taken[-1]}", flush=True)
        return taken

    def _happened(self) -> tuple[int, int]:
        """Requests at the gateway and ticks of pages so far."""
        return self.gateway.requests(), self.diary.ticks


def measure(samples: int, every: float = 60.0, pages: int = 20, executors: int = 1_000) -> Section:
    """Keep this many pages open and take so many samples, with ``every`` seconds between."""
    with gateway(executors) as served, dashboard(served.configuration, AS_USUAL) as server:
        endured = asyncio.run(_endured(Watched(served, server, every), list(islice(visitors(), pages)), samples))
        errors = [line for line in server.log.read_text(encoding="utf-8").splitlines() if TROUBLE.search(line)]
    print(*endured.failures, *errors, sep="\n")
    warm_up = samples // _PARTS
    part = max(warm_up, 1)
    span = f"{part * every / 60:g} min"
    return Section(
        "Many pages for long",
        f"{pages} pages of Deployments open together for {samples * every / 60:g} min at the default intervals, with "
        f"{executors:,} executors of four nodes each that change all the time. Pages are sessions over Streamlit's "
        "WebSocket, which answer all that the page asks of a browser. Of five pages two only watch, one opens a panel "
        "every minute, walks and reads on, one filters, and one is closed and opened again every five minutes. Memory, "
        f"threads and files are those of the last {span}, compared with those of {span} after a warm-up as long; a "
        f"sample every {every:g} s. Growth is the slope of a straight line through all samples since the warm-up, in "
        "brackets two standard errors less and more. Requests are compared with those of a single page that was open "
        f"alone for {_ALONE * every / 60:g} min before.",
        _rows(endured, warm_up, every, errors),
    )


def _rows(endured: Endured, warm_up: int, every: float, errors: Sequence[str]) -> tuple[Row, ...]:
    warm, part = endured.together[warm_up:], max(warm_up, 1)
    first, last = warm[:part], warm[-part:]
    growth = trend([number * every / 60 for number in range(len(warm))], [sample.memory for sample in warm])
    memory, threads_, files, requests, ticks = (
        ([getattr(sample, name) for sample in late], [getattr(sample, name) for sample in early])
        for name, late, early in (
            ("memory", last, first),
            ("threads", last, first),
            ("files", last, first),
            ("requests", endured.together, endured.alone),
            ("ticks", endured.together, endured.alone),
        )
    )
    return (
        Row("Memory of the process", *memory, MEBIBYTES, _MEMORY_GOAL),
        Row("Growth of memory", [growth.least, growth.slope, growth.most], (), GROWTH),
        Row("Threads", *threads_, PIECES),
        Row("Open files and connections", *files, PIECES),
        Row("Requests a minute at the gateway", *requests, PIECES, _REQUESTS_GOAL),
        Row("Ticks a minute of all pages", *ticks, PIECES),
        Row("Pages that failed", [len(endured.failures)], (), PIECES),
        Row("Errors in the log", [len(errors)], (), PIECES),
    )


async def _endured(watched: Watched, people: Sequence[Visitor], samples: int) -> Endured:
    """Let the first visitor come, then all others, and take samples meanwhile."""
    async with asyncio.TaskGroup() as visits:

        def come(some: Sequence[Visitor]) -> list[asyncio.Task[None]]:
            return [
                visits.create_task(each.visit(watched.server, number / len(some), watched.diary))
                for number, each in enumerate(some)
            ]

        tasks = come(people[:1])
        alone = await watched.take(_ALONE)
        tasks += come(people[1:])
        together = await watched.take(samples)
        for task in tasks:
            task.cancel()
    return Endured(alone, together, [*watched.diary.failures, *watched.diary.absent])
