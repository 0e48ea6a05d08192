from typing import Literal

import pytest
from playwright.sync_api import Locator, Page, expect
from pytest_playwright.pytest_playwright import CreateContextCallback

from tests.browser.app import RunningApp
from tests.browser.screen import HOME, PARTS, Screen

pytestmark = pytest.mark.browser

_OVERHANG = """() => {
    const scrolled = [document.documentElement, document.querySelector('[data-testid="stMain"]')];
    return Math.max(...scrolled.map((each) => each.scrollWidth - each.clientWidth));
}"""
_CONTRAST = """(element) => {
    const luminance = (colour) => {
        const [r, g, b] = colour.match(/[\\d.]+/g).map(Number)
            .map((part) => part / 255)
            .map((part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const page = document.querySelector('[data-testid="stApp"]');
    const [text, ground] = [getComputedStyle(element).color, getComputedStyle(page).backgroundColor].map(luminance);
    return { ground, ratio: (Math.max(text, ground) + 0.05) / (Math.min(text, ground) + 0.05) };
}"""


def overhang(page: Page) -> int:
    """Pixels by which the page is wider than its window."""
    pixels: int = page.evaluate(_OVERHANG)
    return pixels


def contrast(element: Locator) -> dict[str, float]:
    """Luminance of the page's ground, from 0 to 1, and the contrast of the element's text to it."""
    found: dict[str, float] = element.evaluate(_CONTRAST)
    return found


def test_no_page_scrolls_sideways_on_a_phone(new_context: CreateContextCallback, app: RunningApp) -> None:
    screen = Screen(new_context(base_url=app.url, viewport={"width": 390, "height": 844}).new_page())

    screen.open()
    expect(screen.part("slot_chart").locator(".light-bars")).to_be_visible()
    assert overhang(screen.page) <= 0

    screen.page.goto(HOME)
    expect(screen.part("overview").get_by_role("link", name="captured")).to_be_visible()
    assert overhang(screen.page) <= 0


@pytest.mark.parametrize(("scheme", "is_light"), [("light", True), ("dark", False)])
def test_every_part_is_drawn_and_readable_in_light_and_dark(
    new_context: CreateContextCallback, app: RunningApp, scheme: Literal["light", "dark"], *, is_light: bool
) -> None:
    screen = Screen(new_context(base_url=app.url, color_scheme=scheme).new_page())

    screen.open()

    for key in PARTS:
        expect(screen.part(key)).to_be_visible()
    for text in (screen.value("metrics", "Total Executors"), screen.part("health").locator("p").first):
        found = contrast(text)
        assert (found["ground"] > 0.5) is is_light
        assert found["ratio"] >= 4.5
