import itertools
from datetime import UTC, datetime, timedelta

import pytest

from lib.demo.incidents import TROUBLE, Incident


class HandClock:
    """A clock that stands still until a test turns it."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def turn(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def noon() -> datetime:
    """A Wednesday, 12:00 UTC."""
    return datetime(2026, 3, 4, 12, tzinfo=UTC)


@pytest.fixture
def clock(noon: datetime) -> HandClock:
    return HandClock(noon)


def seconds_until(incident: Incident) -> float:
    """Give the seconds from the start of TROUBLE to the first act with this incident."""
    acts = itertools.takewhile(lambda act: act.incident is not incident, TROUBLE)
    return sum(act.seconds for act in acts)
