"""How long a person waits for the page, in a browser that has never seen it."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from playwright.sync_api import Playwright, sync_playwright

from bench.browser import new_browser
from bench.measure import MILLISECONDS, PIECES, Row, Section, interleaved
from bench.servers import ALWAYS_FRESH, PageServer, bare_page, dashboard, gateway

_GOAL = 1.15
_USABLE = Path(__file__).with_name("usable.js").read_text(encoding="utf-8")
THERE = """(selector) => new Promise((resolve) => {
  const look = () => document.querySelector(selector) ? resolve(performance.now()) : requestAnimationFrame(look);
  look();
})"""
_FILES = 'performance.getEntriesByType("resource").length'


@dataclass(frozen=True)
class Awaited:
    """What makes a page usable: this many metrics with a number, and rows drawn in the table of this selector.

    ``later`` selects what comes after that and is timed too; empty for nothing.
    """

    metrics: int
    table: str
    later: str = ""


@dataclass(frozen=True)
class Opening:
    """One page opened: seconds until it was usable, and what that took.

    ``busy`` are seconds of the browser's main thread, ``files`` is how many the browser asked for. ``later`` are
    seconds until what comes later was there; 0 where nothing was awaited.
    """

    usable: float
    busy: float
    files: int
    later: float


DEPLOYMENTS = Awaited(4, '.st-key-executors [data-testid="stDataFrame"]', ".js-plotly-plot .barlayer path")
BARE = Awaited(0, '[data-testid="stDataFrame"]')


def measure(chromium: str, executors: int = 1_000, rounds: int = 7) -> Section:
    """Open both pages in turns, each time in a new process of the browser at ``chromium``."""
    with (
        gateway(executors) as served,
        dashboard(served.configuration, ALWAYS_FRESH) as ours,
        bare_page() as bare,
        sync_playwright() as playwright,
    ):
        openings = (
            partial(opened, playwright, chromium, ours, DEPLOYMENTS),
            partial(opened, playwright, chromium, bare, BARE),
        )
        interleaved(1, *openings)
        on_ours, on_bare = interleaved(rounds, *openings)
    return Section(
        "Opening the page",
        f"Deployments with {executors:,} executors of four nodes each, compared with a page of one title and one "
        f"`st.dataframe` of 1,000 rows. Each of {rounds} times in a new process of a headless Chromium with an empty "
        "cache, at servers that have served each page once; the gateway's data are fresh, nobody else looks. Usable: "
        "four metrics with numbers, and the executors table's rows on its canvas. Medians.",
        (
            Row("Page usable", [o.usable for o in on_ours], [o.usable for o in on_bare], MILLISECONDS, _GOAL),
            Row("Browser's main thread until then", [o.busy for o in on_ours], [o.busy for o in on_bare], MILLISECONDS),
            Row("Files loaded until then", [o.files for o in on_ours], [o.files for o in on_bare], PIECES),
            Row("Chart drawn", [o.later for o in on_ours], (), MILLISECONDS),
        ),
    )


def opened(playwright: Playwright, chromium: str, server: PageServer, awaited: Awaited) -> Opening:
    """Open a page in a browser of its own and wait until it is usable."""
    with new_browser(playwright, chromium) as page:
        counters = page.context.new_cdp_session(page)
        counters.send("Performance.enable")
        page.goto(server.url, wait_until="commit")
        usable = page.evaluate(_USABLE, {"metrics": awaited.metrics, "table": awaited.table})
        files = page.evaluate(_FILES)
        metrics = {each["name"]: each["value"] for each in counters.send("Performance.getMetrics")["metrics"]}
        later = page.evaluate(THERE, awaited.later) if awaited.later else 0
        return Opening(usable / 1000, metrics["TaskDuration"], files, later / 1000)
