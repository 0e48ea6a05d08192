import json

import pytest

from lib.fleet.bands import BANDS, EDGES
from lib.fleet.model import Slots
from lib.ui.look import BAND_HUES
from lib.ui.slot_chart import figure, light_bars, worst_first
from tests.fleet.records import fleet, slots
from tests.ui.drawn import drawn


def used(percent: int, name: str | None = None) -> Slots:
    return slots(name or f"at {percent}", capacity=100, used=percent)


def names(ranked: list[Slots]) -> list[str]:
    return [each.name for each in ranked]


def test_the_fullest_comes_first_and_equals_by_name() -> None:
    ranked = worst_first((used(50, "b"), used(120), used(50, "a"), used(0)))
    assert names(ranked) == ["at 120", "a", "b", "at 0"]


def test_slots_without_a_known_utilization_are_left_out() -> None:
    gone, unsaid = slots("gone", capacity=0, used=0), slots("unsaid", used=None)
    assert names(worst_first((gone, used(10), unsaid))) == ["at 10"]


def test_each_executor_has_a_bar_from_top_to_bottom() -> None:
    chart = figure([used(90), slots("b", capacity=2000, used=1000)], 200)
    [bars] = chart.data
    assert list(bars.x) == [90, 50]
    assert list(bars.y) == list(chart.layout.yaxis.tickvals)
    assert list(chart.layout.yaxis.ticktext) == ["at 90", "b"]
    assert list(bars.text) == ["90 of 100", "1\u202f000 of 2\u202f000"]
    assert chart.layout.yaxis.autorange == "reversed"
    assert chart.layout.height == 200


@pytest.mark.parametrize(
    ("percent", "band"), [(0, 0), (50, 0), (51, 1), (70, 1), (71, 2), (85, 2), (86, 3), (100, 3), (130, 3)]
)
def test_a_bar_has_the_colour_of_its_band_whose_upper_bound_belongs_to_it(percent: int, band: int) -> None:
    [bars] = figure([used(percent)], 200).data
    assert list(bars.marker.color) == [BAND_HUES[BANDS[band]]]


def test_the_edges_of_the_bands_are_drawn_and_named() -> None:
    chart = figure([used(10)], 200)
    assert [line.x0 for line in chart.layout.shapes] == list(EDGES)
    assert [note.text for note in chart.layout.annotations] == ["50", "70", "85 %"]


@pytest.mark.parametrize(("percent", "widest"), [(10, 100), (100, 100), (250, 250)])
def test_the_axis_ends_at_100_percent_or_at_the_fullest(percent: int, widest: int) -> None:
    assert list(figure([used(percent), used(5)], 200).layout.xaxis.range) == [0, widest]


def test_a_name_is_no_html_in_the_chart() -> None:
    chart = figure([used(1, "<b>&x</b>")], 200)
    [bars] = chart.data
    assert list(chart.layout.yaxis.ticktext) == list(bars.customdata) == ["&lt;b&gt;&amp;x&lt;/b&gt;"]


def test_a_long_name_is_cut() -> None:
    chart = figure([used(1, "x" * 60)], 200)
    assert list(chart.layout.yaxis.ticktext) == ["x" * 22 + "…" + "x" * 21]


def test_long_names_that_differ_at_their_end_have_bars_of_their_own() -> None:
    long = "classification-executor-production-us-east-1-"
    chart = figure([used(90, f"{long}001"), used(20, f"{long}002")], 200)
    [bars] = chart.data
    assert len(set(bars.y)) == 2
    assert len(set(chart.layout.yaxis.ticktext)) == 2


def test_the_light_bars_say_what_the_chart_says() -> None:
    bars = light_bars([used(90), used(20)])
    assert bars.index("at 90") < bars.index("at 20")
    assert "90 of 100" in bars
    assert f"width:90.0%;background:{BAND_HUES[BANDS[3]]}" in bars


def test_a_light_bar_ends_at_100_percent() -> None:
    assert "width:100.0%" in light_bars([used(250)])


def test_a_name_is_no_html_in_light_bars() -> None:
    bars = light_bars([used(1, "<img src=x onerror=alert(1)>")])
    assert "<img" not in bars
    assert "&lt;img src=x onerror=alert(1)&gt;" in bars


def test_the_fifteen_fullest_are_drawn_and_the_others_counted() -> None:
    page = drawn("slot_chart", fleet(slots=tuple(used(percent) for percent in range(20))))
    [chart] = page.get("plotly_chart")
    assert len(json.loads(chart.proto.spec)["data"][0]["text"]) == 15
    assert [each.value for each in page.caption] == ["The 15 fullest of 20; all of them are in the table."]


def test_without_slots_there_is_no_chart() -> None:
    page = drawn("slot_chart", fleet(slots=(slots("gone", capacity=0, used=0),)))
    assert [*page.get("html"), *page.get("plotly_chart"), *page.markdown, *page.caption] == []
