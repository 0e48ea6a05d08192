"""How a gateway is, in a word and why: from its own verdict where it has one, else from the route that answered."""

from enum import StrEnum
from typing import NamedTuple

from lib.feed.reading import Snapshot
from lib.fleet.words import ago
from lib.gateway.health import HealthCheck
from lib.gateway.routes import Kind
from lib.gateway.wire import OperationsHealth
from lib.gateway.words import sentence

_GOOD_WORDS = ("ok", "healthy", "up")


class Condition(StrEnum):
    """How a gateway is, as people read it."""

    HEALTHY = "Healthy"
    REACHABLE = "Reachable"
    DEGRADED = "Degraded"
    BAD = "Bad"
    NOT_WELL = "Not well"
    UNHEALTHY = "Unhealthy"
    CONNECTING = "Connecting"
    UNKNOWN = "Unknown"


class GatewayState(NamedTuple):
    """How a gateway is, and why."""

    condition: Condition
    why: str


def gateway_state(snapshot: Snapshot) -> GatewayState:
    """How a gateway is (contract 9.1, row Gateway health)."""
    reading = snapshot.reading(Kind.HEALTH)
    if reading.error is not None:
        return GatewayState(Condition.UNHEALTHY, sentence(reading.error))
    if not isinstance(reading.value, HealthCheck):
        return GatewayState(Condition.CONNECTING, "no answer yet")
    if snapshot.is_stale(Kind.HEALTH):
        return GatewayState(Condition.UNKNOWN, f"last checked {ago(snapshot.age(Kind.HEALTH))}")
    operations = snapshot.reading(Kind.OPERATIONS)
    if isinstance(operations.value, OperationsHealth) and not snapshot.is_stale(Kind.OPERATIONS):
        return _own_verdict(operations.value)
    if reading.value.route == snapshot.gateway.health_path and reading.value.route != "/":
        return GatewayState(Condition.HEALTHY, "its health route answers")
    return GatewayState(Condition.REACHABLE, "it answers, but has no route that vouches for its health")


def _own_verdict(operations: OperationsHealth) -> GatewayState:
    said = (operations.overall_state or "").casefold()
    ailing = [each for each in operations.dependencies or () if (each.state or "").casefold() not in _GOOD_WORDS]
    why = "; ".join(f"{each.name}: {each.summary or each.state}" for each in ailing)
    if said in _GOOD_WORDS:
        return GatewayState(Condition.HEALTHY, "by its own check of what it depends on")
    if said == "degraded":
        return GatewayState(Condition.DEGRADED, why or "by its own check")
    condition = Condition.BAD if said == "bad" else Condition.NOT_WELL
    return GatewayState(condition, why or f"its own check says {said or 'nothing'}")
