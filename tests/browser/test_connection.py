"""When the connection between browser and dashboard drops, the page says so and comes back by itself."""

import re
import socket
from pathlib import Path

import pytest
from playwright.sync_api import expect
from pytest_playwright.pytest_playwright import CreateContextCallback

from tests.browser.app import RunningApp
from tests.browser.screen import Screen
from tests.gateway.server import PATIENCE, ScriptedServer
from tests.pages.gateways import be_idle, write_gateways

pytestmark = pytest.mark.browser

BEFORE = ["invoice_executor", "split_executor"]
AFTER = [*BEFORE, "summarize_executor"]


@pytest.fixture
def port() -> int:
    """A free one, so that a dashboard can be started again where it was."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number: int = probe.getsockname()[1]
        return number


def test_a_page_without_its_dashboard_says_so_keeps_what_it_showed_and_recovers_without_a_reload(
    new_context: CreateContextCallback, server: ScriptedServer, gateways_file: Path, port: int
) -> None:
    be_idle(server, BEFORE)
    settings = {"PORT": str(port), "FIRST_READ_WAIT": str(PATIENCE), "REFRESH_HEALTH": "1"}
    with RunningApp(gateways_file, settings) as app:
        screen = Screen(new_context(base_url=app.url).new_page())
        screen.open("?q=executor")
        expect(screen.part("pulse")).to_contain_text("Live")
        screen.page.evaluate("window.sameDocument = true")
    banner = screen.page.get_by_role("alert").filter(has_text="No connection to the dashboard.")

    expect(banner).to_be_visible()
    expect(banner).to_contain_text(re.compile(r"What you see is from \d\d:\d\d:\d\d, \d+\s(s|min) ago"))
    expect(screen.part("pulse")).to_contain_text("No connection")
    expect(screen.names("executors")).to_have_text(BEFORE)
    expect(screen.page.locator("html")).to_have_attribute("data-cut-off", "")

    be_idle(server, AFTER)
    with RunningApp(gateways_file, settings):
        expect(screen.names("executors")).to_have_text(AFTER, timeout=2000 * PATIENCE)
        expect(banner).to_be_hidden()
        expect(screen.part("pulse")).to_contain_text("Live")
        expect(screen.page.locator("html")).not_to_have_attribute("data-cut-off", "")
        expect(screen.page).to_have_url(re.compile("q=executor"))
        assert screen.page.evaluate("window.sameDocument")


def test_a_link_opened_before_its_gateway_is_up_opens_the_panel_once_it_is(
    new_context: CreateContextCallback, server: ScriptedServer, tmp_path: Path
) -> None:
    server.forget()
    write_gateways(tmp_path / "gateways.json", {"late": server})
    often = dict.fromkeys(("REFRESH_HEALTH", "REFRESH_EXECUTORS", "BACKOFF_MAX"), "1")
    with RunningApp(tmp_path / "gateways.json", {"FIRST_READ_WAIT": "0", **often}) as app:
        screen = Screen(new_context(base_url=app.url).new_page())
        screen.open(f"?executor={BEFORE[1]}")
        expect(screen.page.get_by_text("No executors to show")).to_be_visible()

        be_idle(server, BEFORE)

        expect(screen.part("flyout").get_by_role("heading", name=BEFORE[1])).to_be_visible()
        expect(screen.part("pulse")).to_contain_text("Paused: the panel is open")
