"""The page follows its gateway by itself, waits where it must, says so, and moves nothing under a person's hands."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect
from pytest_playwright.pytest_playwright import CreateContextCallback

from tests.browser.app import RunningApp
from tests.browser.screen import Screen
from tests.gateway.server import PATIENCE, ScriptedServer
from tests.pages.gateways import DATA_ROUTES, Fresh, be_drifting, be_idle, be_unused, write_gateways

pytestmark = pytest.mark.browser

NAMES = [f"extract_executor_{number:03}" for number in range(60)]
MORE = [*NAMES, "split_executor"]
FIRST_NAME = (60, 55)

EVERYTHING = ("/", *DATA_ROUTES)
INTERVALS = ("REFRESH_HEALTH", "REFRESH_EXECUTORS", "REFRESH_CAPACITY", "REFRESH_DESIRED")
OFTEN = {"FIRST_READ_WAIT": str(PATIENCE), **dict.fromkeys(INTERVALS, "1")}
SELDOM = {"FIRST_READ_WAIT": str(PATIENCE), **dict.fromkeys(INTERVALS, "3600")}

OpenTab = Callable[[], Screen]


@pytest.fixture(scope="module")
def settings() -> dict[str, str]:
    """All is read and drawn every second."""
    return OFTEN


@pytest.fixture(autouse=True)
def idle(server: ScriptedServer) -> None:
    be_idle(server, NAMES)


@pytest.fixture
def open_tab(new_context: CreateContextCallback, app: RunningApp) -> OpenTab:
    """Opens the page in the browser of another person."""

    def opened() -> Screen:
        screen = Screen(new_context(base_url=app.url, viewport={"width": 1600, "height": 1000}).new_page())
        screen.open()
        return screen

    return opened


def executors(screen: Screen) -> Locator:
    return screen.value("metrics", "Total Executors")


def state(screen: Screen, said: str) -> None:
    expect(screen.part("pulse")).to_contain_text(said)


_HIDDEN = """(hidden) => {
    Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
    document.dispatchEvent(new Event("visibilitychange"));
}"""


def hide(screen: Screen) -> None:
    """Let the browser tell the page that its tab has been hidden."""
    screen.page.evaluate(_HIDDEN, arg=True)


def bring_back(screen: Screen) -> None:
    screen.page.evaluate(_HIDDEN, arg=False)


def switch(screen: Screen) -> None:
    screen.part("auto_refresh").locator("label").first.click()


def test_what_is_new_on_the_gateway_is_on_the_page_without_a_hand(screen: Screen, server: ScriptedServer) -> None:
    screen.open()
    state(screen, "Live every 1 s")
    expect(executors(screen)).to_have_text("60")

    be_idle(server, MORE)

    expect(executors(screen)).to_have_text("61")


@pytest.mark.parametrize(
    ("stop", "why", "go_on"),
    [
        (hide, "Paused: this tab is hidden", bring_back),
        (switch, "Paused by the switch", switch),
        (
            lambda screen: screen.click_table("executors", *FIRST_NAME),
            "Paused: the panel is open",
            lambda screen: screen.page.keyboard.press("Escape"),
        ),
    ],
    ids=["hidden", "switch", "panel"],
)
def test_a_page_that_is_paused_says_why_changes_nothing_and_catches_up(
    screen: Screen,
    open_tab: OpenTab,
    server: ScriptedServer,
    stop: Callable[[Screen], None],
    why: str,
    go_on: Callable[[Screen], None],
) -> None:
    screen.open()
    stop(screen)
    state(screen, why)

    be_idle(server, MORE)
    expect(executors(open_tab())).to_have_text("61")
    expect(executors(screen)).to_have_text("60")
    expect(screen.part("pulse")).to_contain_text(re.compile(r"as of \d\d:\d\d:\d\d, \d+\ss ago"))

    go_on(screen)
    state(screen, "Live")
    expect(executors(screen)).to_have_text("61")


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[tuple[ScriptedServer, Path]]:
    """A gateway that no other dashboard reads, with its gateways file."""
    with ScriptedServer() as server:
        be_idle(server, NAMES)
        write_gateways(tmp_path / "gateways.json", {"alone": server})
        yield server, tmp_path / "gateways.json"


def test_a_hidden_tab_catches_up_as_soon_as_it_is_seen_again(
    new_context: CreateContextCallback, alone: tuple[ScriptedServer, Path]
) -> None:
    server, gateways_file = alone
    with RunningApp(gateways_file, {**SELDOM, "REFRESH_EXECUTORS": "1"}) as app:
        screen = Screen(new_context(base_url=app.url).new_page())
        screen.open()
        state(screen, "Live")
        hide(screen)
        state(screen, "Paused: this tab is hidden")
        be_idle(server, MORE)
        server.wait_for_requests(len(server.paths) + 6)

        bring_back(screen)

        expect(executors(screen)).to_have_text("61")


def test_two_people_who_press_refresh_make_one_fetch_of_everything_and_see_how_far_it_is(
    new_context: CreateContextCallback, alone: tuple[ScriptedServer, Path]
) -> None:
    server, gateways_file = alone
    with RunningApp(gateways_file, SELDOM) as app:
        people = [Screen(new_context(base_url=app.url).new_page()) for _ in range(2)]
        for each in people:
            each.open()
            state(each, "Live")
        asked_before = len(server.paths)
        be_idle(server, MORE)
        gate = server.gate(Fresh(lambda _now: {"slots": [], "totals": {}}))
        server.on("/api/capacity", gate)

        for each in people:
            each.button("refresh").click()
            state(each, "waiting for capacity")
            expect(each.part("pulse")).to_contain_text(re.compile(r"Refreshing: \d of 6 answers"))
        gate.open()

        for each in people:
            state(each, "Live")
            expect(executors(each)).to_have_text("61")
        asked = server.paths[asked_before:]
        assert {route: asked.count(route) for route in EVERYTHING} == dict.fromkeys(EVERYTHING, 1)


_LOOK = """() => {
    const table = document.querySelector(".st-key-executors .dvn-scroller");
    window.canvas = document.querySelector(".st-key-executors canvas");
    window.blinks = [];
    const look = () => {
        const now = document.querySelector(".st-key-executors canvas");
        if (now !== window.canvas || !now.getBoundingClientRect().width) window.blinks.push("another canvas");
        for (const part of document.querySelectorAll("[class*='st-key-']"))
            if (Number(getComputedStyle(part).opacity) < 0.7) window.blinks.push(part.className);
        requestAnimationFrame(look);
    };
    look();
    new MutationObserver((all) => all.forEach((each) => each.removedNodes.forEach((gone) => {
        if (gone.querySelector?.("canvas, input, details")) window.blinks.push(gone.outerHTML.slice(0, 200));
    }))).observe(document.querySelector(".stMain"), { childList: true, subtree: true });
}"""


def test_a_tick_with_news_for_every_part_moves_nothing_under_a_persons_hands(
    screen: Screen, server: ScriptedServer
) -> None:
    be_drifting(server, NAMES)
    screen.open(f"?executor={NAMES[5]}")
    screen.page.keyboard.press("Escape")
    state(screen, "Live")
    expect(screen.marked("executors")).to_contain_text(NAMES[5])
    screen.part("hints").locator("summary").first.click()
    expect(screen.part("hints").locator("details").first).to_have_attribute("open", "")
    table = screen.part("executors").locator(".dvn-scroller")
    screen.part("executors").get_by_test_id("stDataFrame").hover()
    screen.page.mouse.wheel(0, 105)
    expect(table).to_have_js_property("scrollTop", 105)
    text = screen.page.get_by_role("searchbox", name="Filter")
    text.focus()
    screen.page.keyboard.type("extr")
    screen.page.evaluate(_LOOK)

    for names, count in ((MORE, "61"), (NAMES, "60"), (MORE, "61")):
        be_drifting(server, names)
        expect(executors(screen)).to_have_text(count)
        expect(screen.value("capacity", "Total")).to_have_text(str(2 * len(names)))

    expect(text).to_be_focused()
    expect(text).to_have_value("extr")
    expect(table).to_have_js_property("scrollTop", 105)
    expect(screen.marked("executors")).to_contain_text(NAMES[5])
    expect(screen.part("hints").locator("details").first).to_have_attribute("open", "")
    assert screen.page.evaluate("window.blinks") == []


def test_an_executor_that_disappears_while_it_is_read_says_so_and_keeps_what_was_last_known(
    screen: Screen, server: ScriptedServer
) -> None:
    screen.open(f"?executor={NAMES[1]}")
    panel = screen.part("flyout")
    expect(panel).to_contain_text("ready")

    be_idle(server, [name for name in NAMES if name != NAMES[1]])

    news = screen.part("flyout_news")
    expect(news).to_contain_text("The gateway does not list this executor any more.")
    expect(panel).to_contain_text("ready")
    news.get_by_role("button", name="Show").click()
    expect(panel.get_by_text("Last seen at")).to_be_visible()
    expect(panel.get_by_role("heading", name=NAMES[1])).to_be_visible()
    expect(panel).to_contain_text("0198f0aa")


def test_another_status_of_the_executor_that_is_read_is_told_in_a_line(screen: Screen, server: ScriptedServer) -> None:
    screen.open(f"?executor={NAMES[1]}")
    expect(screen.part("flyout")).to_contain_text("ready")

    be_unused(server, NAMES)

    expect(screen.part("flyout_news")).to_contain_text("Its status is ? UNKNOWN by now")
