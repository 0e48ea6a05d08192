import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.planning.forecast import FORECAST_EDGES, LINE, Forecast, Outcome, Reach, forecast
from tests.planning.weeks import BEGIN, series, window

WEEKS = 42
HORIZON = timedelta(days=200)


def told(used: Callable[[int], float], days: int = WEEKS, total: float = 40.0) -> Forecast:
    return forecast(series(days, used, total=lambda _day: total), window(days), HORIZON)


def noise(seed: int, days: int = WEEKS, size: float = 1.0) -> Callable[[int], float]:
    drawn = size * np.random.default_rng(seed).normal(size=days)
    return lambda day: float(drawn[day])


def test_the_edges_are_those_of_the_bands_that_ask_for_more_slots() -> None:
    assert FORECAST_EDGES == (70, 85)


def test_clean_growth_gives_the_day_that_is_worked_out_by_hand() -> None:
    """7 slots and a quarter more each day; on day 42, which is today, it has 17.5.

    70 % of 40 are 28: a quarter a day from 7 makes 84 days, 42 from today. 85 % are 34: 108 days, 66 from today.
    """
    found = told(lambda day: 7 + 0.25 * day)
    assert found.outcome is Outcome.GROWS
    assert found.reaches == (
        Reach(70, pytest.approx(28), already=False, best=42, earliest=42, latest=42),
        Reach(85, pytest.approx(34), already=False, best=66, earliest=66, latest=66),
    )
    assert found.day == (BEGIN + timedelta(days=42)).date()
    assert found.told(70) == "in 42 days (42 to 42)"


def test_the_weekly_peak_reaches_an_edge_before_the_average_does() -> None:
    """4 slots more each Wednesday: 24 on average do, and the first Wednesday on which a quarter a day makes 24."""
    found = told(lambda day: 7 + 0.25 * day + (4 if day % 7 == 2 else 0))
    reach = found.reach(70)
    assert reach is not None
    first = next(day for day in range(42, 242) if 7 + 0.25 * day + (4 if day % 7 == 2 else 0) >= 28)
    assert (first % 7, reach.best) == (2, first - 42)


def test_an_edge_beyond_the_horizon_is_later_than_it() -> None:
    found = told(lambda day: 7 + 0.01 * day)
    assert found.outcome is Outcome.GROWS
    assert found.told(70) == "later than 200 days"


def test_what_is_above_already_says_so_whether_or_not_there_is_a_trend() -> None:
    flat, growing = told(lambda _day: 30.0), told(lambda day: 20 + 0.25 * day)
    assert [(each.edge, each.already, each.best) for each in flat.reaches] == [(70, True, 0), (85, False, None)]
    assert (flat.outcome, flat.told(70), flat.told(85)) == (Outcome.NO_TREND, "already reached", "no trend")
    assert growing.told(70) == "already reached"


def test_an_edge_that_is_reached_each_monday_is_reached_today_whichever_day_it_is() -> None:
    found = [
        forecast(series(days, lambda day: 30.0 if day % 7 == 0 else 10.0), window(days)).told(70)
        for days in range(42, 49)
    ]
    assert found == ["already reached"] * 7


def test_falling_and_flat_use_name_no_day() -> None:
    for found, outcome in ((told(lambda day: 27 - 0.25 * day), "falling"), (told(lambda _day: 12.0), "no trend")):
        assert (found.outcome, found.told(70), found.told(85)) == (outcome, outcome, outcome)
        assert all((each.best, each.earliest, each.latest) == (None, None, None) for each in found.reaches)


@pytest.mark.parametrize(
    ("days", "without", "said"),
    [
        (13, (), "13 known days of 14 that are needed, two of each weekday."),
        (20, range(3, 20), "3 known days of 14 that are needed, two of each weekday."),
        (60, range(20, 60), "The last known day was 41 days ago."),
        (
            40,
            [day for day in range(40) if day % 7 > 1],
            "12 known days of 14 that are needed, two of each weekday.",
        ),
    ],
)
def test_too_little_history_says_how_much_there_is_and_how_much_is_needed(
    days: int, without: tuple[int, ...], said: str
) -> None:
    found = forecast(series(days, lambda day: 7 + 0.25 * day, without=without), window(days))
    assert (found.outcome, found.reason, found.reaches) == (Outcome.INSUFFICIENT, said, ())
    assert found.told(70) == "insufficient history"
    assert found.line.empty
    assert tuple(found.line.columns) == LINE
    assert len(found.days) == days - len(without)


def test_days_that_are_known_in_part_are_told_where_history_is_insufficient() -> None:
    found = forecast(series(30, lambda _day: 3.0, hours=12), window(30))
    assert found.reason.endswith("30 more days known for less than 20 h.")


def test_days_of_rare_weekdays_do_not_count() -> None:
    """Two weeks' worth of days, but three weekdays were seen once only."""
    kept = {*range(0, 28, 7), *range(1, 28, 7), *range(2, 24, 7), 3, 4, 5}
    found = forecast(series(28, lambda day: 3.0 + day, without=set(range(28)) - kept), window(28))
    assert found.outcome is Outcome.INSUFFICIENT


@pytest.mark.parametrize("total", [0.0, float("nan")])
def test_an_executor_without_slots_has_no_edge_to_reach(total: float) -> None:
    found = told(lambda _day: 0.0, total=total)
    assert (found.outcome, found.reaches) == (Outcome.NO_SLOTS, ())


def test_a_changed_total_changes_the_edge_and_not_the_load() -> None:
    steps = series(WEEKS, lambda day: 7 + 0.25 * day, total=lambda day: 20.0 if day < 30 else 40.0)
    found = forecast(steps, window(WEEKS), HORIZON)
    assert found.reaches == told(lambda day: 7 + 0.25 * day).reaches
    assert "The total changed from 20 to 40 slots in the window; edges are of 40." in found.arithmetic


def test_days_on_which_all_slots_were_in_use_are_told_as_they_hide_what_was_asked_for() -> None:
    found = told(lambda day: min(40.0, 20 + day))
    assert any(said.startswith("On 22 days (52.4\u202f%) every slot was in use") for said in found.arithmetic)


def test_the_arithmetic_shows_days_slope_spread_and_weekly_pattern() -> None:
    found = forecast(series(WEEKS, lambda day: 7 + 0.25 * day, without=[4]), window(WEEKS))
    days, slope, widened, pattern = found.arithmetic
    assert days == "Used slots in the busiest hour of 41 known days, 2026-03-02 to 2026-04-12 (UTC)."
    assert slope.startswith("The busiest hour changes by +0.250 slots a day, 95\u202f% between +0.250 and +0.250.")
    assert "ρ = 0.00" in widened
    assert "Mon +0.00" in pattern


def test_the_line_for_a_chart_goes_from_the_first_known_day_to_the_horizon() -> None:
    line = told(lambda day: 7 + 0.25 * day).line
    assert tuple(line.columns) == LINE
    assert line["day"].iloc[0] == pd.Timestamp(BEGIN)
    assert line["day"].iloc[-1] == pd.Timestamp(BEGIN + timedelta(days=WEEKS) + HORIZON)
    assert line["line"].iloc[84] == pytest.approx(28)


def test_the_test_on_the_last_weeks_is_in_percent_of_the_total() -> None:
    jumped = told(lambda day: 14.0 if day >= WEEKS - 7 else 10.0)
    assert jumped.hindcast is not None
    assert jumped.error == pytest.approx(100 * jumped.hindcast.error / 40)
    assert jumped.error == pytest.approx(100 * 1 / 40)
    assert (told(lambda _day: 3.0, days=20).error, told(lambda _day: 3.0, days=20).untested) == (
        None,
        "Not enough history to test: 14 days and a week after are needed.",
    )


def test_noise_mostly_has_no_trend() -> None:
    drawn = [told(lambda day, seed=seed: 20 + noise(seed)(day)).outcome for seed in range(60)]
    assert drawn.count(Outcome.NO_TREND) >= 50


def test_growth_in_noise_is_seen_and_the_true_day_is_mostly_in_the_range() -> None:
    """A quarter of a slot a day; the true line reaches 28 slots 42 days from today."""
    hits = 0
    for seed in range(60):
        found = told(lambda day, seed=seed: 7 + 0.25 * day + noise(seed)(day))
        reach = found.reach(70)
        assert found.outcome is Outcome.GROWS
        assert reach is not None
        assert reach.earliest is not None
        hits += reach.earliest <= 42 <= (HORIZON.days if reach.latest is None else reach.latest)
    assert hits >= 40


growing = st.tuples(st.floats(0, 30), st.floats(-0.5, 0.5), st.integers(0, 10**6))


def of(drawn: tuple[float, float, int], total: float = 40.0, days: int = WEEKS) -> Forecast:
    level, slope, seed = drawn
    return told(lambda day: max(0.0, level + slope * day + noise(seed)(day)), days, total)


@settings(max_examples=40)
@given(drawn=growing)
def test_a_range_contains_its_best_estimate(drawn: tuple[float, float, int]) -> None:
    for reach in of(drawn).reaches:
        if reach.best is not None:
            assert reach.earliest is not None
            assert reach.earliest <= reach.best
        if reach.latest is not None:
            assert reach.best is not None
            assert reach.best <= reach.latest


@settings(max_examples=40)
@given(drawn=growing, more=st.floats(0, 100))
def test_more_slots_never_bring_the_day_nearer(drawn: tuple[float, float, int], more: float) -> None:
    fewer, bigger = of(drawn), of(drawn, 40.0 + more)
    assert fewer.outcome is bigger.outcome
    for before, after in zip(fewer.reaches, bigger.reaches, strict=True):
        assert before.already or not after.already
        for name in ("earliest", "best", "latest"):
            assert later(getattr(after, name)) >= later(getattr(before, name))


def later(day: int | None) -> float:
    return float("inf") if day is None else day


@settings(max_examples=40)
@given(gaps=st.sets(st.integers(0, WEEKS - 1), max_size=20), level=st.floats(0, 60))
def test_gaps_are_never_counted_as_idle(gaps: set[int], level: float) -> None:
    found = forecast(series(WEEKS, lambda _day: level, without=gaps), window(WEEKS))
    assert found.outcome in (Outcome.NO_TREND, Outcome.INSUFFICIENT)
    assert found.days["used"].to_numpy() == pytest.approx(level)
    if found.outcome is Outcome.NO_TREND:
        assert found.line["line"].dropna().to_numpy() == pytest.approx(level, abs=1e-6)


def test_the_statistics_library_is_loaded_only_by_a_forecast() -> None:
    asked = "import sys, lib.planning.forecasts; sys.exit('statsmodels' in sys.modules or 'scipy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", asked], check=False).returncode == 0
