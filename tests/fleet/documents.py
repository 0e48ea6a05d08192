"""Documents of a small gateway, for tests that change one thing about it.

Untold, a node is registered, alive, idle, and at the epoch that is desired of it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from lib.fleet.assembly import assemble
from lib.fleet.model import Executor, Fleet, Node
from lib.fleet.parts import Parts
from lib.fleet.rules import Rules
from lib.gateway.wire import (
    Capacity,
    Deployments,
    DeploymentStatus,
    DesiredDocument,
    Endpoint,
    NodeLoad,
    Readiness,
    SlotRow,
    StatusDocument,
    Totals,
    WorkerServer,
)

NOW: Final = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
RULES: Final = Rules()
NAME: Final = "invoice_executor"
ONE, TWO, THREE = "10.0.0.1:7101", "10.0.0.2:7101", "10.0.0.3:7101"


def moment(age: float) -> datetime:
    """The instant that many seconds before `NOW`; a negative age lies in the future."""
    return NOW - timedelta(seconds=age)


def written(age: float) -> str:
    """The same as a gateway writes it."""
    return moment(age).isoformat().replace("+00:00", "Z")


def status(word: str | None = "NOT_SERVING", *, epoch: int = 3, beat: float = 1, **fields: Any) -> StatusDocument:
    """A status document whose last heartbeat is `beat` seconds old."""
    told = {"status_name": word, "owner": "rep-0", "epoch": epoch, "updated_at": written(60), **fields}
    return StatusDocument(**{"heartbeat_at": written(beat), **told})


def desired(epoch: int = 3, *, age: float = 600, **fields: Any) -> DesiredDocument:
    """A desired document that was written `age` seconds ago."""
    told = {"phase": "SCHEDULED", "params": {"job_id": "0198f0aa"}, "updated_at": written(age), **fields}
    return DesiredDocument(epoch=epoch, **told)


def hollow_status(*, beat: float = 1) -> StatusDocument:
    """A status document that lost its payload on the way (contract 4.4)."""
    return StatusDocument(
        status_code=3,
        status_name="SERVICE_UNKNOWN",
        owner="",
        epoch=0,
        updated_at=written(beat),
        heartbeat_at=written(beat),
    )


def hollow_desired(*, age: float = 600) -> DesiredDocument:
    """A desired document that lost its payload on the way (contract 4.4)."""
    return DesiredDocument(phase="SCHEDULED", epoch=0, params={}, updated_at=written(age))


def listing(nodes: Mapping[str, Iterable[str]]) -> Deployments:
    """What a gateway lists: executor → addresses of its nodes, each with one endpoint."""
    return Deployments(
        {
            executor: [Endpoint(f"grpc://{address}", "/default", address) for address in addresses]
            for executor, addresses in nodes.items()
        }
    )


def slot(name: str = NAME, **fields: Any) -> SlotRow:
    """A slot row of which only the named fields are told."""
    return SlotRow(name=name, **fields)


def capacity(
    *slots: SlotRow, totals: Totals | None = None, loads: Iterable[NodeLoad] | None = None, **fields: Any
) -> Capacity:
    """A capacity answer; without loads it is of generation G1."""
    return Capacity(slots=list(slots), totals=totals, nodes=None if loads is None else list(loads), **fields)


def load(address: str, executor: str = NAME, **fields: Any) -> NodeLoad:
    """What a G2 gateway says of the load of one node."""
    return NodeLoad(executor=executor, address=address, **fields)


def worker(state: str, address: str = ONE, *, ready: bool | None = None, **fields: Any) -> WorkerServer:
    """A worker server of `NAME` in a G2 gateway's own discovery."""
    return WorkerServer(address=address, state=state, ready=ready, executors=[NAME], **fields)


def by_key(documents: Mapping[str, Any]) -> dict[str, Any]:
    """Documents of `NAME` by address, under the keys of the wire; a key that has an executor stays as it is."""
    return {key if "/" in key else f"{key}/{NAME}": document for key, document in documents.items()}


def parts(
    nodes: Mapping[str, Iterable[str]] | None = None,
    actual: Mapping[str, StatusDocument] | None = None,
    wanted: Mapping[str, DesiredDocument] | None = None,
    **told: Any,
) -> Parts:
    """All documents of a gateway; untold, one idle node of `NAME` and no slots."""
    answered = Parts(
        gateway_id="us-east",
        observed_at=NOW,
        deployments=listing({NAME: [ONE]} if nodes is None else nodes),
        status=DeploymentStatus(
            by_key({ONE: status()} if actual is None else actual),
            by_key({ONE: desired()} if wanted is None else wanted),
        ),
        capacity=capacity(),
    )
    return replace(answered, **told)


def readiness(*workers: WorkerServer) -> Readiness:
    """A G2 gateway's own view of its workers."""
    return Readiness(readiness="degraded", gateways=list(workers))


def fleet(known: Parts, previous: Fleet | None = None) -> Fleet:
    """The fleet of the documents, by the default rules."""
    return assemble(known, RULES, previous)


def executor(known: Parts, name: str = NAME) -> Executor:
    """One executor of the documents' fleet."""
    found = fleet(known).executor(name)
    assert found is not None
    return found


def node(known: Parts, address: str = ONE, name: str = NAME) -> Node:
    """One node of the documents' fleet."""
    return next(each for each in fleet(known).nodes_of(name) if each.address == address)
