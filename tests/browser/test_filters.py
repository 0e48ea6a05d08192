"""Filters, order and columns live in the address."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect
from pytest_playwright.pytest_playwright import CreateContextCallback

from tests.browser.app import RunningApp
from tests.browser.screen import Screen

pytestmark = pytest.mark.browser

EXTRACT = "extract-executor-prod-us-east-1-000"
STATUS_HEADER = (330, 18)
"""Pixels from the table's corner to its second header; the first column is 262 wide."""


def in_address(parameter: str) -> re.Pattern[str]:
    """An address that holds a parameter with its value."""
    return re.compile(rf"[?&]{re.escape(parameter)}(&|$)")


def test_text_reduces_the_table_lands_in_the_address_and_survives_a_reload(screen: Screen) -> None:
    screen.open()

    screen.part("q").get_by_role("searchbox").fill("extract")

    expect(screen.page).to_have_url(in_address("q=extract"))
    expect(screen.names("executors")).to_have_count(
        8
    )  # every executor of the fixture has an endpoint /document/extract

    screen.part("q").get_by_role("searchbox").fill("extract-")
    expect(screen.names("executors")).to_have_text([EXTRACT])
    expect(screen.part("executors")).to_contain_text("1 of 8 executors")

    screen.page.reload()

    expect(screen.part("q").get_by_role("searchbox")).to_have_value("extract-")
    expect(screen.names("executors")).to_have_text([EXTRACT])


def test_a_status_is_a_filter_that_another_person_sees_by_the_same_address(
    screen: Screen, new_context: CreateContextCallback
) -> None:
    screen.open()

    screen.pill("status", "Starting").click()

    expect(screen.page).to_have_url(in_address("status=STARTING"))
    expect(screen.names("executors")).to_have_text(["classify_executor_001"])

    other = Screen(new_context().new_page())
    other.page.goto(screen.page.url)
    expect(other.names("executors")).to_have_text(["classify_executor_001"])
    expect(other.pill("status", "Starting")).to_have_attribute("aria-pressed", "true")

    screen.pill("status", "Starting").click()
    expect(screen.names("executors")).to_have_count(8)
    expect(screen.page).not_to_have_url(in_address("status=STARTING"))


def test_a_click_on_a_header_sorts_and_a_second_one_turns_the_order(screen: Screen) -> None:
    screen.open()

    screen.click_table("executors", *STATUS_HEADER)

    expect(screen.page).to_have_url(in_address("sort=status"))
    expect(screen.headers("executors").nth(1)).to_have_text("Status ↑")
    expect(screen.names("executors").first).to_have_text("classify_executor_001")

    screen.settle()
    screen.click_table("executors", *STATUS_HEADER)

    expect(screen.page).to_have_url(in_address("sort=-status"))
    expect(screen.headers("executors").nth(1)).to_have_text("Status ↓")
    expect(screen.names("executors").last).to_have_text("classify_executor_001")


def test_the_choice_of_columns_is_in_the_address(screen: Screen) -> None:
    screen.open("?columns=status&columns=reason")
    expect(screen.headers("executors")).to_have_text(["Name ↑", "Status", "Reason"])

    screen.button("view_options").click()
    screen.part("columns").get_by_role("button", name="Remove Reason").click()

    expect(screen.headers("executors")).to_have_text(["Name ↑", "Status"])
    expect(screen.page).to_have_url(in_address("columns=status"))
    expect(screen.page).not_to_have_url(in_address("columns=reason"))


def test_times_are_those_of_the_viewers_zone_where_the_address_asks_for_times(
    app: RunningApp, new_context: CreateContextCallback
) -> None:
    zone = "Pacific/Kiritimati"  # 14 hours before UTC: taken for another zone, its times would be hours off
    screen = Screen(new_context(base_url=app.url, timezone_id=zone).new_page())

    screen.open("?times=absolute&columns=heartbeat")

    heartbeat = screen.column("executors", 2).last
    expect(heartbeat).to_have_text(re.compile(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$"))
    shown = datetime.fromisoformat(heartbeat.text_content() or "").replace(tzinfo=ZoneInfo(zone))
    assert abs(datetime.now(UTC) - shown) < timedelta(hours=1)
