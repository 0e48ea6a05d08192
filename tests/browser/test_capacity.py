"""The Capacity page as people use it: links that open it, sections, files, and who can't see well."""

import csv
import re
from typing import Final

import pytest
from playwright.sync_api import Download, expect

from lib.ui.capacity.sections import SECTIONS
from tests.browser.audit import faint_texts, unreachable, violations
from tests.browser.screen import Screen
from tests.browser.test_accessibility import PAGE, PHONE, in_both_schemes
from tests.gateway.server import PATIENCE
from tests.pages.kept import BUSY, CALM, GATEWAY, keep

pytestmark = pytest.mark.browser

CAPACITY: Final = "/infrastructure/capacity"


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A past of some weeks with a gap, and nothing that changes while it is looked at."""
    folder = tmp_path_factory.mktemp("kept")
    keep(folder / "history.duckdb")
    still = dict.fromkeys(("REFRESH_HEALTH", "REFRESH_EXECUTORS", "REFRESH_CAPACITY", "REFRESH_DESIRED"), "3600")
    return {
        "FIRST_READ_WAIT": str(PATIENCE),
        "HISTORY": "on",
        "HISTORY_INTERVAL": "3600",
        "HISTORY_FILE": str(folder / "history.duckdb"),
        "ALERTS_STATE": str(folder / "alerts.json"),
        **still,
    }


ADDED: Final = re.compile(rf"\+1 node of \S+ on {GATEWAY}")


def part_of(section: str) -> str:
    return f"planning_{section.lower().replace(' ', '_')}"


def open_section(screen: Screen, section: str, query: str = "") -> None:
    """Open a section by its link, and wait until it is drawn and at rest."""
    screen.page.goto(f"{CAPACITY}?section={section.replace(' ', '+')}{query}")
    settle(screen, section)


def settle(screen: Screen, section: str) -> None:
    expect(screen.part("scope")).to_be_visible()
    expect(screen.part("covered")).to_be_visible()
    drawn = "stDownloadButton" if section == "Report" else "stDataFrame"
    expect(screen.part(part_of(section)).get_by_test_id(drawn).first).to_be_visible()
    expect(screen.page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")


def in_csv(download: Download) -> list[dict[str, str]]:
    with download.path().open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_a_link_opens_scope_window_and_section(screen: Screen) -> None:
    open_section(screen, "Trend", f"&scope=executor:{BUSY}&window=24h")

    expect(screen.part("scope").get_by_role("combobox")).to_have_value(f"Executor {BUSY}")
    expect(screen.part("window").get_by_role("radio", name="24 h")).to_be_checked()
    expect(screen.part("section").get_by_role("radio", name="Trend")).to_be_checked()
    expect(screen.value("planning_trend", "Highest")).to_have_text(re.compile(r"^\d+(\.\d)?\u202f%$"))


def test_a_section_and_a_window_that_are_chosen_are_in_the_address(screen: Screen) -> None:
    open_section(screen, "Now")

    screen.part("section").get_by_role("radio", name="Headroom").click()
    settle(screen, "Headroom")
    screen.part("window").get_by_role("radio", name="30 d").click()
    settle(screen, "Headroom")

    expect(screen.page).to_have_url(re.compile(r"section=Headroom&window=30d$"))
    expect(screen.part("covered")).to_contain_text("steps of 1\u202fh")


def test_a_gap_of_the_past_is_a_gap_in_the_line(screen: Screen) -> None:
    open_section(screen, "Trend")

    expect(screen.part("covered")).to_contain_text("1 gap: 4\u202fh from")
    before, two_pieces = 1, 2
    expect(screen.part("chart_trend").locator(".scatterlayer path.js-line")).to_have_count(before + two_pieces)


def test_changes_go_into_the_address_and_out_again(screen: Screen) -> None:
    open_section(screen, "What if")

    screen.button("add_change_0").click()
    expect(screen.part("what_if_changes")).to_contain_text(ADDED)
    expect(screen.page).to_have_url(re.compile("what_if="))
    link = screen.page.url

    screen.page.goto("about:blank")
    screen.page.goto(link)
    expect(screen.part("what_if_changes")).to_contain_text(ADDED)
    screen.button("change_0_of_1").click()
    expect(screen.part("what_if_changes")).to_have_count(0)
    expect(screen.page).not_to_have_url(re.compile("what_if="))


def test_the_numbers_in_the_file_are_those_on_the_page(screen: Screen) -> None:
    open_section(screen, "Trend", f"&scope=executor:{CALM}")
    expect(screen.names("trend_levels_table")).to_have_count(2)
    shown = screen.column("trend_levels_table", 2).all_text_contents()

    rows = in_csv(screen.download("trend_levels", "csv"))

    assert [row["window"] for row in rows] == ["this window", "window before"]
    assert [float(row["mean"]) for row in rows] == pytest.approx([float(each) for each in shown], abs=0.05)
    assert {row["gateway"] for row in rows} == {GATEWAY}


def test_an_executor_in_a_table_leads_to_its_panel(screen: Screen) -> None:
    open_section(screen, "Now")
    name = screen.names("executors_now_table").first.inner_text()

    screen.click_table("executors_now_table", 80, 52)

    expect(screen.page).to_have_url(re.compile(rf"/deployments\?.*executor={re.escape(name)}"))
    expect(screen.part("flyout")).to_contain_text(name)


def test_the_capacity_card_leads_to_the_planning_of_its_gateway(screen: Screen) -> None:
    screen.open()

    screen.part("capacity").get_by_role("link", name="Capacity planning").click()

    expect(screen.page).to_have_url(re.compile(rf"/capacity\?scope=gateway%3A{GATEWAY}"))
    expect(screen.part("scope").get_by_role("combobox")).to_have_value(f"Gateway {GATEWAY}")


def test_an_odd_name_in_a_link_stays_text(screen: Screen) -> None:
    screen.page.goto(f"{CAPACITY}?scope=executor:%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E")

    expect(screen.page.get_by_text("Nothing of that name is in view")).to_be_visible()
    expect(screen.page.locator("img[src='x']")).to_have_count(0)


@pytest.mark.parametrize("section", list(SECTIONS))
def test_axe_finds_nothing_serious_and_no_text_is_faint_in_light_and_dark(screen: Screen, section: str) -> None:
    open_section(screen, section)
    for _ in in_both_schemes(screen.page):
        assert not violations(screen.page, PAGE)
        assert not faint_texts(screen.page, PAGE)


@pytest.mark.parametrize("section", ["Now", "Trend", "What if"])
def test_on_a_phone_every_control_can_be_hit(screen: Screen, section: str) -> None:
    screen.page.set_viewport_size(PHONE)
    open_section(screen, section)
    assert not violations(screen.page, PAGE)
    assert not unreachable(screen.page, PAGE)
