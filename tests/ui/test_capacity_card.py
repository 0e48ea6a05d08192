from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from lib.fleet.bands import BANDS
from lib.fleet.model import CapacityTotals, Fleet
from tests.fleet.records import executor, fleet, slots, totals
from tests.pages.reading import metrics, plain
from tests.ui.drawn import drawn
from tests.ui.observed import observation


def page_of(known: Fleet) -> AppTest:
    return drawn("capacity_card", observation(known))


def card(of: CapacityTotals, **told: Any) -> AppTest:
    """The card of a gateway with these totals."""
    return page_of(fleet(executor(), **{"capacity": of, **told}))


def captions(page: AppTest) -> str:
    return " ".join(plain(each.value) for each in page.caption)


def test_the_four_numbers_are_the_gateways() -> None:
    page = card(totals(capacity=1_200, used=600, available=600))
    assert metrics(page) == {
        "Total": ("1\u202f200", ""),
        "Used": ("600", ""),
        "Available": ("600", ""),
        "Utilization": ("50\u202f%", ""),
    }
    assert all(each.help for each in page.metric)


def test_before_an_answer_there_is_no_number() -> None:
    page = page_of(fleet(executor(), capacity=None, capacity_stale=True))
    assert not page.metric
    assert [each.value for each in page.info] == ["The gateway has not answered with its capacity yet."]


def test_what_is_too_old_is_shown_as_what_was_and_gives_no_advice() -> None:
    page = card(totals(capacity=10, used=10, available=0, stranded=2), capacity_stale=True)
    assert metrics(page) == {
        "Total": ("—", "was 10"),
        "Used": ("—", "was 10"),
        "Available": ("—", "was 0"),
        "Utilization": ("—", "was 100\u202f%"),
    }
    assert "too old to go by" in captions(page)
    assert not [*page.error, *page.warning]


def test_what_the_gateway_does_not_say_is_a_dash() -> None:
    page = card(totals(capacity=None, used=None, available=None, stranded=None))
    assert {value for value, _note in metrics(page).values()} == {"—"}
    assert "utilization is not defined" in captions(page)


@pytest.mark.parametrize(
    ("used", "kind", "band"),
    [
        (0, "caption", 0),
        (50, "caption", 0),
        (51, "caption", 1),
        (70, "caption", 1),
        (71, "warning", 2),
        (85, "warning", 2),
        (86, "error", 3),
        (250, "error", 3),
    ],
)
def test_the_advice_is_that_of_the_band_and_loud_only_where_it_asks_for_something(
    used: int, kind: str, band: int
) -> None:
    page = card(totals(capacity=100, used=used, available=max(0, 100 - used)))
    said = {name: [each.value for each in page.get(name)] for name in ("warning", "error")}
    said["caption"] = [each.value for each in page.caption]
    assert BANDS[band].advice in said[kind]
    assert [name for name in ("warning", "error") if said[name]] == ([kind] if kind != "caption" else [])


@pytest.mark.parametrize(
    ("told", "note"),
    [
        ({"stranded": 0}, ""),
        ({"stranded": None}, ""),
        ({"stranded": 3}, "3 stranded"),
        ({"stranded": 3, "stranded_derived": True}, "up to 3 stranded"),
    ],
)
def test_stranded_slots_are_told_beside_those_that_are_free(told: dict[str, Any], note: str) -> None:
    assert metrics(card(totals(**told)))["Available"][1] == note


def test_what_does_not_add_up_is_said_and_where_to_look() -> None:
    odd = (slots("a", flags=("used exceeds total",)), slots("b"), slots("c", flags=("counter and tickets disagree",)))
    page = card(totals(flags=("the totals are not the sum of the slots",)), slots=odd)
    assert "the totals are not the sum of the slots" in captions(page)
    assert "The slots of 2 executors do not add up: see Flags in the table below" in captions(page)
    assert ":material/flag:" not in captions(card(totals()))
