from datetime import timedelta

import pytest

from lib.ui.as_of import as_of
from lib.ui.clock import now
from tests.gateway.server import PATIENCE
from tests.ui.scripts import given
from tests.ui.session import opened


@pytest.mark.parametrize("ago", [timedelta(0), timedelta(days=40)])
def test_the_browser_is_told_the_time_and_the_age_from_which_it_goes_on_counting(ago: timedelta) -> None:
    moment = now() - ago
    data = given(opened(lambda: as_of("As of", moment, "here")), "here")
    assert data["words"] == "As of"
    assert data["at"].endswith(f"{moment:%H:%M:%S}")
    assert data["age"] == pytest.approx(ago.total_seconds(), abs=PATIENCE)


def test_a_time_of_another_day_has_its_date() -> None:
    moment = now() - timedelta(days=40)
    assert given(opened(lambda: as_of("As of", moment, "here")), "here")["at"] == f"{moment:%Y-%m-%d %H:%M:%S}"


def test_what_is_said_twice_on_a_page_is_told_apart_by_its_key() -> None:
    def draw() -> None:
        as_of("One", now(), "one")
        as_of("Two", now(), "two")

    page = opened(draw)
    assert [given(page, key)["words"] for key in ("one", "two")] == ["One", "Two"]
