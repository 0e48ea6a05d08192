from datetime import timedelta

import pytest

from lib.planning.forecast_words import reached, too_old, too_short

HORIZON = timedelta(days=90)


@pytest.mark.parametrize(
    ("best", "earliest", "latest", "said"),
    [
        (23, 18, 31, "in 23 days (18 to 31)"),
        (1, 0, 2, "in 1 day (0 to 2)"),
        (23, 18, None, "in 23 days (18 to later than 90 days)"),
        (None, 80, None, "later than 90 days (80 to later than 90 days)"),
        (None, None, None, "later than 90 days"),
    ],
)
def test_a_day_is_told_with_its_range(best: int | None, earliest: int | None, latest: int | None, said: str) -> None:
    assert reached(best, earliest, latest, HORIZON) == said


def test_a_history_that_is_too_short_or_too_old_says_by_how_much() -> None:
    assert too_short(1, 14, 1) == (
        "1 known day of 14 that are needed, two of each weekday; 1 more day known for less than 20 h."
    )
    assert too_old(8) == "The last known day was 8 days ago."
