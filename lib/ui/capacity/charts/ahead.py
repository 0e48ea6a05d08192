"""A forecast: the busiest hour of each known day, the line through them with its range, and when it reaches an edge."""

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from lib.planning.amounts import amount
from lib.planning.forecast import FORECAST_EDGES, Forecast
from lib.ui.capacity.charts import style

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

ALT: Final = "Slots used in the busiest hour of each known day, and the forecast with its range"
HEIGHT: Final = 340
_BAND: Final = "rgba(59, 111, 212, 0.14)"
_RANGE: Final = "rgba(59, 111, 212, 0.30)"


def figure(forecast: Forecast) -> "Figure":
    """The chart of a forecast; where there is none, the known days alone. Days are those of UTC."""
    chart = style.figure(HEIGHT, margin={"l": 8, "r": 96, "t": 28, "b": 8})
    line, days = forecast.line, forecast.days
    for low, high, colour in (("day_low", "day_high", _BAND), ("low", "high", _RANGE)):
        if len(line):
            _filled(chart, line, low, high, colour)
    if len(line):
        chart.add_scatter(
            x=_dates(line["day"]),
            y=line["line"],
            mode="lines",
            line={"color": style.ACCENT, "width": 1.6},
            hovertemplate="%{x|%a %d %b}<br>%{y:.1f} slots on the line<extra></extra>",
        )
    chart.add_scatter(
        x=_dates(days["day"]),
        y=days["used"],
        mode="markers",
        marker={"size": 5, "color": style.PURPLE},
        hovertemplate="%{x|%a %d %b}<br>%{y:.1f} slots in the busiest hour<extra></extra>",
    )
    _edges(chart, forecast)
    today = pd.Timestamp(forecast.day)
    chart.add_vline(today, line_dash="dot", line_width=1, line_color=style.LINE)
    chart.add_annotation(x=today, y=1, yref="paper", yanchor="bottom", text="today", showarrow=False)
    chart.update_yaxes(rangemode="tozero", nticks=6)
    return chart


def _edges(chart: "Figure", forecast: Forecast) -> None:
    if not forecast.total:
        return
    for edge in (*FORECAST_EDGES, 100.0):
        slots = edge / 100 * forecast.total
        chart.add_hline(slots, line_dash="dot", line_width=1, line_color=style.LINE)
        chart.add_annotation(
            x=1,
            xref="paper",
            xanchor="left",
            xshift=4,
            y=slots,
            showarrow=False,
            text=f"{edge:g}\u202f% = {amount(slots)}",
        )


def _filled(chart: "Figure", line: pd.DataFrame, low: str, high: str, colour: str) -> None:
    for name, fill in ((low, None), (high, "tonexty")):
        chart.add_scatter(
            x=_dates(line["day"]),
            y=line[name],
            mode="lines",
            line={"width": 0, "color": colour},
            fill=fill,
            fillcolor=colour,
            hoverinfo="skip",
        )


def _dates(days: "pd.Series[Any]") -> "pd.Series[Any]":
    naive: pd.Series[Any] = days.dt.tz_localize(None)
    return naive
