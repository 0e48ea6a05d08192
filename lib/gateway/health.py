"""The health check: a chain of routes, as no gateway has all of them (contract 3.4)."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from lib.gateway import errors, wire
from lib.gateway.exchange import Exchange
from lib.gateway.generation import Generation
from lib.gateway.reason import reason
from lib.gateway.routes import HEALTH_FALLBACKS
from lib.gateway.words import sentence

UNWELL: Final = frozenset({"error", "fail", "failed", "unhealthy", "down"})
"""Words for `status` with which a server says, with HTTP 200, that it is not well."""


@dataclass(frozen=True)
class HealthStep:
    """One route of the chain: `took` is in seconds, `status` is HTTP's, `answer` is plain text for people."""

    route: str
    took: float
    status: int | None
    answer: str
    ok: bool


@dataclass(frozen=True)
class HealthCheck:
    """What the chain found out.

    `route` is the one that answered and `latency` the seconds that it took; both are None if none did, and `error`
    says why.
    """

    steps: tuple[HealthStep, ...]
    route: str | None = None
    latency: float | None = None
    generation: Generation = Generation.UNKNOWN
    error: errors.GatewayError | None = None


def chain(health_path: str) -> Iterator[str]:
    """The routes to ask, in order, without repeating the configured one."""
    yield health_path
    yield from (route for route in HEALTH_FALLBACKS if route != health_path)


async def check_health(
    exchange: Exchange, health_path: str, clock: Callable[[], float] = time.perf_counter
) -> HealthCheck:
    """Walk the chain until a route answers, going on after 404 only. Never raises GatewayError."""
    steps: list[HealthStep] = []
    first_missing: errors.RouteMissing | None = None
    for route in chain(health_path):
        began = clock()
        status = None
        try:
            answer = await exchange.get(route)
            status = answer.status
            exchange.decoded(answer, _refuse_unwell)
        except errors.GatewayError as error:
            took = clock() - began
            if isinstance(error, errors.UnexpectedStatus):
                status = error.status
            steps.append(HealthStep(route, took, status, sentence(error), ok=False))
            if not (isinstance(error, errors.RouteMissing) and error.status == 404):
                return HealthCheck(tuple(steps), error=error)
            first_missing = first_missing or error
        else:
            took = clock() - began
            steps.append(HealthStep(route, took, status, exchange.shown(answer), ok=True))
            return HealthCheck(tuple(steps), route, took)
    return HealthCheck(tuple(steps), error=first_missing)


def _refuse_unwell(body: bytes) -> dict[str, Any]:
    fields = wire.decode_object(body)
    status = fields.get("status")
    if isinstance(status, str) and status.strip().casefold() in UNWELL:
        raise errors.ReportedError(reason(fields) or f"its status is {status}")
    return fields
