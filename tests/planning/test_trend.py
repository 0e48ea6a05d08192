import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.planning.trend import Lines, fitted, predictable, weekday

MONDAY = 20_514
"""2026-03-02."""


def days(count: int) -> np.ndarray:
    return np.arange(MONDAY, MONDAY + count)


def test_weekdays_are_counted_from_monday() -> None:
    assert weekday(days(8)).tolist() == [0, 1, 2, 3, 4, 5, 6, 0]


def test_a_weekday_that_was_seen_once_is_not_predictable() -> None:
    assert predictable(days(9)).tolist() == [True, True, False, False, False, False, False, True, True]


def test_a_clean_line_is_found_as_it_is() -> None:
    found = fitted(days(28), 5 + 0.25 * np.arange(28))
    assert found.slope == pytest.approx(0.25)
    assert (found.slope_low, found.slope_high) == (pytest.approx(0.25), pytest.approx(0.25))
    assert found.at(days(40)).line[39] == pytest.approx(5 + 0.25 * 39)
    assert found.direction == 1


def test_a_weekly_pattern_is_no_trend_and_is_found_beside_one() -> None:
    pattern = np.array([1.0, 1, 1, 1, 1, -2, -3])[weekday(days(28))]
    assert fitted(days(28), 9 + pattern).direction == 0
    beside = fitted(days(28), 9 + pattern - 0.1 * np.arange(28))
    assert beside.direction == -1
    assert [round(slots, 6) for slots in beside.weekdays.values()] == [1, 1, 1, 1, 1, -2, -3]


def test_a_weekday_that_was_never_seen_is_not_told() -> None:
    known = days(28)[weekday(days(28)) < 5]
    lines = fitted(known, np.full(len(known), 3.0)).at(days(7))
    assert [math.isnan(each) for each in lines.line] == [False] * 5 + [True] * 2
    assert [math.isnan(each) for each in lines.high] == [False] * 5 + [True] * 2


def test_slots_are_never_below_zero() -> None:
    lines = fitted(days(28), np.maximum(0, 28.0 - 2 * np.arange(28))).at(days(200))
    assert all(np.nanmin(getattr(lines, name)) >= 0 for name in Lines.__slots__)


def test_days_that_resemble_each_other_make_ranges_wider() -> None:
    chance = np.random.default_rng(5)
    steps = chance.normal(size=60)
    alike = np.zeros(60)
    for day in range(1, 60):
        alike[day] = 0.7 * alike[day - 1] + steps[day]
    found = fitted(days(60), 20 + alike)
    assert found.resemblance > 0.4
    assert found.widening == pytest.approx(math.sqrt((1 + found.resemblance) / (1 - found.resemblance)))
    assert fitted(days(60), 20 + steps).widening < found.widening


def test_noise_is_seldom_taken_for_a_trend() -> None:
    """At 95 % about one in twenty; less than one in ten of two hundred is beyond doubt, and the seed is fixed."""
    chance = np.random.default_rng(11)
    seen = [fitted(days(35), 20 + chance.normal(size=35)).direction != 0 for _ in range(200)]
    assert sum(seen) < 20


def test_a_band_of_a_day_holds_about_as_many_days_as_it_says() -> None:
    chance = np.random.default_rng(12)
    inside = []
    for _ in range(200):
        used = 20 + 0.1 * np.arange(42) + chance.normal(size=42)
        lines = fitted(days(35), used[:35]).at(days(42)[35:])
        inside.append((used[35:] >= lines.day_low) & (used[35:] <= lines.day_high))
    assert 0.75 < np.mean(inside) < 0.90


@settings(max_examples=40)
@given(
    used=st.lists(st.floats(0, 1000), min_size=14, max_size=60),
    ahead=st.integers(0, 400),
)
def test_every_range_contains_the_line(used: list[float], ahead: int) -> None:
    lines = fitted(days(len(used)), np.array(used)).at(days(len(used)) + ahead)
    assert (lines.day_low <= lines.low).all()
    assert (lines.low <= lines.line).all()
    assert (lines.line <= lines.high).all()
    assert (lines.high <= lines.day_high).all()
