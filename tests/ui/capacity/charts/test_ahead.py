from lib.planning.forecast import forecast
from lib.ui.capacity.charts.ahead import figure
from tests.planning.weeks import series, window


def test_known_days_are_dots_and_the_forecast_is_a_line_with_two_bands() -> None:
    told = forecast(series(28, lambda day: 10 + 0.4 * day), window(28))
    chart = figure(told)

    assert [trace.mode for trace in chart.data] == ["lines"] * 5 + ["markers"]
    assert list(chart.data[-1].y) == list(told.days["used"])
    assert [trace.fill for trace in chart.data[:4]] == [None, "tonexty", None, "tonexty"]
    assert "85\u202f% = 34" in [note.text for note in chart.layout.annotations]


def test_without_a_forecast_the_known_days_are_drawn_alone() -> None:
    told = forecast(series(10, lambda _day: 10.0), window(10))
    [days] = figure(told).data
    assert len(days.x) == 10
