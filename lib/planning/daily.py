"""The busiest hour of each day: what a forecast is made of.

The mean of an hour is the same number in fine and in coarse steps, and a peak that lasts a whole hour is one that slots
are bought for. A day of which too little is known may have hidden its busiest hour, so it does not count. Days are
those of UTC, as steps are.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from lib.history.questions import Window

DAY_KNOWN: Final = 20 / 24
"""The least share of a day's steps that must be known: with more than four hours missing the peak may be among them."""

_HOUR: Final = 3_600
_DAY: Final = 24 * _HOUR
ROUNDING: Final = 1e-9
"""Relative difference up to which two numbers of slots are the same."""

DAYS: Final = ("day", "used", "known")
"""Columns of the daily series: midnight UTC, used slots in the busiest hour, and the share of the day that is known."""


@dataclass(frozen=True, slots=True, eq=False)
class Daily:
    """The known days of one executor, as arrays of equal length.

    ``days`` are numbered from 1970-01-01, in order and without those that are not known well enough; ``used`` are the
    slots in use in their busiest hour; ``known`` is the share of their steps that is known; ``full`` says that every
    slot was in use in that hour. ``left_out`` counts the days of which some steps are known, but too few.
    ``total`` is the latest total that is known, None where there is none; ``first_total`` the first one.
    """

    days: np.ndarray
    used: np.ndarray
    known: np.ndarray
    full: np.ndarray
    left_out: int
    total: float | None
    first_total: float | None

    def frame(self) -> pd.DataFrame:
        """``DAYS``: a row a known day; the others are not there."""
        return pd.DataFrame({"day": midnights(self.days), "used": self.used, "known": self.known})


def midnights(days: np.ndarray) -> pd.DatetimeIndex:
    """The beginnings of numbered days, UTC."""
    return pd.DatetimeIndex(days.astype("datetime64[D]").astype("datetime64[us]")).tz_localize("UTC")


def daily(steps: pd.DataFrame, window: Window) -> Daily:
    """The busiest hours of an executor's ``SERIES``; rows without known slots are gaps like those that are missing."""
    seconds = steps["at"].dt.as_unit("s").astype("int64").to_numpy()
    used, total = steps["used"].to_numpy("float64"), steps["total"].to_numpy("float64")
    samples = steps["samples"].to_numpy("float64")
    is_known = ~np.isnan(used) & (samples > 0)
    seconds, used, total, samples = seconds[is_known], used[is_known], total[is_known], samples[is_known]

    hours, hour = np.unique(seconds // _HOUR, return_inverse=True)
    means = np.bincount(hour, used * samples) / np.bincount(hour, samples)
    days, day_of_hour = np.unique(hours * _HOUR // _DAY, return_inverse=True)
    peaks = _highest(means, day_of_hour, len(days))
    totals = _highest(total, day_of_hour[hour], len(days))
    share = np.bincount(day_of_hour[hour]) / (_DAY / window.step.total_seconds()) if len(days) else np.empty(0)
    enough = share >= DAY_KNOWN - ROUNDING
    known_totals = total[~np.isnan(total)]
    return Daily(
        days[enough],
        peaks[enough],
        share[enough],
        (peaks >= totals * (1 - ROUNDING))[enough],
        left_out=int((~enough).sum()),
        total=float(known_totals[-1]) if len(known_totals) else None,
        first_total=float(known_totals[0]) if len(known_totals) else None,
    )


def _highest(values: np.ndarray, group: np.ndarray, groups: int) -> np.ndarray:
    """The highest known value of each group; NaN where none is known."""
    highest = np.full(groups, np.nan)
    np.fmax.at(highest, group, values)
    return highest
