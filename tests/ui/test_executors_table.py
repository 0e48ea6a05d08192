from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from lib.fleet.filters import ExecutorFilter, facets
from lib.fleet.model import Executor, Status, Verdict
from lib.ui import executors_table
from lib.ui.executors_table import asked_filter
from lib.ui.listed import listed
from tests.fleet.records import executor, fleet, rollup
from tests.pages.reading import column, names
from tests.ui.observed import observation
from tests.ui.session import Visit, unopened

ODD = '<b>**with/slash** & "quo\'te" 执行者'
EXECUTORS = (
    executor("ocr-executor-prod-us-east-1-001", rollup(status=Status.ERROR, verdict=Verdict.DRIFT)),
    executor("ner-executor-prod-eu-west-1-001", rollup(owners=("Rep-7",))),
    executor(ODD, endpoints=("/Document/Extract",)),
)
BY_NAME = [ODD, "ner-executor-prod-eu-west-1-001", "ocr-executor-prod-us-east-1-001"]


def page_at(*executors: Executor, **address: Any) -> AppTest:
    seen = observation(fleet(*executors))
    page = unopened(lambda: executors_table.draw(seen, 60.0))
    page.query_params.update(address)
    page.run()
    assert not page.exception
    return page


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ({}, BY_NAME),
        ({"sort": "-name"}, BY_NAME[::-1]),
        ({"sort": "--name"}, BY_NAME),
        ({"q": "  NER "}, BY_NAME[1:2]),
        ({"q": "rep-7"}, BY_NAME[1:2]),
        ({"q": "/document/extract"}, BY_NAME[:1]),
        ({"q": "**with/slash** 执行者"}, BY_NAME[:1]),
        ({"status": "ERROR"}, BY_NAME[2:]),
        ({"status": ["ERROR", "SERVING"], "verdict": "drift"}, BY_NAME[2:]),
        ({"region": "eu-west-1"}, BY_NAME[1:2]),
        ({"region": "no such region", "function": "<script>"}, BY_NAME),
    ],
)
def test_the_address_says_which_executors_are_shown_and_in_which_order(
    address: dict[str, Any], shown: list[str]
) -> None:
    page = page_at(*EXECUTORS, **address)
    assert names(page) == shown
    told = [each.value for each in page.caption]
    assert told == ([] if len(shown) == 3 else [f"{len(shown)} of 3 executors"])


def test_the_filter_that_the_address_asks_for_holds_nothing_that_is_not_there() -> None:
    found = facets(EXECUTORS)
    visit = Visit(q="a b", status=["ERROR", "error", ""], verdict="no such", function=["ocr", "x"], region="eu-west-1")
    assert visit.call(asked_filter, found) == ExecutorFilter(
        "a b", frozenset({"ERROR"}), frozenset(), frozenset({"ocr"}), frozenset({"eu-west-1"})
    )


def test_the_panel_walks_through_what_the_table_shows() -> None:
    visit = Visit(sort="-name", q="executor")
    visit.call(executors_table.draw, observation(fleet(*EXECUTORS)), 60.0)
    assert visit.call(listed).names == tuple(BY_NAME[:0:-1])


def test_nothing_passes_and_nothing_is_there_are_told_apart() -> None:
    assert [each.value for each in page_at().info] == ["No executors to show."]
    page = page_at(*EXECUTORS, q="x" * 300, status="ERROR", sort="-name")
    assert [each.value for each in page.info] == ["None of the 3 executors passes these filters."]
    page.button(key="clear_filters").click().run()
    assert page.query_params == {"sort": "-name"}
    assert names(page) == BY_NAME[::-1]


def test_columns_are_those_of_the_address_in_its_order_and_the_name_is_always_there() -> None:
    page = page_at(*EXECUTORS, columns=["verdict", "status", "verdict", "<b>"])
    assert list(page.dataframe[0].value) == ["name", "verdict", "status"]
    assert column(page, "verdict") == ["✓ match", "✓ match", "≠ drift"]
    assert list(page_at(*EXECUTORS, columns="").dataframe[0].value) == ["name"]


def test_a_typed_filter_goes_into_the_address() -> None:
    page = page_at(*EXECUTORS, sort="-name")
    page.text_input(key="q").set_value("**with").run()
    assert page.query_params == {"sort": "-name", "q": "**with"}
    assert names(page) == [ODD]


def test_a_choice_counts_how_many_executors_have_each_value() -> None:
    page = page_at(*EXECUTORS)
    assert page.multiselect(key="region").options == ["(none) (1)", "eu-west-1 (1)", "us-east-1 (1)"]


@pytest.mark.usefixtures("shown_in_browser")
def test_before_the_first_paint_the_table_comes_without_its_filters() -> None:
    page = page_at(*EXECUTORS)
    assert names(page) == BY_NAME
    assert not page.text_input
    assert not page.multiselect
