from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from pytest_playwright.pytest_playwright import CreateContextCallback

from tests.browser.app import RunningApp
from tests.browser.screen import Screen
from tests.gateway.server import PATIENCE, ScriptedServer
from tests.pages.gateways import be_captured, write_gateways

expect.set_options(timeout=1000 * PATIENCE)


@pytest.fixture(scope="module")
def server() -> Iterator[ScriptedServer]:
    """The gateway of the captured bodies, until a test makes it another."""
    with ScriptedServer() as running:
        be_captured(running)
        yield running


@pytest.fixture(scope="module")
def gateways_file(tmp_path_factory: pytest.TempPathFactory, server: ScriptedServer) -> Path:
    """A gateways file that names the server ``captured``."""
    file = tmp_path_factory.mktemp("gateways") / "gateways.json"
    write_gateways(file, {"captured": server})
    return file


@pytest.fixture(scope="module")
def settings() -> dict[str, str]:
    """The environment of the dashboard; a module that needs another has its own.

    However busy the machine is, the page waits for the first answers.
    """
    return {"FIRST_READ_WAIT": str(PATIENCE)}


@pytest.fixture(scope="module")
def app(gateways_file: Path, settings: dict[str, str]) -> Iterator[RunningApp]:
    with RunningApp(gateways_file, settings) as running:
        yield running


@pytest.fixture
def context(new_context: CreateContextCallback, app: RunningApp) -> BrowserContext:
    return new_context(base_url=app.url, viewport={"width": 1600, "height": 1000})


@pytest.fixture
def screen(page: Page) -> Screen:
    return Screen(page)
