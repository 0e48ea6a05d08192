"""People log in at a real login provider, see what is theirs, and are out again when they log out."""

import json
import re
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Page, expect

from tests.access.logins import OPERATOR, STRANGER, VIEWER
from tests.browser.app import RunningApp
from tests.browser.login_provider import access_settings, expect_login, log_in, login_provider
from tests.browser.screen import DEPLOYMENTS, HOME, Screen
from tests.gateway.server import PATIENCE, ScriptedServer
from tests.pages.gateways import write_gateways

pytestmark = pytest.mark.browser

PEOPLE: Final = {"olga": OPERATOR, "vera": VIEWER, "stan": STRANGER}
DEEP: Final = f"{DEPLOYMENTS}?gateway=captured&q=extract"


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    """The address of a login provider's metadata."""
    with login_provider(PEOPLE) as metadata:
        yield metadata


@pytest.fixture(scope="module")
def gateways_file(tmp_path_factory: pytest.TempPathFactory, server: ScriptedServer) -> Path:
    """One gateway that everybody sees, and one that the viewer does not."""
    file = tmp_path_factory.mktemp("gateways") / "gateways.json"
    write_gateways(file, {"captured": server, "hidden": server})
    return file


@pytest.fixture(scope="module")
def settings(provider: str) -> dict[str, str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    return {
        **access_settings(provider),
        "PORT": str(port),
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        "FIRST_READ_WAIT": str(PATIENCE),
    }


def log_out(page: Page) -> None:
    page.get_by_role("button", name="Log out").click()
    page.get_by_role("button", name="End session").click()


def test_a_login_leads_to_the_address_that_was_asked_for_and_logging_out_ends_every_tab(screen: Screen) -> None:
    page = screen.page
    page.goto(DEEP)
    expect_login(page)
    log_in(page, "olga")
    screen.settle()
    expect(page).to_have_url(re.compile(re.escape(DEEP)))
    expect(screen.part("identity")).to_contain_text(re.compile(r"olga.*example · operator"))
    expect(screen.button("refresh")).to_be_enabled()

    other = page.context.new_page()
    other.goto(HOME)
    expect(other.get_by_text("2 of 2 gateways reachable")).to_be_visible()

    log_out(page)
    expect_login(page)
    expect_login(other)
    page.goto(DEEP)
    expect_login(page)


def test_a_viewer_sees_the_gateways_that_the_claim_lists_and_nothing_to_press(screen: Screen) -> None:
    page = screen.page
    page.goto(HOME)
    log_in(page, "vera")
    expect(page.get_by_text("1 of 1 gateway reachable")).to_be_visible()
    expect(page.get_by_role("button", name="Test")).to_be_disabled()
    screen.open()
    expect(screen.button("refresh")).to_be_disabled()
    written = screen.button("refresh").locator("p")
    assert written.evaluate("text => text.offsetWidth <= text.parentElement.clientWidth"), "the button's name is cut"
    screen.part("refresh").hover()
    expect(page.get_by_role("tooltip")).to_contain_text("Only operators may do this")

    page.goto(f"{DEPLOYMENTS}?gateway=hidden")
    expect(page.get_by_text("No such gateway is configured")).to_be_visible()
    expect(page.get_by_role("button", name="captured")).to_be_visible()
    expect(page.get_by_role("button", name="hidden")).to_have_count(0)


def test_who_has_no_role_is_told_so(page: Page) -> None:
    page.goto(HOME)
    log_in(page, "stan")
    expect(page.get_by_role("heading", name="You have no role here")).to_be_visible()
    expect(page.get_by_text("You are logged in as stan@example")).to_be_visible()


def test_a_login_that_the_provider_refuses_is_told_of(page: Page, app: RunningApp) -> None:
    page.goto(DEEP)
    page.get_by_role("link", name="Log in").click()
    page.get_by_role("button", name="Deny").click()
    expect(page.get_by_text("The login was not completed")).to_be_visible()
    assert "The login provider refused a login, with access_denied" in app.log
    log_in(page, "olga")
    expect(page).to_have_url(re.compile(re.escape(DEEP)))


def test_no_cookie_tells_scripts_or_other_sites_anything(page: Page) -> None:
    page.goto(HOME)
    log_in(page, "olga")
    expect(page.get_by_text("2 of 2 gateways reachable")).to_be_visible()
    kept = {cookie["name"]: cookie for cookie in page.context.cookies() if "streamlit_user" in cookie["name"]}
    assert set(kept) == {"_streamlit_user", "_streamlit_user_tokens"}
    assert all(cookie["httpOnly"] and cookie["sameSite"] == "Lax" for cookie in kept.values())
    assert "ops" not in json.dumps(page.evaluate("document.cookie"))
