from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect

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


@pytest.fixture(scope="module")
def browser_of_a_person(browser: Browser, app: RunningApp) -> Iterator[BrowserContext]:
    """One for the tests of a module, as a browser that has loaded and compiled Streamlit once is a second faster.

    A small page stays open, as the process of a site ends with its last page, and what was compiled with it.
    """
    with browser.new_context(base_url=app.url, viewport={"width": 1600, "height": 1000}) as context:
        context.new_page().goto(f"{app.url}/livez")
        yield context


@pytest.fixture
def context(browser_of_a_person: BrowserContext) -> Iterator[BrowserContext]:
    """That browser, without pages and cookies of the test before. No page may want what the policy forbids."""
    forbidden: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            forbidden.append(message.text)

    browser_of_a_person.on("console", note)
    yield browser_of_a_person
    browser_of_a_person.remove_listener("console", note)
    for page in browser_of_a_person.pages[1:]:
        page.close()
    browser_of_a_person.clear_cookies()
    assert forbidden == []


@pytest.fixture
def screen(page: Page) -> Screen:
    return Screen(page)
