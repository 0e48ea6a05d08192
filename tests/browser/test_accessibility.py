"""Nobody is shut out: whoever can't see well, has no mouse, holds a phone, or wants nothing to move.

The demo's first gateway shows every state at once, and always.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, Literal

import pytest
from playwright.sync_api import Browser, ElementHandle, FloatRect, Page, ViewportSize, expect
from pytest_playwright.pytest_playwright import CreateContextCallback

from lib.ui.flyout.panel import SECTIONS
from tests.browser.app import RunningApp
from tests.browser.audit import faint_texts, unreachable, violations
from tests.browser.screen import DEPLOYMENTS, HOME, Screen
from tests.gateway.server import PATIENCE, ScriptedServer
from tests.pages.gateways import write_gateways

pytestmark = pytest.mark.browser

GATEWAY: Final = "?gateway=us-east-1"
EXECUTOR: Final = "extract-executor-prod-us-east-1-028"
"""One of its nodes is quarantined, and it drifts."""

PAGE, POPOVER, PANEL = ".stApp", "[data-testid='stPopoverBody']", "[role='dialog']"
DESK: Final[ViewportSize] = {"width": 1280, "height": 900}
PHONE: Final[ViewportSize] = {"width": 390, "height": 844}
SCHEMES: Final[tuple[Literal["light", "dark"], ...]] = ("light", "dark")

OpenTab = Callable[[ViewportSize], Screen]
Scene = Callable[[Screen], Iterator[str]]
"""Brings a page from one state to the next, and yields the selector of what is to be looked at in it."""

LOOKS, BETWEEN_LOOKS = 40, 250
"""How often faint texts are looked for until there are none, and milliseconds between."""


@pytest.fixture(scope="module")
def gateways_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """No file, so that the dashboard starts the demo gateways."""
    return tmp_path_factory.mktemp("demo") / "gateways.json"


@pytest.fixture(scope="module")
def settings() -> dict[str, str]:
    """Nothing changes while it is looked at."""
    still = dict.fromkeys(("REFRESH_HEALTH", "REFRESH_EXECUTORS", "REFRESH_CAPACITY", "REFRESH_DESIRED"), "3600")
    return {"DEMO": "auto", "FIRST_READ_WAIT": str(PATIENCE), **still}


@pytest.fixture
def open_tab(new_context: CreateContextCallback, app: RunningApp) -> OpenTab:
    """Opens a tab in which nothing moves."""
    return lambda size: Screen(new_context(base_url=app.url, viewport=size, reduced_motion="reduce").new_page())


def overview(screen: Screen) -> Iterator[str]:
    screen.page.goto(HOME)
    expect(screen.names("functions")).not_to_have_count(0)
    screen.button("test_1").click()
    expect(screen.part("health-check-1")).to_contain_text("Tested at")
    yield PAGE


def deployments(screen: Screen) -> Iterator[str]:
    screen.open(GATEWAY)
    expect(screen.part("slot_chart").locator(".js-plotly-plot, .light-bars")).to_be_visible()
    for hint in screen.part("hints").locator("summary").all():
        hint.click()
    yield PAGE
    for popover in ("more_filters", "view_options", "export_executors"):
        screen.button(popover).click()
        expect(screen.page.locator(POPOVER)).to_be_visible()
        yield POPOVER
        screen.page.keyboard.press("Escape")
        expect(screen.page.locator(POPOVER)).to_have_count(0)


def panel(screen: Screen) -> Iterator[str]:
    screen.open(f"{GATEWAY}&executor={EXECUTOR}")
    for section in SECTIONS:
        screen.part("section").get_by_role("radio", name=section).click()
        expect(screen.part(f"flyout_{section.lower()}")).to_be_visible()
        yield PANEL


def unknown_names(screen: Screen) -> Iterator[str]:
    screen.page.goto(DEPLOYMENTS + "?gateway=us-east")
    expect(screen.page.get_by_text("No such gateway is configured")).to_be_visible()
    yield PAGE
    screen.open(f"{GATEWAY}&executor=invoice")
    expect(screen.page.get_by_text("No such executor on this gateway")).to_be_visible()
    yield ".st-key-panel"


def in_both_schemes(page: Page) -> Iterator[None]:
    """The page in light and then in dark."""
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        expect(page.get_by_test_id("stApp")).to_have_css("color-scheme", scheme)
        yield


def assert_legible(page: Page, within: str) -> None:
    assert not violations(page, within)
    assert not faint_texts_at_last(page, within)


def faint_texts_at_last(page: Page, within: str) -> list[str]:
    """Those that stay faint: a chart takes a moment to be drawn in the colours of another scheme."""
    for _ in range(LOOKS):
        found = faint_texts(page, within)
        if not found:
            break
        page.wait_for_timeout(BETWEEN_LOOKS)
    return found


@pytest.mark.parametrize("scene", [overview, deployments, panel, unknown_names])
def test_axe_finds_nothing_serious_and_no_text_is_faint_in_light_and_dark(open_tab: OpenTab, scene: Scene) -> None:
    screen = open_tab(DESK)
    for within in scene(screen):
        for _ in in_both_schemes(screen.page):
            assert_legible(screen.page, within)


@pytest.mark.parametrize("scene", [overview, deployments, panel])
def test_on_a_phone_the_same_holds_and_every_control_can_be_hit(open_tab: OpenTab, scene: Scene) -> None:
    screen = open_tab(PHONE)
    for within in scene(screen):
        assert_legible(screen.page, within)
        assert not unreachable(screen.page, within)


def test_the_same_holds_without_gateways_and_without_a_connection(
    new_context: CreateContextCallback, server: ScriptedServer, tmp_path: Path
) -> None:
    with RunningApp(tmp_path / "gateways.json", {"REFRESH_HEALTH": "1"}) as app:
        screen = Screen(new_context(base_url=app.url, reduced_motion="reduce").new_page())
        screen.page.goto(DEPLOYMENTS)
        expect(screen.part("unconfigured")).to_be_visible()
        for _ in in_both_schemes(screen.page):
            assert_legible(screen.page, PAGE)

        write_gateways(tmp_path / "gateways.json", {"captured": server})
        screen.settle()

    expect(screen.page.get_by_text("No connection to the dashboard.")).to_be_visible()
    for _ in in_both_schemes(screen.page):
        assert_legible(screen.page, "body")


def name_of_focus(page: Page) -> str:
    said: str = page.evaluate("document.activeElement.ariaLabel || document.activeElement.textContent.trim()")
    return said


def tab_to(page: Page, name: str, at_most: int) -> None:
    """Press Tab until the element of that name has the focus."""
    for _ in range(at_most):
        page.keyboard.press("Tab")
        if name_of_focus(page) == name:
            return
    raise AssertionError(f"{name!r} is more than {at_most} steps away")


def test_the_keyboard_alone_leads_from_the_address_bar_to_an_executors_nodes_and_back(screen: Screen) -> None:
    keyboard, in_table = screen.page.keyboard, screen.part("executors").locator("td:focus")
    screen.open(GATEWAY)

    tab_to(screen.page, "Skip to main content", 1)
    keyboard.press("Enter")
    tab_to(screen.page, "Skip to the executors", 1)
    keyboard.press("Enter")
    expect(in_table).to_have_text("barcode_executor")
    keyboard.press("ArrowDown")
    expect(in_table).to_have_text("classify-executor-prod-us-east-1-002")
    keyboard.press("Enter")
    expect(screen.part("flyout")).to_contain_text("2 of 42")

    tab_to(screen.page, "Overview", 4)
    keyboard.press("ArrowRight")
    keyboard.press("Enter")
    expect(screen.names("flyout_nodes")).not_to_have_count(0)
    tab_to(screen.page, "Search: Nodes of the executor", 3)
    keyboard.press("Tab")
    expect(screen.part("flyout_nodes").locator("td:focus")).to_have_text(
        screen.names("flyout_nodes").first.inner_text()
    )
    keyboard.press("Escape")

    expect(screen.part("flyout")).to_have_count(0)
    expect(in_table).to_have_text("classify-executor-prod-us-east-1-002")
    expect(in_table).to_have_attribute("aria-selected", "true")
    keyboard.press("ArrowDown")
    expect(in_table).to_have_text("classify-executor-prod-us-east-1-010")


def test_the_tab_key_reaches_every_button_of_the_panel(screen: Screen) -> None:
    screen.open(f"{GATEWAY}&executor={EXECUTOR}")
    for name in ("Close", "↑ Previous", "↓ Next", "Overview", "Copy link", "Copy JSON", "Copy health check"):
        tab_to(screen.page, name, 1)


def test_the_arrow_keys_walk_nowhere_while_somebody_writes(screen: Screen) -> None:
    screen.open(f"{GATEWAY}&executor={EXECUTOR}&section=Nodes")
    screen.part("flyout_nodes").get_by_role("button", name="Search").press("Enter")
    expect(screen.part("flyout_nodes").get_by_role("textbox")).to_be_focused()
    address = screen.page.url

    for key in ("1", "ArrowDown", "ArrowUp", "ArrowUp"):
        screen.page.keyboard.press(key)

    expect(screen.part("flyout")).to_contain_text("14 of 42")
    expect(screen.page).to_have_url(address)


FOCUSED: Final = "() => document.activeElement.closest('canvas, label') ?? document.activeElement"
WITHOUT_FOCUS: Final = """() => {
    const focused = document.activeElement, panel = focused.closest("[role='dialog']");
    panel ? panel.focus() : focused.blur();
    return focused;
}"""
MARGIN: Final = 5
"""Pixels around an element within which its focus is seen."""


def look_at(page: Page, element: ElementHandle) -> bytes:
    box = element.bounding_box()
    assert box is not None
    x, y = max(0, box["x"] - MARGIN), max(0, box["y"] - MARGIN)
    clip: FloatRect = {"x": x, "y": y, "width": box["width"] + 2 * MARGIN, "height": box["height"] + 2 * MARGIN}
    return page.screenshot(clip=clip)


def unseen_focus(page: Page, steps: int) -> list[str]:
    """The elements that look the same with and without the focus, among those that Tab reaches in so many steps."""
    found = []
    for _ in range(steps):
        page.keyboard.press("Tab")
        element = page.evaluate_handle(FOCUSED).as_element()
        assert element is not None
        name, focused = name_of_focus(page), look_at(page, element)
        origin = page.evaluate_handle(WITHOUT_FOCUS).as_element()
        if look_at(page, element) == focused:
            found.append(name)
        assert origin is not None
        origin.focus()
    return found


@pytest.mark.parametrize(("query", "steps"), [("&columns=status", 44), (f"&executor={EXECUTOR}&section=Nodes", 12)])
def test_the_focus_is_seen_wherever_tab_takes_it(screen: Screen, query: str, steps: int) -> None:
    screen.open(GATEWAY + query)

    assert not unseen_focus(screen.page, steps)


MOVEMENTS: Final = """() => {
    window.moved = new Set();
    window.heights = new Set();
    const look = () => {
        for (const { target } of document.getAnimations().map((each) => each.effect)) {
            // That of an expander is a script's, which no style ends: its height is what can be seen of it.
            if (target.tagName !== "DETAILS") window.moved.add(target.outerHTML.slice(0, 100));
            else window.heights.add(target.getBoundingClientRect().height);
        }
        requestAnimationFrame(look);
    };
    look();
}"""


def test_nothing_moves_for_whoever_wants_nothing_to_move(open_tab: OpenTab) -> None:
    screen = open_tab(DESK)
    screen.open(GATEWAY)
    screen.page.evaluate(MOVEMENTS)

    screen.button("refresh").click()
    expect(screen.part("pulse")).to_contain_text("Live")
    screen.part("hints").locator("summary").first.click()
    expect(screen.part("hints").get_by_role("listitem").first).to_be_visible()
    screen.click_table("executors", 100, 55)
    expect(screen.part("flyout")).to_be_visible()
    screen.page.keyboard.press("Escape")
    expect(screen.part("flyout")).to_have_count(0)

    assert screen.page.evaluate("[...window.moved]") == []
    assert len(screen.page.evaluate("[...window.heights]")) <= 1


@pytest.fixture(scope="module")
def read(browser: Browser, app: RunningApp) -> Iterator[Screen]:
    """One tab for the tests that only read it, with the marks of a panel that was closed."""
    with browser.new_context(base_url=app.url, viewport=DESK) as context:
        screen = Screen(context.new_page())
        screen.open(f"{GATEWAY}&executor={EXECUTOR}&section=Nodes")
        expect(screen.part("flyout").get_by_role("region", name="Nodes of the executor")).to_be_visible()
        expect(screen.names("flyout_nodes")).to_have_count(3)
        screen.page.keyboard.press("Escape")
        expect(screen.part("flyout")).to_have_count(0)
        yield screen


@pytest.mark.parametrize(
    ("part", "name"),
    [("executors", "Executors of the gateway"), ("holders", "Capacity holders"), ("desired", "Desired states")],
)
def test_a_table_is_a_named_region_with_its_rows_in_text(read: Screen, part: str, name: str) -> None:
    expect(read.part(part).get_by_role("region", name=name)).to_be_visible()
    expect(read.headers(part)).not_to_have_count(0)
    expect(read.names(part)).not_to_have_count(0)


def test_the_row_that_was_looked_at_last_is_told_as_the_selected_one(read: Screen) -> None:
    expect(read.part("executors").locator("tr[aria-selected='true'] td").first).to_have_text(EXECUTOR)


def test_the_bars_of_a_table_are_read_to_one_decimal(read: Screen) -> None:
    said = read.column("holders", 5).all_text_contents()

    assert said
    assert all(re.fullmatch(r"(\d+(\.\d)?)?", each) for each in said)


def test_the_raw_download_of_a_table_is_not_offered(read: Screen) -> None:
    toolbar = read.part("executors").get_by_test_id("stElementToolbar")

    expect(toolbar.get_by_role("button", name="Search")).to_have_count(1)
    expect(toolbar.get_by_role("button", name="Download")).to_have_count(0)


def test_the_chart_is_a_named_figure_and_says_its_numbers_in_text(read: Screen) -> None:
    chart = read.part("capacity").get_by_role("figure", name="Slot utilization per executor, worst first")

    expect(chart).to_contain_text("embedding-executor-prod-us-east-1-033")
    expect(chart).to_contain_text("8 of 6")
