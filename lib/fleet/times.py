"""Times as gateways write them (contract 10, quirk 19)."""

from datetime import UTC, datetime
from math import inf
from typing import NamedTuple


class Moment(NamedTuple):
    """A time and its distance from the instant of the fleet, in seconds.

    ``distance`` is below 0 for a time in the future and infinite for one that is missing or can't be read; ``age`` is
    0 and None for these (a clock may be ahead), and ``ahead`` is how far in the future the time lies.
    """

    at: datetime | None
    distance: float
    age: float | None
    ahead: float


MISSING = Moment(None, inf, None, 0.0)


class Moments(dict[str | None, Moment]):
    """Wire times read once each: thousands of nodes share a few dozen of them, as they are whole seconds.

    ``unreadable`` are texts that are no time.
    """

    def __init__(self, now: datetime) -> None:
        super().__init__({None: MISSING, "": MISSING})
        self._now = now
        self.unreadable: list[str] = []

    def __missing__(self, text: str | None) -> Moment:
        at = parse(text)
        if at is None:
            moment = MISSING
            self.unreadable.append(text or "")
        else:
            distance = (self._now - at).total_seconds()
            moment = Moment(at, distance, max(0.0, distance), max(0.0, -distance))
        self[text] = moment
        return moment


def parse(text: str | None) -> datetime | None:
    """The instant, in UTC; a time without a zone is UTC. None where it is missing or can't be read."""
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError, TypeError):
        return None
