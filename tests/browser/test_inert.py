"""Text from the wire, the file and the address is shown as it is and never does anything."""

import re
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

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


@pytest.fixture(autouse=True)
def hostile(server: ScriptedServer) -> None:
    """Each name of an executor is hostile, and so is what the gateway says of its own health."""
    be_drifting(server, NAMES)
    be_ailing(server, ALL)


def nothing_was_executed(page: Page) -> None:
    assert page.evaluate("window.executed") is None
    expect(page.locator("img[src='x'], a[href^='javascript']")).to_have_count(0)
    expect(page.get_by_test_id("stMain").locator("strong", has_text=re.compile("^bold$"))).to_have_count(0)


def test_names_of_executors_in_tables_and_hints(screen: Screen) -> None:
    screen.open()

    expect(screen.names("executors")).to_have_text(NAMES)
    expect(screen.part("hints")).to_contain_text(f"differ on **bold**, :red[x], {IMAGE}")
    nothing_was_executed(screen.page)


def test_names_of_executors_in_the_chart(screen: Screen) -> None:
    screen.open()

    labels = screen.part("capacity").locator(".js-plotly-plot .ytick")
    for name in NAMES:
        expect(labels.filter(has_text=name)).to_have_count(1)
    nothing_was_executed(screen.page)


def test_what_the_gateway_says_of_its_health(screen: Screen) -> None:
    screen.open()

    expect(screen.part("health")).to_contain_text(f"etcd: {ALL}")
    nothing_was_executed(screen.page)


def test_the_name_of_a_gateway(screen: Screen) -> None:
    screen.page.goto(HOME)

    expect(screen.part("overview").get_by_role("link")).to_contain_text(ALL)
    nothing_was_executed(screen.page)


def test_the_id_that_an_address_asks_for(screen: Screen) -> None:
    screen.page.goto(f"{DEPLOYMENTS}?gateway={quote(ALL)}")

    expect(screen.page.get_by_text(f"The address asks for the gateway {ALL}.")).to_be_visible()
    nothing_was_executed(screen.page)


def test_the_text_of_a_filter(screen: Screen) -> None:
    screen.open(f"?q={quote(IMAGE)}")

    expect(screen.part("q").get_by_role("searchbox")).to_have_value(IMAGE)
    expect(screen.names("executors")).to_have_text([IMAGE])
    nothing_was_executed(screen.page)
