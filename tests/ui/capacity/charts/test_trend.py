from datetime import timedelta
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

from lib.history.questions import CHANGES, FINE, Window
from lib.planning.load import total_load
from lib.ui.capacity.charts.trend import MOST_POINTS, figure, thinned
from tests.planning.frames import BEGIN, NAN, used, window

UTC = ZoneInfo("UTC")
NO_CHANGES = pd.DataFrame({name: [] for name in CHANGES}).astype({"at": "datetime64[us, UTC]"})


def load(*numbers: float) -> pd.DataFrame:
    return total_load(used(*numbers), window(len(numbers)))


def before(steps: int) -> pd.DataFrame:
    """The window before, of which nothing is known."""
    whole = window(steps).before
    return total_load(used(), whole)


def change(after: str, executor: str = "extract_executor") -> pd.DataFrame:
    row = {"at": BEGIN, "gateway": "a", "executor": executor, "sort": "status", "before": "SERVING", "after": after}
    return pd.DataFrame([{**row, "reason": ""}]).astype({"at": "datetime64[us, UTC]"})


def test_a_gap_is_a_gap_in_the_line_and_gray_ground() -> None:
    chart = figure(load(1, 2, NAN, NAN, 3), before(5), NO_CHANGES, window(5), UTC)

    line = chart.data[0]
    assert [None if pd.isna(each) else each for each in line.y] == [10, 20, None, None, 30]
    assert line.connectgaps is False
    [gap] = [shape for shape in chart.layout.shapes if shape.type == "rect"]
    assert (gap.x0, gap.x1) == (
        (BEGIN + 2 * FINE).replace(tzinfo=None),
        (BEGIN + 4 * FINE).replace(tzinfo=None),
    )
    assert "no data" in [note.text for note in chart.layout.annotations]


def test_a_step_between_two_gaps_is_a_dot() -> None:
    chart = figure(load(NAN, 5, NAN), before(3), NO_CHANGES, window(3), UTC)
    [dot] = [trace for trace in chart.data if trace.mode == "markers"]
    assert list(dot.y) == [50]


def test_the_bands_the_p95_and_the_highest_step_are_named() -> None:
    said = [note.text for note in figure(load(1, 9), before(2), NO_CHANGES, window(2), UTC).layout.annotations]
    assert {"50", "70", "85\u202f%", "p95 86\u202f%"} <= set(said)


def test_the_window_before_is_drawn_at_the_same_place() -> None:
    earlier = total_load(used(3, 4), window(2))
    later = Window(BEGIN + 2 * FINE, BEGIN + 4 * FINE)
    now = total_load(used(NAN, NAN, 5, 6), later)

    chart = figure(now, earlier, NO_CHANGES, later, UTC)

    lines = [trace for trace in chart.data if trace.mode == "lines"]
    assert list(lines[0].x) == list(lines[1].x)


@pytest.mark.parametrize(("after", "symbol"), [("ERROR", "triangle-down"), ("STOPPED", "line-ns")])
def test_a_change_to_error_has_another_sign_than_other_changes(after: str, symbol: str) -> None:
    chart = figure(load(1, 2), before(2), change(after), window(2), UTC)
    assert symbol in [trace.marker.symbol for trace in chart.data]


def test_names_are_text_and_no_html() -> None:
    chart = figure(load(1, 2), before(2), change("ERROR", "<b>x</b>"), window(2), UTC)
    [told] = [trace.customdata for trace in chart.data if trace.customdata is not None]
    assert "&lt;b&gt;x&lt;/b&gt;" in told[0]


def test_times_are_those_of_the_zone() -> None:
    chart = figure(load(1, 2), before(2), NO_CHANGES, window(2), ZoneInfo("Asia/Tokyo"))
    assert pd.Timestamp(chart.data[0].x[0]) == pd.Timestamp(BEGIN).tz_localize(None) + timedelta(hours=9)


def test_a_long_line_takes_the_highest_of_several_steps_and_keeps_gaps() -> None:
    steps = 2 * MOST_POINTS
    frame = pd.DataFrame(
        {
            "at": pd.date_range(BEGIN, periods=steps, freq=FINE),
            "utilization": [NAN, NAN, 10.0, 90.0, NAN, 40.0] + [1.0] * (steps - 6),
        }
    )
    short = thinned(frame)
    assert len(short) == MOST_POINTS
    assert [None if pd.isna(each) else each for each in short["utilization"][:3]] == [None, 90, 40]


def test_a_short_line_stays_as_it_is() -> None:
    frame = load(1, 2, 3)
    assert thinned(frame) is frame
