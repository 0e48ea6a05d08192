from datetime import UTC, date, datetime, timedelta

import pytest

from lib.history.questions import COARSE, FINE, Window
from lib.planning.period import LATE, SPANS, Days, PeriodError, days, latest_end, of_days, of_span

NOW = datetime(2026, 3, 10, 14, 7, 31, tzinfo=UTC)
STEP = datetime(2026, 3, 10, 14, 5, tzinfo=UTC)


@pytest.mark.parametrize("choice", list(SPANS))
def test_a_span_ends_with_a_step_and_is_as_long_as_it_says(choice: str) -> None:
    window = of_span(choice, STEP)
    assert window == window.aligned()
    assert window.span == SPANS[choice]
    assert window.end <= STEP < window.end + window.step


def test_a_month_is_in_hours_and_a_week_in_five_minutes() -> None:
    assert (of_span("30d", STEP).step, of_span("7d", STEP).step) == (COARSE, FINE)


def test_a_window_ends_with_the_last_complete_step_as_long_as_that_is_recent() -> None:
    assert latest_end(NOW, STEP - FINE) == STEP - FINE
    assert latest_end(NOW, None) == STEP


def test_a_past_that_stopped_is_a_gap_at_the_end() -> None:
    assert latest_end(NOW, NOW - LATE - timedelta(seconds=1)) == STEP


def test_days_are_those_that_the_address_names() -> None:
    assert days("2026-03-01", "2026-03-05", NOW) == Days(date(2026, 3, 1), date(2026, 3, 5))


def test_without_days_the_week_up_to_today_is_meant() -> None:
    assert days(None, None, NOW) == Days(date(2026, 3, 4), date(2026, 3, 10))


@pytest.mark.parametrize(
    ("first", "last", "why"),
    [
        ("yesterday", None, "would be right"),
        ("2026-03-05", "2026-03-01", "end before it begins"),
        ("2026-03-11", "2026-03-12", "has not come"),
        ("2020-01-01", None, "kept for 400 days"),
    ],
)
def test_days_that_cannot_be_shown_say_why(first: str | None, last: str | None, why: str) -> None:
    with pytest.raises(PeriodError, match=why):
        days(first, last, NOW)


def test_the_last_day_is_included_and_today_ends_now() -> None:
    whole = of_days(Days(date(2026, 3, 1), date(2026, 3, 2)), STEP)
    assert whole == Window(datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 3, 3, tzinfo=UTC))
    assert of_days(Days(date(2026, 3, 9), date(2026, 3, 10)), STEP).end == STEP


def test_today_just_after_midnight_is_a_window_all_the_same() -> None:
    midnight = datetime(2026, 3, 10, tzinfo=UTC)
    assert of_days(Days(date(2026, 3, 10), date(2026, 3, 10)), midnight).steps == 1
