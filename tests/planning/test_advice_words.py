"""Advice in a sentence with its arithmetic."""

from datetime import timedelta

from lib.history.questions import Window
from lib.planning.advice_words import Extent, added, extent, kept, removed
from lib.planning.what_if import with_nodes
from tests.planning.frames import BEGIN
from tests.planning.pooled import asked, member

WEEK = Window(BEGIN, BEGIN + timedelta(days=7))


def test_an_executor_in_numbers_is_in_percent_of_all_its_slots() -> None:
    assert extent(member(stranded=4, demand=asked(10, 12))) == Extent(5, 20, 50, 60, 30, 20)


def test_an_executor_without_slots_has_no_percentages() -> None:
    assert extent(member(total=0, nodes=0)) == Extent(0, 0, None, None, None, None)


def test_what_is_added_says_before_after_and_why() -> None:
    one = member("x", demand=asked(16, 18), gateways=("a", "b"))

    assert added(one, with_nodes(one, 1), 25, WEEK).replace("\u202f", " ") == (
        "+1 node on x in a + b: p95 80 % → 66.7 %, peak 90 % → 75 % over 7 d; 25 % stay free at the peak, which meets "
        "25 % headroom (p95 16, peak 18 of 20 slots; 4 slots a node make 24)"
    )


def test_what_goes_says_before_after_and_why() -> None:
    one = member("x", demand=asked(2, 4))

    assert removed(one, with_nodes(one, -2), 25).replace("\u202f", " ") == (
        "−2 nodes on x in a: p95 10 % → 16.7 %, peak 20 % → 33.3 %; 25 % headroom and N−1 are still met "
        "(p95 2, peak 4 of 20 slots; 4 slots a node make 12)"
    )


def test_what_stays_says_why() -> None:
    assert kept(member("x"), 25, "Because.") == "x in a keeps 25\u202f% headroom. Because."
