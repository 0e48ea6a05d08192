"""The panel of one executor opens from the table and from a link, and the address keeps what it shows."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.screen import Screen

pytestmark = pytest.mark.browser

FIRST, SECOND = "classify_executor_001", "embedding-executor-prod-us-east-1-002"
FIRST_NAME = (60, 55)
"""Pixels from the table's corner to the name in its first row."""


def heading(screen: Screen, name: str) -> None:
    expect(screen.part("flyout").get_by_role("heading", name=name)).to_be_visible()
    expect(screen.page).to_have_url(re.compile(rf"[?&]executor={name}(&|$)"))


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
    expect(screen.part("flyout")).to_have_count(0)
    expect(screen.page).not_to_have_url(re.compile("executor="))


def test_a_link_opens_it_as_a_page_of_its_own_would(screen: Screen) -> None:
    screen.open(f"?executor={SECOND}")

    heading(screen, SECOND)
    expect(screen.part("flyout")).to_contain_text("2 of 8")


def test_a_link_to_an_executor_that_is_gone_names_those_that_are_close(screen: Screen) -> None:
    screen.open("?executor=classify_executor_002")

    expect(screen.page.get_by_text("No such executor on this gateway")).to_be_visible()
    screen.page.get_by_role("button", name=FIRST).click()
    heading(screen, FIRST)
