import pytest

from lib.feed.schedule import Schedule
from lib.gateway.routes import Kind

HEALTH, CAPACITY = Kind.HEALTH, Kind.CAPACITY
INTERVALS = {HEALTH: 5.0, CAPACITY: 30.0}


@pytest.mark.parametrize(
    ("kind", "failures", "shortest", "longest"),
    [
        (HEALTH, 1, 5.0, 10.0),
        (HEALTH, 2, 10.0, 20.0),
        (HEALTH, 3, 20.0, 40.0),
        (HEALTH, 4, 30.0, 60.0),
        (HEALTH, 5, 30.0, 60.0),
        (HEALTH, 100_000, 30.0, 60.0),
        (CAPACITY, 1, 30.0, 60.0),
        (CAPACITY, 2, 30.0, 60.0),
    ],
)
def test_pause_doubles_from_the_interval_up_to_its_bound_and_jitter_spreads_it(
    kind: Kind, failures: int, shortest: float, longest: float
) -> None:
    schedule = Schedule(INTERVALS, backoff_max=60)
    assert schedule.pause_after_failure(kind, failures, jitter=0.0) == shortest
    assert schedule.pause_after_failure(kind, failures, jitter=0.5) == (shortest + longest) / 2
    assert schedule.pause_after_failure(kind, failures, jitter=1.0) == longest


@pytest.mark.parametrize(
    ("retry_after", "pause"),
    [(None, 5.0), (0.0, 5.0), (-3.0, 5.0), (12.0, 12.0), (60.0, 60.0), (3600.0, 60.0), (float("inf"), 60.0)],
)
def test_retry_after_lengthens_the_pause_up_to_its_bound(retry_after: float | None, pause: float) -> None:
    schedule = Schedule(INTERVALS, backoff_max=60)
    assert schedule.pause_after_failure(HEALTH, 1, 0.0, retry_after) == pause


def test_a_failing_kind_is_never_fetched_more_often_than_a_good_one() -> None:
    schedule = Schedule({HEALTH: 120.0}, backoff_max=60)
    assert {schedule.pause_after_failure(HEALTH, failures, 1.0) for failures in range(1, 9)} == {120.0}


@pytest.mark.parametrize(("interest", "span"), [(None, 90.0), (7.0, 7.0)])
def test_a_look_lasts_three_of_the_slowest_interval_unless_told(interest: float | None, span: float) -> None:
    assert Schedule(INTERVALS, interest=interest).interest_span() == span


def test_a_reading_is_stale_after_the_missed_refreshes_of_its_own_kind() -> None:
    schedule = Schedule(INTERVALS, stale_after_missed=3)
    assert (schedule.stale_after(HEALTH), schedule.stale_after(CAPACITY)) == (15.0, 90.0)


@pytest.mark.parametrize("interval", [0.0, -1.0])
def test_an_interval_that_would_never_rest_is_refused_by_name(interval: float) -> None:
    with pytest.raises(ValueError, match="capacity"):
        Schedule({HEALTH: 5.0, CAPACITY: interval})


def test_a_schedule_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one kind"):
        Schedule({})


def test_what_is_fetched_on_request_is_not_regular() -> None:
    made = Schedule({**INTERVALS, Kind.DEBUG: 30.0}, on_request=frozenset({Kind.DEBUG}))
    assert made.regular == (HEALTH, CAPACITY)
    assert Schedule(INTERVALS).regular == (HEALTH, CAPACITY)
