from datetime import timedelta

import numpy as np
import pandas as pd
import pytest

from lib.history.questions import FINE, Window
from lib.planning.daily import DAYS, daily
from tests.planning.weeks import BEGIN, series, window


def test_a_day_is_its_busiest_hour() -> None:
    made = daily(series(20, lambda day: 10.0 + day), window(20))
    assert made.used.tolist() == [10.0 + day for day in range(20)]
    assert made.known.tolist() == [1.0] * 20


def test_the_frame_tells_midnights_and_only_days_that_count() -> None:
    frame = daily(series(15, lambda _day: 3.0, without=[2]), window(15)).frame()
    assert tuple(frame.columns) == DAYS
    assert frame["day"].to_list() == [pd.Timestamp(BEGIN + timedelta(days=day)) for day in range(15) if day != 2]


@pytest.mark.parametrize(("hours", "days", "left_out"), [(24, 15, 0), (20, 15, 0), (19, 0, 15)])
def test_a_day_counts_from_twenty_known_hours_on(hours: int, days: int, left_out: int) -> None:
    made = daily(series(15, lambda _day: 3.0, hours=hours), window(15))
    assert (len(made.days), made.left_out) == (days, left_out)


def test_an_hour_is_the_same_in_fine_steps_each_weighed_by_its_samples() -> None:
    at = [BEGIN + FINE * step for step in range(288)]
    peak = [step // 12 == 12 for step in range(288)]
    used = [8.0 if high and step % 2 else 2.0 for step, high in enumerate(peak)]
    samples = [30.0 if high and step % 2 else 10.0 for step, high in enumerate(peak)]
    steps = pd.DataFrame({"at": pd.DatetimeIndex(at).as_unit("us"), "samples": samples, "total": 10.0, "used": used})
    made = daily(steps, Window(BEGIN, BEGIN + timedelta(days=1)))
    assert made.used.tolist() == [(8 * 30 + 2 * 10) / 40]
    assert made.known.tolist() == [1.0]


def test_steps_without_known_slots_are_gaps() -> None:
    steps = series(15, lambda _day: 3.0)
    steps.loc[steps["at"] < BEGIN + timedelta(days=1), "used"] = np.nan
    steps.loc[steps["at"] >= BEGIN + timedelta(days=14), "samples"] = 0.0
    assert len(daily(steps, window(15)).days) == 13


def test_full_days_and_the_first_and_latest_total_are_told() -> None:
    made = daily(series(16, lambda day: 4.0 + day, total=lambda day: 10.0 if day < 8 else 12.0), window(16))
    assert made.full.tolist() == [day in (6, 7) or day >= 8 for day in range(16)]
    assert (made.first_total, made.total) == (10.0, 12.0)


def test_no_step_makes_no_day() -> None:
    made = daily(series(0, lambda _day: 0.0), window(1))
    assert (len(made.days), made.total, made.left_out) == (0, None, 0)
    assert made.frame().empty
