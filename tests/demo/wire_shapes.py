"""The contract's documents as types: every field of 3.3 to 3.11 that the demo serves, with its type and format.

Decoding a body with one of these fails on a missing field, an unknown field, a wrong type or a wrong format.
"""

from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from tests.demo.debug_shapes import G1Debug, G2Debug
from tests.demo.formats import (
    Count,
    GrpcAddress,
    MicrosecondsZ,
    Netloc,
    NodeKey,
    Owner,
    Shape,
    StatusName,
    WholeSeconds,
)


class Registration(Shape):
    address: GrpcAddress
    endpoint: str
    executor: str
    gateway: Netloc


class LegacyRow(Shape):
    prefix: Literal["deployments/status"]
    address: Netloc
    executor: str
    status: StatusName


class G1Deployments(Shape):
    deployments: dict[Netloc, LegacyRow]
    deployment_nodes: dict[str, list[Registration]]


class G2Deployments(Shape):
    deployment_nodes: dict[str, list[Registration]]


class G1Params(Shape):
    job_id: str | UnsetType = UNSET
    misses: Count | UnsetType = UNSET


class G2Params(G1Params):
    missing_since: WholeSeconds | UnsetType = UNSET
    status_degraded_since: WholeSeconds | UnsetType = UNSET
    status_degraded_reason: Literal["live_node_missing_status"] | UnsetType = UNSET


class G1Desired(Shape):
    phase: Literal["SCHEDULED"]
    epoch: Count
    params: G1Params
    updated_at: WholeSeconds


class G2Desired(Shape):
    phase: Literal["SCHEDULED"]
    epoch: Count
    params: G2Params
    updated_at: WholeSeconds


class Status(Shape):
    status_code: Annotated[int, Meta(ge=0, le=3)]
    status_name: StatusName
    owner: Owner
    epoch: Count
    updated_at: WholeSeconds
    heartbeat_at: WholeSeconds
    details: None


class G1DeploymentStatus(Shape):
    desired: dict[NodeKey, G1Desired]
    status: dict[NodeKey, Status]


class G2DeploymentStatus(Shape):
    desired: dict[NodeKey, G2Desired]
    status: dict[NodeKey, Status]


class Slots(Shape):
    name: str
    capacity: Count
    target: Count
    used: Count
    available: Count
    holders: Count
    notes: Literal["", "COUNT≠HOLDERS"]


class Totals(Shape):
    capacity: Count
    used: Count
    available: Count
    holder_count: Count


class NodeLoad(Shape):
    executor: str
    address: Netloc
    active_requests: Count
    selection_count: Count
    accepting_traffic: bool
    gateways: list[Netloc]
    slot_capacity: Count
    slot_available: Count
    utilization_pct: float | None
    routing_state: Literal["unavailable", "disabled", "saturated", "idle", "active"]


class G1Capacity(Shape):
    slots: list[Slots]
    totals: Totals


class G2Capacity(G1Capacity):
    nodes: list[NodeLoad]


class ReadinessSummary(Shape):
    registered: Count
    ready: Count
    unready: Count
    checking: Count
    retrying: Count
    error: Count


class Worker(Shape):
    key: Annotated[str, Meta(pattern=r"^gateway/marie/.+:\d+$")]
    service: Literal["gateway/marie"]
    address: Netloc
    host: str
    port: Count
    registered: bool
    ready: bool
    state: Literal["ready", "checking", "retrying", "error"]
    retry_attempt: Count
    probe_attempt_limit: Count
    first_seen_at: WholeSeconds
    last_checked_at: WholeSeconds
    last_ready_at: WholeSeconds | None
    next_retry_at: MicrosecondsZ | None
    last_error: str | None
    executors: list[str]


class Readiness(Shape):
    readiness: Literal["initializing", "degraded", "ready"]
    control_plane_ready: bool
    observed_at: WholeSeconds
    summary: ReadinessSummary
    gateways: list[Worker]


class Dependency(Shape):
    name: Literal["postgresql", "etcd", "discovery", "gateway"]
    state: Literal["ok", "degraded", "bad"]
    latency_ms: float | None
    observed_at: WholeSeconds
    summary: str
    details: dict[str, object]


class OperationsHealth(Shape):
    schema_version: int
    generated_at: WholeSeconds
    overall_state: Literal["ok", "degraded", "bad"]
    partial: bool
    dependencies: list[Dependency]


class Software(Struct):
    jina: None
    marie: dict[str, str]
    envs: dict[str, str]


class Ok(Shape):
    """The envelope of an answer that succeeded, its result not looked at."""

    status: Literal["OK"]
    result: dict[str, object]


class Failed(Shape):
    """The envelope of an answer that failed with HTTP 200 (contract 2.4)."""

    status: Literal["error"]
    result: str


G1 = {
    "/api/deployments": G1Deployments,
    "/api/deployment-nodes": dict[str, list[Registration]],
    "/api/deployment-status": G1DeploymentStatus,
    "/api/capacity": G1Capacity,
    "/api/debug": G1Debug,
}
G2 = {
    "/api/deployments": G2Deployments,
    "/api/deployment-nodes": dict[str, list[Registration]],
    "/api/deployment-status": G2DeploymentStatus,
    "/api/capacity": G2Capacity,
    "/api/debug": G2Debug,
    "/api/discovery/readiness": Readiness,
    "/api/operations/health": OperationsHealth,
}
