"""From a gateway's bytes to the tables of its fleet, beside the fastest untyped parser on the same bytes."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import count

import msgspec
import orjson

from bench.measure import FINE_MILLISECONDS, Row, Section, interleaved
from lib.demo import fleets
from lib.demo.gateway import utc_now
from lib.demo.node import Node, Trait
from lib.demo.routes import documents_of
from lib.demo.world import Executor, Generation, World, snapshot
from lib.fleet.assembly import assemble
from lib.fleet.model import Fleet
from lib.fleet.parts import Parts
from lib.fleet.rules import Rules
from lib.fleet.tables import tables
from lib.gateway.routes import PATHS, Kind
from lib.gateway.wire import (
    Capacity,
    Deployments,
    DeploymentStatus,
    decode_capacity,
    decode_deployments,
    decode_status,
)

NODES = 4

_GOAL = 3.0
_ODD_EVERY = 10
_ODD = (Trait.STALE, Trait.DRIFTED, Trait.NEVER_USED, Trait.QUARANTINED, Trait.LATE)
_ODD_FOR = timedelta(minutes=10)


@dataclass(frozen=True)
class Bodies:
    """The three answers that a fleet rests on, as they came, and when that was."""

    deployments: bytes
    status: bytes
    capacity: bytes
    read_at: datetime

    @property
    def size(self) -> int:
        """Bytes of all three."""
        return len(self.deployments) + len(self.status) + len(self.capacity)


def measure(sizes: Sequence[int] = (1_000, 10_000), rounds: int = 7) -> Section:
    """Compare for fleets of these sizes, in executors."""
    return Section(
        "From bytes to tables",
        f"The answers of `/api/deployments`, `/api/deployment-status` and `/api/capacity` of {NODES} nodes an executor "
        "become typed documents, a Fleet and its DataFrames; compared with `orjson.loads` of the same three answers. "
        f"Processor time, best of {rounds} rounds after one that is not counted: a process that refreshes has met "
        "these names before.",
        tuple(row for size in sizes for row in _rows(size, rounds)),
    )


def _rows(executors: int, rounds: int) -> Iterator[Row]:
    now = utc_now()
    fine = fleets.benchmark(now, Generation.G2, executors, NODES)
    for world, named, goal in ((fine, "in order", _GOAL), (with_odd_nodes(fine), "every tenth node odd", None)):
        bodies = encoded(world, now)
        assembled, decoded, parsed = best_times(bodies, rounds)
        what = f"{executors:,} executors, {named} ({bodies.size / 1e6:.1f} MB)"
        yield Row(what, assembled, parsed, FINE_MILLISECONDS, goal, min)
        yield Row(f"{what}: typed decoding alone", decoded, parsed, FINE_MILLISECONDS, statistic=min)


def best_times(bodies: Bodies, rounds: int) -> list[list[float]]:
    """Processor seconds of the whole way, of decoding alone, and of the untyped parser."""
    refresh = _refreshing(bodies)
    actions = (_timed(refresh), _timed(lambda: _decoded(bodies)), _timed(lambda: _untyped(bodies)))
    interleaved(1, *actions)
    return interleaved(rounds, *actions)


def _refreshing(bodies: Bodies) -> Callable[[], object]:
    """A refresh as a process does it: the fleet before tells since when a status has been seen."""
    before: list[Fleet | None] = [None]

    def refresh() -> object:
        deployments, status, capacity = _decoded(bodies)
        parts = Parts("bench", bodies.read_at, deployments, status=status, capacity=capacity)
        before[0] = fleet = assemble(parts, Rules(), before[0])
        return tables(fleet)

    return refresh


def _decoded(bodies: Bodies) -> tuple[Deployments, DeploymentStatus, Capacity]:
    return decode_deployments(bodies.deployments), decode_status(bodies.status), decode_capacity(bodies.capacity)


def _untyped(bodies: Bodies) -> list[object]:
    return [orjson.loads(body) for body in (bodies.deployments, bodies.status, bodies.capacity)]


def _timed(action: Callable[[], object]) -> Callable[[], float]:
    def sample() -> float:
        started = time.process_time()
        made = action()
        taken = time.process_time() - started
        del made  # giving back what was made is nobody's time
        return taken

    return sample


def encoded(world: World, now: datetime) -> Bodies:
    """What the gateway of this world answers now."""
    seen = snapshot(world, now)
    documents = documents_of(world.generation)

    def body(kind: Kind) -> bytes:
        return msgspec.json.encode(documents[PATHS[kind]](seen))

    return Bodies(body(Kind.EXECUTORS), body(Kind.STATUS), body(Kind.CAPACITY), now)


def with_odd_nodes(world: World) -> World:
    """The same world with something the matter with every tenth node: all the ways in turn."""
    numbers = count(1)
    since = world.gateway_started + _ODD_FOR

    def node(fine: Node) -> Node:
        number = next(numbers)
        if number % _ODD_EVERY:
            return fine
        return replace(fine, trait=_ODD[number // _ODD_EVERY % len(_ODD)], since=since)

    def executor(fine: Executor) -> Executor:
        return replace(fine, nodes=tuple(map(node, fine.nodes)))

    return replace(world, executors=tuple(map(executor, world.executors)))
