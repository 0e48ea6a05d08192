import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.fleet.sums import (
    NO_SLOTS,
    NOTHING,
    UNKNOWN,
    UNKNOWN_SLOTS,
    Sum,
    added,
    at_least,
    exactly,
    slots_added,
    slots_of,
)
from tests.fleet.records import slots, totals

numbers = st.none() | st.integers(min_value=0, max_value=10_000)


@pytest.mark.parametrize(
    ("parts", "whole"),
    [
        ([], NOTHING),
        ([exactly(2), exactly(3)], exactly(5)),
        ([exactly(2), UNKNOWN], at_least(2)),
        ([exactly(0), UNKNOWN], UNKNOWN),
        ([UNKNOWN, UNKNOWN], UNKNOWN),
        ([exactly(2), at_least(3)], at_least(5)),
        ([exactly(0), exactly(0)], NOTHING),
    ],
)
def test_a_sum_with_unknown_parts_is_a_lower_bound(parts: list[Sum], whole: Sum) -> None:
    assert added(parts) == whole


@pytest.mark.parametrize(
    ("whole", "text"),
    [(exactly(0), "0"), (exactly(1234), "1\u202f234"), (at_least(12), "≥ 12"), (at_least(0), "—"), (UNKNOWN, "—")],
)
def test_a_lower_bound_is_said_as_one_and_an_unknown_is_no_0(whole: Sum, text: str) -> None:
    assert whole.text == text


@given(st.lists(numbers))
def test_neither_order_nor_grouping_changes_a_sum(parts: list[int | None]) -> None:
    sums = [exactly(part) for part in parts]
    middle = len(sums) // 2
    assert added([added(sums[:middle]), added(sums[middle:])]) == added(reversed(sums)) == added(sums)


@given(st.lists(numbers), st.lists(st.integers(min_value=0, max_value=10_000)))
def test_whatever_the_unknown_parts_are_the_sum_is_at_least_what_it_says(
    parts: list[int | None], truth: list[int]
) -> None:
    whole = added(exactly(part) for part in parts)
    filled = [
        part if part is not None else (truth[number] if number < len(truth) else 0) for number, part in enumerate(parts)
    ]
    assert sum(filled) >= (whole.known or 0)
    assert not whole.complete or sum(filled) == whole.known


def test_slots_of_an_executor_and_of_a_gateway_are_read_alike() -> None:
    row = {"capacity": 8, "used": 5, "available": 3, "stranded": 1}
    assert slots_of(slots(**row)) == slots_of(totals(**row))
    assert slots_of(slots(**row)) == (exactly(8), exactly(5), exactly(2), (5, 8))


@pytest.mark.parametrize(
    ("told", "free"),
    [
        ({"available": 3, "stranded": 1}, exactly(2)),
        ({"available": 3, "stranded": 1, "stranded_derived": True}, at_least(2)),
        ({"available": 3, "stranded": 3, "stranded_derived": True}, UNKNOWN),
        ({"available": 3, "stranded": 3}, NOTHING),
        ({"available": 3, "stranded": None}, UNKNOWN),
        ({"available": None, "stranded": 0}, UNKNOWN),
        ({"available": 0, "stranded": None, "stranded_derived": True}, NOTHING),
    ],
    ids=str,
)
def test_free_are_the_slots_that_no_stranding_takes(told: dict[str, int | None], free: Sum) -> None:
    assert slots_of(slots(**told)).free == free


@pytest.mark.parametrize(
    ("rows", "utilization"),
    [
        ([(1, 4), (3, 4)], 50),
        ([(6, 4)], 150),
        ([(1, 4), (None, 4), (3, None)], 25),
        ([(0, 0)], None),
        ([(2, 0)], None),
        ([(None, None)], None),
        ([], None),
    ],
)
def test_utilization_is_that_of_the_parts_that_say_used_and_total(
    rows: list[tuple[int | None, int | None]], utilization: float | None
) -> None:
    whole = slots_added(slots_of(slots(used=used, capacity=capacity)) for used, capacity in rows)
    assert whole.utilization == utilization


@pytest.mark.parametrize(
    ("told", "exhausted"),
    [
        ({"used": 4, "available": 0}, True),
        ({"used": 3, "available": 1, "stranded": 1}, True),
        ({"used": 3, "available": 1, "stranded": 1, "stranded_derived": True}, False),
        ({"used": 3, "available": 1}, False),
        ({"used": 0, "available": 0}, False),
        ({"used": None, "available": 0}, False),
        ({"used": 3, "available": None}, False),
    ],
    ids=str,
)
def test_slots_are_exhausted_where_some_are_used_and_certainly_none_is_free(
    told: dict[str, int | None], *, exhausted: bool
) -> None:
    assert slots_of(slots(**told)).exhausted is exhausted


def test_no_slots_add_nothing_and_unknown_ones_make_a_bound() -> None:
    row = slots_of(slots(capacity=4, used=1, available=3))
    assert slots_added([row, NO_SLOTS]) == row
    assert slots_added([row, UNKNOWN_SLOTS]) == (at_least(4), at_least(1), at_least(3), (1, 4))
