from datetime import datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.fleet.spans import KEPT_FOR, SPANS_KEPT, Gap, Outage, Timeline, covering, missed, seen
from tests.fleet.documents import NOW
from tests.fleet.pasts import FRESH, PACE, RETRY, at, covers_window, outage

NO_ANSWER, NOBODY, NOT_YET = Gap.NO_ANSWER, Gap.NOBODY_LOOKED, Gap.NOT_KNOWN_YET
ONE_WATCH = FRESH + RETRY

Told = list[tuple[float, float, Gap | None]]


def looks(*seconds: float) -> Timeline:
    """A timeline of looks that all found the gateway well."""
    timeline = Timeline()
    for each in seconds:
        timeline = seen(timeline, at(each), PACE)
    return timeline


def failing(timeline: Timeline, *tries: tuple[float, float]) -> Timeline:
    """The timeline after looks that found the readings failing, each with its first and latest failure."""
    for since, until in tries:
        timeline = missed(timeline, outage(since, until), PACE)
    return timeline


def told(timeline: Timeline, begin: float, end: float) -> Told:
    """What covers a window: seconds after `NOW`, and the gap or None."""
    spans = covering(timeline, at(begin), at(end), PACE)
    return [((each.begin - NOW).total_seconds(), (each.end - NOW).total_seconds(), each.gap) for each in spans]


def test_looks_that_follow_each_other_are_one_span() -> None:
    assert told(looks(0, 10, 20, 50), 0, 50) == [(0, 50, None)]


def test_looks_further_apart_than_a_status_is_a_fact_have_a_gap_between_them() -> None:
    assert told(looks(0, 30), 0, 30) == [(0, 30, None)]
    assert told(looks(0, 31, 40), 0, 40) == [(0, 31, NOBODY), (31, 40, None)]


def test_before_the_first_look_nothing_is_known_yet() -> None:
    assert told(looks(0, 10), -100, 10) == [(-100, 0, NOT_YET), (0, 10, None)]
    assert told(Timeline(), -100, 10) == [(-100, 10, NOT_YET)]


def test_a_gap_in_which_readings_failed_is_the_gateways() -> None:
    down = failing(looks(0, 10), (20, 40), (20, 60))
    assert told(seen(down, at(70), PACE), 0, 70) == [(0, 10, None), (10, 70, NO_ANSWER)]


def test_a_gap_shorter_than_a_status_is_a_fact_is_none_even_where_a_reading_failed() -> None:
    assert told(seen(failing(looks(0), (10, 10)), at(30), PACE), 0, 30) == [(0, 30, None)]


def test_a_gateway_that_fails_when_somebody_looks_again_did_so_only_then() -> None:
    down = failing(looks(0), (3_600, 3_600), (3_600, 3_660))
    assert told(seen(down, at(3_700), PACE), 0, 3_700) == [(0, 3_600, NOBODY), (3_600, 3_700, NO_ANSWER)]


def test_each_cause_of_a_gap_has_its_part_of_it() -> None:
    frozen = failing(looks(0), (10, 40))
    for seconds in (50, 80):
        frozen = missed(frozen, Outage(at(seconds), at(seconds), Gap.FROZEN), PACE)
    assert told(failing(frozen, (90, 100)), 0, 110) == [(0, 40, NO_ANSWER), (40, 80, Gap.FROZEN), (80, 110, NO_ANSWER)]


def test_nobody_may_look_any_more_while_a_gateway_fails() -> None:
    down = failing(looks(0), (10, 40))
    assert told(seen(down, at(3_600), PACE), 0, 3_600) == [(0, 40, NO_ANSWER), (40, 3_600, NOBODY)]


def test_nobody_may_look_for_a_while_between_two_tries_that_failed() -> None:
    down = failing(looks(0), (10, 40), (10, 3_600))
    assert told(seen(down, at(3_610), PACE), 0, 3_610) == [
        (0, 40, NO_ANSWER),
        (40, 3_600, NOBODY),
        (3_600, 3_610, NO_ANSWER),
    ]


def test_an_outage_that_began_while_nobody_looked_begins_with_its_first_failure() -> None:
    down = failing(looks(0), (10, 40), (3_000, 3_600))
    assert told(down, 0, 3_600) == [(0, 40, NO_ANSWER), (40, 3_000, NOBODY), (3_000, 3_600, NO_ANSWER)]


@pytest.mark.parametrize(
    ("until", "gap"), [(3_600 - ONE_WATCH, NO_ANSWER), (3_600 - ONE_WATCH - 1, NOBODY)], ids=["tried", "not tried"]
)
def test_tries_may_be_as_far_apart_as_the_longest_pause_between_them(until: float, gap: Gap) -> None:
    assert told(failing(looks(0), (10, until)), 3_599, 3_600) == [(3_599, 3_600, gap)]


def test_a_status_holds_on_after_the_last_look_while_it_is_a_fact() -> None:
    assert told(looks(0), 0, 30) == [(0, 30, None)]
    assert told(looks(0), 0, 31) == [(0, 31, NOBODY)]
    assert told(missed(looks(0), None, PACE), 0, 30) == [(0, 30, NOBODY)]


def test_a_gateway_that_never_answered_failed_since_its_first_try() -> None:
    down = failing(Timeline(), (0, 50))
    assert told(down, -10, 60) == [(-10, 0, NOT_YET), (0, 60, NO_ANSWER)]
    assert told(seen(down, at(60), PACE), -10, 60) == [(-10, 0, NOT_YET), (0, 60, NO_ANSWER)]


def test_a_window_without_length_has_no_spans() -> None:
    assert told(looks(0, 10), 5, 5) == []
    assert told(looks(0, 10), 5, 4) == []


def test_spans_are_forgotten_after_a_day() -> None:
    day = KEPT_FOR.total_seconds()
    old = looks(0, 10, 100, 120, 130, day + 50, day + 115)
    assert [each.begin for each in old.spans][:2] == [at(115), at(130)]
    assert told(old, 0, 130) == [(0, 115, NOT_YET), (115, 130, None)]


def test_only_so_many_spans_are_kept() -> None:
    flapping = looks(*range(0, 100 * SPANS_KEPT, 100))
    assert len(flapping.spans) == SPANS_KEPT
    assert flapping.until == at(100 * (SPANS_KEPT - 1))


def test_only_so_many_outages_are_kept() -> None:
    down = failing(looks(0), *((10, 1_000 * number) for number in range(1, 2 * SPANS_KEPT)))
    assert len(down.outages) == SPANS_KEPT


def test_a_clock_that_was_set_back_during_an_outage_makes_no_negative_span() -> None:
    down = failing(looks(0), (20, 900), (20, 50))
    assert told(seen(down, at(60), PACE), 0, 60) == [(0, 60, NO_ANSWER)]


_moments = st.floats(0, 4_000).map(at)
_pauses = st.sampled_from([0, 1, 10, 30, 31, 90, 91, 5_000])


@st.composite
def _timelines(draw: st.DrawFn) -> Timeline:
    """Looks in order, each well or failing; failures may bear any time, as clocks are set."""
    timeline, now = Timeline(), NOW
    for pause in draw(st.lists(_pauses, max_size=12)):
        now += pause * (at(1) - at(0))
        if draw(st.booleans()):
            timeline = seen(timeline, now, PACE)
        else:
            since, until = sorted((draw(_moments), draw(_moments)))
            timeline = missed(timeline, draw(st.sampled_from([None, Outage(since, until)])), PACE)
    return timeline


@given(_timelines(), _moments, _moments)
def test_spans_cover_a_window_in_order_without_hole_or_overlap(
    timeline: Timeline, one: datetime, other: datetime
) -> None:
    spans = covers_window(lambda begin, end: covering(timeline, begin, end, PACE), one, other)
    assert all(before.gap is not after.gap for before, after in pairwise(spans))


@given(_timelines())
def test_what_is_kept_is_in_order_without_hole_or_overlap(timeline: Timeline) -> None:
    assert all(each.begin <= each.end for each in timeline.spans)
    assert all(before.end == after.begin for before, after in pairwise(timeline.spans))
