"""When an executor will be short of slots, from its past (issue, section 2: Forecast).

A line with a weekly pattern is fitted to the used slots in the busiest hour of each day (``lib.planning.daily``,
``lib.planning.trend``). It forecasts slots, not percent, so that a change of the total in the window does not look like
a change of the load; edges are those of the utilization bands, of today's total. An edge is reached on the first day on
which the line, with its weekly pattern, is at or above it.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Final

import numpy as np
import pandas as pd

from lib.fleet.bands import EDGES, TIGHT
from lib.fleet.words import plural
from lib.history.questions import Window
from lib.planning import forecast_words as words
from lib.planning.daily import DAYS, ROUNDING, Daily, daily, midnights
from lib.planning.hindcast import Hindcast, hindcast, known_before
from lib.planning.trend import Trend

FORECAST_EDGES: Final = EDGES[-len(TIGHT) :]
"""Percent of the total at which the bands begin that ask for more slots."""

LEAST_DAYS: Final = 14
"""Known days that a forecast needs: two of each weekday, as fewer cannot tell a trend from a weekly pattern."""

LATEST_WITHIN: Final = 7
"""Days within which the last known day must be: an older end says nothing of today."""

HORIZON: Final = timedelta(days=180)
"""How far a forecast looks where nothing else is asked."""

LINE: Final = ("day", "line", "low", "high", "day_low", "day_high")
"""The chart's line: midnight UTC; slots of the line, of its range, and of the band that holds most single days."""

_WEEK: Final = 7
_DAY: Final = timedelta(days=1)
_EPOCH: Final = date(1970, 1, 1)


class Outcome(StrEnum):
    """What can be said, in words."""

    INSUFFICIENT = "insufficient history"
    NO_SLOTS = "no slots"
    """The total is zero or not known, so that there is nothing to reach."""
    NO_TREND = "no trend"
    FALLING = "falling"
    GROWS = "grows"


@dataclass(frozen=True, slots=True)
class Reach:
    """When the line reaches ``edge`` percent of today's total, which is ``slots``.

    Days are counted from the day of the forecast, which is 0. ``earliest`` and ``latest`` hold the line with
    ``RANGE_CONFIDENCE``. Where it grows, None is later than the horizon; where it does not, no day is told.
    ``already`` says that it was reached within the last seven days, so that each weekday is looked at; then
    ``best`` and ``earliest`` are 0.
    """

    edge: float
    slots: float
    already: bool
    best: int | None
    earliest: int | None
    latest: int | None


@dataclass(frozen=True, slots=True, eq=False)
class Forecast:
    """A forecast, or why there is none.

    ``reason`` explains the outcome in a sentence. ``day`` is the day it was made for. ``total`` are today's slots as
    far as they are known. ``reaches`` has one entry for each of ``FORECAST_EDGES``; it is empty without enough history
    or slots. ``days`` is a frame of ``DAYS``, ``line`` one of ``LINE``, from the first known day to the horizon.
    ``error`` is the mean error of the hindcast in percent of today's total; ``untested`` says why there is no hindcast.
    ``arithmetic`` shows how the numbers come about, a sentence a step.
    """

    outcome: Outcome
    reason: str
    day: date
    horizon: timedelta
    total: float | None
    reaches: tuple[Reach, ...]
    days: pd.DataFrame
    line: pd.DataFrame
    trend: Trend | None
    hindcast: Hindcast | None
    error: float | None
    untested: str
    arithmetic: tuple[str, ...]

    def reach(self, edge: float) -> Reach | None:
        """When that edge is reached; None where nothing is told of it."""
        return next((each for each in self.reaches if each.edge == edge), None)

    def told(self, edge: float) -> str:
        """When that edge is reached, for people: ``in 23 days (18 to 31)``, or why no day is told."""
        reach = self.reach(edge)
        if reach is None:
            return self.outcome.value
        if reach.already:
            return words.ALREADY
        if self.outcome is not Outcome.GROWS:
            return self.outcome.value
        return words.reached(reach.best, reach.earliest, reach.latest, self.horizon)


def forecast(steps: pd.DataFrame, window: Window, horizon: timedelta = HORIZON) -> Forecast:
    """Forecast one executor of one gateway from its ``SERIES`` in a window, seen from the window's end.

    Weeks are needed, so the window is longer than the page may show. Loads statsmodels at the first call that fits.
    """
    known = daily(steps, window)
    today = (window.end.astimezone(UTC).date() - _EPOCH).days
    shortage = _shortage(known, today)
    if shortage:
        return _none(Outcome.INSUFFICIENT, shortage, known, window.end, horizon)
    if not known.total:
        return _none(Outcome.NO_SLOTS, "It has no slots now, so there is no edge to reach.", known, window.end, horizon)
    trend = known_before(known.days, known.used, today + 1, LEAST_DAYS)
    if trend is None:
        return _none(Outcome.INSUFFICIENT, words.too_few_weekdays(LEAST_DAYS), known, window.end, horizon)
    return _told(known, known.total, trend, window.end, horizon)


def _shortage(known: Daily, today: int) -> str:
    """Why the past does not suffice; empty where it does."""
    if len(known.days) < LEAST_DAYS:
        return words.too_short(len(known.days), LEAST_DAYS, known.left_out)
    silent = today - int(known.days[-1])
    return words.too_old(silent) if silent > LATEST_WITHIN else ""


def _none(outcome: Outcome, reason: str, known: Daily, at: datetime, horizon: timedelta) -> Forecast:
    nothing = pd.DataFrame({name: np.empty(0) for name in LINE[1:]})
    nothing.insert(0, LINE[0], midnights(np.empty(0, int)))
    return Forecast(
        outcome,
        reason,
        day=at.astimezone(UTC).date(),
        horizon=horizon,
        total=known.total,
        reaches=(),
        days=known.frame(),
        line=nothing,
        trend=None,
        hindcast=None,
        error=None,
        untested="There is no forecast to test.",
        arithmetic=(),
    )


def _told(known: Daily, total: float, trend: Trend, at: datetime, horizon: timedelta) -> Forecast:
    day = at.astimezone(UTC).date()
    outcome = {1: Outcome.GROWS, 0: Outcome.NO_TREND, -1: Outcome.FALLING}[trend.direction]
    reaches = tuple(_reach(edge, total, trend, (day - _EPOCH).days, horizon) for edge in FORECAST_EDGES)
    tested = hindcast(known.days, known.used, LEAST_DAYS)
    return Forecast(
        outcome,
        words.of_trend(trend),
        day=day,
        horizon=horizon,
        total=total,
        reaches=reaches if outcome is Outcome.GROWS else tuple(_without_day(each) for each in reaches),
        days=known.frame(),
        line=_line(known, trend, (day - _EPOCH).days, horizon),
        trend=trend,
        hindcast=tested,
        error=None if tested is None else 100 * tested.error / total,
        untested=""
        if tested
        else f"Not enough history to test: {plural(LEAST_DAYS, 'day')} and a week after are needed.",
        arithmetic=tuple(words.arithmetic(known, trend, total)),
    )


def _reach(edge: float, total: float, trend: Trend, today: int, horizon: timedelta) -> Reach:
    slots = edge / 100 * total
    lately = trend.at(np.arange(today - _WEEK + 1, today + 1))
    ahead = trend.at(np.arange(today, today + horizon // _DAY + 1))
    already = _first(lately.line, slots) is not None
    earliest, best, latest = (_first(each, slots) for each in (ahead.high, ahead.line, ahead.low))
    if already:
        surely = _first(lately.low, slots) is not None
        earliest, best, latest = 0, 0, 0 if surely else latest
    return Reach(edge, slots, already, best, earliest, latest)


def _without_day(reach: Reach) -> Reach:
    return (
        reach if reach.already else Reach(reach.edge, reach.slots, already=False, best=None, earliest=None, latest=None)
    )


def _first(line: np.ndarray, slots: float) -> int | None:
    """The place of the first value that reaches so many slots; unknown ones reach nothing."""
    reaching = np.flatnonzero(line >= slots * (1 - ROUNDING))
    return int(reaching[0]) if len(reaching) else None


def _line(known: Daily, trend: Trend, today: int, horizon: timedelta) -> pd.DataFrame:
    days = np.arange(known.days[0], today + horizon // _DAY + 1)
    lines = trend.at(days)
    return pd.DataFrame({"day": midnights(days)} | {name: getattr(lines, name) for name in LINE[1:]})


__all__ = ["DAYS", "FORECAST_EDGES", "HORIZON", "LEAST_DAYS", "LINE", "Forecast", "Outcome", "Reach", "forecast"]
