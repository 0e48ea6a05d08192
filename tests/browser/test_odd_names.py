"""Executors whose names can't be read as they are: each is shown so that it can, and opened by its own name."""

import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.screen import HOME, Screen
from tests.gateway.server import ScriptedServer
from tests.pages.gateways import be_drifting, write_gateways

pytestmark = pytest.mark.browser

TURNED, SEEN = "\u202eextract_\u200bexecutor", "·extract_·executor"
PLAIN, UNSEEN, OTHER = "a", "a\u200b", "a\u200c"
LONG = f"n{'m' * 10_000}z"
HEBREW = "מבצע_12"
NAMES = (PLAIN, UNSEEN, OTHER, LONG, HEBREW, TURNED)
LABELS = {PLAIN: "a", UNSEEN: "a·", OTHER: "a· #2", LONG: f"n{'m' * 16}…{'m' * 15}z", HEBREW: HEBREW, TURNED: SEEN}

CAPACITY_TABLE = "executors_now_table"

FIRST_ROW, ROW = 55, 35
NAME, MARKS = 60, 38
"""Pixels from the table's corner to the name in a row, and from row to row; the column of marks is so wide."""


@pytest.fixture(scope="module")
def gateways_file(tmp_path_factory: pytest.TempPathFactory, server: ScriptedServer) -> Path:
    be_drifting(server, NAMES)
    file = tmp_path_factory.mktemp("gateways") / "gateways.json"
    write_gateways(file, {"odd": server})
    return file


@pytest.fixture
def listed(screen: Screen) -> list[str]:
    """The names in the order of the table, by what it calls them."""
    screen.open()
    expect(screen.names("executors")).to_have_count(len(NAMES))
    by_label = {label: name for name, label in LABELS.items()}
    return [by_label[label] for label in screen.names("executors").all_text_contents()]


def named(page: Page) -> str | None:
    """The executor that the address names."""
    return parse_qs(urlsplit(page.url).query).get("executor", [None])[0]


def open_by_a_click(screen: Screen, row: int) -> None:
    screen.click_table("executors", NAME, FIRST_ROW + row * ROW)


def expect_panel(screen: Screen, name: str) -> None:
    expect(screen.part("flyout").locator(".facts dd").first).to_have_text(name.translate(DOTS))
    assert named(screen.page) == name


DOTS = dict.fromkeys(map(ord, "\u202e\u200b\u200c"), "·")


@pytest.mark.parametrize("name", NAMES, ids=lambda name: ascii(name)[:20])
def test_a_click_on_a_name_opens_its_panel_and_a_reload_keeps_it(screen: Screen, listed: list[str], name: str) -> None:
    open_by_a_click(screen, listed.index(name))
    expect_panel(screen, name)
    screen.page.reload()
    expect_panel(screen, name)
    expect(screen.marked("executors")).to_have_count(1)


def test_enter_opens_the_row_that_has_the_focus_and_the_arrow_walks_to_the_next_name(
    screen: Screen, listed: list[str]
) -> None:
    at = listed.index(UNSEEN)
    open_by_a_click(screen, at)
    expect_panel(screen, UNSEEN)
    screen.page.keyboard.press("Escape")
    expect(screen.part("flyout")).to_have_count(0)
    expect(screen.names("executors").nth(at)).to_be_focused()
    expect(screen.names("executors").nth(at)).to_have_attribute("aria-selected", "true")
    screen.page.keyboard.press("Enter")
    expect_panel(screen, UNSEEN)
    screen.page.keyboard.press("ArrowDown")
    expect(screen.page).to_have_url(re.compile("executor=a%E2%80%8C"))
    expect_panel(screen, listed[at + 1])


@pytest.mark.parametrize("name", [UNSEEN, TURNED], ids=ascii)
def test_a_click_in_a_table_of_the_capacity_page_leads_to_the_panel_of_the_name_itself(
    screen: Screen, name: str
) -> None:
    screen.page.goto(f"{HOME}capacity")
    expect(screen.part("chart_executors_now").locator(".js-plotly-plot")).to_be_visible()
    expect(screen.names(CAPACITY_TABLE)).to_have_count(len(NAMES))
    expect(screen.page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    at = screen.names(CAPACITY_TABLE).all_text_contents().index(LABELS[name])
    screen.click_table(CAPACITY_TABLE, NAME - MARKS, FIRST_ROW + at * ROW)
    expect_panel(screen, name)


def test_the_panel_spells_out_what_is_not_seen(screen: Screen, listed: list[str]) -> None:
    open_by_a_click(screen, listed.index(TURNED))
    expect(screen.part("flyout").get_by_role("heading", name=SEEN)).to_be_visible()
    expect(screen.part("flyout").locator(".facts")).to_contain_text("\\u202eextract_\\u200bexecutor")


def test_a_filter_finds_a_name_by_what_is_seen_of_it_and_an_export_has_the_name_itself(screen: Screen) -> None:
    screen.open("?q=executor")
    expect(screen.names("executors")).to_have_text([SEEN])
    assert f"{TURNED}," in Path(screen.download("executors", "csv").path()).read_text("utf-8-sig")


@pytest.mark.parametrize("width", [1280, 390])
def test_a_name_of_kilobytes_leaves_the_page_as_wide_as_the_window(screen: Screen, width: int) -> None:
    screen.page.set_viewport_size({"width": width, "height": 1000})
    screen.open(f"?executor={LONG}")
    expect_panel(screen, LONG)
    assert screen.page.evaluate("document.documentElement.scrollWidth") <= width
    panel = screen.part("flyout").bounding_box()
    assert panel is not None
    assert panel["height"] < 1500
