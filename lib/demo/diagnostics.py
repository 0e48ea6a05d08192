"""The documents about the gateway process: what it runs on, its scheduler and its queues."""

from collections import Counter

from lib.demo.chance import draw, seed
from lib.demo.documents import Json, ok
from lib.demo.world import ExecutorState, Generation, Snapshot

__all__ = ["debug", "software"]

_VERSIONS = {Generation.G1: "4.0.9", Generation.G2: "4.1.2"}
_QUEUE_STATES = ("created", "retry", "active", "completed", "skipped", "expired", "cancelled", "failed")
_COMPLETED_FOR_EACH_FAILURE = 97
_MOST_DAGS = 16


def software(snapshot: Snapshot) -> Json:
    """Give `/status` (contract 3.3): every value a string, and `uptime` the naive local time of the start."""
    started = snapshot.world.gateway_started
    return {
        "jina": None,
        "marie": {
            "marie": _VERSIONS[snapshot.world.generation],
            "docarray": "0.40.0",
            "jcloud": "(unset)",
            "jina-hubble-sdk": "(unset)",
            "marie-proto": "0.1.27",
            "protobuf": "5.27.3",
            "proto-backend": "upb",
            "grpcio": "1.66.0",
            "pyyaml": "6.0.2",
            "python": "3.12.4",
            "platform": "Linux",
            "platform-release": "6.8.0",
            "platform-version": "#1 SMP",
            "architecture": "x86_64",
            "processor": "x86_64",
            "uid": "0",
            "session-id": f"{seed(snapshot.world.id, started.isoformat()):032x}",
            "uptime": started.astimezone().replace(tzinfo=None).isoformat(timespec="microseconds"),
            "ci-vendor": "(unset)",
            "internal": "False",
        },
        "envs": {"JINA_LOG_LEVEL": "(unset)"},
    }


def debug(snapshot: Snapshot) -> Json:
    """Give `/api/debug` (contract 3.9). Optional sections are left out as the gateway leaves them out."""
    running = sum(state.holders for state in snapshot.discovered)
    dispatched = sum(node.selections for state in snapshot.discovered for node in state.nodes)
    workers = sum(len(state.nodes) for state in snapshot.discovered)
    queues = _queues(snapshot)
    result: Json = {
        "scheduler_info": {
            "running": True,
            "scheduler_mode": "serial",
            "max_concurrent_dags": _MOST_DAGS,
            "known_queues": list(queues),
            "active_dags_count": min(running, _MOST_DAGS),
        },
        "timing_info": _timing(snapshot),
        "counters": {"fetch_counter": dispatched * 2, "submission_count": dispatched, "pending_requests": 0},
        "queues": {"request_queue_size": 0, "event_queue_size": 0},
        "execution_planning": {"execution_planner_available": True},
        "queue_status": {
            "queue_size": 0,
            "pending_requests": 0,
            "total_submissions": dispatched,
            "workers": {"total": workers, "active": workers, "utilization": "100.0%" if workers else "0.0%"},
        },
        "job_state_counts": {"queues": queues},
        "dag_state_counts": {"queues": {}},
        "frontier": _frontier(snapshot, running),
    }
    if running:
        result["active_dags"] = _active_dags(snapshot, min(running, _MOST_DAGS))
    if snapshot.world.generation is Generation.G2:
        result["llm_dispatch"] = {}
    return ok(result)


def _timing(snapshot: Snapshot) -> Json:
    uptime = snapshot.now - snapshot.world.gateway_started
    return {
        "current_time": snapshot.now.isoformat(timespec="microseconds"),
        "start_time": snapshot.world.gateway_started.isoformat(timespec="microseconds"),
        "uptime_seconds": uptime.total_seconds(),
        "uptime_human": str(uptime),
    }


def _queues(snapshot: Snapshot) -> Json:
    """Count jobs by queue; a queue is a kind of work, not an executor (contract 3.9)."""
    counts: dict[str, Counter[str]] = {}
    for state in snapshot.discovered:
        queue = counts.setdefault(state.executor.function, Counter())
        done = sum(node.selections for node in state.nodes)
        failed = done // _COMPLETED_FOR_EACH_FAILURE
        queue.update(created=state.waiting, active=state.holders, completed=done - failed, failed=failed)
    return {
        name: {**{word: queue[word] for word in _QUEUE_STATES}, "all": queue.total()} for name, queue in counts.items()
    }


def _active_dags(snapshot: Snapshot, count: int) -> Json:
    minute = int(snapshot.now.timestamp() // 60)
    ids = [f"{draw(seed(snapshot.world.id), minute, number):016x}" for number in range(count)]
    return {dag: {"dag_id": dag, "status": "unknown"} for dag in ids}


def _frontier(snapshot: Snapshot, running: int) -> Json:
    waiting = {state.executor.name: state.waiting for state in snapshot.discovered if state.waiting}
    ready = sum(waiting.values())
    blocked = 2 * ready
    summary: Json = {
        "totals": {
            "dags": running,
            "jobs": ready + running + blocked,
            "edges": blocked,
            "ready": ready,
            "leased": running,
            "blocked": blocked,
        },
        "ready_by_executor": waiting,
        "unmet_dependencies": {
            "count_nonzero": blocked,
            "max": 1 if blocked else 0,
            "avg": 1.0 if blocked else 0.0,
        },
        "ready_age_seconds": {"p50": 0.4 * ready, "p90": 2.1 * ready, "max": 2.5 * ready},
    }
    if waiting:
        summary["stalest_ready"] = {
            state.executor.name: [_stalest_job(state, 2.5 * ready)] for state in snapshot.discovered if state.waiting
        }
    return {"available": True, "batch_size": 1000, "lease_ttl_seconds": 5, "summary": summary}


def _stalest_job(state: ExecutorState, seconds: float) -> Json:
    return {
        "id": f"{draw(seed(state.executor.name), state.waiting):016x}",
        "name": state.executor.function,
        "priority": 0,
        "job_level": 1,
        "ready_for_s": seconds,
    }
