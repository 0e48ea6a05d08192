"""From one gateway to another: its health first, then its data, then the address; nothing of the old under the new."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from pytest_playwright.pytest_playwright import CreateContextCallback

from tests.browser.app import RunningApp
from tests.browser.screen import DEPLOYMENTS, HOME, Screen
from tests.gateway.server import PATIENCE, Hang, ScriptedServer
from tests.pages.gateways import DATA_ROUTES, Fresh, be_idle, write_gateways

pytestmark = pytest.mark.browser

OLD = [f"old_executor_{number}" for number in range(9)]
NEW = [f"new_executor_{number}" for number in range(4)]

_FRAMES = """() => {
    window.frames_seen = [];
    let last = null;
    const look = () => {
        const named = document.querySelector(".st-key-gateway input")?.value;
        const body = document.querySelector("[class*='st-key-fleet_']");
        const seen = body && getComputedStyle(body).visibility === "visible";
        const told = seen ? body.innerText + [...body.querySelectorAll("td")].map((each) => each.textContent) : "";
        const frame = [named, /old_/.test(told), /new_/.test(told), new URL(location).searchParams.get("gateway")];
        if (String(frame) !== String(last)) window.frames_seen.push(last = frame);
        requestAnimationFrame(look);
    };
    look();
}"""


@pytest.fixture(scope="module")
def other() -> Iterator[ScriptedServer]:
    with ScriptedServer() as running:
        yield running


@pytest.fixture(scope="module")
def gateways_file(tmp_path_factory: pytest.TempPathFactory, server: ScriptedServer, other: ScriptedServer) -> Path:
    file = tmp_path_factory.mktemp("gateways") / "gateways.json"
    write_gateways(file, {"old": server, "new": other, 'od"d \\ <é>': server})
    return file


@pytest.fixture(autouse=True)
def fleets(server: ScriptedServer, other: ScriptedServer) -> None:
    be_idle(server, OLD)
    be_idle(other, NEW)


def choose(screen: Screen, gateway: str) -> None:
    screen.part("gateway").get_by_role("combobox").click()
    screen.page.get_by_role("option", name=gateway, exact=True).click()


def test_the_health_check_goes_first_then_the_data_then_the_address(
    new_context: CreateContextCallback, server: ScriptedServer, tmp_path: Path
) -> None:
    with ScriptedServer() as unread:
        be_idle(unread, NEW)
        gate = unread.gate(Fresh(lambda _now: {}))
        unread.on("/", gate)
        write_gateways(tmp_path / "gateways.json", {"old": server, "new": unread})
        patient = dict.fromkeys(("FIRST_READ_WAIT", "READ_TIMEOUT", "CALL_TIMEOUT"), str(3 * PATIENCE))
        with RunningApp(tmp_path / "gateways.json", patient) as app:
            screen = Screen(new_context(base_url=app.url).new_page())
            screen.open("?gateway=old")

            choose(screen, "new")
            unread.wait_for_requests(1)
            expect(screen.page.get_by_text("Switching to new: checking its health")).to_be_visible()
            expect(screen.page).to_have_url(re.compile("gateway=old"))
            assert not set(unread.paths) & set(DATA_ROUTES)
            gate.open()

            expect(screen.names("executors")).to_have_text(NEW)
            expect(screen.page).to_have_url(re.compile("gateway=new"))
            assert set(unread.paths[:2]) == {"/health", "/"}
            assert set(unread.paths) >= set(DATA_ROUTES)


def test_no_frame_shows_the_data_of_one_gateway_under_the_name_of_the_other(screen: Screen) -> None:
    screen.open("?gateway=old")
    expect(screen.names("executors")).to_have_text(OLD)
    screen.page.evaluate(_FRAMES)

    for gateway, names in (("new", NEW), ("old", OLD), ("new", NEW)):
        choose(screen, gateway)
        expect(screen.names("executors")).to_have_text(names)
        expect(screen.page).to_have_url(re.compile(f"gateway={gateway}"))

    frames: list[list[Any]] = screen.page.evaluate("window.frames_seen")
    assert ["old", True, False, "old"] in frames
    assert ["new", False, True, "new"] in frames
    assert not [frame for frame in frames if (frame[0], frame[1]) == ("new", True)]
    assert not [frame for frame in frames if (frame[0], frame[2]) == ("old", True)]


def test_a_gateway_of_any_name_can_be_switched_to_and_its_body_is_seen(screen: Screen) -> None:
    screen.open("?gateway=new")

    choose(screen, 'od"d \\ <é>')

    expect(screen.names("executors")).to_have_text(OLD)
    expect(screen.part("metrics")).to_be_visible()


def test_switching_closes_the_panel_and_keeps_the_filters(screen: Screen) -> None:
    screen.open(f"?gateway=old&executor={OLD[1]}&q=executor")
    screen.page.keyboard.press("Escape")
    expect(screen.part("flyout")).to_have_count(0)

    choose(screen, "new")

    expect(screen.names("executors")).to_have_text(NEW)
    expect(screen.page).to_have_url(re.compile("q=executor"))
    expect(screen.page).not_to_have_url(re.compile("executor="))


def test_the_gateway_that_was_looked_at_last_is_shown_in_this_browser_and_in_no_other(
    context: BrowserContext, new_context: CreateContextCallback, app: RunningApp
) -> None:
    screen = Screen(context.new_page())
    screen.open("?gateway=old")
    choose(screen, "new")
    expect(screen.names("executors")).to_have_text(NEW)
    screen.page.close()

    later, elsewhere = Screen(context.new_page()), Screen(new_context(base_url=app.url).new_page())
    later.open()
    elsewhere.open()

    expect(later.names("executors")).to_have_text(NEW)
    expect(later.page).to_have_url(re.compile("gateway=new"))
    expect(elsewhere.names("executors")).to_have_text(OLD)


def test_a_gateway_that_hangs_holds_up_no_other_page(
    new_context: CreateContextCallback, app: RunningApp, other: ScriptedServer
) -> None:
    asked_before = len(other.paths)
    for route in ("/", "/openapi.json", *DATA_ROUTES):
        other.on(route, Hang())

    def tab() -> Page:
        return new_context(base_url=app.url).new_page()

    stuck, well, overview = tab(), Screen(tab()), tab()
    stuck.goto(DEPLOYMENTS + "?gateway=new")
    other.wait_for_requests(asked_before + 1)

    well.open("?gateway=old")
    overview.goto(HOME)

    expect(well.names("executors")).to_have_text(OLD)
    expect(overview.get_by_text("old", exact=True).first).to_be_visible()


def test_a_gateway_that_answers_nothing_can_be_left_again(screen: Screen, other: ScriptedServer) -> None:
    for route in ("/", "/openapi.json", *DATA_ROUTES):
        other.on(route, Hang())
    screen.open("?gateway=old")

    choose(screen, "new")
    choose(screen, "old")

    expect(screen.names("executors")).to_have_text(OLD)
    expect(screen.page).to_have_url(re.compile("gateway=old"))
