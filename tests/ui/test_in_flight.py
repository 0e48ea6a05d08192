from collections.abc import Callable, Sequence

import pytest
from streamlit.runtime.scriptrunner import get_script_run_ctx

from lib.ui import in_flight
from lib.ui.in_flight import HOLDS_FOR
from tests.ui.session import Visit

in_a_browser = pytest.mark.usefixtures("shown_in_browser")


def told(*values: str, **address: str | list[str]) -> Visit:
    """A visit in which the page has put these values of ``q`` into the address."""
    visit = Visit(**address)
    visit.call(in_flight.put, "q", values)
    return visit


def restored(visit: Visit, **says: str | list[str]) -> dict[str, object]:
    """The address after a request in which the browser says this one."""
    visit.come_from(**says)
    visit.call(in_flight.restore)
    return visit.address


def through_history() -> None:
    """What a request does that Back or Forward has sent."""
    context = get_script_run_ctx()
    assert context is not None
    context.is_history_navigation = True
    in_flight.restore()


@pytest.mark.parametrize(
    ("before", "values", "after"),
    [
        ({}, ["new"], {"q": "new"}),
        ({"q": "old"}, ["new"], {"q": "new"}),
        ({"q": "old", "sort": "name"}, [], {"sort": "name"}),
        ({}, [], {}),
        ({"q": "old"}, ["a", "b"], {"q": ["a", "b"]}),
        ({}, ["a/b & c=d #1 %2F 执行者 <b>"], {"q": "a/b & c=d #1 %2F 执行者 <b>"}),
    ],
)
def test_a_parameter_is_put_into_the_address_and_taken_out(
    before: dict[str, str | list[str]], values: Sequence[str], after: dict[str, object]
) -> None:
    assert told(*values, **before).address == after


@in_a_browser
@pytest.mark.parametrize("stale", [{}, {"q": "old"}, {"q": ["old", "new"]}], ids=["nothing", "one", "two"])
def test_a_request_that_left_before_the_change_arrived_does_not_undo_it(stale: dict[str, str | list[str]]) -> None:
    assert restored(told("new", q="old"), **stale) == {"q": "new"}


@in_a_browser
def test_a_parameter_that_was_taken_out_stays_out() -> None:
    assert restored(told(q="old"), q="old", sort="name") == {"sort": "name"}


@in_a_browser
def test_a_change_holds_until_its_time_is_over(later: Callable[[float], None]) -> None:
    visit = told("new")
    later(HOLDS_FOR - 1)
    assert restored(visit, q="old") == {"q": "new"}
    later(2)
    assert restored(visit, q="old") == {"q": "old"}


@in_a_browser
def test_the_latest_change_of_a_parameter_is_the_one_that_holds() -> None:
    visit = told("first")
    visit.call(in_flight.put, "q", ["second"])
    assert restored(visit, q="first") == {"q": "second"}


@in_a_browser
def test_a_change_of_one_parameter_does_not_bring_back_what_another_was() -> None:
    visit = told("new")
    visit.come_from(q="old")
    visit.call(in_flight.put, "sort", ["-name"])
    assert visit.address == {"q": "new", "sort": "-name"}


@in_a_browser
def test_back_and_forward_are_a_persons_own_choice_and_hold_against_every_change() -> None:
    visit = told("new")
    visit.come_from(q="old")
    visit.call(through_history)
    assert visit.address == {"q": "old"}
    assert restored(visit, q="old") == {"q": "old"}


@in_a_browser
def test_what_a_person_does_to_other_parameters_is_left_alone() -> None:
    assert restored(told("new"), q="new", sort="-name") == {"q": "new", "sort": "-name"}


@in_a_browser
def test_an_expected_change_is_written_at_the_next_request_and_not_before() -> None:
    visit = Visit()
    visit.call(in_flight.expect, "gateway", ["us-east"])
    assert visit.address == {}
    assert restored(visit) == {"gateway": "us-east"}


def test_without_a_browser_nothing_is_on_its_way_and_the_address_is_what_it_says() -> None:
    assert restored(told("new"), q="other") == {"q": "other"}
