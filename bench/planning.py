"""How long a person waits for the Capacity page with a month of many executors."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Playwright, sync_playwright

from bench.browser import new_browser
from bench.measure import MILLISECONDS, Row, Section, interleaved
from bench.page import THERE
from bench.past import GATEWAYS, fill
from bench.servers import ALWAYS_FRESH, PageServer, bare_page, configured, dashboard, gateway

_GOAL = 1.5
_LINES = ".js-plotly-plot .scatterlayer path.js-line"
_MONTH = "capacity?window=30d&section=Trend"


def measure(chromium: str, executors: int = 1_000, rounds: int = 7) -> Section:
    """Open both pages in turns, each time in a new process of the browser at ``chromium``."""
    with _planning(executors) as ours, bare_page("chart") as bare, sync_playwright() as playwright:
        openings = (partial(_opened, playwright, chromium, each) for each in (ours, bare))
        on_ours, on_bare = interleaved(rounds + 1, *openings)
    return Section(
        "Capacity planning",
        f"The trend of a month of {executors:,} executors on each of {GATEWAYS} gateways, compared with a page of one "
        f"title and one Plotly chart of as many points. Each of {rounds} times in a new process of a headless Chromium "
        "with an empty cache, at servers that have served each page once, so that the past has been asked. Usable: the "
        "chart's lines are there. Medians.",
        (Row("Page usable", on_ours[1:], on_bare[1:], MILLISECONDS, _GOAL),),
    )


@contextmanager
def _planning(executors: int) -> Iterator[PageServer]:
    """The dashboard of two gateways with a past of a month up to now."""
    with TemporaryDirectory(prefix="bench-history-") as folder, gateway(executors) as served:
        file = Path(folder, "history.duckdb")
        fill(file, executors * GATEWAYS)
        urls = {f"gateway-{number}": served.url for number in range(GATEWAYS)}
        environment = {**ALWAYS_FRESH, "HISTORY": "on", "HISTORY_FILE": str(file)}
        with configured(urls) as gateways, dashboard(gateways, environment) as server:
            yield replace(server, page_name=_MONTH)


def _opened(playwright: Playwright, chromium: str, server: PageServer) -> float:
    """Seconds until the chart is drawn."""
    with new_browser(playwright, chromium) as page:
        page.goto(server.url, wait_until="commit")
        milliseconds: float = page.evaluate(THERE, _LINES)
        return milliseconds / 1000
