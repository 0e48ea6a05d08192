"""Utilization by hour and weekday: a heat map whose cells say their number."""

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from lib.ui.capacity.charts import style

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

ALT: Final = "Utilization by hour of the day and weekday, 95th percentile"
HEIGHT: Final = 300
DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
SHOWN: Final = "p95"
_SCALE: Final = (
    (0.0, "rgba(59, 111, 212, 0.04)"),
    (0.5, "rgba(59, 111, 212, 0.34)"),
    (0.7, "rgba(59, 111, 212, 0.55)"),
    (0.7, "rgba(181, 116, 15, 0.55)"),
    (0.85, "rgba(181, 116, 15, 0.75)"),
    (0.85, "rgba(198, 57, 47, 0.60)"),
    (1.0, "rgba(198, 57, 47, 0.85)"),
)
"""Blue grows denser up to 70 %; the hues of busy and critical begin where the bands do."""


def figure(hours: pd.DataFrame) -> "Figure":
    """The heat map from ``HOURS``; an hour that is not known has no cell."""
    values = _week(hours, SHOWN)
    steps, means, highest = (_week(hours, name) for name in ("steps", "mean", "highest"))
    chart = style.figure(HEIGHT, margin={"l": 8, "r": 8, "t": 8, "b": 24})
    chart.add_heatmap(
        z=values,
        x=list(range(24)),
        y=list(DAYS),
        zmin=0,
        zmax=100,
        colorscale=[list(each) for each in _SCALE],
        showscale=False,
        xgap=2,
        ygap=2,
        hoverongaps=False,
        customdata=np.dstack([means, highest, steps]),
        hovertemplate="%{y} %{x}:00<br>p95 %{z:.1f} %<br>mean %{customdata[0]:.1f} %, highest %{customdata[1]:.1f} %"
        "<br>%{customdata[2]} known steps<extra></extra>",
    )
    for day, name in enumerate(DAYS):
        for hour in range(24):
            known = not np.isnan(values[day, hour])
            text = f"{values[day, hour]:.0f}" if known else "·"
            chart.add_annotation(x=hour, y=name, text=text, showarrow=False, font={"size": 11})
    chart.update_yaxes(autorange="reversed", fixedrange=True)
    chart.update_xaxes(
        tickvals=list(range(0, 24, 3)), ticktext=[f"{h:02d}:00" for h in range(0, 24, 3)], fixedrange=True
    )
    return chart


def _week(hours: pd.DataFrame, name: str) -> np.ndarray:
    return hours[name].to_numpy("float64").reshape(7, 24)
