"""What fails in a fleet now, and since when."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from lib.fleet.evidence import Evidence
from lib.fleet.listing import GONE_FOR
from lib.fleet.model import Executor, Fleet, Node, NodeHealth, Status
from lib.fleet.nodes import QUARANTINED_SINCE
from lib.fleet.status import is_ready
from lib.fleet.times import parse
from lib.gateway.wire import WorkerServer

_FAILED = (Status.ERROR, Status.UNKNOWN)
_WITHOUT_NODES = (Status.ERROR, Status.STOPPED)


class How(StrEnum):
    """How a failure began, in words that go on after "nodes that"."""

    STALE = "went stale"
    FAILED = "began to fail"
    SEEN = "were first seen failing"
    EMPTIED = "lost all their nodes"
    VANISHED = "vanished"


class Failure(NamedTuple):
    """A registered node that fails, one that vanished, or an executor that lost its nodes, which has the address ""."""

    executor: Executor
    address: str
    since: datetime
    how: How

    @property
    def place(self) -> tuple[str, str]:
        """Executor and address."""
        return self.executor.name, self.address

    @property
    def gone(self) -> bool:
        """Whether it is a node that is registered no more."""
        return self.how is How.VANISHED


def out_of_order(executors: Iterable[Executor]) -> list[Executor]:
    """The executors of which not all nodes accept work, or that have none: a failing node accepts none."""
    return [each for each in executors if not each.rollup.node_count or each.rollup.accepting != each.rollup.node_count]


def failing_nodes(executors: Iterable[Executor], fleet: Fleet, evidence: Evidence) -> list[Failure]:
    """The registered nodes of some executors that are UNHEALTHY (contract 9.6), and the vanished ones; earliest first.

    A node that is starting or stopping does not fail, whatever the gateway's check says of it meanwhile. One of which
    nobody can say since when it fails is left out.
    """
    unhealthy = (
        failure
        for executor in executors
        for failure in _of_executor(executor, fleet.nodes_of(executor.name), evidence.workers.get(executor.name, {}))
    )
    return sorted([*unhealthy, *_vanished(fleet)], key=_order)


def emptied_executors(executors: Iterable[Executor], now: datetime) -> list[Failure]:
    """Those executors whose last node went a short while ago, and while this dashboard looked; earliest first."""
    found = (
        Failure(executor, "", executor.emptied_at, How.EMPTIED)
        for executor in executors
        if executor.emptied_at is not None
        and executor.rollup.status in _WITHOUT_NODES
        and now - executor.emptied_at <= GONE_FOR
    )
    return sorted(found, key=_order)


def _order(failure: Failure) -> tuple[datetime, str, str]:
    return failure.since, *failure.place


def _vanished(fleet: Fleet) -> Iterator[Failure]:
    """The nodes that are listed no more, since they were listed last: they may have died right then."""
    if not fleet.vanished:
        return
    executors = {executor.name: executor for executor in fleet.executors}
    for node in fleet.vanished:
        if node.executor in executors:
            yield Failure(executors[node.executor], node.address, node.last_listed, How.VANISHED)


def _of_executor(executor: Executor, nodes: Sequence[Node], workers: Mapping[str, WorkerServer]) -> list[Failure]:
    failing = (
        node for node in nodes if node.registered and node.health is NodeHealth.UNHEALTHY and node.status in _FAILED
    )
    began = ((node.address, _began(executor, node, workers.get(node.address))) for node in failing)
    return [Failure(executor, address, *beginning) for address, beginning in began if beginning is not None]


def _began(executor: Executor, node: Node, worker: WorkerServer | None) -> tuple[datetime, How] | None:
    """The earliest time that the wire says, else since when this dashboard has seen the executor's status.

    The status of an executor that serves says nothing of one of its nodes.
    """
    silent_since = None if node.fresh else node.heartbeat_at
    others = (_quarantined_since(node), None if worker is None or is_ready(worker) else parse(worker.last_ready_at))
    told = [moment for moment in (silent_since, *others) if moment is not None]
    if told:
        return min(told), How.STALE if told == [silent_since] else How.FAILED
    if executor.rollup.status is Status.SERVING:
        return None
    return executor.status_since, How.SEEN


def _quarantined_since(node: Node) -> datetime | None:
    return None if node.desired is None else parse(node.desired.params.get(QUARANTINED_SINCE))
