from pathlib import Path

import pytest
from playwright.sync_api import expect
from pytest_playwright.pytest_playwright import CreateContextCallback

from lib.ui.frame import DEMO_NOTICE
from tests.browser.app import STREAMLIT_RUN, RunningApp
from tests.browser.screen import DEPLOYMENTS, HOME, Screen
from tests.gateway.server import ScriptedServer
from tests.pages.gateways import write_gateways

pytestmark = pytest.mark.browser


def test_plain_streamlit_run_without_a_file_says_what_to_do_and_goes_on_once_it_is_done(
    new_context: CreateContextCallback, server: ScriptedServer, tmp_path: Path
) -> None:
    file = tmp_path / "gateways.json"
    settings = {"STREAMLIT_SERVER_PORT": "0", "REFRESH_HEALTH": "1"}
    with RunningApp(file, settings, start=STREAMLIT_RUN) as app:
        screen = Screen(new_context(base_url=app.url).new_page())
        for address in (HOME, DEPLOYMENTS):
            screen.page.goto(address)
            expect(screen.part("unconfigured")).to_contain_text("Gateway not configured")
            expect(screen.part("unconfigured")).to_contain_text(str(file))
            expect(screen.part("unconfigured")).to_contain_text("GATEWAY_TOKEN_US_EAST_1")
            expect(screen.page.get_by_test_id("stException")).to_have_count(0)

        write_gateways(file, {"captured": server})

        expect(screen.value("metrics", "Total Executors")).to_have_text("8")


def test_demo_data_is_called_so_on_every_page(new_context: CreateContextCallback, tmp_path: Path) -> None:
    with RunningApp(tmp_path / "gateways.json", {"DEMO": "auto"}) as app:
        page = new_context(base_url=app.url).new_page()
        for address in (HOME, DEPLOYMENTS):
            page.goto(address)
            expect(page.get_by_text(DEMO_NOTICE)).to_be_visible()
        expect(Screen(page).names("executors").first).to_be_attached()
