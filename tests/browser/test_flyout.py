"""The panel of one executor opens from the table, walks through it with keys and buttons, and gives the focus back."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.screen import Screen
from tests.gateway.server import ScriptedServer
from tests.pages.gateways import be_captured, be_idle, write_gateways

pytestmark = pytest.mark.browser

FIRST, SECOND, LAST = "classify_executor_001", "embedding-executor-prod-us-east-1-002", "ocr_executor_003"
FIRST_NAME = (60, 55)
"""Pixels from the table's corner to the name in its first row."""

MANY = [f"extract_executor_{number:03}" for number in range(40)]

STEP = 30
"""Frames, half a second: what a busy machine may need to draw a step whose address it shows already."""

_WATCH = """() => {
    window.seen = [];
    const look = () => {
        const heading = document.querySelector('.st-key-flyout h2')?.textContent;
        const named = new URL(location).searchParams.get('executor');
        window.seen.push([named, heading]);
        requestAnimationFrame(look);
    };
    look();
}"""


@pytest.fixture(scope="module")
def gateways_file(tmp_path_factory: pytest.TempPathFactory, server: ScriptedServer) -> Iterator[Path]:
    with ScriptedServer() as large:
        be_idle(large, MANY)
        file = tmp_path_factory.mktemp("gateways") / "gateways.json"
        write_gateways(file, {"captured": server, "large": large})
        yield file


@pytest.fixture(autouse=True)
def captured(server: ScriptedServer) -> None:
    be_captured(server)


def heading(screen: Screen, name: str) -> None:
    expect(screen.part("flyout").get_by_role("heading", name=name)).to_be_visible()
    expect(screen.page).to_have_url(re.compile(rf"[?&]executor={name}(&|$)"))


def closed(screen: Screen) -> None:
    expect(screen.part("flyout")).to_have_count(0)
    expect(screen.page).not_to_have_url(re.compile("executor="))


def step(screen: Screen, label: str) -> Locator:
    return screen.part("flyout").get_by_role("button", name=label)


def test_a_click_on_a_name_opens_it_the_arrows_walk_and_escape_closes_it(screen: Screen) -> None:
    screen.open()

    screen.click_table("executors", *FIRST_NAME)
    heading(screen, FIRST)
    expect(screen.part("flyout")).to_contain_text("1 of 8")

    screen.page.keyboard.press("ArrowDown")
    heading(screen, SECOND)
    screen.page.keyboard.press("ArrowUp")
    heading(screen, FIRST)

    screen.page.keyboard.press("Escape")
    closed(screen)


def test_enter_opens_the_row_that_has_the_focus_and_the_focus_comes_back_to_the_row_that_was_read_last(
    screen: Screen,
) -> None:
    screen.open()
    screen.part("executors").locator("canvas").first.focus()
    screen.page.keyboard.press("ArrowDown")
    expect(screen.names("executors").nth(1)).to_be_focused()
    screen.page.keyboard.press("ArrowRight")

    screen.page.keyboard.press("Enter")
    heading(screen, SECOND)
    screen.page.keyboard.press("ArrowUp")
    heading(screen, FIRST)
    screen.page.keyboard.press("Escape")

    closed(screen)
    expect(screen.names("executors").first).to_be_focused()
    expect(screen.names("executors").first).to_have_attribute("aria-selected", "true")
    screen.page.keyboard.press("ArrowDown")
    expect(screen.names("executors").nth(1)).to_be_focused()
    screen.page.keyboard.press("Enter")
    heading(screen, SECOND)


def test_enter_opens_a_row_that_is_selected(screen: Screen) -> None:
    screen.open()
    screen.click_table("executors", 17, 90)
    expect(screen.marked("executors")).to_contain_text([SECOND])

    screen.page.keyboard.press("Enter")

    heading(screen, SECOND)


def test_the_walk_follows_filters_and_order_and_stops_at_the_ends(screen: Screen) -> None:
    screen.open(f"?sort=-name&function=ner&function=ocr&function=merge&executor={LAST}")
    expect(screen.part("flyout")).to_contain_text("1 of 3")
    expect(step(screen, "Previous")).to_be_disabled()

    screen.page.keyboard.press("ArrowUp")
    screen.page.keyboard.press("ArrowDown")
    heading(screen, "ner_executor_005")
    screen.page.keyboard.press("ArrowDown")
    screen.page.keyboard.press("ArrowDown")
    heading(screen, "merge-executor-prod-us-east-1-006")

    expect(screen.part("flyout")).to_contain_text("3 of 3")
    expect(step(screen, "Next")).to_be_disabled()


def test_buttons_walk_for_mouse_and_touch(screen: Screen) -> None:
    screen.open(f"?executor={FIRST}")

    step(screen, "Next").click()
    heading(screen, SECOND)
    step(screen, "Previous").click()
    heading(screen, FIRST)


def test_an_executor_that_the_filters_hide_is_said_to_be_outside_of_them(screen: Screen) -> None:
    screen.open(f"?function=ner&executor={FIRST}")

    expect(screen.part("flyout")).to_contain_text("outside the filters")
    expect(step(screen, "Next")).to_be_disabled()


def test_arrows_do_nothing_while_a_text_field_has_the_focus(screen: Screen) -> None:
    screen.open(f"?executor={FIRST}")
    heading(screen, FIRST)
    screen.page.evaluate(
        """() => {
            const field = document.createElement("input");
            document.querySelector(".st-key-flyout").append(field);
            field.focus();
        }"""
    )

    screen.page.keyboard.press("ArrowDown")
    screen.page.keyboard.type("typed")
    expect(screen.part("flyout").locator("input[type='text'], input:not([type])").last).to_have_value("typed")
    screen.page.evaluate("document.activeElement.remove()")
    screen.page.keyboard.press("ArrowDown")

    heading(screen, SECOND)


def test_ten_keys_in_a_second_are_ten_steps_and_the_address_names_what_the_panel_shows(screen: Screen) -> None:
    screen.open(f"?gateway=large&executor={MANY[0]}")
    heading(screen, MANY[0])
    screen.page.evaluate(_WATCH)

    for _ in range(10):
        screen.page.keyboard.press("ArrowDown", delay=0)
        screen.page.wait_for_timeout(100)  # the pace of the keys is what is tested

    heading(screen, MANY[10])
    expect(screen.part("flyout")).to_contain_text("11 of 40")
    seen = screen.page.evaluate("window.seen")
    assert longest_out_of_step(seen) <= STEP, "frames in a row in which address and panel differ"


def longest_out_of_step(seen: list[tuple[str, str]]) -> int:
    longest = run = 0
    for named, shown in seen:
        run = 0 if named == shown else run + 1
        longest = max(longest, run)
    return longest


def test_keys_that_are_held_down_end_at_the_last_executor(screen: Screen) -> None:
    screen.open(f"?gateway=large&executor={MANY[0]}")
    heading(screen, MANY[0])

    for _ in range(len(MANY) + 10):
        screen.page.keyboard.press("ArrowDown")

    heading(screen, MANY[-1])
    expect(screen.part("flyout")).to_contain_text("40 of 40")


def test_the_row_of_the_executor_that_is_read_is_marked_while_walking(screen: Screen) -> None:
    screen.open(f"?executor={FIRST}")
    expect(screen.marked("executors")).to_contain_text([FIRST])

    screen.page.keyboard.press("ArrowDown")

    expect(screen.marked("executors")).to_contain_text([SECOND])


def test_the_panel_fills_a_phone_and_its_buttons_can_be_reached(screen: Screen) -> None:
    screen.page.set_viewport_size({"width": 390, "height": 844})
    screen.open(f"?executor={FIRST}")

    step(screen, "Next").click()

    heading(screen, SECOND)
    box = screen.page.get_by_role("dialog").bounding_box()
    assert box is not None
    assert box["width"] >= 360
    assert box["x"] + box["width"] <= 391
