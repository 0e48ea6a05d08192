"""Status of a node and its roll-up to the executor (contract 9.3, page section Status)."""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from lib.fleet.masking import masked
from lib.fleet.model import Activity, Node, NodeHealth, Status
from lib.fleet.rules import Rules
from lib.fleet.words import count, duration, plural
from lib.gateway.wire import StatusDocument, WorkerServer

HOLLOW = "its live document arrives empty (known gateway defect); the worker itself is alive"
NEVER_USED = "never used: registered, no job sent to it yet"
UNREGISTERED_READY = "alive but not registered: the gateway can't route work to it"
UNREGISTERED_BUSY = "running a job, but not registered: no new work reaches it"
STATUS_NOT_KNOWN = "the gateway has not answered with its status"
REGISTRATION_NOT_KNOWN = "idle; whether the gateway routes to it is not known"
DRAINED = "running, but the gateway sends it no new work"
NOT_TOLD = "no node of it is known, and the answers that would tell more are missing or old"

_PAGE_WORDS = {word.value: word for word in (Status.ERROR, Status.STARTING, Status.STOPPING, Status.STOPPED)}
_UNREADY = {"error": Status.ERROR, "retrying": Status.ERROR, "checking": Status.STARTING}
_WORST_FIRST = (Status.ERROR, Status.STARTING, Status.STOPPING, Status.UNKNOWN, Status.STOPPED)
_WORSE_THAN_UNKNOWN = _WORST_FIRST[: _WORST_FIRST.index(Status.UNKNOWN)]
_ERROR_TEXT_LENGTH = 160


class NodeFacts(NamedTuple):
    """What is known of a node at an instant; ages in seconds.

    ``frozen_for`` is the age of the newest heartbeat of all nodes where none advances any more, None where they do.
    """

    registered: bool | None
    status_known: bool
    document: StatusDocument | None
    hollow: bool
    heartbeat_age: float | None
    desired_epoch: int | None
    desired_age: float | None
    quarantine: str | None
    worker: WorkerServer | None
    frozen_for: float | None = None


class NodeState(NamedTuple):
    """Status of a node with its reason in words."""

    status: Status
    activity: Activity
    reason: str


class Combined(NamedTuple):
    """Status of an executor with its reason, and how many of its nodes accept work."""

    status: Status
    activity: Activity
    reason: str
    accepting: int


def is_hollow(document: StatusDocument) -> bool:
    """Whether a live document lost its payload on the way (contract 4.4)."""
    return (
        not document.owner
        and not document.epoch
        and document.status_name in (None, "SERVICE_UNKNOWN")
        and document.details is None
    )


def is_ready(worker: WorkerServer) -> bool:
    """Whether the gateway's own check has nothing against a worker (contract 3.11)."""
    return worker.ready is not False and worker.state not in _UNREADY


def node_state(facts: NodeFacts, rules: Rules) -> NodeState:
    """The first rule of contract 9.3 that holds."""
    word = (facts.document.status_name or "").upper() if facts.document else ""
    if word in _PAGE_WORDS:
        return NodeState(_PAGE_WORDS[word], Activity.NONE, "as the gateway says")
    return (
        _failing(facts, rules)
        or _starting(facts, rules)
        or _serving(facts, word, rules)
        or _unknown(facts, word, rules)
    )


def node_health(facts: NodeFacts, state: NodeState, rules: Rules) -> NodeHealth:
    """Three-way health of a node (contract 9.6)."""
    unready = facts.worker is not None and facts.worker.ready is False
    stale = facts.heartbeat_age is not None and facts.heartbeat_age > rules.fresh
    alone = facts.frozen_for is None
    if state.status is Status.ERROR or facts.quarantine is not None or unready or (stale and alone):
        return NodeHealth.UNHEALTHY
    if facts.document is None or facts.heartbeat_age is None or not facts.registered or stale:
        return NodeHealth.UNKNOWN
    return NodeHealth.HEALTHY


def _failing(facts: NodeFacts, rules: Rules) -> NodeState | None:
    if facts.quarantine is not None:
        return NodeState(Status.ERROR, Activity.NONE, facts.quarantine)
    if facts.worker is not None and _UNREADY.get(facts.worker.state or "") is Status.ERROR:
        return NodeState(Status.ERROR, Activity.NONE, _probe_failure(facts.worker))
    if facts.registered and facts.heartbeat_age is not None and facts.heartbeat_age > rules.fresh:
        return _stale(facts.heartbeat_age, facts.frozen_for)
    return None


def _stale(age: float, frozen_for: float | None) -> NodeState:
    """A heartbeat that is too old fails a node, unless all are: then it is the gateway that sees nothing new."""
    if frozen_for is None:
        return NodeState(Status.ERROR, Activity.NONE, f"stale heartbeat: none for {duration(age)}")
    said = f"no heartbeat for {duration(frozen_for)}, as on every node: the gateway may have lost etcd"
    return NodeState(Status.UNKNOWN, Activity.NONE, said)


def _probe_failure(worker: WorkerServer) -> str:
    attempt = f" (attempt {worker.retry_attempt})" if worker.retry_attempt else ""
    said = masked(" ".join((worker.last_error or "").split()))[:_ERROR_TEXT_LENGTH]
    return f"the gateway can't reach it{attempt}" + (f": {said}" if said else "")


def _starting(facts: NodeFacts, rules: Rules) -> NodeState | None:
    if facts.worker is not None and facts.worker.state == "checking":
        return NodeState(Status.STARTING, Activity.NONE, "the gateway is checking it")
    if not facts.status_known or facts.desired_age is None or facts.desired_age > rules.settling:
        return None
    if facts.document is None:
        return NodeState(
            Status.STARTING, Activity.NONE, f"dispatched {duration(facts.desired_age)} ago, not claimed yet"
        )
    behind = (facts.desired_epoch or 0) - (facts.document.epoch or 0)
    if facts.hollow or facts.desired_epoch is None or behind <= 0:
        return None
    return NodeState(Status.STARTING, Activity.NONE, f"taking up epoch {facts.desired_epoch}")


def _serving(facts: NodeFacts, word: str, rules: Rules) -> NodeState | None:
    if facts.worker is not None and facts.worker.ready is False:
        return NodeState(Status.UNKNOWN, Activity.NONE, "the gateway's own check says it is not ready")
    if facts.heartbeat_age is None or facts.heartbeat_age > rules.fresh:
        return None
    if word == "SERVING":
        reason = UNREGISTERED_BUSY if facts.registered is False else "running a job"
        return NodeState(Status.SERVING, Activity.BUSY, reason)
    if word == "NOT_SERVING" and facts.registered:
        return NodeState(Status.SERVING, Activity.READY, "ready, no job")
    return None


def _unknown(facts: NodeFacts, word: str, rules: Rules) -> NodeState:
    return NodeState(Status.UNKNOWN, Activity.NONE, _why_unknown(facts, word, rules))


def _why_unknown(facts: NodeFacts, word: str, rules: Rules) -> str:
    if not facts.status_known:
        return STATUS_NOT_KNOWN
    if facts.document is None:
        return _undocumented(facts)
    if facts.heartbeat_age is None:
        return "its status document has no heartbeat"
    if facts.heartbeat_age > rules.fresh:
        leftover = "a leftover: not registered, " if facts.registered is False else ""
        return f"{leftover}no heartbeat for {duration(facts.heartbeat_age)}"
    if facts.hollow:
        return HOLLOW
    if word != "NOT_SERVING":
        return f"the worker reports {word or 'no status'}"
    return REGISTRATION_NOT_KNOWN if facts.registered is None else UNREGISTERED_READY


def _undocumented(facts: NodeFacts) -> str:
    if facts.desired_age is not None:
        return f"dispatched {duration(facts.desired_age)} ago and never claimed"
    return NEVER_USED if facts.registered else "no status document"


def accepts(node: Node) -> bool:
    """Whether the gateway can send new work to a node."""
    routed = node.load is None or node.load.accepting is not False
    return node.status is Status.SERVING and node.registered is not False and routed


def combine(nodes: Sequence[Node], *, listed: bool | None) -> Combined:
    """Status of an executor: SERVING while one node accepts, else the worst of its nodes.

    ``listed`` says whether the gateway lists the executor among its deployments (with or without nodes); None while
    the answers can't tell whether it is stopped.
    """
    accepting = [node for node in nodes if accepts(node)]
    if accepting:
        return _accepting(nodes, accepting)
    found = {node.status for node in nodes}
    if Status.SERVING in found and found.isdisjoint(_WORSE_THAN_UNKNOWN):
        return _without_new_work(nodes)
    present = any(node.fresh or node.registered is not False for node in nodes)
    for status in _WORST_FIRST:
        if status in found and (present or status is not Status.UNKNOWN):
            return Combined(status, Activity.NONE, _shared_reason(nodes, status), 0)
    if listed is None:
        return Combined(Status.UNKNOWN, Activity.NONE, NOT_TOLD, 0)
    if listed or nodes:
        return Combined(Status.STOPPED, Activity.NONE, "no nodes registered", 0)
    return Combined(Status.UNKNOWN, Activity.NONE, "known only by its slots: no such executor is registered", 0)


def _accepting(nodes: Sequence[Node], accepting: Sequence[Node]) -> Combined:
    busy = sum(node.activity is Activity.BUSY for node in accepting)
    activity = Activity.BUSY if busy else Activity.READY
    registered = [node for node in nodes if node.registered is not False]
    said = working(busy, len(accepting) - busy)
    if len(accepting) < len(registered):
        rest = next(node for node in sorted(registered, key=_badness) if not accepts(node))
        said = f"{len(accepting)} of {plural(len(registered), 'node')} accept; {rest.address}: {rest.reason}"
    return Combined(Status.SERVING, activity, said, len(accepting))


@lru_cache(maxsize=1_024)
def working(busy: int, ready: int) -> str:
    """How many nodes are at work and how many could be."""
    return f"{count(busy)} busy, {count(ready)} ready"


def _badness(node: Node) -> int:
    return _WORST_FIRST.index(node.status) if node.status in _WORST_FIRST else len(_WORST_FIRST)


def _without_new_work(nodes: Sequence[Node]) -> Combined:
    serving = [node for node in nodes if node.status is Status.SERVING]
    busy = any(node.activity is Activity.BUSY for node in serving)
    said = serving[0].reason if serving[0].registered is False else DRAINED
    return Combined(Status.UNKNOWN, Activity.BUSY if busy else Activity.NONE, said, 0)


def _shared_reason(nodes: Sequence[Node], status: Status) -> str:
    sharing = [node for node in nodes if node.status is status]
    said = sharing[0].reason
    return said if len(nodes) == 1 else f"{len(sharing)} of {plural(len(nodes), 'node')}: {said}"
