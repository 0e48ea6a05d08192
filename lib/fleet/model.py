"""One gateway's executors, nodes, slots and desired states at one instant.

The records are ``msgspec.Struct`` with ``frozen=True``: they behave like frozen dataclasses and are made about
eight times as fast, which is what keeps 40,000 nodes within the time that parsing their JSON takes.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from msgspec import Struct

from lib.fleet.bands import utilization
from lib.fleet.endpoints import EndpointFacts
from lib.fleet.listing import Listing, Missing
from lib.fleet.vitals import Vitals


class Status(StrEnum):
    """State of a node or an executor, in the words of the page's section Status."""

    SERVING = "SERVING"
    STARTING = "STARTING"
    STOPPING = "STOPPING"
    STOPPED = "STOPPED"
    ERROR = "ERROR"
    UNKNOWN = "UNKNOWN"


class Activity(StrEnum):
    """What a serving node is doing; a gateway calls them SERVING and NOT_SERVING (contract 1, fact 4)."""

    BUSY = "busy"
    READY = "idle, ready"
    NONE = ""


class NodeHealth(StrEnum):
    """Health of a node (contract 9.6)."""

    HEALTHY = "HEALTHY"
    UNHEALTHY = "UNHEALTHY"
    UNKNOWN = "UNKNOWN"


class Verdict(StrEnum):
    """Actual beside desired (contract 9.5)."""

    MATCH = "match"
    SETTLING = "settling"
    DRIFT = "drift"
    UNKNOWN = "unknown"


class Desired(Struct, frozen=True, gc=False):
    """What the gateway wants of one node. ``epoch`` is None where the document is hollow or has none."""

    phase: str | None
    epoch: int | None
    params: Mapping[str, Any]
    updated_at: datetime | None
    created_at: datetime | None


class NodeLoad(Struct, frozen=True, gc=False):
    """Slots of one node as the gateway's router counts them (contract 3.8, newer gateways)."""

    capacity: int | None
    available: int | None
    active: int | None
    accepting: bool | None
    routing_state: str | None


class Node(Struct, frozen=True, gc=False):
    """One executor on one ``host:port``.

    ``registered`` is None while it is not known whether the gateway routes to the node. ``wire_status`` is the
    word the gateway used. ``heartbeat_age`` is in seconds at the instant of the fleet and ``fresh`` says that it is
    recent; ``skewed`` that the heartbeat lies in the future; ``heartbeat_approximate`` that its time is the
    gateway's clock and not the worker's (contract 4.4).
    """

    executor: str
    address: str
    registered: bool | None
    status: Status
    reason: str
    activity: Activity
    health: NodeHealth
    wire_status: str | None
    owner: str | None
    epoch: int | None
    updated_at: datetime | None
    heartbeat_at: datetime | None
    heartbeat_age: float | None
    fresh: bool
    skewed: bool
    heartbeat_approximate: bool
    hollow: bool
    desired: Desired | None
    verdict: Verdict
    verdict_reason: str
    load: NodeLoad | None
    endpoints: tuple[str, ...]
    served_by: tuple[str, ...]
    first_seen_at: datetime | None
    details: Any


class Slots(Struct, frozen=True, gc=False):
    """Slots of one executor; every number is None where the gateway did not say it.

    ``stranded`` are free slots on nodes that are stale or not accepting: counted by the gateway, of no use to a
    job. ``stranded_derived`` says that they were computed from slots per node and not sent (contract 9.4).
    """

    name: str
    capacity: int | None
    used: int | None
    available: int | None
    holders: int | None
    notes: tuple[str, ...]
    per_node: int | None
    stranded: int | None
    stranded_derived: bool
    flags: tuple[str, ...]

    @property
    def utilization(self) -> float | None:
        """Used as a share of capacity, in percent; may exceed 100; None where capacity is 0 or not known."""
        return utilization(self.used, self.capacity)

    @property
    def truly_available(self) -> int | None:
        """Free slots that a job can really get: available without the stranded ones; None where not known."""
        return _truly_available(self.available, self.stranded)


def _truly_available(available: int | None, stranded: int | None) -> int | None:
    if not available:
        return available
    return None if stranded is None else max(0, available - stranded)


class RollUp(Struct, frozen=True, gc=False):
    """What the nodes of an executor add up to.

    ``node_count`` counts registered nodes and is None where no answer lists them. ``was`` and ``was_activity`` are
    the last known ones when a reading is stale and ``status`` therefore UNKNOWN. Of the other counts, ``fresh`` and
    ``silent`` (no heartbeat at all) are of registered nodes, ``hollow`` and ``skewed`` of all. ``epochs`` are lowest
    and highest. ``desired`` is the one to show: of the worst verdict, then the newest.
    """

    status: Status
    was: Status | None
    was_activity: Activity
    reason: str
    activity: Activity
    accepting: int
    verdict: Verdict
    verdict_reason: str
    node_count: int | None
    fresh: int
    silent: int
    hollow: int
    skewed: int
    owners: tuple[str, ...]
    epochs: tuple[int, int] | None
    updated_at: datetime | None
    heartbeat_at: datetime | None
    oldest_heartbeat_at: datetime | None
    desired: Desired | None
    desired_epochs: tuple[int, int] | None

    @property
    def degraded(self) -> bool:
        """Whether some but not all nodes accept work."""
        return self.status is Status.SERVING and self.node_count is not None and self.accepting < self.node_count


class Executor(Struct, frozen=True, gc=False):
    """One executor. Its nodes are asked of the fleet, which builds them when somebody looks.

    ``emptied_at`` is when this dashboard saw its last registered node go; None where it has nodes, or nobody saw it.
    """

    name: str
    rollup: RollUp
    slots: Slots | None
    endpoints: tuple[str, ...]
    internal_endpoints: tuple[str, ...]
    function: str | None
    environment: str | None
    region: str | None
    status_since: datetime
    verdict_since: datetime
    emptied_at: datetime | None = None


class CapacityTotals(Struct, frozen=True, gc=False):
    """Slots of the whole gateway; None where not known."""

    capacity: int | None
    used: int | None
    available: int | None
    holders: int | None
    stranded: int | None
    stranded_derived: bool
    flags: tuple[str, ...]

    @property
    def utilization(self) -> float | None:
        """Used as a share of capacity, in percent; may exceed 100; None where capacity is 0 or not known."""
        return utilization(self.used, self.capacity)

    @property
    def truly_available(self) -> int | None:
        """Free slots that a job can really get: available without the stranded ones; None where not known."""
        return _truly_available(self.available, self.stranded)


class FleetCounts(Struct, frozen=True, gc=False):
    """The numbers of the overview metrics (contract 9.1); None where the route that says it never answered."""

    executors: int | None
    nodes: int | None
    addresses: int | None
    busy: int | None
    ready: int | None
    fresh_nodes: int | None
    silent_nodes: int | None

    @property
    def active(self) -> int | None:
        """Executors that are SERVING: busy and idle-ready together."""
        return None if self.busy is None or self.ready is None else self.busy + self.ready

    @property
    def healthy_percent(self) -> float | None:
        """Nodes with a recent heartbeat as a share of all; None where there is no node or no answer."""
        if not self.nodes or self.fresh_nodes is None:
            return None
        return 100 * self.fresh_nodes / self.nodes


class Trouble(Struct, frozen=True, gc=False):
    """What ``size`` failing nodes or executors share, in one sentence, and the names of the executors concerned."""

    sentence: str
    size: int
    executors: tuple[str, ...]


class Fleet(Struct, frozen=True, weakref=True):
    """One gateway's executors at one instant.

    ``observed_at`` is the dashboard's clock at the reading that the statuses rest on. ``counts`` are facts, and
    None where their reading is stale; ``last_counts`` are what was last known. ``capacity`` is the last known one,
    a fact unless ``capacity_stale``. ``addresses`` are the ``host:port`` of all registered nodes as last listed, None
    where no answer lists them. By the name of an executor, ``nodes_of`` builds its nodes, ``endpoints_of`` tells of its
    endpoints, and ``vitals_of`` of its nodes by address what their judgement does not rest on. ``frozen_since`` is the
    newest heartbeat where all stopped together, so that the gateway seems to see nothing new; None where they advance.
    ``notices`` are sentences about the fleet as a whole, ``troubles`` what failing nodes or executors have in common,
    worst first. ``listing`` is the last list of nodes that was a fact, None before the first; ``vanished`` are the
    nodes that it has lost, in the order in which they were listed last.
    """

    gateway_id: str
    observed_at: datetime
    executors: tuple[Executor, ...]
    counts: FleetCounts
    last_counts: FleetCounts
    capacity: CapacityTotals | None
    slots: tuple[Slots, ...]
    unmatched_slots: frozenset[str]
    addresses: frozenset[str] | None
    notices: tuple[str, ...]
    status_stale: bool
    deployments_stale: bool
    capacity_stale: bool
    per_node_load: bool
    nodes_of: Callable[[str], tuple[Node, ...]]
    endpoints_of: Callable[[str], tuple[EndpointFacts, ...]]
    vitals_of: Callable[[str], Mapping[str, Vitals]]
    frozen_since: datetime | None = None
    troubles: tuple[Trouble, ...] = ()
    listing: Listing | None = None
    vanished: tuple[Missing, ...] = ()

    @property
    def unknown(self) -> int:
        """Executors whose status is not known."""
        return sum(executor.rollup.status is Status.UNKNOWN for executor in self.executors)

    @property
    def active(self) -> int | None:
        """Executors that are SERVING; not zero but None where the status of none is known, or is no fact now."""
        return None if self.executors and self.unknown == len(self.executors) else self.counts.active

    def executor(self, name: str) -> Executor | None:
        """The executor of that name, if the gateway knows it."""
        return next((executor for executor in self.executors if executor.name == name), None)
