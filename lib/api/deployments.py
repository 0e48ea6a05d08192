"""``deployments.*``: executors of a gateway, one executor in full, slots, and desired states."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from pydantic import Field

from lib.api.asking import Asking, age_ms, observed_at, parts, troubles
from lib.api.faults import CallFailed, Code
from lib.api.models import ExecutorName, GatewayAnswer, Model, OfExecutor, PageOfGateway, Range
from lib.api.paging import page
from lib.feed.reading import Snapshot
from lib.fleet import frozen, unsaid
from lib.fleet.as_json import facts_of, json_of, slots_of
from lib.fleet.assembly import by_name
from lib.fleet.bands import band
from lib.fleet.masking import masked
from lib.fleet.model import CapacityTotals, Executor, Fleet
from lib.fleet.words import iso
from lib.gateway.routes import Kind
from lib.process import Observation

_EXECUTORS: Final = (Kind.EXECUTORS, Kind.STATUS, Kind.CAPACITY)
_CAPACITY: Final = (Kind.CAPACITY,)
_DESIRED: Final = (Kind.STATUS,)

NO_TOTALS: Final = "The gateway's answer has no totals."
NOT_ON_THE_WIRE: Final = "Gateways do not send it."


class Desired(Model):
    """What the gateway wants of an executor."""

    phase: str | None
    epochs: Range | None
    created_at: datetime | None
    """Gateways do not send it."""
    updated_at: datetime | None


class Status(Model):
    """The status of an executor."""

    word: str
    """SERVING, STARTING, STOPPING, STOPPED, ERROR or UNKNOWN."""
    was: str | None
    """The last known one, where the readings are too old to tell."""
    reason: str | None
    since: datetime | None
    """When this dashboard first saw it."""
    activity: str | None
    """`busy`, or `idle, ready`."""


class Verdict(Model):
    """Actual beside desired."""

    word: str
    """match, settling, drift or unknown."""
    reason: str | None
    since: datetime | None
    """When this dashboard first saw it."""
    desired: Desired | None


class Heartbeat(Model):
    """The newest and the oldest heartbeat of an executor's nodes."""

    newest: datetime | None
    oldest: datetime | None


class SlotsOfExecutor(Model):
    """Slots of an executor, as the gateway counts them."""

    total: int | None
    used: int | None
    available: int | None
    stranded: int | None
    """Free slots that no job can get, as their nodes are stale or accept no work."""
    stranded_derived: bool
    """Whether they were worked out and not sent; then they are an upper bound."""
    utilization: float | None
    """Used in percent of total; more than 100 is possible."""
    tickets: int | None
    per_node: int | None
    flags: tuple[str, ...]
    """What does not add up."""


class ExecutorFacts(Model):
    """An executor, as the executors table shows it."""

    executor: ExecutorName
    function: str | None
    environment: str | None
    region: str | None
    status: Status
    registered_nodes: int | None
    without_nodes_since: datetime | None
    owners: tuple[str, ...]
    """Workers; the wire knows no user or team."""
    epochs: Range | None
    """They count dispatches."""
    last_updated: datetime | None
    heartbeat: Heartbeat
    verdict: Verdict
    slots: SlotsOfExecutor | None
    why: dict[str, str]
    """Why a field is null or empty, by its name, where a reason is known."""


class ListedExecutor(ExecutorFacts):
    """An executor in a list."""

    endpoints: tuple[str, ...]
    """Endpoints that it offers, without the framework's own."""


class Counts(Model):
    """The numbers of the whole gateway; null where their reading is too old to be a fact."""

    executors: int | None
    nodes: int | None
    active: int | None
    """Executors that are SERVING; null as well where no status at all is known."""
    healthy_percent: float | None
    """Nodes with a recent heartbeat in percent of all."""


class Deployments(GatewayAnswer):
    """A page of the executors of a gateway, by name."""

    counts: Counts
    notices: tuple[str, ...]
    """What to know before trusting the numbers, and what failing nodes have in common."""
    executors: tuple[ListedExecutor, ...]
    next_cursor: str | None
    """For the next page; null on the last one."""


class NodeDesired(Model):
    """What the gateway wants of a node."""

    phase: str | None
    epoch: int | None
    created_at: datetime | None
    updated_at: datetime | None


class Load(Model):
    """Slots of a node, as the gateway's router counts them."""

    slots: int | None
    available: int | None
    active: int | None
    accepting: bool | None
    routing: str | None


class Node(Model):
    """An executor on one `host:port`. The last six fields are null or empty where no server says them."""

    address: str
    registered: bool | None
    health: str
    """HEALTHY, UNHEALTHY or UNKNOWN."""
    status: str
    reason: str | None
    activity: str | None
    gateway_word: str | None
    """The word that the gateway uses."""
    owner: str | None
    epoch: int | None
    last_updated: datetime | None
    heartbeat: datetime | None
    heartbeat_approximate: bool
    """Whether its time is the gateway's clock and not the worker's."""
    desired: NodeDesired | None
    verdict: str
    verdict_reason: str | None
    load: Load | None
    served_by: tuple[str, ...]
    seen_since: datetime | None
    uptime_seconds: float | None = None
    uptime: str | None = None
    started_at: datetime | None = None
    resources: dict[str, str] = Field(default_factory=dict)
    check: str | None = None
    last_error: str | None = None
    last_ready_at: datetime | None = None


class Schema(Model):
    """A schema of an endpoint, secrets masked."""

    of: str | None
    """request, response, or null where it is not said."""
    document: Any
    """The schema as it was sent."""


class Endpoint(Model):
    """An endpoint of an executor."""

    path: str
    internal: bool
    """Whether it is the framework's own."""
    nodes: int
    """Nodes that list it."""
    methods: tuple[str, ...]
    descriptions: tuple[str, ...]
    schemas: tuple[Schema, ...]


class Setting(Model):
    """A setting with one value, secrets masked, and the nodes that have it."""

    topic: str
    setting: str
    value: str
    source: str
    """desired: the gateway publishes it; status: the worker does."""
    nodes: tuple[str, ...]


class DetailedExecutor(ExecutorFacts):
    """All that is known of an executor."""

    nodes: tuple[Node, ...]
    endpoints: tuple[Endpoint, ...]
    configuration: tuple[Setting, ...]


class DeploymentStatus(GatewayAnswer):
    """One executor in full."""

    notices: tuple[str, ...]
    """What to know of the gateway before trusting the numbers."""
    executor: DetailedExecutor


class Totals(Model):
    """Slots of the whole gateway, as it counts them."""

    total: int | None
    used: int | None
    available: int | None
    stranded: int | None
    """Free slots that no job can get."""
    stranded_derived: bool
    """Whether they were worked out and not sent; then they are an upper bound."""
    truly_available: int | None
    """What a job can really get."""
    utilization: float | None
    """Used in percent of total; more than 100 is possible."""
    band: str | None
    """comfortable, normal, busy or critical."""
    tickets: int | None
    flags: tuple[str, ...]
    """What does not add up."""


class Holder(SlotsOfExecutor):
    """The slots of an executor, or of a slot type without one."""

    executor: ExecutorName
    listed: bool
    """Whether there is such an executor now."""
    band: str | None


class Capacity(GatewayAnswer):
    """Slots of a gateway, and a page of those of its executors, by name."""

    totals: Totals | None
    executors: tuple[Holder, ...]
    next_cursor: str | None
    """For the next page; null on the last one."""
    why: dict[str, str]
    """Why a field is null, by its name, where a reason is known."""


class DesiredState(Model):
    """Desired beside actual of an executor."""

    executor: ExecutorName
    epochs: Range | None
    """The actual ones."""
    verdict: Verdict


class DesiredStates(GatewayAnswer):
    """A page of the desired states of a gateway, by executor."""

    executors: tuple[DesiredState, ...]
    next_cursor: str | None
    """For the next page; null on the last one."""
    why: dict[str, str]
    """Why a field is null in every row, by its name."""


def get_deployments(asking: Asking, asked: PageOfGateway) -> Deployments:
    """The executors of a gateway."""
    seen = asking.observe(asked.gateway_id, (Kind.EXECUTORS, Kind.STATUS))
    found = page(seen.fleet.executors, lambda each: each.name, by_name, asked.cursor, asked.limit)
    return Deployments(
        **_head(seen, _EXECUTORS),
        counts=_counts(seen.fleet),
        notices=_notices(seen.fleet),
        executors=tuple(map(listed, found.rows)),
        next_cursor=found.next_cursor,
    )


def get_deployment_status(asking: Asking, asked: OfExecutor) -> DeploymentStatus:
    """One executor with its nodes, endpoints, slots and configuration."""
    seen = asking.observe(asked.gateway_id, (Kind.EXECUTORS, Kind.STATUS))
    executor = seen.fleet.executor(asked.executor_id)
    if executor is None:
        raise _no_such_executor(seen, asked.executor_id)
    return DeploymentStatus(
        **_head(seen, _EXECUTORS), notices=_notices(seen.fleet), executor=detailed(seen.fleet, executor)
    )


def listed(executor: Executor) -> ListedExecutor:
    """An executor as a list has it."""
    return ListedExecutor.model_validate({**facts_of(executor), "why": _why(executor), "endpoints": executor.endpoints})


def detailed(fleet: Fleet, executor: Executor) -> DetailedExecutor:
    """An executor of a fleet in full."""
    told = json_of(
        executor,
        fleet.nodes_of(executor.name),
        fleet.endpoints_of(executor.name),
        fleet.vitals_of(executor.name),
        fleet.gateway_id,
        fleet.observed_at,
    )
    for endpoint in told["endpoints"]:
        endpoint["schemas"] = [{"of": each["of"], "document": each["schema"]} for each in endpoint["schemas"]]
    return DetailedExecutor.model_validate({**told, "why": {**_why(executor), **_why_of_parts(told)}})


def get_capacity(asking: Asking, asked: PageOfGateway) -> Capacity:
    """The slots of a gateway and of its executors."""
    seen = asking.observe(asked.gateway_id, _CAPACITY)
    fleet = seen.fleet
    found = page(fleet.slots, lambda each: each.name, by_name, asked.cursor, asked.limit)
    return Capacity(
        **_head(seen, _CAPACITY),
        totals=None if fleet.capacity is None else _totals(fleet.capacity),
        executors=tuple(
            Holder(
                executor=each.name,
                listed=each.name not in fleet.unmatched_slots,
                band=_band(each.utilization),
                **slots_of(each),
            )
            for each in found.rows
        ),
        next_cursor=found.next_cursor,
        why={"totals": NO_TOTALS} if fleet.capacity is None else {},
    )


def get_desired_states(asking: Asking, asked: PageOfGateway) -> DesiredStates:
    """The desired states of a gateway beside the actual ones."""
    seen = asking.observe(asked.gateway_id, _DESIRED)
    found = page(seen.fleet.executors, lambda each: each.name, by_name, asked.cursor, asked.limit)
    return DesiredStates(
        **_head(seen, _DESIRED),
        executors=tuple(DesiredState.model_validate(facts_of(each)) for each in found.rows),
        next_cursor=found.next_cursor,
        why={"createdAt": NOT_ON_THE_WIRE},
    )


def _head(seen: Observation, rests_on: Sequence[Kind]) -> dict[str, Any]:
    snapshot: Snapshot = seen.snapshot
    return {
        "observed_at": observed_at(snapshot, rests_on),
        "age_ms": age_ms(snapshot, rests_on),
        "stale": any(snapshot.is_stale(kind) for kind in rests_on) or _is_old_memory(seen.fleet, rests_on),
        "troubles": troubles(snapshot, rests_on),
        "gateway_id": snapshot.gateway.id,
        "parts": parts(snapshot, rests_on),
    }


def _is_old_memory(fleet: Fleet, rests_on: Sequence[Kind]) -> bool:
    """Whether the gateway answers with statuses that it does not hear of any more."""
    return Kind.STATUS in rests_on and fleet.frozen_since is not None


def _why(executor: Executor) -> dict[str, str]:
    missing = {
        "slots": executor.slots is None and unsaid.NO_SLOTS,
        "registeredNodes": executor.rollup.node_count is None and unsaid.NO_NODES,
    }
    return {field: why for field, why in missing.items() if why}


def _why_of_parts(told: Mapping[str, Any]) -> dict[str, str]:
    """Why nodes, endpoints and configuration say no more."""
    endpoints = told["endpoints"]
    missing = {
        "load": bool(told["nodes"]) and not any(node["load"] for node in told["nodes"]) and unsaid.NO_LOAD,
        "endpoints": not endpoints and unsaid.NO_ENDPOINT,
        "methods": bool(endpoints) and not any(each["methods"] for each in endpoints) and unsaid.PATHS_ALONE,
        "configuration": not told["configuration"] and unsaid.NO_CONFIGURATION,
    }
    return {field: why for field, why in missing.items() if why}


def _notices(fleet: Fleet) -> tuple[str, ...]:
    stopped = frozen.warning(fleet)
    said = (*([stopped] if stopped else []), *fleet.notices, *(trouble.sentence for trouble in fleet.troubles))
    return tuple(map(masked, said))


def _counts(fleet: Fleet) -> Counts:
    counts = fleet.counts
    return Counts(
        executors=counts.executors, nodes=counts.nodes, active=fleet.active, healthy_percent=counts.healthy_percent
    )


def _totals(totals: CapacityTotals) -> Totals:
    return Totals(
        total=totals.capacity,
        used=totals.used,
        available=totals.available,
        stranded=totals.stranded,
        stranded_derived=totals.stranded_derived,
        truly_available=totals.truly_available,
        utilization=totals.utilization,
        band=_band(totals.utilization),
        tickets=totals.holders,
        flags=tuple(map(masked, totals.flags)),
    )


def _band(utilization: float | None) -> str | None:
    found = band(utilization)
    return found.name if found else None


def _no_such_executor(seen: Observation, name: str) -> CallFailed:
    gone = seen.history.gone.get(name)
    listed = f" It was listed last at {iso(gone.last_seen)}." if gone else ""
    told = {"observedAt": iso(seen.fleet.observed_at), "ageMs": age_ms(seen.snapshot, _EXECUTORS)}
    return CallFailed(
        Code.NOT_FOUND,
        f"The gateway lists no executor with this name: deployments.getDeployments lists those there are.{listed}",
        told,
    )
