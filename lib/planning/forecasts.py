"""Forecasts of many executors, and the table of them for page, export and report."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from itertools import chain
from typing import Final, NamedTuple

import pandas as pd

from lib.fleet.tables import NUMBER, TEXT, WHOLE, Column, frame
from lib.history.questions import Window
from lib.planning.forecast import FORECAST_EDGES, HORIZON, Forecast, Reach, forecast
from lib.planning.trend import Trend


class Place(NamedTuple):
    """An executor of a gateway, by the gateway's id and its own name."""

    gateway: str
    executor: str


class Row(NamedTuple):
    """A line of the table."""

    place: Place
    forecast: Forecast


def forecasts(series: pd.DataFrame, window: Window, horizon: timedelta = HORIZON) -> dict[Place, Forecast]:
    """A forecast of each executor of each gateway in a frame of ``SERIES``, in the order of gateway and name."""
    groups = series.groupby(["gateway", "executor"], sort=True, observed=True)
    return {Place(str(gateway), str(name)): forecast(steps, window, horizon) for (gateway, name), steps in groups}


def table(told: Mapping[Place, Forecast]) -> pd.DataFrame:
    """``FORECASTS`` of these forecasts, a row an executor."""
    return frame(FORECASTS, [Row(place, each) for place, each in told.items()])


def _of_trend(value: Callable[[Trend], float]) -> Callable[[Row], float | None]:
    return lambda row: value(row.forecast.trend) if row.forecast.trend else None


def _of_reach(edge: float, value: Callable[[Reach], int | None]) -> Callable[[Row], int | None]:
    def found(row: Row) -> int | None:
        reach = row.forecast.reach(edge)
        return None if reach is None else value(reach)

    return found


def _edge(edge: float) -> tuple[Column[Row], ...]:
    name, days = f"days_to_{edge:g}", f"days until the busiest hour reaches {edge:g} % of the total"
    return (
        Column(f"to_{edge:g}", TEXT, f"{days.capitalize()}, in words.", lambda row: row.forecast.told(edge)),
        Column(
            name, WHOLE, f"Best estimate of the {days}; empty where none is told.", _of_reach(edge, lambda r: r.best)
        ),
        Column(f"{name}_earliest", WHOLE, f"Earliest of the {days}.", _of_reach(edge, lambda r: r.earliest)),
        Column(
            f"{name}_latest",
            WHOLE,
            f"Latest of the {days}; empty past the horizon.",
            _of_reach(edge, lambda r: r.latest),
        ),
    )


FORECASTS: Final[tuple[Column[Row], ...]] = (
    Column("gateway", TEXT, "Id of the gateway.", lambda row: row.place.gateway),
    Column("executor", TEXT, "Name of the executor.", lambda row: row.place.executor),
    Column(
        "outcome",
        TEXT,
        "insufficient history, no slots, no trend, falling or grows.",
        lambda row: row.forecast.outcome.value,
    ),
    Column("reason", TEXT, "Why that is so.", lambda row: row.forecast.reason),
    Column("slots_total", NUMBER, "Slots now, as last known.", lambda row: row.forecast.total),
    Column("days_known", WHOLE, "Days that are known well enough to count.", lambda row: len(row.forecast.days)),
    *chain.from_iterable(map(_edge, FORECAST_EDGES)),
    Column("slots_a_day", NUMBER, "Slope of the busiest hour, in slots a day.", _of_trend(lambda t: t.slope)),
    Column("slots_a_day_low", NUMBER, "Lower end of the slope's interval.", _of_trend(lambda t: t.slope_low)),
    Column("slots_a_day_high", NUMBER, "Upper end of the slope's interval.", _of_trend(lambda t: t.slope_high)),
    Column(
        "test_error",
        NUMBER,
        "Mean error in foretelling the last weeks, in percentage points of utilization.",
        lambda row: row.forecast.error,
    ),
    Column(
        "test_inside",
        NUMBER,
        "Percent of those days within the band of a day; about 80 is right.",
        lambda row: None if row.forecast.hindcast is None else 100 * row.forecast.hindcast.inside,
    ),
    Column(
        "test_days",
        WHOLE,
        "Days that were foretold for that; empty where there is too little history.",
        lambda row: None if row.forecast.hindcast is None else row.forecast.hindcast.days,
    ),
)
"""The columns of the table of forecasts."""
