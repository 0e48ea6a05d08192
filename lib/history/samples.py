"""What is kept of a gateway at one instant: a sample.

What the gateway did not say, or said too long ago to be a fact, is None here and a gap in every question that is asked
later: never zero, and never what was there before.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime

from msgspec import Struct, structs

from lib.feed.reading import Snapshot
from lib.fleet.comparison import is_reachable
from lib.fleet.model import Executor, Fleet, Node, NodeHealth, Status, Verdict


class ExecutorSample(Struct, frozen=True, gc=False):
    """One executor at that instant; None is what was not known.

    Slots as the gateway counts them (contract 3.8), ``stranded`` as far as it can be told. ``healthy``, ``unhealthy``
    and ``unknown`` count nodes (contract 9.6). ``heartbeat_age`` is that of its oldest heartbeat, in seconds.
    """

    executor: str
    function: str
    total: int | None
    used: int | None
    available: int | None
    stranded: int | None
    healthy: int | None
    unhealthy: int | None
    unknown: int | None
    heartbeat_age: float | None
    status: Status | None
    verdict: Verdict | None
    epoch: int | None


class NodeSample(Struct, frozen=True, gc=False):
    """One node of an executor at that instant; ``heartbeat_age`` is in seconds, None where it was not known."""

    executor: str
    node: str
    status: Status
    health: NodeHealth
    heartbeat_age: float | None


class GatewaySample(Struct, frozen=True, gc=False):
    """A gateway with its executors at the instant ``at``, UTC of the dashboard's clock.

    ``site`` is the id that stands for its etcd: gateways of one etcd report the same slots, and share it (contract
    3.8). ``reachable`` says whether its health check succeeds. ``nodes`` and ``fresh_nodes`` are those registered and
    those of them with a recent heartbeat, None where that was no fact. ``executors`` are empty where nothing was known.
    ``node_statuses`` counts all nodes by status, None where that was no fact. ``each_node`` is empty unless it was
    asked for with `with_each_node`. Both are for Prometheus alone; no file keeps them.
    """

    gateway: str
    at: datetime
    site: str
    datacenter: str | None
    reachable: bool
    nodes: int | None
    fresh_nodes: int | None
    executors: tuple[ExecutorSample, ...]
    node_statuses: Mapping[Status, int] | None = None
    each_node: tuple[NodeSample, ...] = ()

    @property
    def healthy_percent(self) -> float | None:
        """Nodes with a recent heartbeat as a share of all; None where there is no node or it was not known."""
        return None if not self.nodes or self.fresh_nodes is None else 100 * self.fresh_nodes / self.nodes

    @property
    def readable(self) -> bool:
        """Whether the slots of its executors were known."""
        return any(executor.total is not None for executor in self.executors)


NO_FUNCTION = "—"
"""The function of an executor whose name does not tell it."""


def sample(snapshot: Snapshot, fleet: Fleet, site: str, at: datetime) -> GatewaySample:
    """The sample of a gateway from what is known of it ``at`` that instant."""
    known = _is_known(fleet)
    counts = fleet.counts
    return GatewaySample(
        gateway=snapshot.gateway.id,
        at=at,
        site=site,
        datacenter=snapshot.gateway.datacenter,
        reachable=is_reachable(snapshot),
        nodes=counts.nodes if known else None,
        fresh_nodes=counts.fresh_nodes if known else None,
        executors=tuple(_executor(fleet, each, known=known) for each in fleet.executors if known or _has_slots(each)),
        node_statuses=Counter(node.status for node in _nodes(fleet)) if known else None,
    )


def with_each_node(sampled: GatewaySample, fleet: Fleet) -> GatewaySample:
    """The sample with the nodes of its fleet, which are many; with none where that was no fact."""
    if not _is_known(fleet):
        return sampled
    return structs.replace(sampled, each_node=tuple(_node(node) for node in _nodes(fleet)))


def _is_known(fleet: Fleet) -> bool:
    """Whether what the gateway said of its nodes is a fact."""
    return not (fleet.status_stale or fleet.deployments_stale or fleet.frozen_since)


def _nodes(fleet: Fleet) -> Iterator[Node]:
    return (node for executor in fleet.executors for node in fleet.nodes_of(executor.name))


def _node(node: Node) -> NodeSample:
    age = None if node.heartbeat_age is None else max(0.0, node.heartbeat_age)
    return NodeSample(node.executor, node.address, node.status, node.health, age)


def _has_slots(executor: Executor) -> bool:
    return executor.slots is not None


def _executor(fleet: Fleet, executor: Executor, *, known: bool) -> ExecutorSample:
    rollup, slots = executor.rollup, executor.slots
    health = Counter(node.health for node in fleet.nodes_of(executor.name)) if known else None
    beat = rollup.oldest_heartbeat_at if known else None
    return ExecutorSample(
        executor=executor.name,
        function=executor.function or NO_FUNCTION,
        total=None if slots is None else slots.capacity,
        used=None if slots is None else slots.used,
        available=None if slots is None else slots.available,
        stranded=None if slots is None else slots.stranded,
        healthy=None if health is None else health[NodeHealth.HEALTHY],
        unhealthy=None if health is None else health[NodeHealth.UNHEALTHY],
        unknown=None if health is None else health[NodeHealth.UNKNOWN],
        heartbeat_age=None if beat is None else max(0.0, (fleet.observed_at - beat).total_seconds()),
        status=rollup.status if known else None,
        verdict=rollup.verdict if known else None,
        epoch=rollup.epochs[1] if known and rollup.epochs else None,
    )


class Change(Struct, frozen=True, gc=False):
    """A derived change of an executor, first seen ``at``.

    ``sort`` is ``status``, ``verdict`` or ``epoch``. ``before`` and ``after`` are words, empty for an executor that was
    not listed. What becomes of an alert is kept as one too, as ``lib.history.questions.CHANGES`` says.
    """

    at: datetime
    gateway: str
    executor: str
    sort: str
    before: str
    after: str
    reason: str


def limited(samples: Iterable[GatewaySample], sees: Callable[[str], bool]) -> tuple[GatewaySample, ...]:
    """The samples of the gateways that one sees, as if there were no others.

    An etcd is called by the first of them that has it, where the one that stands for it is not seen.
    """
    chosen = [each for each in samples if sees(each.gateway)]
    names: dict[str, str] = {}
    for each in sorted(chosen, key=lambda sample: sample.gateway):
        names.setdefault(each.site, each.site if sees(each.site) else each.gateway)
    return tuple(
        each if each.site == names[each.site] else structs.replace(each, site=names[each.site]) for each in chosen
    )
