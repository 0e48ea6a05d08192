"""How the dashboard sees an executor of a simulated gateway: what a sample of it would say, beside the slots in use."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum

import msgspec

from lib.demo.node import Node, Trait
from lib.demo.routes import documents_of
from lib.demo.world import Executor, World, snapshot
from lib.fleet.assembly import assemble
from lib.fleet.model import Fleet, NodeHealth, Status, Verdict
from lib.fleet.parts import Parts
from lib.fleet.rules import Rules
from lib.gateway.routes import PATHS, Kind
from lib.gateway.wire import decode_capacity, decode_deployments, decode_status
from lib.history.samples import NO_FUNCTION

__all__ = ["Face", "Plight", "afflicted", "faces", "well"]

_WORKING = frozenset({Trait.FINE, Trait.LATE, Trait.DRIFTED})
_AFFLICTED_FOR = timedelta(seconds=35)  # when the dashboard first sees it


class Plight(Enum):
    """What happens to one executor of a fleet that is well: which trait which of its nodes get."""

    DRIFT = "its first node stays dispatches behind"
    SILENT_NODE = "the heartbeat of its first node stops"
    SILENT = "the heartbeats of all its nodes stop"


@dataclass(frozen=True, slots=True)
class Face:
    """An executor as it is seen. ``workers`` are nodes that do jobs, ``slots`` those of one node."""

    name: str
    function: str
    workers: int
    slots: int
    total: int
    stranded: int
    healthy: int
    unhealthy: int
    unknown: int
    status: Status
    status_reason: str
    verdict: Verdict
    verdict_reason: str

    def without_a_node(self) -> "Face":
        """The same with one node less."""
        return replace(self, workers=self.workers - 1, total=self.total - self.slots, healthy=max(0, self.healthy - 1))


def well(world: World) -> World:
    """The same world before anything befell it; what was never used stays so."""
    executors = (replace(each, nodes=tuple(map(_recovered, each.nodes))) for each in world.executors)
    return replace(world, executors=tuple(executors))


def faces(world: World, at: datetime) -> dict[str, Face]:
    """All executors of the world as the dashboard would see them, by name: through its own decoders and rules."""
    fleet, executors = _seen(world, at), {each.name: each for each in world.executors}
    return {each.name: _face(fleet, executors[each.name]) for each in fleet.executors if each.name in executors}


def afflicted(world: World, name: str, plight: Plight, at: datetime) -> Face:
    """One executor of a world that is well, as it is first seen after it came into a plight."""
    chosen = tuple(
        _in_plight(each, plight, at - _AFFLICTED_FOR) if each.name == name else each for each in world.executors
    )
    return faces(replace(world, executors=chosen), at)[name]


def _in_plight(executor: Executor, plight: Plight, since: datetime) -> Executor:
    trait = Trait.DRIFTED if plight is Plight.DRIFT else Trait.STALE
    struck = len(executor.nodes) if plight is Plight.SILENT else 1
    nodes = (
        replace(node, trait=trait, since=since) if number < struck else node
        for number, node in enumerate(executor.nodes)
    )
    return replace(executor, nodes=tuple(nodes))


def _recovered(node: Node) -> Node:
    return node if node.trait is Trait.NEVER_USED else replace(node, trait=Trait.FINE)


def _seen(world: World, at: datetime) -> Fleet:
    now, documents = snapshot(world, at), documents_of(world.generation)

    def body(kind: Kind) -> bytes:
        return msgspec.json.encode(documents[PATHS[kind]](now))

    parts = Parts(
        world.id,
        at,
        deployments=decode_deployments(body(Kind.EXECUTORS)),
        status=decode_status(body(Kind.STATUS)),
        capacity=decode_capacity(body(Kind.CAPACITY)),
    )
    return assemble(parts, Rules())


def _face(fleet: Fleet, executor: Executor) -> Face:
    told = fleet.executor(executor.name)
    if told is None or told.slots is None:
        raise ValueError(f"the demo's gateway does not list {executor.name} with its slots")
    health = [node.health for node in fleet.nodes_of(executor.name)]
    return Face(
        name=executor.name,
        function=told.function or NO_FUNCTION,
        workers=sum(node.trait in _WORKING for node in executor.nodes),
        slots=executor.nodes[0].slots if executor.nodes else 0,
        total=told.slots.capacity or 0,
        stranded=told.slots.stranded or 0,
        healthy=health.count(NodeHealth.HEALTHY),
        unhealthy=health.count(NodeHealth.UNHEALTHY),
        unknown=health.count(NodeHealth.UNKNOWN),
        status=told.rollup.status,
        status_reason=told.rollup.reason,
        verdict=told.rollup.verdict,
        verdict_reason=told.rollup.verdict_reason,
    )
