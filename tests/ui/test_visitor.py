import pytest

from lib.ui.visitor import has_browser
from tests.ui.session import Visit


def test_without_a_browser_there_is_none() -> None:
    assert not Visit().call(has_browser)


@pytest.mark.usefixtures("shown_in_browser")
def test_a_browser_says_what_it_is() -> None:
    assert Visit().call(has_browser)
