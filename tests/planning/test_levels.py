"""The utilization of a window beside the one before."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.planning.levels import Change, Level, compared, level
from lib.planning.load import total_load
from tests.planning.frames import NAN, used, window

ROUNDING = 0.005
"""How far a sum that is rounded to a thousandth of a slot is from the truth at most, in percent of 10 slots."""


def level_of(*numbers: float) -> Level:
    return level(total_load(used(*numbers), window(len(numbers))))


def test_mean_p95_and_maximum_are_of_the_steps_that_are_known() -> None:
    found = level_of(2, NAN, 4, 6, NAN)

    assert (found.mean, found.highest, found.known, found.steps, found.coverage) == (40, 60, 3, 5, 0.6)
    assert found.p95 == pytest.approx(40 + 0.9 * 20)


def test_a_window_is_compared_with_the_one_before() -> None:
    loads = [total_load(used(*numbers), window(2)) for numbers in ((4, 6), (2, 4))]

    found = compared(*loads)

    assert found.change == Change(pytest.approx(20), pytest.approx(20), pytest.approx(20))
    assert found.why is None


@pytest.mark.parametrize(
    ("numbers", "before", "why"),
    [
        ((4, NAN, NAN), (4, 4, 4), "Of this window, 1 of 3 steps are known; 50% are needed."),
        ((4, 4, 4), (NAN, NAN, NAN), "Of the window before, 0 of 3 steps are known; 50% are needed."),
    ],
    ids=["this", "before"],
)
def test_too_little_known_is_not_compared(numbers: tuple[float, ...], before: tuple[float, ...], why: str) -> None:
    found = compared(*(total_load(used(*each), window(3)) for each in (numbers, before)))

    assert (found.change, found.why) == (None, why)


def test_nothing_known_has_no_level() -> None:
    assert level_of(NAN, NAN) == Level(None, None, None, 0, 2)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.floats(0, 10), min_size=2, max_size=12), st.data())
def test_a_gap_never_counts_as_idle(numbers: list[float], data: st.DataObject) -> None:
    lost = data.draw(st.sets(st.integers(0, len(numbers) - 1), max_size=len(numbers) - 1))
    kept = [NAN if step in lost else number for step, number in enumerate(numbers)]

    found = level_of(*kept)

    least = min(10 * number for step, number in enumerate(numbers) if step not in lost)
    assert found.mean is not None
    assert found.p95 is not None
    assert found.mean >= least - ROUNDING
    assert found.p95 >= least - ROUNDING
