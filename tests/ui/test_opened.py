from collections.abc import Callable
from typing import Any

import pytest

from lib.fleet.history import Gone, History
from lib.process import Observation
from lib.ui.opened import close_executor, closings, is_known, mark, marked, open_executor, opened, turn_to
from tests.fleet.documents import moment
from tests.fleet.pasts import PACE
from tests.fleet.records import executor, fleet
from tests.ui.observed import observation
from tests.ui.session import Visit

ODD = '<b>with/slash & "quo\'te" 执行者'
GONE = "gone_executor"


def seen() -> Observation:
    """A gateway that lists two executors, one of an odd name, and listed a third."""
    history = History(PACE, gone={GONE: Gone(executor(GONE), (), moment(60))})
    return observation(fleet(executor("a"), executor(ODD)), history=history)


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ({}, None),
        ({"executor": ""}, None),
        ({"executor": "a"}, "a"),
        ({"executor": ODD}, ODD),
        ({"executor": GONE}, GONE),
        ({"executor": "A"}, None),
        ({"executor": "never heard of"}, None),
        ({"executor": "<b>"}, None),
    ],
)
def test_the_panel_is_open_for_what_the_address_names_if_it_is_or_was_known(
    address: dict[str, str | list[str]], name: str | None
) -> None:
    assert Visit(**address).call(opened, seen()) == name


def test_nothing_is_known_of_a_gateway_that_listed_nothing() -> None:
    assert not is_known("a", observation(fleet()))


@pytest.mark.parametrize("show", [open_executor, turn_to])
def test_an_executor_that_is_opened_or_walked_to_is_in_the_address_and_marked(show: Callable[[str], Any]) -> None:
    visit = Visit(sort="-name", executor="a")
    visit.call(show, ODD)
    assert visit.address == {"sort": "-name", "executor": ODD}
    assert visit.call(marked) == ODD


def test_closing_takes_the_executor_out_of_the_address_and_leaves_its_row_marked() -> None:
    visit = Visit(executor="a", section="Nodes")
    assert visit.call(marked) == "a"
    visit.call(close_executor)
    assert visit.address == {"section": "Nodes"}
    assert visit.call(opened, seen()) is None
    assert visit.call(marked) == "a"


def test_what_the_address_names_is_marked_rather_than_what_was_looked_at_last() -> None:
    visit = Visit(executor=ODD)
    visit.call(mark, "a")
    assert visit.call(marked) == ODD


def test_a_mark_can_be_taken_away_and_there_is_none_at_first() -> None:
    visit = Visit()
    assert visit.call(marked) is None
    visit.call(mark, "a")
    visit.call(mark, None)
    assert visit.call(marked) is None


def test_each_closing_is_counted_so_that_the_table_gets_the_focus_back_each_time() -> None:
    visit = Visit()
    counted = [visit.call(closings)]
    for _ in range(2):
        visit.call(close_executor)
        counted.append(visit.call(closings))
    assert counted == [0, 1, 2]
