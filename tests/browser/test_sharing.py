from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect
from pytest_playwright.pytest_playwright import CreateContextCallback

from tests.browser.app import RunningApp
from tests.browser.screen import Screen
from tests.gateway.server import ScriptedServer
from tests.pages.gateways import DATA_ROUTES, be_captured, write_gateways

pytestmark = pytest.mark.browser

VIEWERS = 5
ROUNDS = 5


@pytest.fixture(scope="module")
def settings() -> dict[str, str]:
    """Readings every second, for both gateways to the end of the test, however busy the browser is."""
    return {"REFRESH_HEALTH": "1", "REFRESH_EXECUTORS": "1", "REFRESH_CAPACITY": "1", "INTEREST": "600"}


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
    screens[0].page.goto("/infrastructure/deployments?gateway=lonely")
    for screen in screens[1:]:
        screen.page.goto("/infrastructure/deployments?gateway=popular")
    for screen in screens:
        expect(screen.names("executors")).to_have_count(8)
    popular, lonely = len(server.paths), len(twin.paths)

    twin.wait_for_requests(lonely + ROUNDS * (len(DATA_ROUTES) + 1))

    of_many, of_one = Counter(server.paths[popular:]), Counter(twin.paths[lonely:])
    assert of_many.keys() == of_one.keys()
    for path, times in of_one.items():
        assert of_many[path] < 2 * times
