"""A link shows another person the same view, whatever the names in it are."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect
from pytest_playwright.pytest_playwright import CreateContextCallback

from tests.browser.app import RunningApp
from tests.browser.screen import DEPLOYMENTS, Screen
from tests.gateway.server import ScriptedServer
from tests.pages.gateways import be_captured, be_idle, write_gateways

pytestmark = pytest.mark.browser

THOUSAND = [f"extract-executor-prod-us-east-1-{number:03}" for number in range(1000)]
ODD = [
    "a.dotted.executor",
    "with/slashes/executor",
    "with spaces executor",
    "ünïcødé_执行者_executor",
    "quo'ted\"executor",
    "<b>bold</b>_executor",
    "100%&q=1#executor",
]


@pytest.fixture(scope="module")
def gateways_file(tmp_path_factory: pytest.TempPathFactory, server: ScriptedServer) -> Iterator[Path]:
    with ScriptedServer() as odd:
        be_idle(odd, ODD)
        file = tmp_path_factory.mktemp("gateways") / "gateways.json"
        write_gateways(file, {"captured": server, "odd": odd})
        yield file


def in_view(page: Page) -> bool:
    """Whether the marked row is within the part of its table that is seen."""
    seen: bool = page.evaluate(
        """() => {
            const table = document.querySelector(".st-key-executors .dvn-scroller");
            const row = document.querySelector(".st-key-executors tr[aria-selected='true']");
            const top = (Number(row.getAttribute("aria-rowindex")) - 2) * 35;
            return top >= table.scrollTop && top + 35 <= table.scrollTop + table.clientHeight - 35;
        }"""
    )
    return seen


def test_the_first_request_after_a_start_switches_marks_scrolls_and_opens(
    new_context: CreateContextCallback, server: ScriptedServer, tmp_path: Path
) -> None:
    with ScriptedServer() as large:
        be_idle(large, THOUSAND)
        write_gateways(tmp_path / "gateways.json", {"captured": server, "us-east-1": large})
        with RunningApp(tmp_path / "gateways.json", {"FIRST_READ_WAIT": "20"}) as app:
            screen = Screen(new_context(base_url=app.url).new_page())

            screen.open(f"?executor={THOUSAND[700]}&gateway=us-east-1")

            expect(screen.part("flyout").get_by_role("heading", name=THOUSAND[700])).to_be_visible()
            expect(screen.part("flyout")).to_contain_text("701 of 1\u202f000")
            expect(screen.part("gateway").locator("input")).to_have_value("us-east-1")
            expect(screen.marked("executors")).to_contain_text([THOUSAND[700]])
            assert in_view(screen.page)


def test_closing_takes_the_executor_out_of_the_address_and_nothing_else(screen: Screen) -> None:
    query = "gateway=captured&sort=-name&function=ner&function=ocr&columns=status&section=Nodes"
    screen.open(f"?{query}&executor=ner_executor_005")
    expect(screen.part("flyout_nodes")).to_be_visible()

    screen.page.keyboard.press("Escape")

    expect(screen.page).to_have_url(re.compile(rf"\?{re.escape(query)}$"))
    expect(screen.names("executors")).to_have_text(["ocr_executor_003", "ner_executor_005"])


def test_a_view_that_was_made_by_hand_is_the_same_for_another_person(
    screen: Screen, new_context: CreateContextCallback
) -> None:
    screen.open()
    screen.pill("status", "Serving").click()
    expect(screen.page).to_have_url(re.compile("status=SERVING"))
    screen.click_table("executors", 330, 18)
    expect(screen.page).to_have_url(re.compile("sort=status"))
    screen.click_table("executors", 100, 55)
    expect(screen.part("flyout")).to_be_visible()
    screen.settle()
    screen.part("section").get_by_text("Endpoints").click()
    expect(screen.part("flyout_endpoints")).to_be_visible()

    other = Screen(new_context(viewport={"width": 1600, "height": 1000}).new_page())
    other.page.goto(screen.page.url)

    expect(other.part("flyout_endpoints")).to_be_visible()
    expect(other.part("flyout")).to_contain_text("1 of 7")
    name = screen.part("flyout").get_by_role("heading").inner_text()
    expect(other.part("flyout").get_by_role("heading")).to_have_text(name)
    expect(other.pill("status", "Serving")).to_have_attribute("aria-pressed", "true")
    expect(other.headers("executors").nth(1)).to_have_text("Status ↑")


def test_back_and_forward_walk_the_panel_and_close_it(screen: Screen) -> None:
    screen.open("?gateway=captured")
    screen.click_table("executors", 100, 55)
    expect(screen.part("flyout")).to_contain_text("1 of 8")
    screen.page.keyboard.press("ArrowDown")
    expect(screen.part("flyout")).to_contain_text("2 of 8")

    screen.page.go_back()
    expect(screen.part("flyout")).to_contain_text("1 of 8")
    expect(screen.page).to_have_url(re.compile("executor=classify_executor_001"))
    screen.page.go_back()
    expect(screen.part("flyout")).to_have_count(0)
    screen.page.go_forward()
    expect(screen.part("flyout")).to_contain_text("1 of 8")
    screen.page.go_forward()
    expect(screen.part("flyout")).to_contain_text("2 of 8")


def test_back_undoes_a_filter_in_the_table_and_in_its_widget(screen: Screen) -> None:
    screen.open("?gateway=captured")
    screen.pill("status", "Starting").click()
    expect(screen.names("executors")).to_have_count(1)

    screen.page.go_back()

    expect(screen.names("executors")).to_have_count(8)
    expect(screen.pill("status", "Starting")).to_have_attribute("aria-pressed", "false")


def test_an_unknown_executor_is_named_with_those_that_are_close_and_the_page_is_usable(screen: Screen) -> None:
    screen.open("?executor=classify_executor_002")

    expect(screen.page.get_by_text("No such executor on this gateway")).to_be_visible()
    expect(screen.names("executors")).to_have_count(8)
    expect(screen.part("pulse")).to_contain_text("Live")
    screen.page.get_by_role("button", name="classify_executor_001").click()

    expect(screen.part("flyout").get_by_role("heading", name="classify_executor_001")).to_be_visible()
    expect(screen.page.get_by_text("No such executor on this gateway")).to_have_count(0)


def test_an_unknown_gateway_is_named_with_the_closest_first(screen: Screen) -> None:
    screen.page.goto(f"{DEPLOYMENTS}?gateway=od")

    expect(screen.page.get_by_text("No such gateway is configured")).to_be_visible()
    expect(screen.page.get_by_text("Did you mean the first of these?")).to_be_visible()
    choices = screen.page.get_by_test_id("stMain").locator("[class*='st-key-choose_']")
    expect(choices).to_have_text([re.compile("odd"), re.compile("captured")])

    choices.first.get_by_role("button").click()

    expect(screen.names("executors")).to_have_count(len(ODD))


@pytest.mark.parametrize("name", ODD)
def test_any_name_works_in_a_link_and_stays_inert(screen: Screen, name: str) -> None:
    screen.open(f"?gateway=odd&executor={quote(name, safe='')}")

    expect(screen.part("flyout").get_by_role("heading")).to_have_text(name)
    expect(screen.marked("executors")).to_contain_text([name])
    expect(screen.part("flyout").locator("b")).to_have_count(0)
    screen.page.keyboard.press("Escape")
    expect(screen.page).to_have_url(re.compile(r"\?gateway=odd$"))


def test_walking_through_odd_names_keeps_the_address_and_the_panel_in_step(screen: Screen) -> None:
    screen.open("?gateway=odd")
    names = screen.names("executors").all_inner_texts()
    screen.open(f"?gateway=odd&executor={quote(names[0], safe='')}")

    for name in names[1:]:
        screen.page.keyboard.press("ArrowDown")
        expect(screen.part("flyout").get_by_role("heading")).to_have_text(name)
        named = "new URL(location).searchParams.get('executor')"
        screen.page.wait_for_function(f"(name) => {named} === name", arg=name)


@pytest.fixture(autouse=True)
def captured(server: ScriptedServer) -> None:
    be_captured(server)
