import pytest

from lib.ui.visitor import NARROW, has_browser, is_narrow, note_width
from tests.ui.session import Visit


def test_without_a_browser_there_is_none() -> None:
    assert not Visit().call(has_browser)


@pytest.mark.usefixtures("shown_in_browser")
def test_a_browser_says_what_it_is() -> None:
    assert Visit().call(has_browser)


def test_a_window_is_not_narrow_before_its_width_is_known() -> None:
    assert not Visit().call(is_narrow)


@pytest.mark.parametrize(("pixels", "narrow"), [(0, True), (NARROW, True), (NARROW + 1, False), (7_680, False)])
def test_a_window_is_narrow_up_to_the_width_that_the_style_sheet_has_too(pixels: int, *, narrow: bool) -> None:
    visit = Visit()
    visit.call(note_width, pixels)
    assert visit.call(is_narrow) is narrow
