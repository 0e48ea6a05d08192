"""The review report is one file that works without a network, and says the numbers that the page says."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from lib.history.duckdb_file import DuckdbArchive
from lib.history.samples import GatewaySample
from tests.browser.screen import Screen
from tests.gateway.server import PATIENCE, ScriptedServer
from tests.history.pasts import executor, gateway, moments
from tests.pages.gateways import be_idle

pytestmark = pytest.mark.browser

NAME = '<b>extract_executor_"1"'
EVERY = timedelta(minutes=5)
DAYS = 9
SECTIONS = ["Now", "Demand", "Trend", "Peaks", "Headroom", "Forecast", "Advice", "Alerts back-test"]


def _past(file: Path) -> None:
    """A past of more than a week up to now, in which two hours of each day are busy."""
    steps = DAYS * 24 * 12
    begin = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) - DAYS * timedelta(days=1)
    archive = DuckdbArchive(file)
    archive.write([_at(moment) for moment in moments(steps + 1, begin, EVERY)])
    archive.close()


def _at(moment: datetime) -> GatewaySample:
    used = 3 if moment.hour in {9, 10} else 1
    return gateway(moment, executor(NAME, used, function="extract"), gateway="captured", site="captured")


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    file = tmp_path_factory.mktemp("history") / "history.duckdb"
    _past(file)
    return {"HISTORY": "on", "HISTORY_FILE": str(file), "FIRST_READ_WAIT": str(PATIENCE)}


@pytest.fixture(autouse=True)
def idle(server: ScriptedServer) -> None:
    be_idle(server, [NAME])


def downloaded(screen: Screen, folder: Path) -> Path:
    """The report of the last day, compared with an earlier one."""
    screen.page.goto("/infrastructure/capacity?window=24h&section=Report")
    screen.part("report_compare").locator("label").first.click()
    expect(screen.page.get_by_text("The window of the same length that ended on")).to_be_visible()
    with screen.page.expect_download() as download:
        screen.page.get_by_role("button", name="Review report").click()
    file = folder / download.value.suggested_filename
    download.value.save_as(file)
    return file


def test_the_report_opens_from_the_disk_without_a_network_and_says_what_the_page_says(
    screen: Screen, browser: Browser, tmp_path: Path
) -> None:
    file = downloaded(screen, tmp_path)
    screen.page.goto("/infrastructure/capacity?window=24h&section=Trend")
    p95 = screen.value("planning", "p95")
    expect(p95).to_have_text(re.compile(r"\d"))

    with browser.new_context(offline=True) as context:
        page = context.new_page()
        asked, errors = _listening(page)
        page.goto(file.as_uri())
        expect(page.locator(".js-plotly-plot .main-svg").first).to_be_visible()
        headings = page.get_by_role("heading", level=2).all_inner_texts()
        this_window = page.get_by_role("row").filter(has_text="this window").first
        expect(this_window).to_contain_text(p95.inner_text())
        expect(page.get_by_role("cell", name=NAME, exact=True).first).to_be_visible()
        assert {"Now", "Demand", "Trend", "Peaks", "Headroom", "Forecast", "Advice", "Alerts back-test"} <= set(
            headings
        )
        assert any(heading.startswith("What has changed since") for heading in headings)
        assert asked == [file.as_uri()]
        assert errors == []


def _listening(page: Page) -> tuple[list[str], list[str]]:
    """What a page asks for, and what goes wrong on it, from now on."""
    asked: list[str] = []
    errors: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: errors.append(str(error)))
    return asked, errors
