"""What a G2 gateway's readiness check knows about a registered worker (contract 3.11)."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from lib.demo.node import Node, Trait, last_beat

__all__ = ["Probe", "ProbeState", "probe", "probe_state"]

_DISCOVERY = timedelta(seconds=3)
_CRASH_LOOP = 45
_RETRY_AFTER = timedelta(seconds=14, microseconds=412_000)


class ProbeState(StrEnum):
    """The states that the route can filter by, apart from `unready`, which is all but READY."""

    READY = "ready"
    CHECKING = "checking"
    RETRYING = "retrying"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Probe:
    """The newest check of one worker."""

    state: ProbeState
    first_seen_at: datetime
    last_checked_at: datetime
    last_ready_at: datetime | None
    retry_attempt: int = 0
    next_retry_at: datetime | None = None
    last_error: str | None = None


_STATES = {
    Trait.CHECKING: ProbeState.CHECKING,
    Trait.RETRYING: ProbeState.RETRYING,
    Trait.FAILED: ProbeState.ERROR,
}


def probe_state(node: Node) -> ProbeState:
    """Give the outcome of the newest check of the node."""
    return _STATES.get(node.trait, ProbeState.READY)


def probe(node: Node, at: datetime, gateway_started: datetime) -> Probe:
    """Give the newest check of the node at this time; a gateway cannot have seen it before it started itself."""
    first_seen = max(node.deployed, gateway_started + _DISCOVERY)
    checked = max(last_beat(node, at), first_seen)
    state = probe_state(node)
    match state:
        case ProbeState.CHECKING:
            restarted = datetime.fromtimestamp(at.timestamp() // _CRASH_LOOP * _CRASH_LOOP, UTC)
            return Probe(state, restarted, restarted, None)
        case ProbeState.RETRYING:
            return Probe(
                state,
                first_seen,
                checked,
                node.since,
                retry_attempt=2,
                next_retry_at=checked + _RETRY_AFTER,
                last_error=f"endpoint discovery of grpc://{node.address} timed out after 1.0 s",
            )
        case ProbeState.ERROR:
            return Probe(
                state,
                first_seen,
                checked,
                node.since,
                retry_attempt=3,
                last_error=f"grpc://{node.address}: StatusCode.UNAVAILABLE, connection refused",
            )
        case ProbeState.READY:
            return Probe(state, first_seen, checked, checked)
