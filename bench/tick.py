"""What an auto-refresh costs when it finds new data: on the server, and until the table shows them."""

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack
from functools import partial
from typing import NamedTuple

from playwright.sync_api import Page

from bench.browser import pages_with_tables, rest, waited, watch
from bench.measure import MILLISECONDS, Row, Section, interleaved, interleaved_async
from bench.servers import (
    ALWAYS_FRESH,
    COLLECTING,
    WITHOUT_COLLECTING,
    Environment,
    GatewayServer,
    PageServer,
    bare_page,
    dashboard,
    gateway,
)
from bench.session import Session, open_page

_GOAL = 1.5
_OFTEN, _NEVER = "2", "86400"
_BETWEEN = 11.0
"""Seconds between two ticks of a page: the simulated gateway has new documents every 8 s, which are read within 2 s."""

_BY_HAND = {**ALWAYS_FRESH, "REFRESH_HEALTH": _NEVER, "REFRESH_EXECUTORS": _OFTEN}
"""The page's timer, which follows the health check, goes off only where the benchmark lets it."""

_EXECUTORS_ALONE = {**_BY_HAND, "REFRESH_CAPACITY": _NEVER, "REFRESH_DESIRED": _NEVER}
_EVERYTHING = {**_BY_HAND, "REFRESH_CAPACITY": _OFTEN, "REFRESH_DESIRED": _OFTEN}

_PIXELS = "drawn.rows('[data-testid=\"stDataFrame\"]')"
_GO_OFF = """(value) => parent.postMessage(
  { isStreamlitMessage: true, type: "streamlit:setComponentValue", dataType: "json", value }, "*")"""


class Rounds(NamedTuple):
    """Ticks of each page that are not counted, those that are, and the seconds before each of ours."""

    warm_up: int
    counted: int
    between: float


class Ticks(NamedTuple):
    """Seconds of each page's ticks, ours first: until all was answered, and until the table was drawn."""

    answered: list[list[float]]
    drawn: list[list[float]]


def measure(
    chromium: str, executors: int = 1_000, rounds: int = 8, between: float = _BETWEEN, warm_up: int = 1
) -> Section:
    """Let the timers of the pages go off in turns, over the WebSocket and in the browser at ``chromium``."""
    with (
        gateway(executors) as served,
        bare_page("refreshed") as bare,
        bare_page("refreshed", WITHOUT_COLLECTING) as light,
    ):
        compared = partial(_compared, chromium, served, (bare, light), Rounds(warm_up, rounds, between))
        usual, everything = compared(_EXECUTORS_ALONE), compared(_EVERYTHING)
    return Section(
        "An auto-refresh tick",
        f"The timer of an open page goes off and finds new data of {executors:,} executors of four nodes each: the "
        "beat, and the parts that it has redrawn. With the default intervals every second tick finds new executors, "
        "and about one in twelve something new for every part. Compared with the rerun of a page of one title and a "
        "table of 1,000 rows, by the same timer and with new times. Answered: from the request until the server says "
        "that all has run, over the WebSocket. Drawn: from the timer until the frame with the table's new rows is "
        f"painted, in a headless Chromium. {COLLECTING} {between:g} s between two ticks. Medians of {rounds}.",
        (
            Row("New executors, answered", usual.answered[0], usual.answered[1], MILLISECONDS, _GOAL),
            Row("New executors, drawn", usual.drawn[0], usual.drawn[1], MILLISECONDS, _GOAL),
            Row("New executors, answered, beside no collecting", usual.answered[0], usual.answered[2], MILLISECONDS),
            Row("New executors, drawn, beside no collecting", usual.drawn[0], usual.drawn[2], MILLISECONDS),
            Row("Everything new, answered", everything.answered[0], everything.answered[1], MILLISECONDS),
            Row("Everything new, table drawn", everything.drawn[0], everything.drawn[1], MILLISECONDS),
        ),
    )


def _compared(
    chromium: str,
    served: GatewayServer,
    bare: Sequence[PageServer],
    rounds: Rounds,
    settings: Environment,
) -> Ticks:
    with dashboard(served.configuration, settings) as ours:
        return Ticks(
            asyncio.run(_answered(ours, bare, rounds)),
            _drawn(chromium, ours, bare, rounds),
        )


async def _answered(ours: PageServer, bare: Sequence[PageServer], rounds: Rounds) -> list[list[float]]:
    async with AsyncExitStack() as stack:
        our_page, *bare_pages = [await stack.enter_async_context(open_page(each)) for each in (ours, *bare)]
        ticks = partial(_beat_with_news, our_page, rounds.between), *(page.beat for page in bare_pages)
        await interleaved_async(rounds.warm_up, *ticks)
        return await interleaved_async(rounds.counted, *ticks)


async def _beat_with_news(page: Session, between: float) -> float:
    """Wait and let the page beat, until it has found something new."""
    before = page.redrawn
    while page.redrawn == before:
        await asyncio.sleep(between)
        spent = await page.beat()
    return spent


def _drawn(chromium: str, ours: PageServer, bare: Sequence[PageServer], rounds: Rounds) -> list[list[float]]:
    with pages_with_tables(chromium, ours, *bare) as (our_page, *bare_pages):
        ticks = partial(_tick, our_page, rounds.between), *(partial(_tick, page, 0) for page in bare_pages)
        interleaved(rounds.warm_up, *ticks)
        return interleaved(rounds.counted, *ticks)


def _tick(page: Page, between: float) -> float:
    """Let the timer of the page send what it sends when it goes off."""
    rest(page, 1000 * between)
    timer = next(frame for frame in page.frames if "st_autorefresh" in frame.url)
    watch(page, "drawn.tick", _PIXELS)
    timer.evaluate(_GO_OFF, page.evaluate("performance.now()"))
    return waited(page)
