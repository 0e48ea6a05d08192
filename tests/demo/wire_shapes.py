"""The contract's documents as types: every field of 3.3 to 3.11 that the demo serves, with its type and format.

Decoding a body with one of these fails on a missing field, an unknown field, a wrong type or a wrong format.
"""

from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

Count = Annotated[int, Meta(ge=0)]
WholeSeconds = Annotated[str, Meta(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")]
MicrosecondsZ = Annotated[str, Meta(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$")]
MicrosecondsOffset = Annotated[str, Meta(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00$")]
NaiveMicroseconds = Annotated[str, Meta(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}$")]
Netloc = Annotated[str, Meta(pattern=r"^(\d+\.\d+\.\d+\.\d+|\[[0-9a-f:]+\]):\d+$")]
GrpcAddress = Annotated[str, Meta(pattern=r"^grpc://(\d+\.\d+\.\d+\.\d+|\[[0-9a-f:]+\]):\d+$")]
NodeKey = Annotated[str, Meta(pattern=r"^(\d+\.\d+\.\d+\.\d+|\[[0-9a-f:]+\]):\d+/[^/]+$")]
Owner = Annotated[str, Meta(pattern=r"^([^/]+/rep-\d+@.+:\d+)?$")]
StatusName = Literal["UNKNOWN", "SERVING", "NOT_SERVING", "SERVICE_UNKNOWN"]


class Shape(Struct, forbid_unknown_fields=True):
    pass


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


class SchedulerInfo(Shape):
    running: bool
    scheduler_mode: str
    max_concurrent_dags: Count
    known_queues: list[str]
    active_dags_count: Count


class TimingInfo(Shape):
    current_time: MicrosecondsOffset
    start_time: MicrosecondsOffset
    uptime_seconds: float
    uptime_human: str


class Counters(Shape):
    fetch_counter: Count
    submission_count: Count
    pending_requests: Count


class QueueSizes(Shape):
    request_queue_size: Count
    event_queue_size: Count


class ExecutionPlanning(Shape):
    execution_planner_available: bool


class ActiveDag(Shape):
    dag_id: str
    status: str


class WorkerUse(Shape):
    total: Count
    active: Count
    utilization: Annotated[str, Meta(pattern=r"^\d+\.\d%$")]


class QueueStatus(Shape):
    queue_size: Count
    pending_requests: Count
    total_submissions: Count
    workers: WorkerUse


class JobCounts(Shape):
    created: Count
    retry: Count
    active: Count
    completed: Count
    skipped: Count
    expired: Count
    cancelled: Count
    failed: Count
    all: Count


class JobStateCounts(Shape):
    queues: dict[str, JobCounts]


class FrontierTotals(Shape):
    dags: Count
    jobs: Count
    edges: Count
    ready: Count
    leased: Count
    blocked: Count


class UnmetDependencies(Shape):
    count_nonzero: Count
    max: Count
    avg: float


class ReadyAge(Shape):
    p50: float
    p90: float
    max: float


class ReadyJob(Shape):
    id: str
    name: str
    priority: int
    job_level: Count
    ready_for_s: float


class FrontierSummary(Shape):
    totals: FrontierTotals
    ready_by_executor: dict[str, Count]
    unmet_dependencies: UnmetDependencies
    ready_age_seconds: ReadyAge
    stalest_ready: dict[str, list[ReadyJob]] | UnsetType = UNSET


class Frontier(Shape):
    available: bool
    batch_size: Count
    lease_ttl_seconds: Count
    summary: FrontierSummary


class G1Debug(Shape, kw_only=True):
    scheduler_info: SchedulerInfo
    timing_info: TimingInfo
    counters: Counters
    queues: QueueSizes
    execution_planning: ExecutionPlanning
    active_dags: dict[str, ActiveDag] | UnsetType = UNSET
    queue_status: QueueStatus
    job_state_counts: JobStateCounts
    dag_state_counts: JobStateCounts
    frontier: Frontier


class G2Debug(G1Debug, kw_only=True):
    llm_dispatch: dict[str, object]


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
