"""Gateways whose nodes differ in the age of their last heartbeat alone."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from lib.fleet.listing import WINDOW
from lib.fleet.model import Fleet
from lib.fleet.parts import Parts
from tests.fleet.documents import NOW, desired, fleet, parts, status

WELL = 1.0
STALE = 95.0
LIMIT = WINDOW.total_seconds()

Ages = Mapping[str, Mapping[str, float]]
"""Executor → ``host:port`` of its nodes → age of the last heartbeat in seconds."""


def gateway(ages: Ages, epochs: Mapping[str, int] | None = None, **told: Any) -> Parts:
    """A gateway of registered nodes; all have epochs of their own, unless an executor has one for all."""
    nodes = [(executor, address, age) for executor, of_it in ages.items() for address, age in of_it.items()]
    epoch = {
        f"{address}/{executor}": (epochs or {}).get(executor, 1_000 + number)
        for number, (executor, address, _) in enumerate(nodes)
    }
    actual = {
        f"{address}/{executor}": status(beat=age, epoch=epoch[f"{address}/{executor}"])
        for executor, address, age in nodes
    }
    wanted = {key: desired(each) for key, each in epoch.items()}
    return parts({executor: list(of_it) for executor, of_it in ages.items()}, actual, wanted, **told)


def later(ages: Ages, seconds: float) -> Parts:
    """Such a gateway so many seconds after `NOW`; ages are those of then."""
    of_now = {name: {address: age - seconds for address, age in of_it.items()} for name, of_it in ages.items()}
    return gateway(of_now, observed_at=NOW + timedelta(seconds=seconds))


def seen(ages: Ages, seconds: float, before: Fleet | None = None) -> Fleet:
    """The fleet of such a gateway so many seconds after `NOW`."""
    return fleet(later(ages, seconds), before)


def on(host: str, number: int, age: float) -> dict[str, float]:
    """Nodes of one executor on one host."""
    return {f"{host}:{7_101 + port}": age for port in range(number)}


def apart(first: int, number: int, age: float = WELL) -> dict[str, float]:
    """Nodes of one executor, each on a host of its own."""
    return {f"10.9.0.{first + each}:7101": age for each in range(number)}
