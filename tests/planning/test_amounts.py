"""Slots added up, and in sentences."""

import pytest

from lib.planning.amounts import amount, known_sum, slots


def test_a_sum_with_a_part_that_is_not_known_is_not_known() -> None:
    assert (known_sum([1, 2.5]), known_sum([1, None]), known_sum([])) == (3.5, None, 0)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (None, "— slots"),
        (0, "0 slots"),
        (1, "1 slot"),
        (2.5, "2.5 slots"),
        (4.04, "4 slots"),
        (1200, "1\u202f200 slots"),
    ],
)
def test_slots_have_one_decimal_at_most(number: float | None, words: str) -> None:
    assert slots(number) == words


def test_an_amount_may_be_below_none() -> None:
    assert (amount(-2.5), amount(-0.5), amount(-0.04)) == ("-2.5", "-0.5", "0")
