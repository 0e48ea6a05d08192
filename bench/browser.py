"""Chromium, and how long it takes there from an event until what it leads to is painted."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from playwright.sync_api import Page, Playwright, sync_playwright

from bench.servers import PageServer

_LIMIT = 120_000.0  # milliseconds, for a machine that is busy with something else
ON_PATH = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
"""What a Chromium is called where one is installed."""
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_SCRIPT = Path(__file__).with_name("drawn.js")
_TABLE_ROWS = '[data-testid="stDataFrame"] table[role="grid"] tbody tr'
_AT_REST = '[data-testid="stApp"][data-test-script-state="notRunning"]'


@contextmanager
def new_browser(playwright: Playwright, chromium: str) -> Iterator[Page]:
    """A page in a new process of the browser, with an empty cache."""
    browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
    try:
        context = browser.new_context(viewport={"width": 1280, "height": 1000})
        context.set_default_timeout(_LIMIT)
        context.add_init_script(path=_SCRIPT)
        yield context.new_page()
    finally:
        browser.close()


@contextmanager
def pages_with_tables(chromium: str, *servers: PageServer) -> Iterator[list[Page]]:
    """The pages of these servers, each in a browser of its own, once the rows of its table are there."""
    with sync_playwright() as playwright, ExitStack() as stack:
        pages = [stack.enter_context(new_browser(playwright, chromium)) for _ in servers]
        for page, server in zip(pages, servers, strict=True):
            page.goto(server.url)
            page.wait_for_selector(_TABLE_ROWS, state="attached")
        yield pages


def watch(page: Page, event: str, looks: str) -> None:
    """Begin to wait for ``event``, one of ``drawn.js``, and then for another result of the expression ``looks``."""
    page.evaluate(f"() => {{ window.awaited = drawn.after({event}, () => {looks}); }}")


def waited(page: Page) -> float:
    """Seconds from the event to the paint of what it led to, after `watch`."""
    milliseconds: float = page.evaluate("window.awaited")
    return milliseconds / 1000


def rest(page: Page, milliseconds: float) -> None:
    """Wait until the page has been at rest for so long."""
    page.wait_for_selector(_AT_REST, state="attached")
    page.wait_for_timeout(milliseconds)
    page.wait_for_selector(_AT_REST, state="attached")
