"""Times as gateways write them (contract 10, quirk 19)."""

from datetime import UTC, datetime
from typing import NamedTuple


class Moment(NamedTuple):
    """A time and its distance from the instant of the fleet, in seconds.

    ``age`` is 0 for a time in the future (a clock that is ahead) and None for one that is missing or can't be
    read; ``ahead`` is how far in the future it lies.
    """

    at: datetime | None
    age: float | None
    ahead: float


MISSING = Moment(None, None, 0.0)


class Moments(dict[str | None, Moment]):
    """Wire times read once each: thousands of nodes share a few dozen of them, as they are whole seconds."""

    def __init__(self, now: datetime) -> None:
        super().__init__({None: MISSING, "": MISSING})
        self._now = now

    def __missing__(self, text: str | None) -> Moment:
        at = parse(text)
        if at is None:
            moment = MISSING
        else:
            distance = (self._now - at).total_seconds()
            moment = Moment(at, max(0.0, distance), max(0.0, -distance))
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
