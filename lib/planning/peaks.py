"""When a window is busy, by hour and weekday, and its highest peaks with who made them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from lib.fleet.bands import EDGES
from lib.history.questions import Window
from lib.planning.levels import P95
from lib.planning.load import sites

HOURS: Final = ("weekday", "hour", "mean", "p95", "highest", "steps")
"""An hour of the week: ``weekday`` 0 is Monday, ``steps`` is how many known steps stand behind it.

Numbers are utilization in percent, NaN without steps. All 168 hours are there, Monday's first: a column in the shape
(7, 24) is the heat map.
"""

CONTRIBUTORS: Final = ("gateway", "executor", "function", "used", "share", "usual", "rise")
"""An executor in a peak: mean slots used in it, their share of all used in percent, and how that differs from the
executor's mean over the whole window (``usual``); NaN where it is not known. The largest rise comes first.
"""

TOP: Final = 10
"""How many peaks are shown."""

QUANTILE: Final = 0.9
"""The highest tenth of a window's steps are its peaks."""

BUSY: Final = EDGES[1]
"""Utilization in percent from which on even the usual level of a window is a peak: one that is always full has one."""


@dataclass(frozen=True, slots=True)
class Peak:
    """A longest run of steps above the level of peaks, from ``begin`` to before ``end``, UTC.

    ``height`` is the highest utilization of its steps in percent, reached first in the step ``at``. ``cut`` says that
    it touches a gap or an end of the window: it may have begun earlier, lasted longer or gone higher.
    """

    begin: datetime
    end: datetime
    at: datetime
    height: float
    cut: bool

    @property
    def duration(self) -> timedelta:
        """How long it was."""
        return self.end - self.begin


def hours_of_week(load: pd.DataFrame, zone: ZoneInfo) -> pd.DataFrame:
    """``HOURS`` of a ``LOAD`` on the clocks of a time zone: a step belongs to the hour in which it begins there."""
    local = load["at"].dt.tz_convert(zone)
    keys = [local.dt.day_of_week.rename("weekday"), local.dt.hour.rename("hour")]
    grouped = load["utilization"].groupby(keys)
    found = pd.DataFrame({"mean": grouped.mean(), "p95": grouped.quantile(P95), "highest": grouped.max()})
    found["steps"] = grouped.count()
    week = pd.MultiIndex.from_product([range(7), range(24)], names=["weekday", "hour"])
    whole = found.reindex(week)
    whole["steps"] = whole["steps"].fillna(0).astype("int64")
    return whole.reset_index()[list(HOURS)]


def top_peaks(load: pd.DataFrame, window: Window) -> tuple[Peak, ...]:
    """The highest peaks of a window, from its ``LOAD``: highest first, then longest, then earliest.

    A step belongs to a peak where its utilization is at least the 90th percentile of the known steps. Where that is no
    more than their median, it is the usual level of the window: then a step must be above it, unless that level is
    itself 70 % or more. A gap ends a peak.
    """
    utilization = load["utilization"].to_numpy()
    if np.isnan(utilization).all():
        return ()
    usual, level = (float(np.nanquantile(utilization, share)) for share in (0.5, QUANTILE))
    high = utilization >= level if level > usual or level >= BUSY else utilization > level
    found = [_peak(load, first, last, window) for first, last in _runs(high)]
    return tuple(sorted(found, key=lambda peak: (-peak.height, -peak.duration, peak.begin))[:TOP])


def contributors(series: pd.DataFrame, statistics: pd.DataFrame) -> pd.DataFrame:
    """``CONTRIBUTORS`` of a peak, from the ``SERIES`` of its span and the ``STATISTICS`` of the window.

    Of gateways that share one etcd, one tells each executor.
    """
    of = sites(statistics)
    usual = _once(statistics, of).set_index(["site", "executor"])["used_mean"]
    means = series.groupby(["gateway", "executor", "function"])["used"].mean()
    rows = _once(means.reset_index(), of)
    rows["share"] = 100 * rows["used"] / rows["used"].sum() if rows["used"].sum() > 0 else np.nan
    rows["usual"] = usual.reindex(pd.MultiIndex.from_frame(rows[["site", "executor"]])).to_numpy(dtype="float64")
    rows["rise"] = rows["used"] - rows["usual"]
    ordered = rows.sort_values(["rise", "used", "gateway", "executor"], ascending=[False, False, True, True])
    return ordered.reset_index(drop=True)[list(CONTRIBUTORS)]


def _once(rows: pd.DataFrame, of: Mapping[str, str]) -> pd.DataFrame:
    named = rows.assign(site=[of.get(gateway, gateway) for gateway in rows["gateway"]])
    return named.sort_values("gateway").drop_duplicates(["site", "executor"])


def _runs(high: Iterable[bool]) -> list[tuple[int, int]]:
    """First and last place of each longest run of True."""
    edges = np.diff(np.concatenate([[0], np.asarray(high, dtype=np.int8), [0]]))
    return list(zip(np.flatnonzero(edges == 1).tolist(), (np.flatnonzero(edges == -1) - 1).tolist(), strict=True))


def _peak(load: pd.DataFrame, first: int, last: int, window: Window) -> Peak:
    run = load.iloc[first : last + 1]
    begins = [at.to_pydatetime() for at in run["at"]]
    utilization = run["utilization"].to_numpy()
    highest = int(utilization.argmax())
    beside = [load["utilization"].iloc[place] if 0 <= place < len(load) else np.nan for place in (first - 1, last + 1)]
    return Peak(
        begin=begins[0],
        end=begins[-1] + window.step,
        at=begins[highest],
        height=float(utilization[highest]),
        cut=bool(np.isnan(beside).any()),
    )
