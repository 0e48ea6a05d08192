"""A gateway fails and recovers while people look."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect
from pytest_playwright.pytest_playwright import CreateContextCallback

from lib.ui.health import UNHEALTHY
from tests.browser.app import RunningApp
from tests.browser.screen import Screen
from tests.gateway.server import ScriptedServer
from tests.pages.gateways import be_captured, be_down

pytestmark = pytest.mark.browser

BY_ITSELF = {"REFRESH_HEALTH": "1", "REFRESH_EXECUTORS": "1", "REFRESH_CAPACITY": "1", "BACKOFF_MAX": "1"}
BY_HAND = dict.fromkeys(("REFRESH_HEALTH", "REFRESH_EXECUTORS", "REFRESH_CAPACITY", "REFRESH_DESIRED"), "3600")


@pytest.fixture(scope="module")
def settings() -> dict[str, str]:
    """Readings every second, so that one is old after three."""
    return BY_ITSELF


@pytest.fixture(autouse=True)
def well(server: ScriptedServer) -> None:
    be_captured(server)


def test_a_gateway_that_dies_is_said_its_data_grows_old_and_it_comes_back_without_a_reload(
    screen: Screen, server: ScriptedServer
) -> None:
    screen.open("?columns=status&columns=reason")
    screen.page.evaluate("window.sameDocument = true")
    expect(screen.row("executors", "ner_executor_005")).to_have_text(
        ["ner_executor_005", "✓ SERVING", "2 busy, 0 ready"]
    )
    be_down(server)

    expect(screen.part("health")).to_contain_text(UNHEALTHY)
    expect(screen.part("health")).to_contain_text("no gateway behind this proxy")
    expect(screen.part("retry")).to_be_visible()
    expect(screen.names("executors")).to_have_count(8)
    expect(screen.row("executors", "ner_executor_005")).to_have_text(
        ["ner_executor_005", "? UNKNOWN", "was SERVING: 2 busy, 0 ready"]
    )
    expect(screen.value("metrics", "Active Deployments")).to_have_text("—")
    expect(screen.metric("metrics", "Active Deployments")).to_contain_text("was 7")

    be_captured(server)

    expect(screen.part("health")).to_contain_text("Reachable")
    expect(screen.part("retry")).to_have_count(0)
    expect(screen.column("executors", 2).nth(1)).to_have_text("✓ SERVING")
    expect(screen.value("metrics", "Active Deployments")).to_have_text("7")
    assert screen.page.evaluate("window.sameDocument")


@pytest.fixture
def by_hand(gateways_file: Path) -> Iterator[RunningApp]:
    """A dashboard that reads nothing again unless somebody presses a button."""
    with RunningApp(gateways_file, BY_HAND) as running:
        yield running


def test_refresh_and_retry_read_at_once(
    by_hand: RunningApp, new_context: CreateContextCallback, server: ScriptedServer
) -> None:
    screen = Screen(new_context(base_url=by_hand.url).new_page())
    screen.open()
    be_down(server)

    screen.button("refresh").click()

    expect(screen.part("health")).to_contain_text(UNHEALTHY)
    expect(screen.part("health")).to_contain_text("Showing data from")
    expect(screen.value("metrics", "Active Deployments")).to_have_text("7")

    be_captured(server)
    screen.button("retry").click()

    expect(screen.part("health")).to_contain_text("Reachable")
    expect(screen.part("retry")).to_have_count(0)
