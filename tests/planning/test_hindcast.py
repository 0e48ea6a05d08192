import numpy as np
import pytest

from lib.planning.hindcast import hindcast, known_before

DAYS = np.arange(20_514, 20_514 + 60)


def test_a_clean_line_is_foretold_without_error() -> None:
    found = hindcast(DAYS, 5 + 0.5 * np.arange(60), 14)
    assert found is not None
    assert (found.origins, found.days, found.inside) == (4, 28, 1.0)
    assert found.error == pytest.approx(0, abs=1e-9)


def test_each_week_is_foretold_from_what_was_known_before_it_alone() -> None:
    """A jump in the last week is as wrong as it is high: seven days of 28 are four slots off."""
    used = np.full(60, 10.0)
    used[-7:] = 14.0
    found = hindcast(DAYS, used, 14)
    assert found is not None
    assert found.error == pytest.approx(4 * 7 / 28)
    assert found.inside == pytest.approx(21 / 28)


@pytest.mark.parametrize(("days", "origins"), [(20, 0), (21, 1), (27, 1), (28, 2), (60, 4)])
def test_a_week_counts_only_with_enough_history_before_it(days: int, origins: int) -> None:
    found = hindcast(DAYS[:days], np.full(days, 3.0), 14)
    assert (0 if found is None else found.origins) == origins


def test_days_that_are_not_known_are_not_foretold() -> None:
    known = np.delete(np.arange(60), [55, 57])
    found = hindcast(DAYS[known], np.full(58, 3.0), 14)
    assert found is not None
    assert found.days == 26


def test_no_trend_is_made_of_too_few_days() -> None:
    assert known_before(DAYS, np.full(60, 3.0), int(DAYS[13]), 14) is None
    assert known_before(DAYS, np.full(60, 3.0), int(DAYS[14]), 14) is not None
