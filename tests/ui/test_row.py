from collections.abc import Callable, Sequence
from typing import Any

import pytest
import streamlit as st

from lib.ui import row
from lib.ui.opened import close_executor, mark, marked
from lib.ui.row import HOLDS_FOR
from tests.ui.scripts import given, tells
from tests.ui.session import Visit, opened

NAMES = ["a", "with/slash", '<b>"quo\'te"</b>', "执行者"]
TABLE = "table"


def select(names: Sequence[str] = NAMES) -> list[int]:
    """The rows that are marked in the table when it is drawn."""
    row.select(TABLE, names)
    rows: list[int] = st.session_state[TABLE]["selection"]["rows"]
    return rows


@pytest.mark.parametrize(("name", "rows"), [(NAMES[0], [0]), (NAMES[2], [2]), ("filtered out", [])])
def test_the_row_of_the_executor_that_the_address_names_is_marked(name: str, rows: list[int]) -> None:
    assert Visit(executor=name).call(select) == rows


def test_without_an_executor_no_row_is_marked() -> None:
    assert Visit().call(select) == []
    assert Visit(executor="a").call(select, []) == []


def test_the_mark_follows_its_executor_into_another_order() -> None:
    visit = Visit(executor="a")
    assert visit.call(select) == [0]
    assert visit.call(select, NAMES[::-1]) == [3]


@pytest.mark.parametrize(
    ("rows", "name"), [([1], "with/slash"), ([3], "执行者"), ([], None), ([4], None), ([10**9], None)]
)
def test_a_row_that_a_person_clicks_is_marked_and_one_that_is_not_there_marks_nothing(
    rows: list[int], name: str | None
) -> None:
    visit = Visit()
    visit.call(mark, "a")
    visit.call(row.choose, rows, NAMES)
    assert visit.call(marked) == name


def test_a_request_that_does_not_know_of_our_mark_yet_chooses_nothing(later: Callable[[float], None]) -> None:
    visit = Visit()
    visit.call(select)
    visit.call(mark, "执行者")
    visit.call(select)
    visit.call(row.choose, [], NAMES)
    assert visit.call(marked) == "执行者"
    later(HOLDS_FOR + 1)
    visit.call(row.choose, [], NAMES)
    assert visit.call(marked) is None


def follow(names: Sequence[str] = NAMES) -> None:
    row.follow("executors", names, row_height=35)


def told(visit: Visit) -> dict[str, Any]:
    visit.call(follow)
    return given(visit.page, "row")


def test_the_browser_is_told_which_row_of_which_table_to_bring_into_view() -> None:
    data = told(Visit(executor=NAMES[2]))
    assert (data["table"], data["name"], data["row"], data["rowHeight"]) == (
        ".st-key-executors",
        NAMES[2],
        2,
        35,
    )


def test_a_row_that_the_filters_hide_is_not_scrolled_to() -> None:
    data = told(Visit(executor="filtered out"))
    assert (data["name"], data["row"]) == ("filtered out", None)


def test_the_table_gets_the_focus_back_each_time_the_panel_closes() -> None:
    visit = Visit(executor="a")
    before = told(visit)["focus"]
    visit.call(close_executor)
    assert told(visit)["focus"] == before + 1


def test_enter_opens_the_panel_of_the_row() -> None:
    page = tells(opened(follow), "row", open=NAMES[2])
    assert page.query_params == {"executor": NAMES[2]}
