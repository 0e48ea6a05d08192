from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect
from pytest_playwright.pytest_playwright import CreateContextCallback

from tests.browser.app import RunningApp
from tests.browser.screen import DEPLOYMENTS, Screen
from tests.gateway.server import ScriptedServer
from tests.pages.gateways import DATA_ROUTES, be_captured, write_gateways

pytestmark = pytest.mark.browser

VIEWERS = 5
MOST_ROUNDS = 20
"""Beats of every page within which all data must have been read anew; a busy machine reads late."""


@pytest.fixture(scope="module")
def settings() -> dict[str, str]:
    """Pages look every second and cause no reading of their own; both gateways are read to the end of the test."""
    return {"REFRESH_HEALTH": "1", "REFRESH_EXECUTORS": "3", "REFRESH_CAPACITY": "3", "INTEREST": "600"}


@pytest.fixture(scope="module")
def twin() -> Iterator[ScriptedServer]:
    with ScriptedServer() as running:
        be_captured(running)
        yield running


@pytest.fixture(scope="module")
def gateways_file(tmp_path_factory: pytest.TempPathFactory, server: ScriptedServer, twin: ScriptedServer) -> Path:
    file = tmp_path_factory.mktemp("gateways") / "gateways.json"
    write_gateways(file, {"popular": server, "lonely": twin})
    return file


def test_many_open_pages_cause_as_many_requests_as_one(
    new_context: CreateContextCallback, app: RunningApp, server: ScriptedServer, twin: ScriptedServer
) -> None:
    """The gateway that one page looks at is the clock for the one that many look at."""
    context = new_context(base_url=app.url)
    screens = [Screen(context.new_page()) for _ in range(VIEWERS + 1)]
    for number, screen in enumerate(screens):
        screen.page.goto(f"{DEPLOYMENTS}?gateway={'popular' if number else 'lonely'}")
    for screen in screens:
        expect(screen.names("executors")).to_have_count(8)
    popular, lonely = len(server.paths), len(twin.paths)

    for _ in range(MOST_ROUNDS):
        for screen in screens:
            wait_for_beat(screen)
        of_many, of_one = Counter(server.paths[popular:]), Counter(twin.paths[lonely:])
        if set(DATA_ROUTES) <= of_many.keys() & of_one.keys():
            break

    assert set(DATA_ROUTES) <= of_many.keys() & of_one.keys()
    for path, times in of_one.items():
        assert of_many[path] <= 1.5 * times + 1, path


def wait_for_beat(screen: Screen) -> None:
    """Wait until the page has looked again, which its ages tell."""
    health = screen.part("health")
    expect(health).not_to_have_text(health.text_content() or "")
