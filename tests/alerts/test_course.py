from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.alerts.course import Course, followed
from lib.alerts.rules import GATEWAY_UNREACHABLE, UTILIZATION_HIGH, Limits
from tests.alerts.observed import EVERY, LONGEST, after

HIGH = Limits(threshold=80, clear=75, hold=60, clear_hold=60)

Value = float | None


def walked(values: Iterable[Value], limits: Limits = HIGH, course: Course | None = None) -> list[Course | None]:
    """The course after each of the values, 30 seconds apart."""
    walk: list[Course | None] = []
    for number, value in enumerate(values):
        course = followed(course, UTILIZATION_HIGH, limits, value, after(number * EVERY), LONGEST)
        walk.append(course)
    return walk


def fires(values: Iterable[Value], limits: Limits = HIGH) -> list[bool]:
    return [course is not None and course.fires for course in walked(values, limits)]


def test_it_fires_once_its_condition_has_lasted() -> None:
    assert fires([81, 81, 81, 81]) == [False, False, True, True]


def test_without_a_hold_it_fires_at_once() -> None:
    assert fires([81], Limits(threshold=80, clear=75, hold=0, clear_hold=0)) == [True]


def test_a_single_value_that_is_in_order_begins_the_hold_anew() -> None:
    assert fires([81, 81, 79, 81, 81, 81]) == [False, False, False, False, False, True]


def test_it_resolves_once_it_has_been_over_for_some_time() -> None:
    assert fires([81, 81, 81, 75, 75, 75]) == [False, False, True, True, True, False]


def test_between_threshold_and_clear_it_stays_as_it_is() -> None:
    assert fires([81, 81, 81, 76, 76, 76, 76, 76]) == [False, False, *[True] * 6]


def test_a_value_that_is_not_over_begins_the_time_to_resolve_anew() -> None:
    assert fires([81, 81, 81, 70, 70, 76, 70, 70, 70]) == [False, False, *[True] * 6, False]


def test_time_that_is_not_known_is_no_part_of_the_hold() -> None:
    assert fires([81, None, None, 81, 81, 81]) == [False, False, False, False, False, True]


def test_time_that_is_not_known_does_not_resolve() -> None:
    walk = walked([81, 81, 81, 70, None, None, None, 70, 70])
    assert [course is not None for course in walk] == [True] * 9
    assert walk[6] is not None
    assert walk[6].unknown_since == after(4 * EVERY)
    assert walk[7] is not None
    assert walk[7].unknown_since is None


def test_samples_that_are_too_far_apart_tell_nothing_of_the_time_between() -> None:
    first = followed(None, UTILIZATION_HIGH, HIGH, 81, after(0), LONGEST)
    later = followed(first, UTILIZATION_HIGH, HIGH, 81, after(3_600), LONGEST)
    assert later is not None
    assert (later.held, later.fires) == (0.0, False)


def test_a_clock_that_is_set_back_breaks_no_hold_and_fires_none() -> None:
    course = walked([81, 81])[-1]
    back = followed(course, UTILIZATION_HIGH, HIGH, 81, after(-3_600), LONGEST)
    assert back is not None
    assert (back.held, back.fires, back.begun) == (30.0, False, after(-3_600))
    again = followed(back, UTILIZATION_HIGH, HIGH, 81, after(-3_570), LONGEST)
    assert again is not None
    assert again.fired_at == after(-3_570)


def test_an_alert_never_fired_in_the_future() -> None:
    course = walked([81, 81, 81])[-1]
    back = followed(course, UTILIZATION_HIGH, HIGH, 81, after(-60), LONGEST)
    assert back is not None
    assert (back.begun, back.fired_at, back.at) == (after(-60),) * 3


def test_a_state_has_no_between() -> None:
    limits = Limits(hold=0, clear_hold=0)
    fired = followed(None, GATEWAY_UNREACHABLE, limits, 1.0, after(0), LONGEST)
    assert fired is not None
    assert followed(fired, GATEWAY_UNREACHABLE, limits, 0.0, after(30), LONGEST) is None


@given(st.lists(st.floats(75.1, 80.0), max_size=40))
@settings(max_examples=50)
def test_what_stays_within_the_hysteresis_never_changes(values: list[float]) -> None:
    assert not any(fires(values))
    fired = walked([81, 81, 81])[-1]
    assert all(course is not None and course.fires for course in walked(values, course=fired))


@given(st.lists(st.floats(75.1, 99.0), min_size=1, max_size=40))
@settings(max_examples=50)
def test_what_alternates_around_the_threshold_never_flaps(values: list[float]) -> None:
    found = fires(values)
    assert found == sorted(found)


@given(st.lists(st.one_of(st.none(), st.floats(0, 100)), max_size=40), st.integers(1, 20))
@settings(max_examples=50)
def test_a_gap_neither_fires_nor_resolves(values: list[Value], gap: int) -> None:
    walk = walked([*values, *[None] * gap])
    before = walk[len(values) - 1] if values else None
    after_it = walk[-1]
    assert (before is None) == (after_it is None)
    if before is not None and after_it is not None:
        assert (after_it.fires, after_it.held, after_it.value) == (before.fires, before.held, before.value)


@given(st.lists(st.one_of(st.none(), st.floats(0, 100)), max_size=40))
@settings(max_examples=50)
def test_it_has_never_held_for_longer_than_was_seen(values: list[Value]) -> None:
    for number, course in enumerate(walked(values)):
        assert course is None or 0 <= course.held <= number * EVERY


@pytest.mark.parametrize("hold", [0.0, 30.0, 600.0])
def test_it_fires_after_its_hold_and_not_a_sample_later(hold: float) -> None:
    limits = Limits(threshold=80, clear=75, hold=hold, clear_hold=0)
    assert fires([81] * 30, limits).index(True) == hold // EVERY
