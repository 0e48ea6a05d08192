"""Text from the wire, the file and the address is shown as it is and never does anything."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.app import RunningApp
from tests.browser.screen import DEPLOYMENTS, HOME, Screen
from tests.gateway.server import ScriptedServer
from tests.pages.gateways import be_ailing, be_drifting, write_gateways

pytestmark = pytest.mark.browser

IMAGE = "<img src=x onerror=window.executed=1>"
NAMES = ("**bold**", ":red[x]", IMAGE)
ALL = " ".join((*NAMES, "$x$", "[link](javascript:window.executed=1)"))


@pytest.fixture(scope="module")
def gateways_file(tmp_path_factory: pytest.TempPathFactory, server: ScriptedServer) -> Path:
    """One gateway, with a hostile name."""
    file = tmp_path_factory.mktemp("gateways") / "gateways.json"
    write_gateways(file, {"hostile": server}, hostile=ALL)
    return file


@pytest.fixture(scope="module")
def server() -> Iterator[ScriptedServer]:
    """A gateway whose executors have hostile names, and that says hostile things of its own health."""
    with ScriptedServer() as running:
        be_drifting(running, NAMES)
        be_ailing(running, ALL)
        yield running


@pytest.fixture(scope="module")
def opened(browser: Browser, app: RunningApp) -> Iterator[Screen]:
    """One tab on the Deployments page for the tests that only read it."""
    with browser.new_context(base_url=app.url) as context:
        screen = Screen(context.new_page())
        screen.open()
        yield screen


def nothing_was_executed(page: Page) -> None:
    assert page.evaluate("window.executed") is None
    expect(page.locator("img[src='x'], a[href^='javascript']")).to_have_count(0)
    expect(page.get_by_test_id("stMain").locator("strong", has_text=re.compile("^bold$"))).to_have_count(0)


def test_names_of_executors_in_tables_and_hints(opened: Screen) -> None:
    expect(opened.names("executors")).to_have_text(NAMES)
    expect(opened.part("hints")).to_contain_text(f"differ on **bold**, :red[x], {IMAGE}")
    nothing_was_executed(opened.page)


def test_names_of_executors_in_the_chart(opened: Screen) -> None:
    labels = opened.part("capacity").locator(".js-plotly-plot .ytick")
    for name in NAMES:
        expect(labels.filter(has_text=name)).to_have_count(1)
    nothing_was_executed(opened.page)


def test_what_the_gateway_says_of_its_health(opened: Screen) -> None:
    expect(opened.part("health")).to_contain_text(f"etcd: {ALL}")
    nothing_was_executed(opened.page)


def test_the_name_of_a_gateway(screen: Screen) -> None:
    screen.page.goto(HOME)

    expect(screen.part("overview").get_by_role("link")).to_contain_text(ALL)
    nothing_was_executed(screen.page)


def test_the_id_that_an_address_asks_for(screen: Screen) -> None:
    screen.page.goto(f"{DEPLOYMENTS}?gateway={quote(ALL)}")

    expect(screen.page.get_by_text(f"The address asks for the gateway {ALL}.")).to_be_visible()
    nothing_was_executed(screen.page)


def test_the_name_of_an_executor_in_its_panel(screen: Screen) -> None:
    screen.open(f"?executor={quote(IMAGE)}")

    expect(screen.part("flyout").get_by_role("heading", name=IMAGE)).to_be_visible()
    nothing_was_executed(screen.page)


def test_the_text_of_a_filter(screen: Screen) -> None:
    screen.open(f"?q={quote(IMAGE)}")

    expect(screen.part("q").get_by_role("searchbox")).to_have_value(IMAGE)
    expect(screen.names("executors")).to_have_text([IMAGE])
    nothing_was_executed(screen.page)
