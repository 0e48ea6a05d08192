"""How well a forecast would have foretold the days that are known by now."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from lib.planning.daily import ROUNDING
from lib.planning.trend import Trend, fitted, predictable

AHEAD: Final = 7
"""Days that are foretold at a time: each weekday once."""

ORIGINS: Final = 4
"""How often, at most: the last week from what was known before it, then the week before, and so on."""


@dataclass(frozen=True, slots=True)
class Hindcast:
    """What came of foretelling ``days`` known days, in ``origins`` weeks, each from the days before that week alone.

    ``error`` is the mean distance of the busiest hour from the line, in slots. ``inside`` is the share of days, 0 to 1,
    within the band of a day; a good model has about ``RANGE_CONFIDENCE`` of them there.
    """

    origins: int
    days: int
    error: float
    inside: float


def hindcast(days: np.ndarray, used: np.ndarray, least: int) -> Hindcast | None:
    """Foretell the last weeks of known days; None where no week has ``least`` predictable days before it."""
    distances: list[np.ndarray] = []
    hits: list[np.ndarray] = []
    for end in days[-1] + 1 - AHEAD * np.arange(ORIGINS):
        week = (days >= end - AHEAD) & (days < end)
        trend = known_before(days, used, int(end - AHEAD), least)
        if trend is None:
            break
        lines = trend.at(days[week])
        told = ~np.isnan(lines.line)
        if told.any():
            actual = used[week][told]
            distances.append(np.abs(actual - lines.line[told]))
            rounding = ROUNDING * np.maximum(1, actual)
            hits.append((actual >= lines.day_low[told] - rounding) & (actual <= lines.day_high[told] + rounding))
    if not distances:
        return None
    distance = np.concatenate(distances)
    return Hindcast(len(distances), len(distance), float(distance.mean()), float(np.concatenate(hits).mean()))


def known_before(days: np.ndarray, used: np.ndarray, day: int, least: int) -> Trend | None:
    """The trend of the days before one day; None where fewer than ``least`` of them are predictable."""
    before = days < day
    days, used = days[before], used[before]
    kept = predictable(days)
    return fitted(days[kept], used[kept]) if kept.sum() >= least else None
