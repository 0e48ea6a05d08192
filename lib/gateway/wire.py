"""The documents of a gateway, typed as contract section 3 describes them.

A well-formed body is decoded in one typed pass. A body that has the right outline but a wrong value somewhere
is read again entry by entry: what can be understood is kept, what cannot becomes "not known" and is counted in
``unreadable``, so that one odd entry never hides a fleet, and is never replaced by an invented value.
"""

from collections.abc import Mapping
from typing import Annotated, Any, TypeVar

import msgspec
from msgspec import Meta, Struct

from lib.gateway import errors, salvage

Count = Annotated[int, Meta(ge=-(2**53), le=2**53)]
"""A whole number that survives JSON, Arrow and a browser unharmed."""


class Endpoint(Struct, frozen=True, gc=False):
    """One address × endpoint of an executor (contract 3.5)."""

    address: str | None = None
    endpoint: str | None = None
    gateway: str | None = None


class Deployments(Struct, frozen=True, gc=False):
    """Answer of ``/api/deployments`` (contract 3.5); ``answer`` is what ``lib.gateway.extras`` reads further."""

    deployment_nodes: dict[str, list[Endpoint]]
    legacy_present: bool = False
    unreadable: int = 0
    answer: msgspec.Raw = msgspec.Raw()


class StatusDocument(Struct, frozen=True, gc=False):
    """What a worker published about itself; every field may be missing (contract 3.7)."""

    status_code: Count | None = None
    status_name: str | None = None
    owner: str | None = None
    epoch: Count | None = None
    updated_at: str | None = None
    heartbeat_at: str | None = None
    details: Any = None


class DesiredDocument(Struct, frozen=True, gc=False):
    """What the gateway wants of a worker (contract 3.7); ``created_at`` only if a server sends it."""

    phase: str | None = None
    epoch: Count | None = None
    params: dict[str, Any] | None = None
    updated_at: str | None = None
    created_at: str | None = None


class DeploymentStatus(Struct, frozen=True, gc=False):
    """Answer of ``/api/deployment-status``; keys are ``host:port/executor`` (contract 3.7); ``answer`` as above."""

    status: dict[str, StatusDocument] | None = None
    desired: dict[str, DesiredDocument] | None = None
    unreadable: int = 0
    answer: msgspec.Raw = msgspec.Raw()


class SlotRow(Struct, frozen=True, gc=False):
    """One slot type of the cluster (contract 3.8)."""

    name: str | None = None
    capacity: Count | None = None
    target: Count | None = None
    used: Count | None = None
    available: Count | None = None
    holders: Count | list[Any] | None = None
    notes: str | list[str] | None = None


class Totals(Struct, frozen=True, gc=False):
    """Sums over all slot types (contract 3.8)."""

    capacity: Count | None = None
    used: Count | None = None
    available: Count | None = None
    holder_count: Count | None = None


class NodeLoad(Struct, frozen=True, gc=False):
    """Load of one node as this gateway's router counts it; newer gateways only (contract 3.8)."""

    executor: str | None = None
    address: str | None = None
    active_requests: Count | None = None
    selection_count: Count | None = None
    accepting_traffic: bool | None = None
    gateways: list[str] | None = None
    slot_capacity: Count | None = None
    slot_available: Count | None = None
    utilization_pct: float | None = None
    routing_state: str | None = None


class Capacity(Struct, frozen=True, gc=False):
    """Answer of ``/api/capacity``; ``nodes`` is None on a gateway that does not send it (contract 3.8)."""

    slots: list[SlotRow] | None = None
    totals: Totals | None = None
    nodes: list[NodeLoad] | None = None
    unreadable: int = 0


class WorkerServer(Struct, frozen=True, gc=False):
    """One registered worker server in the gateway's own discovery (contract 3.11)."""

    address: str | None = None
    registered: bool | None = None
    ready: bool | None = None
    state: str | None = None
    retry_attempt: Count | None = None
    first_seen_at: str | None = None
    last_ready_at: str | None = None
    last_error: str | None = None
    executors: list[str] | None = None


class Readiness(Struct, frozen=True, gc=False):
    """Answer of ``/api/discovery/readiness`` (contract 3.11)."""

    readiness: str | None = None
    control_plane_ready: bool | None = None
    gateways: list[WorkerServer] | None = None
    unreadable: int = 0


class Dependency(Struct, frozen=True, gc=False):
    """One thing that the gateway leans on (contract 3.11)."""

    name: str | None = None
    state: str | None = None
    latency_ms: float | None = None
    summary: str | None = None


class OperationsHealth(Struct, frozen=True, gc=False):
    """Answer of ``/api/operations/health`` (contract 3.11)."""

    overall_state: str | None = None
    partial: bool | None = None
    dependencies: list[Dependency] | None = None
    unreadable: int = 0


class ReadyJob(Struct, frozen=True, gc=False):
    """A job that could start and has not been given a slot yet (contract 3.9)."""

    ready_for_s: float | None = None


class FrontierSummary(Struct, frozen=True, gc=False):
    """Jobs that could start, by executor; a name may be empty, and a value that is unreadable is None (contract 3.9).

    ``stalest_ready`` lists those of each executor that have waited longest.
    """

    ready_by_executor: dict[str, Count | None] | None = None
    stalest_ready: dict[str, list[ReadyJob] | None] | None = None


class Frontier(Struct, frozen=True, gc=False):
    """What the gateway's planner has before it; ``summary_error`` stands in place of the summary (contract 3.9)."""

    available: bool | None = None
    summary: FrontierSummary | None = None
    summary_error: str | None = None


class Debug(Struct, frozen=True, gc=False):
    """The part of ``/api/debug`` that tells of waiting jobs; everything in it is optional (contract 3.9)."""

    frontier: Frontier | None = None
    unreadable: int = 0


class _DeploymentsResult(Struct, gc=False):
    deployment_nodes: dict[str, list[Endpoint]] | None = None
    deployments: msgspec.Raw = msgspec.Raw()


Document = TypeVar("Document", bound=Struct)
Value = TypeVar("Value")


class _Envelope(Struct, gc=False):
    status: str | None = None
    result: msgspec.Raw = msgspec.Raw()


def decode_deployments(body: bytes) -> Deployments:
    """Executors and their endpoints. Raises a BadBody or ReportedError of ``lib.gateway.errors``."""
    result = _result(body)
    try:
        typed = _typed(result, _DeploymentsResult)
    except msgspec.ValidationError:
        return msgspec.structs.replace(_salvaged_deployments(_untyped(result)), answer=result)
    if typed.deployment_nodes is None:
        raise errors.WrongShape("the answer has no deployment_nodes")
    legacy_present = bytes(typed.deployments) not in (b"", b"null")
    return Deployments(typed.deployment_nodes, legacy_present=legacy_present, answer=result)


def decode_status(body: bytes) -> DeploymentStatus:
    """Actual and desired states. Raises a BadBody or ReportedError of ``lib.gateway.errors``."""
    result = _result(body)
    return msgspec.structs.replace(_decode(result, DeploymentStatus, ("status", "desired")), answer=result)


def decode_capacity(body: bytes) -> Capacity:
    """Slots, totals and, on newer gateways, load per node. Raises a BadBody or ReportedError."""
    return _decode(_result(body), Capacity, ("slots", "totals"))


def decode_readiness(body: bytes) -> Readiness:
    """The gateway's own view of its workers. Raises a BadBody or ReportedError."""
    return _decode(_result(body), Readiness, ("gateways", "readiness"))


def decode_operations(body: bytes) -> OperationsHealth:
    """The gateway's own verdict of itself. Raises a BadBody or ReportedError."""
    return _decode(_result(body), OperationsHealth, ("overall_state",))


def decode_debug(body: bytes) -> Debug:
    """Waiting jobs, as far as the gateway tells of them. Raises a BadBody or ReportedError."""
    return _decode(_result(body), Debug, ())


def decode_object(body: bytes) -> dict[str, Any]:
    """Any JSON object, such as a health answer. Raises a BadBody of ``lib.gateway.errors``."""
    value = _untyped(body)
    if not isinstance(value, dict):
        raise errors.WrongShape(f"a JSON object was expected, not {salvage.json_type(value)}")
    return value


def _decode(result: msgspec.Raw, document: type[Document], expected: tuple[str, ...]) -> Document:
    unreadable = 0
    try:
        decoded = _typed(result, document, strict=False)
    except msgspec.ValidationError:
        decoded, unreadable = salvage.struct(document, _mapping(_untyped(result)))
    decoded = msgspec.structs.replace(decoded, unreadable=unreadable)
    if expected and all(getattr(decoded, field) is None for field in expected):
        raise errors.WrongShape(f"the answer has no {' and no '.join(expected)}")
    return decoded


def _result(body: bytes) -> msgspec.Raw:
    """The ``result`` of an envelope that does not report an error (contract 2.4)."""
    text = _text(body)
    try:
        envelope = _typed(text, _Envelope)
    except msgspec.ValidationError:
        envelope = _Envelope()
        decode_object(text)
    if (envelope.status or "").casefold() == "error":
        raise errors.ReportedError(_reported(_untyped(text)))
    return envelope.result if memoryview(envelope.result) else msgspec.Raw(text)


def _reported(answer: object) -> str:
    fields = answer if isinstance(answer, Mapping) else {}
    said = next((fields[key] for key in ("result", "message", "detail") if fields.get(key)), "no reason given")
    return said if isinstance(said, str) else msgspec.json.encode(said).decode()


def _untyped(body: bytes | msgspec.Raw) -> Any:
    try:
        return _typed(_text(bytes(body)), Any)
    except msgspec.ValidationError as error:
        raise errors.WrongShape(str(error)) from error


def _typed(text: bytes | msgspec.Raw, wanted: type[Value], *, strict: bool = True) -> Value:
    """The text as ``wanted``. Raises a BadBody, or ValidationError where only a type is wrong."""
    try:
        return msgspec.json.decode(text, type=wanted, strict=strict)
    except msgspec.ValidationError:
        raise
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise _not_json(bytes(text), error) from error
    except RecursionError as error:
        raise errors.WrongShape("the answer is nested too deeply") from error


def _text(body: bytes) -> bytes:
    text = body.removeprefix(b"\xef\xbb\xbf")
    if not text.strip():
        raise errors.EmptyBody()
    return text


def _not_json(text: bytes, error: msgspec.DecodeError | UnicodeDecodeError) -> errors.BadBody:
    if text.lstrip().startswith(b"<"):
        return errors.NotJson("an HTML page", html=True)
    if "truncated" in str(error):
        return errors.Truncated(f"the answer breaks off after {len(text):,} bytes")
    return errors.NotJson(str(error))


def _mapping(value: object) -> Mapping[str, Any]:
    if isinstance(value, Mapping):
        return value
    raise errors.WrongShape(f"result should be an object, not {salvage.json_type(value)}")


def _salvaged_deployments(result: object) -> Deployments:
    fields = _mapping(result)
    nodes = fields.get("deployment_nodes")
    if not isinstance(nodes, Mapping):
        raise errors.WrongShape(f"deployment_nodes should be an object, not {salvage.json_type(nodes)}")
    kept: dict[str, list[Endpoint]] = {}
    unreadable = 0
    for executor, entries in nodes.items():
        kept[executor], lost = salvage.structs(Endpoint, entries)
        unreadable += lost
    return Deployments(kept, legacy_present=fields.get("deployments") is not None, unreadable=unreadable)
