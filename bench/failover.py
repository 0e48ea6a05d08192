"""How long an open page is without its replica, when that is lost: the replicas are those of the tests."""

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast
from urllib.parse import urlencode

from playwright.sync_api import Browser, Page, sync_playwright

from bench.browser import new_browser, rest
from bench.measure import SECONDS, Row, Section
from bench.servers import ALWAYS_FRESH, gateway
from lib.api.routes import BASE
from lib.demo.fleets import benchmark
from lib.demo.gateway import utc_now
from lib.demo.world import Generation
from tests.deploy.replicas import Replicas, moved, replica_of, watch_for_move

_AT_MOST = 5.0
"""Seconds after which a page goes on at the other replica."""
_NODES = 4
_REST = 500.0  # milliseconds

Loss = Callable[[str], AbstractContextManager[None]]


def measure(chromium: str, executors: int = 1_000, rounds: int = 7, hangs: int = 3) -> Section:
    """Lose the replica that a page is at, again and again. RuntimeError where the page is not at the other one then."""
    with (
        TemporaryDirectory(prefix="bench-replicas-") as folder,
        gateway(executors) as served,
        Replicas(Path(folder), served.configuration, ALWAYS_FRESH) as replicas,
        sync_playwright() as playwright,
        new_browser(playwright, chromium) as page,
    ):
        world = benchmark(utc_now(), Generation.G2, executors, _NODES)
        name = world.executors[0].name
        view = urlencode({"gateway": world.id, "executor": name})
        _open(page, f"http://{replicas.balancer.plain}{BASE}deployments?{view}", name)
        killed = [_lost(page, replicas.without, name) for _ in range(rounds)]
        hung = [_lost(page, replicas.hanging, name) for _ in range(hangs)]
    return Section(
        "A replica that is lost",
        "Two replicas behind HAProxy with the configuration of `deploy/`, the past in Prometheus, a gateway with "
        f"{executors:,} executors of {_NODES} nodes each, and one page in a headless Chromium, at an address that "
        "opens a panel. From the loss of the replica that the page is at, until the page has been drawn by the other "
        "one at the same address, with that panel and without a notice that the connection is lost. Compared with the "
        f"{_AT_MOST:.0f} s that it may take; the slowest of {rounds} times, and of {hangs} where the replica hangs. "
        "Each has served a page before. One is killed by SIGKILL, and hangs by SIGSTOP: it goes on accepting "
        "connections and answers nothing.",
        (
            Row("Replica killed", killed, [_AT_MOST], SECONDS, 1.0, max),
            Row("Replica that hangs", hung, [_AT_MOST], SECONDS, statistic=max),
        ),
    )


def _open(page: Page, address: str, name: str) -> None:
    page.goto(address)
    page.get_by_role("heading", name=name).wait_for()
    rest(page, _REST)


def _lost(page: Page, losing: Loss, name: str) -> float:
    """Seconds from the loss of the page's replica until the page is as it was, at another one."""
    before, address = replica_of(page.context), page.url
    _visit_others(page, name)
    rest(page, _REST)
    watch_for_move(page, name)
    began = time.time()
    with losing(before):
        ended = moved(page)
        now = replica_of(page.context)
        if now == before or page.url != address:
            raise RuntimeError(f"the page was at {address} of {before} and is at {page.url} of {now}")
    return ended - began


def _visit_others(page: Page, name: str) -> None:
    """Open and close the same page in another browser, which is sent to the replica with fewer connections."""
    with cast("Browser", page.context.browser).new_context() as other:
        _open(other.new_page(), page.url, name)
