"""Readings of a gateway and its health, for tests of how it is."""

from datetime import timedelta

from lib.feed.reading import Reading, Snapshot
from lib.feed.schedule import Schedule
from lib.gateway.config import Gateway
from lib.gateway.errors import GatewayError
from lib.gateway.health import HealthCheck
from lib.gateway.routes import Kind
from lib.gateway.wire import Dependency, OperationsHealth
from tests.fleet.documents import NOW

SCHEDULE = Schedule(intervals=dict.fromkeys(Kind, 10.0))
TAKEN = 1000.0
FRESH, STALE = 1.0, 31.0


def answered(kind: Kind, value: object = "an answer", age: float = FRESH) -> Reading:
    """A good answer that is so many seconds old."""
    return Reading(kind).succeeded(value, at=NOW - timedelta(seconds=age), monotonic=TAKEN - age, took=0.02, due=TAKEN)


def failed(kind: Kind, error: GatewayError, *, before: Reading | None = None) -> Reading:
    """A reading that has been failing for 40 seconds."""
    reading = (before or Reading(kind)).failed(error.at("US East", "/"), at=NOW - timedelta(seconds=40), due=TAKEN)
    return reading.failed(error, at=NOW, due=TAKEN)


def healthy(route: str = "/", age: float = FRESH) -> Reading:
    return answered(Kind.HEALTH, HealthCheck((), route, 0.0123), age)


def own(state: str | None, *dependencies: Dependency, age: float = FRESH) -> Reading:
    """The gateway's own verdict of itself."""
    return answered(Kind.OPERATIONS, OperationsHealth(state, dependencies=list(dependencies)), age)


def snapshot(*readings: Reading, health_path: str = "/health") -> Snapshot:
    gateway = Gateway(id="us", name="US East", url="http://us.example", health_path=health_path)
    known = {each.kind: each for each in readings}
    return Snapshot(gateway, known, version=1, taken=TAKEN, taken_at=NOW, schedule=SCHEDULE)
