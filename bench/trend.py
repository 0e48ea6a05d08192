"""The straight line through samples, and how far it can be trusted."""

from collections.abc import Sequence
from math import sqrt
from statistics import linear_regression, mean
from typing import NamedTuple


class Trend(NamedTuple):
    """A slope, and two standard errors less and more."""

    least: float
    slope: float
    most: float


def trend(at: Sequence[float], samples: Sequence[float]) -> Trend:
    """The slope of samples over their times, by least squares. ValueError for fewer than three samples."""
    if len(samples) < 3:
        raise ValueError("a trend takes three samples")
    slope, intercept = linear_regression(at, samples)
    middle = mean(at)
    off = sum((sample - intercept - slope * time) ** 2 for time, sample in zip(at, samples, strict=True))
    spread = 2 * sqrt(off / (len(at) - 2) / sum((time - middle) ** 2 for time in at))
    return Trend(slope - spread, slope, slope + spread)
