import re
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect
from pytest_playwright.pytest_playwright import CreateContextCallback

from tests.browser.app import RunningApp
from tests.browser.screen import DEPLOYMENTS, HOME, Screen
from tests.gateway.server import ScriptedServer
from tests.pages.gateways import be_unused, write_gateways

pytestmark = pytest.mark.browser


def test_a_deep_link_is_right_as_the_very_first_request_after_a_start(
    new_context: CreateContextCallback, server: ScriptedServer, tmp_path: Path
) -> None:
    with ScriptedServer() as second:
        be_unused(second, ["only_on_the_second"])
        write_gateways(tmp_path / "gateways.json", {"first": server, "second": second})
        with RunningApp(tmp_path / "gateways.json") as app:
            screen = Screen(new_context(base_url=app.url).new_page())

            screen.open("?gateway=second")

            expect(screen.page.get_by_role("heading", name="Deployments")).to_be_visible()
            expect(screen.part("gateway").get_by_role("combobox")).to_have_value("second")
            expect(screen.names("executors")).to_have_text(["only_on_the_second"])
            expect(screen.page).to_have_url(f"{app.url}{DEPLOYMENTS}?gateway=second")


def test_the_bare_address_leads_to_the_overview(page: Page, app: RunningApp) -> None:
    page.goto("/")

    expect(page).to_have_url(app.url + HOME)
    expect(page.get_by_role("heading", name="Overview")).to_be_visible()


def test_the_overview_leads_to_the_deployments_of_a_gateway(screen: Screen, app: RunningApp) -> None:
    screen.page.goto(HOME)

    screen.part("overview").get_by_role("link", name="captured").click()

    expect(screen.page).to_have_url(f"{app.url}{DEPLOYMENTS}?gateway=captured")
    expect(screen.names("executors")).to_have_count(8)


def test_a_gateway_that_is_not_configured_is_said_with_the_list_of_those_that_are(screen: Screen) -> None:
    screen.page.goto(DEPLOYMENTS + "?gateway=elsewhere")
    expect(screen.page.get_by_text("No such gateway is configured")).to_be_visible()
    expect(screen.page.get_by_text("The address asks for the gateway elsewhere.")).to_be_visible()

    screen.page.get_by_test_id("stMain").get_by_role("button", name="captured").click()

    expect(screen.page).to_have_url(re.compile(r"\?gateway=captured$"))
    expect(screen.names("executors")).to_have_count(8)


def test_livez_answers_while_the_process_lives(app: RunningApp) -> None:
    answer = httpx.get(f"{app.url}/livez")

    assert (answer.status_code, answer.text) == (200, "ok\n")
