from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from lib.access.limits import SPAN, Limiter

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def test_one_more_than_the_limit_is_told_when_to_try_again() -> None:
    limiter = Limiter(2)
    assert limiter.take("ann", NOW) is None
    assert limiter.take("ann", NOW + SPAN / 2) is None
    assert limiter.take("ann", NOW + SPAN / 2) == NOW + SPAN
    assert limiter.take("ann", NOW + SPAN) is None
    assert limiter.take("ann", NOW + SPAN) == NOW + 1.5 * SPAN


def test_callers_do_not_use_up_each_others_times() -> None:
    limiter = Limiter(1)
    assert limiter.take("ann", NOW) is None
    assert limiter.take("bob", NOW) is None
    assert limiter.take("ann", NOW) is not None


def test_callers_that_have_done_nothing_for_long_are_forgotten() -> None:
    limiter = Limiter(1)
    for number in range(1_000):
        limiter.take(str(number), NOW)
    limiter.take("ann", NOW + 2 * SPAN)
    assert list(limiter._done) == ["ann"]


@settings(max_examples=50)
@given(st.integers(1, 4), st.lists(st.integers(0, 20), max_size=40))
def test_within_no_span_more_is_done_than_the_limit(times: int, pauses: list[int]) -> None:
    limiter, at, done = Limiter(times), NOW, []
    for pause in pauses:
        at += timedelta(seconds=pause)
        again = limiter.take("ann", at)
        if again is None:
            done.append(at)
        else:
            assert again > at
    assert all(sum(begin <= each < begin + SPAN for each in done) <= times for begin in done)
