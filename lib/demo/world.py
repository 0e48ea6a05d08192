"""A simulated fleet, and what its gateway knows at one instant."""

import math
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from lib.demo.chance import chance, seed
from lib.demo.node import Node
from lib.demo.records import Desired, Status, hollowed, records

__all__ = ["Executor", "ExecutorState", "Generation", "NodeState", "Snapshot", "World", "snapshot"]

_MOST_WAITING = 6


class Generation(StrEnum):
    """The two gateways that the contract describes."""

    G1 = "g1"
    G2 = "g2"


@dataclass(frozen=True, slots=True)
class Executor:
    """An executor and its workers. `leaked_slots` count as used although nobody holds a ticket for them."""

    name: str
    function: str
    endpoints: tuple[str, ...]
    nodes: tuple[Node, ...]
    leaked_slots: int = 0


@dataclass(frozen=True, slots=True)
class World:
    """One gateway with its fleet, and whatever is wrong with all of it.

    `gone` are executors that only their slot rows remember. Since `hollow_since` the gateway empties what is written
    (contract 4.4); since `etcd_lost_since` it reads nothing new; since `frozen_since` it watches etcd no more, and
    reads it for capacity alone (contract 10, quirk 25); while `booting` it has discovered nothing yet.
    """

    id: str
    name: str
    datacenter: str
    generation: Generation
    gateway_started: datetime
    executors: tuple[Executor, ...]
    gone: tuple[str, ...] = ()
    hollow_since: datetime | None = None
    etcd_lost_since: datetime | None = None
    frozen_since: datetime | None = None
    booting: bool = False


@dataclass(frozen=True, slots=True)
class NodeState:
    """One worker at one instant, as the gateway knows it. `selections` counts the jobs routed to it."""

    node: Node
    desired: Desired | None
    status: Status | None
    active: int
    selections: int


@dataclass(frozen=True, slots=True)
class ExecutorState:
    """One executor at one instant.

    `nodes` are its registered workers, and `left` those whose documents are left without them. `waiting` counts the
    jobs that are ready and find no free slot.
    """

    executor: Executor
    nodes: tuple[NodeState, ...]
    waiting: int
    left: tuple[NodeState, ...] = ()

    @property
    def capacity(self) -> int:
        """All slots of its nodes."""
        return sum(state.node.slots for state in self.nodes)

    @property
    def holders(self) -> int:
        """Tickets held: one for each slot that a job really uses."""
        return sum(state.active for state in self.nodes)

    @property
    def used(self) -> int:
        """Slots counted as used."""
        return self.holders + self.executor.leaked_slots


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What one gateway knows at one instant.

    `known_at` is earlier than `now` where it has lost etcd or stopped watching since. `in_etcd` is what it would read
    there now; the same as `executors` unless it has stopped watching.
    """

    world: World
    now: datetime
    known_at: datetime
    executors: tuple[ExecutorState, ...]
    in_etcd: tuple[ExecutorState, ...]

    @property
    def discovered(self) -> tuple[ExecutorState, ...]:
        """The executors in the gateway's own memory; none yet while it boots (contract 3.5)."""
        return () if self.world.booting else self.executors


def snapshot(world: World, now: datetime) -> Snapshot:
    """Give what the world's gateway knows at this time. Pure: the same arguments give an equal snapshot."""
    known_at = min(at for at in (now, world.etcd_lost_since, world.frozen_since) if at is not None)
    executors = _executor_states(world, known_at)
    in_etcd = executors if world.frozen_since is None else _executor_states(world, now)
    return Snapshot(world, now, known_at, executors, in_etcd)


def _executor_states(world: World, at: datetime) -> tuple[ExecutorState, ...]:
    return tuple(_executor_state(world, executor, at) for executor in world.executors)


def _executor_state(world: World, executor: Executor, at: datetime) -> ExecutorState:
    nodes = tuple(_node_state(world, node, at) for node in executor.nodes if node.is_registered(at))
    left = tuple(_node_state(world, node, at) for node in executor.nodes if not node.is_registered(at))
    full = bool(nodes) and all(state.active == state.node.slots for state in nodes)
    minute = math.floor(at.timestamp() / 60)
    waiting = 1 + math.floor(_MOST_WAITING * chance(seed(executor.name), minute)) if full else 0
    return ExecutorState(executor, nodes, waiting, left)


def _node_state(world: World, node: Node, at: datetime) -> NodeState:
    written = records(node, at)
    selections = 0 if written.desired is None else written.desired.epoch
    known = written if world.hollow_since is None else hollowed(written, world.hollow_since)
    return NodeState(node, known.desired, known.status, known.active, selections)
