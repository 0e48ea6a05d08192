"""Two replicas at which people log in: a login is one at both, whichever is lost (docs/replicas.md)."""

import re
from collections.abc import Iterator
from typing import Final

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from pytest_playwright.pytest_playwright import CreateContextCallback

from tests.access.logins import OPERATOR, SECRET
from tests.browser.login_provider import access_settings, expect_login, log_in, login_provider
from tests.browser.screen import DEPLOYMENTS, Screen
from tests.deploy.replicas import Replicas, moved, replica_of, watch_for_move
from tests.gateway.server import ScriptedServer
from tests.pages.gateways import be_idle, write_gateways
from tests.servers import PATIENCE

pytestmark = pytest.mark.browser

NAMES: Final = ["invoice_executor", "split_executor"]
DEEP: Final = f"{DEPLOYMENTS}?gateway=us&q=executor&executor={NAMES[1]}&section=Nodes"


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Replicas]:
    folder = tmp_path_factory.mktemp("replicas")
    with ScriptedServer() as us, login_provider({"olga": OPERATOR}) as provider:
        be_idle(us, NAMES)
        write_gateways(folder / "gateways.json", {"us": us})
        settings = {**access_settings(provider), "FIRST_READ_WAIT": str(PATIENCE)}
        with Replicas(folder, folder / "gateways.json", settings) as running:
            yield running


@pytest.fixture
def context(both: Replicas, new_context: CreateContextCallback) -> BrowserContext:
    """A browser that comes over TLS."""
    return new_context(base_url=f"https://{both.balancer.tls}", ignore_https_errors=True)


def log_in_at(page: Page, replica: str, both: Replicas) -> None:
    """Come to a replica with a link to a panel, and log in."""
    both.send(page.context, replica)
    page.goto(DEEP)
    expect_login(page)
    log_in(page, "olga")
    expect_panel(page)
    assert replica_of(page.context) == replica


def expect_panel(page: Page) -> None:
    screen = Screen(page)
    expect(screen.part("flyout").get_by_role("heading", name=NAMES[1])).to_be_visible()
    expect(screen.part("flyout_nodes")).to_be_visible()
    expect(screen.part("identity")).to_contain_text(re.compile(r"olga.*example · operator"))
    expect(page).to_have_url(re.compile(f"{re.escape(DEEP)}$"))


def test_a_login_at_a_lost_replica_holds_at_the_other(both: Replicas, page: Page) -> None:
    log_in_at(page, "a", both)
    page.evaluate("window.sameDocument = true")
    watch_for_move(page, NAMES[1])
    with both.without("a"):
        moved(page)
        assert replica_of(page.context) == "b"
        expect_panel(page)
        page.keyboard.press("ArrowUp")
        expect(Screen(page).part("flyout").get_by_role("heading", name=NAMES[0])).to_be_visible()
        assert page.evaluate("window.sameDocument")


def test_replicas_with_different_secrets_ask_for_a_login_and_lead_back_to_the_address(
    both: Replicas, page: Page
) -> None:
    log_in_at(page, "a", both)
    with both.without("b", COOKIE_SECRET=f"not {SECRET}"):
        pass
    with both.without("a"):
        expect_login(page)
        log_in(page, "olga")
        expect_panel(page)
        assert replica_of(page.context) == "b"
