from collections.abc import Sequence

import pytest
from streamlit.testing.v1 import AppTest

from lib.ui import address
from lib.ui.flyout import walk
from lib.ui.listed import note
from tests.ui.scripts import given, tells
from tests.ui.session import unopened

NAMES = ["a", "with/slash", '<b>"quo\'te"</b>']


def walking(name: str, names: Sequence[str] = NAMES) -> AppTest:
    """The buttons of the panel of an executor beside a table of these names."""

    def draw() -> None:
        note(names)
        walk.draw(address.one(address.EXECUTOR) or "")

    page = unopened(draw)
    page.query_params["executor"] = name
    return page.run()


@pytest.mark.parametrize(
    ("name", "names", "at", "place"),
    [
        ("a", NAMES, 0, "1 of 3"),
        (NAMES[2], NAMES, 2, "3 of 3"),
        ("filtered out", NAMES, None, "outside the filters"),
        ("a", [], None, "outside the filters"),
        ("1233", [str(number) for number in range(5000)], 1233, "1\u202f234 of 5\u202f000"),
    ],
)
def test_the_place_is_that_in_the_table_as_it_is_filtered_and_ordered(
    name: str, names: Sequence[str], at: int | None, place: str
) -> None:
    data = given(walking(name, names), "walk")
    assert (data["at"], data["total"], data["place"]) == (at, len(names), place)


@pytest.mark.parametrize("at", [0, 1, 2])
def test_the_place_that_was_reached_is_the_executor_that_the_address_names(at: int) -> None:
    page = walking("a")
    listing = given(page, "walk")["list"]
    tells(page, "walk", to={"list": listing, "at": at, "step": "s1"})
    assert page.query_params == {"executor": NAMES[at]}
    assert given(page, "walk")["place"] == f"{at + 1} of 3"


def test_a_step_that_was_taken_is_acknowledged_so_that_it_is_not_told_again() -> None:
    page = walking("a")
    assert given(page, "walk")["handled"] is None
    tells(page, "walk", to={"list": given(page, "walk")["list"], "at": 1, "step": "s1"})
    assert given(page, "walk")["handled"] == "s1"


@pytest.mark.parametrize(
    ("listing", "at"), [(0, 1), (2, 1), (1, 3), (1, -1), (1, 10**9)], ids=["older", "newer", "end", "start", "huge"]
)
def test_a_step_through_another_listing_or_past_an_end_goes_nowhere(listing: int, at: int) -> None:
    page = walking("a")
    assert given(page, "walk")["list"] == 1
    tells(page, "walk", to={"list": listing, "at": at, "step": "s1"})
    assert page.query_params == {"executor": "a"}


def test_a_step_that_is_told_again_after_a_person_went_back_is_not_taken_again() -> None:
    page = walking("a")
    step = {"list": given(page, "walk")["list"], "at": 1, "step": "s1"}
    tells(page, "walk", to={**step, "told": 1})
    page.query_params["executor"] = "a"
    tells(page, "walk", to={**step, "told": 2})
    assert page.query_params == {"executor": "a"}
