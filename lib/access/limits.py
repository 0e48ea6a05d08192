"""How often one caller may do by hand what costs a gateway requests."""

import threading
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

SPAN: Final = timedelta(minutes=1)
"""The time in which a caller may do something so many times."""

_FORGET_AT: Final = 1_000
"""Callers that are remembered before those that have done nothing within the span are forgotten."""


@dataclass(slots=True)
class Limiter:
    """Lets each caller do a thing so many times within any `SPAN`. Any thread may ask."""

    times: int
    _done: dict[str, deque[datetime]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, caller: str, now: datetime) -> datetime | None:
        """Count one more of this caller, and return None; where it is one too many, when it may be tried again."""
        with self._lock:
            if len(self._done) >= _FORGET_AT:
                self._done = {each: done for each, done in self._done.items() if done[-1] > now - SPAN}
            done = self._done.setdefault(caller, deque(maxlen=self.times))
            if len(done) == self.times and (again := done[0] + SPAN) > now:
                return again
            done.append(now)
            return None
