"""Whether the dashboard goes on while its gateways do not: all that it does at once, and incidents at random."""

import asyncio
import http.server
import json
import threading
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from bench.endurance import GROWTH, TROUBLE, Sample, Watched
from bench.gaps import Kept, expected, gaps, read_history, unexplained
from bench.incidents import Happened, read
from bench.measure import MEBIBYTES, PIECES, Row, Section
from bench.servers import GatewayServer, PageServer, dashboard, troubled
from bench.trend import trend
from bench.visitors import Visitor, visitors
from lib.fleet.words import enumeration
from lib.gateway.routes import Kind
from lib.process import schedule
from lib.settings import Settings

_REQUESTS_GOAL = 1.1
_ASK_EVERY = 5.0
"""Seconds between two requests of a client of the API."""
_CLIENTS = 3
_FEW = 8
"""Samples that are too few to leave some out."""
_API = ("/metrics", "/livez", "/trpc/gateways.getConfig", "/api/v1/gateways", "/api/v1/alerts")
_USUAL = Settings()
_OLDER_GENERATION = 1
"""Of the gateways, this many lack some routes."""
_OF_NEWER_ALONE = (Kind.READINESS, Kind.OPERATIONS)


class Findings(NamedTuple):
    """What the end shows: ``errors`` in the log, and of alerts the messages ``delivered`` and the tries that failed.

    ``kept`` is the history, ``incidents`` are those that it should tell of, and ``wrong`` is where it does not.
    """

    errors: Sequence[str]
    delivered: float
    failed: float
    kept: Kept
    incidents: Sequence[Happened]
    wrong: Sequence[str]


@dataclass
class Clients:
    """What happened to those who ask the API."""

    answers: int = 0
    failures: list[str] = field(default_factory=list)


def measure(samples: int, every: float = 60.0, pages: int = 25, seed: str = "soak") -> Section:
    """Keep this many pages open and take so many samples, with ``every`` seconds between."""
    with TemporaryDirectory(prefix="bench-soak-") as folder, troubled(seed) as (served, started), _hook() as hook:
        settings = {
            "HISTORY": "on",
            "HISTORY_FILE": str(Path(folder, "history.duckdb")),
            "ALERTS_STATE": str(Path(folder, "alerts.json")),
            "NOTIFY_URLS": hook.address,
        }
        with dashboard(served.configuration, settings) as server:
            watched, clients = Watched(served, server, every), Clients()
            taken = asyncio.run(_soaked(watched, clients, list(islice(_people(served), pages)), samples))
            errors = [line for line in server.log.read_text(encoding="utf-8").splitlines() if TROUBLE.search(line)]
            told = _of_notifications(server)
        kept = read_history(Path(folder, "history.duckdb"))
        incidents = [each for each in read(seed, started) if each.began < datetime.now(UTC)]
        found = Findings(errors, *told, kept, incidents, unexplained(kept, incidents))
        rows = _rows(taken, watched, clients, found)
    print(*watched.diary.failures, *clients.failures, *errors, *found.wrong, sep="\n")
    return Section("All at once, with incidents", _how(samples * every / 60, pages), rows)


def _how(minutes: float, pages: int) -> str:
    return (
        f"{pages} pages of Deployments, {_CLIENTS} clients that ask for {enumeration(_API)} every {_ASK_EVERY:g} s, "
        f"recording, and alerts to a webhook, for {minutes:g} min at the default intervals. Three gateways, each with "
        "an incident at random every two or three minutes: documents without content, slow answers, a proxy's 503, a "
        "closed port, drift, lost heartbeats and hosts, a lost etcd, a restart. Pages are sessions over Streamlit's "
        "WebSocket. Memory, threads and files are those of the second half, compared with the first. Growth is the "
        "slope of a straight line through the samples of all but the first third, in brackets two standard errors less "
        "and more. Requests are compared with the plan: what the intervals of all readings come to while nothing "
        "fails, however many pages are open. A gap is an unbroken row of samples of a gateway that could not be "
        "reached, compared with the incidents that close its port or stand a failing proxy before it."
    )


def _rows(taken: Sequence[Sample], watched: Watched, clients: Clients, found: Findings) -> tuple[Row, ...]:
    early, late = taken[: len(taken) // 2], taken[len(taken) // 2 :]
    warm = taken[len(taken) // 3 :] if len(taken) > _FEW else taken
    growth = trend([number * watched.every / 60 for number in range(len(warm))], [each.memory for each in warm])
    requests = [each.requests for each in taken]
    return (
        Row("Memory of the process", [each.memory for each in late], [each.memory for each in early], MEBIBYTES),
        Row("Growth of memory", [growth.least, growth.slope, growth.most], (), GROWTH),
        Row("Threads", [each.threads for each in late], [each.threads for each in early], PIECES),
        Row("Open files and connections", [each.files for each in late], [each.files for each in early], PIECES),
        Row("Requests a minute at the gateways", requests, [planned(watched.gateway)], PIECES, _REQUESTS_GOAL),
        Row("Ticks a minute of all pages", [each.ticks for each in taken], (), PIECES),
        Row("Incidents", [len(found.incidents)], (), PIECES),
        Row("Gaps in the history", [len(gaps(found.kept))], [len(expected(found.kept, found.incidents))], PIECES),
        Row("Gaps and incidents without the other", [len(found.wrong)], (), PIECES),
        Row("Answers to clients of the API", [clients.answers], (), PIECES),
        Row("Messages of alerts delivered", [found.delivered], (), PIECES),
        Row("Messages of alerts that failed", [found.failed], (), PIECES),
        Row("Pages without what somebody looked for", [len(watched.diary.absent)], (), PIECES),
        Row("Pages that failed", [len(watched.diary.failures)], (), PIECES),
        Row("Clients that failed", [len(clients.failures)], (), PIECES),
        Row("Errors in the log", [len(found.errors)], (), PIECES),
    )


def planned(served: GatewayServer) -> float:
    """Requests a minute that all gateways get while nothing fails.

    A check of health takes two, as none of these gateways has the first route (contract 3.4). What is older than half
    an interval of the recorder is read for the sample as well. One of the older generation lacks two routes.
    """
    intervals = schedule(_USUAL).intervals
    a_minute = {kind: 60 / intervals[kind] for kind in schedule(_USUAL).regular}
    a_minute[Kind.HEALTH] *= 2
    a_minute[Kind.CAPACITY] += 60 / _USUAL.history_interval
    of_one = sum(a_minute.values())
    lacking = sum(a_minute[kind] for kind in _OF_NEWER_ALONE)
    return of_one * len(_ids(served)) - lacking * _OLDER_GENERATION


def _people(served: GatewayServer) -> Iterator[Visitor]:
    """Visitors without end, each with the next gateway open."""
    for visitor, gateway in zip(visitors(), cycle(_ids(served)), strict=False):
        yield replace(visitor, query=f"gateway={gateway}")


def _ids(served: GatewayServer) -> list[str]:
    return [each["id"] for each in json.loads(served.configuration.read_bytes())["gateways"]]


async def _soaked(watched: Watched, clients: Clients, people: Sequence[Visitor], samples: int) -> list[Sample]:
    """Let everybody come, and take samples meanwhile."""
    async with asyncio.TaskGroup() as busy:
        tasks = [
            busy.create_task(each.visit(watched.server, number / len(people), watched.diary))
            for number, each in enumerate(people)
        ]
        tasks += [busy.create_task(_ask(watched.server, clients)) for _ in range(_CLIENTS)]
        taken = await watched.take(samples)
        for task in tasks:
            task.cancel()
    return taken


async def _ask(server: PageServer, clients: Clients) -> None:
    """Ask for all that the API offers, again and again until cancelled."""
    while True:
        for path in _API:
            try:
                await asyncio.to_thread(_got, server, path)
                clients.answers += 1
            except OSError as failure:
                clients.failures.append(f"{path}: {failure}")
        await asyncio.sleep(_ASK_EVERY)


def _got(server: PageServer, path: str) -> str:
    address = f"{server.base.partition('/infrastructure')[0]}{path}"
    with urllib.request.urlopen(address, timeout=30) as answer:  # noqa: S310 - an http address of our own child
        said: str = answer.read().decode()
    return said


def _of_notifications(server: PageServer) -> tuple[float, float]:
    """Messages that were delivered, and tries that failed."""
    lines = _got(server, "/metrics").splitlines()

    def total(name: str) -> float:
        return sum(float(line.rpartition(" ")[2]) for line in lines if line.startswith(f"deployments_{name}{{"))

    return total("notifications_delivered_total"), total("notification_failures_total")


class _Hook(http.server.ThreadingHTTPServer):
    """Takes every message."""

    @property
    def address(self) -> str:
        """As apprise names it."""
        return f"json://127.0.0.1:{self.server_address[1]}/soak"


class _Taking(http.server.BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        """Take it."""
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def _hook() -> Iterator[_Hook]:
    with _Hook(("127.0.0.1", 0), _Taking) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield server
        finally:
            server.shutdown()
