"""Busy hours of the week, and the highest peaks of a window."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.history.questions import FINE, Window
from lib.planning.load import total_load
from lib.planning.peaks import CONTRIBUTORS, HOURS, TOP, Peak, contributors, hours_of_week, top_peaks
from tests.planning.frames import BEGIN, NAN, at, executor, series, statistics, usage, use, used, window


def load_of(*numbers: float) -> pd.DataFrame:
    return total_load(used(*numbers), window(len(numbers)))


def peaks_of(*numbers: float) -> tuple[Peak, ...]:
    return top_peaks(load_of(*numbers), window(len(numbers)))


def hour(table: pd.DataFrame, weekday: int, of_day: int) -> dict[str, float]:
    (row,) = table[(table["weekday"] == weekday) & (table["hour"] == of_day)].to_dict("records")
    return {str(name): value for name, value in row.items()}


def test_every_hour_of_the_week_is_there_in_order() -> None:
    table = hours_of_week(load_of(4), ZoneInfo("UTC"))

    assert tuple(table.columns) == HOURS
    assert list(zip(table["weekday"], table["hour"], strict=True)) == [(d, h) for d in range(7) for h in range(24)]


def test_an_hour_sums_up_its_known_steps() -> None:
    found = hour(hours_of_week(load_of(2, NAN, 4, 6), ZoneInfo("UTC")), 0, 0)

    assert (found["mean"], found["highest"], found["steps"]) == (40, 60, 3)
    assert found["p95"] == pytest.approx(58)


def test_an_hour_without_data_is_not_known() -> None:
    found = hour(hours_of_week(load_of(2), ZoneInfo("UTC")), 6, 23)

    assert (found["steps"], pd.isna(found["mean"]), pd.isna(found["highest"])) == (0, True, True)


def test_hours_are_those_of_the_clocks_there() -> None:
    table = hours_of_week(load_of(4), ZoneInfo("America/New_York"))

    assert hour(table, 6, 19)["steps"] == 1


def test_an_hour_stays_at_its_place_when_the_clocks_change() -> None:
    begin = datetime(2026, 3, 22, tzinfo=UTC)
    noon = [datetime(2026, 3, 23, 11, tzinfo=UTC), datetime(2026, 3, 30, 10, tzinfo=UTC)]
    rows = usage(*(use(0, 5) | {"at": each} for each in noon))

    table = hours_of_week(total_load(rows, Window(begin, begin + timedelta(days=14))), ZoneInfo("Europe/Berlin"))

    assert hour(table, 0, 12)["steps"] == 2


def test_a_peak_is_the_longest_run_above_the_level() -> None:
    (peak,) = peaks_of(*[1] * 20, 5, 6, *[1] * 10)

    assert peak == Peak(at(20), at(22), at(21), 60, cut=False)
    assert peak.duration == 2 * FINE


def test_a_flat_and_calm_window_has_no_peak() -> None:
    assert peaks_of(*[3] * 10) == ()


def test_a_plateau_that_is_longer_than_a_tenth_of_the_window_is_one_peak() -> None:
    (peak,) = peaks_of(*[1] * 10, *[5] * 8, *[1] * 10)

    assert (peak.begin, peak.duration, peak.height) == (at(10), 8 * FINE, 50)


def test_above_the_usual_level_of_a_calm_window_is_a_peak() -> None:
    (peak,) = peaks_of(*[3] * 20, 4, *[3] * 20)

    assert (peak.begin, peak.height) == (at(20), 40)


def test_a_window_that_is_always_busy_is_one_peak() -> None:
    (peak,) = peaks_of(*[10] * 10)

    assert (peak.duration, peak.cut) == (10 * FINE, True)


def test_a_gap_ends_a_peak_and_is_said() -> None:
    found = peaks_of(*[1] * 40, 8, NAN, 9, *[1] * 10)

    assert [(peak.begin, peak.end, peak.cut) for peak in found] == [(at(42), at(43), True), (at(40), at(41), True)]


def test_the_highest_come_first_and_ten_at_most() -> None:
    numbers = [1.0] * 400
    numbers[10::30] = [5 + place / 10 for place in range(13)]

    found = peaks_of(*numbers)

    assert len(found) == TOP
    assert [round(peak.height) for peak in found] == [62, 61, 60, 59, 58, 57, 56, 55, 54, 53]


def test_nothing_known_has_no_peaks() -> None:
    assert peaks_of(NAN, NAN) == ()


def row(name: str, step: int, slots: float, **other: str) -> dict[str, object]:
    named = {"gateway": "a", "executor": name, "function": "extract"} | other
    return {"at": at(step), "used": slots} | named


def test_who_made_a_peak_is_told_by_share_and_rise() -> None:
    span = series(row("x", 0, 8), row("x", 1, 10), row("y", 0, 3), row("y", 1, 3))
    window_of = statistics(executor("x", used_mean=2), executor("y", used_mean=5))

    found = contributors(span, window_of)

    assert tuple(found.columns) == CONTRIBUTORS
    assert found.to_dict("records") == [
        {"gateway": "a", "executor": "x", "function": "extract", "used": 9, "share": 75, "usual": 2, "rise": 7},
        {"gateway": "a", "executor": "y", "function": "extract", "used": 3, "share": 25, "usual": 5, "rise": -2},
    ]


def test_a_shared_etcd_makes_a_peak_once() -> None:
    span = series(row("x", 0, 8), row("x", 0, 8, gateway="b"))
    window_of = statistics(executor("x", site="a"), executor("x", gateway="b", site="a"))

    assert list(contributors(span, window_of)["share"]) == [100]


def test_an_executor_that_the_window_does_not_tell_has_no_rise() -> None:
    assert contributors(series(row("x", 0, 8)), statistics())["rise"].isna().all()


def test_no_executor_made_nothing() -> None:
    assert contributors(series(), statistics()).empty


@settings(max_examples=50, deadline=None)
@given(st.lists(st.floats(0, 12) | st.just(NAN), min_size=1, max_size=40))
def test_peaks_lie_in_known_steps_and_never_overlap(numbers: list[float]) -> None:
    load, spans = load_of(*numbers), peaks_of(*numbers)

    inside = [load[(load["at"] >= peak.begin) & (load["at"] < peak.end)]["utilization"] for peak in spans]
    assert all(part.notna().all() for part in inside)
    assert [part.max() for part in inside] == [peak.height for peak in spans]
    ordered = sorted(spans, key=lambda peak: peak.begin)
    assert all(one.end < other.begin for one, other in pairwise(ordered))


def test_the_first_step_is_where_the_window_begins() -> None:
    assert load_of(4)["at"].iloc[0] == BEGIN
