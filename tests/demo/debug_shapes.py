"""The document of `/api/debug` as a type (contract 3.9)."""

from typing import Annotated

from msgspec import UNSET, Meta, UnsetType

from tests.demo.formats import Count, MicrosecondsOffset, Shape


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
