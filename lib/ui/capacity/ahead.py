"""Forecast: days until 70 % and 85 % of an executor's slots, with a range and how well it would have foretold."""

from datetime import timedelta
from typing import Final

import streamlit as st

from lib.fleet.words import count, percent, plural
from lib.history.questions import Window
from lib.planning.forecast import LEAST_DAYS, Forecast, Outcome
from lib.planning.forecasts import Place
from lib.planning.forecasts import table as told_of
from lib.ui import address, parts
from lib.ui.capacity import chart, table, worked_out
from lib.ui.capacity.answers import Answers
from lib.ui.capacity.charts import ahead as ahead_chart
from lib.ui.capacity.table import Shown, Sort, Table
from lib.ui.capacity.view import View
from lib.ui.inert import inert
from lib.ui.legible import Labels

LOOKED_BACK: Final = timedelta(days=60)
"""A forecast needs weeks, whatever window is shown."""

AT_MOST: Final = 40
"""Executors that are forecast at once, the fullest ones: each takes its own look at two months."""

FORECASTS: Final = Table(
    "forecasts",
    "Forecasts, the first to reach 85 % first",
    (
        Shown("executor", "Executor", "Name of the executor.", 270),
        Shown("gateway", "Gateway", "Id of the gateway.", 110),
        Shown("outcome", "Outcome", "Which way the busiest hour of a day goes.", 160, Sort.CHIP),
        Shown("to_70", "To 70 %", "Days until the busiest hour is at 70 % of today's slots, with an 80 % range.", 190),
        Shown("to_85", "To 85 %", "The same of 85 %.", 190),
        Shown("slots_total", "Slots", "Slots now, as last known.", 64, Sort.SLOTS),
        Shown("slots_a_day", "Slots a day", "How fast the busiest hour grows.", 88, Sort.SLOTS),
        Shown("days_known", "Known days", "Days that are known for 20 hours or more.", 92, Sort.WHOLE),
        Shown("test_error", "Test error", "Mean error in foretelling the last weeks, in points.", 84, Sort.SLOTS),
        Shown("test_inside", "In band", "Days of the test within the band; about 80 % is right.", 80, Sort.PERCENT),
        Shown("reason", "Why", "Why that is so.", 460),
    ),
)


def draw(view: View) -> None:
    """Draw one forecast as a chart, and all of them as a table."""
    asked = view.answers
    statistics = worked_out.fullest(asked)
    if statistics.empty:
        st.info("No executor is known in this window, so nothing can be foretold.", icon=":material/history:")
        return
    with st.spinner("Working out the forecasts…"):
        told = forecasts(asked)
    _chart(told)
    if len(statistics) > AT_MOST:
        st.caption(
            f"The {plural(AT_MOST, 'fullest executor')} of {count(len(statistics))}; choose a function or an executor "
            "as the scope to see others."
        )
    rows = told_of(told)
    table.headed(FORECASTS, lambda: view.offer_past(FORECASTS, rows))
    table.draw(FORECASTS, rows, [place.gateway for place in told])
    st.caption(
        f"Made of up to {LOOKED_BACK.days} days before {asked.window.end:%Y-%m-%d %H:%M} UTC, whatever window is "
        f"shown; {LEAST_DAYS} known days are the least."
    )


def forecasts(asked: Answers) -> dict[Place, Forecast]:
    """The forecasts of the fullest executors, the first to reach its last edge first."""
    window = Window(asked.window.end - LOOKED_BACK, asked.window.end).aligned()
    told = {
        Place(str(row["gateway"]), str(row["executor"])): worked_out.forecast_of(
            asked.of(window).of_executor(str(row["gateway"]), str(row["executor"]))
        )
        for row in worked_out.fullest(asked).head(AT_MOST).to_dict("records")
    }
    return dict(sorted(told.items(), key=lambda each: _soonest_first(*each)))


def _soonest_first(place: Place, forecast: Forecast) -> tuple[int, float, str, str]:
    reach = forecast.reaches[-1] if forecast.reaches else None
    best = reach.best if reach is not None and reach.best is not None else float("inf")
    return list(Outcome)[::-1].index(forecast.outcome), best, place.gateway, place.executor


def _chart(told: dict[Place, Forecast]) -> None:
    forecast = told[_choice(list(told))]
    _words(forecast)
    chart.draw("forecast", ahead_chart.ALT, lambda: ahead_chart.figure(forecast))
    st.caption(
        "Dots: the busiest hour of each known day. Line: the trend with its weekly pattern. Dark band: 80 % range of "
        "the line; light band: 80 % of single days. Dotted: shares of today's slots."
    )
    if forecast.arithmetic:
        with st.expander("Arithmetic"):
            for sentence in forecast.arithmetic:
                st.markdown(inert(sentence))


def _choice(places: list[Place]) -> Place:
    """The executor that the address names, else the first; drawn as a choice where there is one."""
    named = {f"{place.gateway}:{place.executor}": place for place in places}
    asked = address.one(address.FORECAST)
    if asked is not None and asked not in named:
        st.warning(f"**{inert(asked)}** is not among these forecasts; the first is shown.", icon=":material/search:")
    shown = address.follow_choice(address.FORECAST, list(named))
    if len(named) > 1:
        words = {name: f"{each.executor} on {each.gateway}" for name, each in named.items()}
        labels = Labels(words.values())
        st.selectbox(
            "Executor",
            list(named),
            index=list(named).index(shown),
            format_func=lambda name: labels.of(words[name]),
            key=address.FORECAST,
            width=420,
            on_change=parts.changing(parts.PLANNING, address.keep_one),
            args=(address.FORECAST, next(iter(named))),
        )
    return named[shown]


def _words(forecast: Forecast) -> None:
    st.markdown(
        f"**{forecast.outcome.value.capitalize()}.** {inert(forecast.reason)} "
        f"70 %: **{forecast.told(70)}** · 85 %: **{forecast.told(85)}**"
    )
    if forecast.error is not None and forecast.hindcast is not None:
        tested = forecast.hindcast
        st.caption(
            f"Tested on the last {plural(tested.days, 'day')}: off by {forecast.error:.1f} points on average, "
            f"{percent(100 * tested.inside)} of the days within the band."
        )
    elif forecast.untested:
        st.caption(inert(forecast.untested))
