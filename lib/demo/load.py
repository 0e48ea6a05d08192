"""How much work arrives: a smooth day, quiet nights, quieter weekends."""

import math
from datetime import datetime

__all__ = ["demand"]

_NIGHT = 0.08
_WEEKEND = 0.4
_SATURDAY = 5


def demand(at: datetime, peak_hour: float) -> float:
    """Give the share (0.08 to 1) of its daily top that the demand reaches at this time (UTC).

    `peak_hour` is the UTC hour of the top; a region's office hours decide it.
    """
    hour = at.hour + at.minute / 60 + at.second / 3600
    daylight = (1 + math.cos(math.tau * (hour - peak_hour) / 24)) / 2
    working = _WEEKEND if at.weekday() >= _SATURDAY else 1.0
    return _NIGHT + (1 - _NIGHT) * working * math.pow(daylight, 1.5)
