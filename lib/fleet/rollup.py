"""Sums up the nodes of an executor.

Most executors of a large fleet are in order: every node registered, alive, at its desired epoch. Those are summed
up straight from their documents; only where something is out of the ordinary are nodes built and judged one by one.
Both ways give the same roll-up, which a property test holds.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from msgspec import structs

from lib.fleet import status, verdict
from lib.fleet.evidence import Evidence
from lib.fleet.model import Activity, Desired, Node, RollUp, Status, Verdict
from lib.fleet.nodes import desired_state
from lib.fleet.parts import Parts
from lib.fleet.rules import Rules
from lib.fleet.status import is_ready
from lib.fleet.times import Moments
from lib.gateway.wire import DesiredDocument, StatusDocument

_ORDINARY: dict[str | None, int] = {"SERVING": 1, "NOT_SERVING": 0}


def of_nodes(nodes: Sequence[Node], parts: Parts, *, listed: bool) -> RollUp:
    """The roll-up of nodes that were judged one by one; what it was, where the status reading is stale."""
    tells_stopped = parts.listing_judges and (parts.status_known or not listed)
    combined = status.combine(nodes, listed=listed if tells_stopped else None)
    judged = verdict.combine(nodes) if parts.desired_known else verdict.DESIRED_NOT_KNOWN
    registered = [node for node in nodes if node.registered]
    heartbeats = [node.heartbeat_at for node in nodes if node.heartbeat_at is not None]
    rollup = RollUp(
        status=combined.status,
        was=None,
        was_activity=Activity.NONE,
        reason=combined.reason,
        activity=combined.activity,
        accepting=combined.accepting,
        verdict=judged.verdict,
        verdict_reason=judged.reason,
        node_count=None if parts.deployments is None else len(registered),
        fresh=sum(node.fresh for node in registered),
        silent=sum(node.heartbeat_at is None for node in registered),
        hollow=sum(node.hollow for node in nodes),
        skewed=sum(node.skewed for node in nodes),
        owners=tuple(sorted({node.owner for node in nodes if node.owner})),
        epochs=_range(node.epoch for node in nodes if node.epoch),
        updated_at=max((node.updated_at for node in nodes if node.updated_at), default=None),
        heartbeat_at=max(heartbeats, default=None),
        oldest_heartbeat_at=min(heartbeats, default=None),
        desired=_desired(nodes),
        desired_epochs=_range(node.desired.epoch for node in nodes if node.desired and node.desired.epoch),
    )
    return _as_was(rollup) if parts.status_is_past else rollup


def _as_was(rollup: RollUp) -> RollUp:
    """What a stale reading said is what was: never a state of now."""
    return structs.replace(
        rollup,
        status=Status.UNKNOWN,
        was=rollup.status,
        was_activity=rollup.activity,
        activity=Activity.NONE,
        verdict=Verdict.UNKNOWN,
        verdict_reason=f"was {rollup.verdict}: {rollup.verdict_reason}",
    )


def beside_past(now: RollUp, past: RollUp) -> RollUp:
    """What is known now, with what it was where that is no longer known."""
    if now.status is not Status.UNKNOWN or past.status is Status.UNKNOWN:
        return now
    return structs.replace(now, was=past.status, was_activity=past.activity)


def _range(numbers: Iterable[int | None]) -> tuple[int, int] | None:
    known = [number for number in numbers if number is not None]
    return (min(known), max(known)) if known else None


def _desired(nodes: Iterable[Node]) -> Desired | None:
    having = [node for node in nodes if node.desired is not None]
    return max(having, key=_worst_then_newest).desired if having else None


def _worst_then_newest(node: Node) -> tuple[int, float]:
    return -verdict.WORST_FIRST.index(node.verdict), _seconds(node.desired.updated_at if node.desired else None)


def _seconds(moment: datetime | None) -> float:
    return moment.timestamp() if moment else 0.0


class OrdinaryRollUps:
    """Sums up executors that are in order, straight from their documents."""

    def __init__(self, evidence: Evidence, parts: Parts, rules: Rules, moments: Moments) -> None:
        self._evidence = evidence
        self._rules = rules
        self._moments = moments
        self._possible = parts.status is not None and not (parts.status_stale or parts.deployments_stale)

    def of(self, executor: str) -> RollUp | None:
        """The roll-up of an executor, or None where something is out of the ordinary."""
        evidence = self._evidence
        actual = evidence.status.get(executor)
        wanted = evidence.desired.get(executor)
        if not self._possible or not actual or not wanted:
            return None
        if not evidence.listed.get(executor) == actual.keys() == wanted.keys():
            return None
        workers = evidence.workers.get(executor)
        if workers and not (workers.keys() <= actual.keys() and all(map(is_ready, workers.values()))):
            return None
        loads = evidence.loads.get(executor)
        if loads and any(load.accepting_traffic is False for load in loads.values()):
            return None
        return self._sum_up([(actual[address], wanted[address]) for address in sorted(actual)])

    def _sum_up(self, pairs: Sequence[tuple[StatusDocument, DesiredDocument]]) -> RollUp | None:
        """One pass over the nodes: of all that is done for a large fleet, this is done most often."""
        moments, fresh, skew = self._moments, self._rules.fresh, self._rules.skew
        busy = 0
        epochs: list[int] = []
        beats: list[datetime] = []
        owners: set[str] = set()
        for document, wanted in pairs:
            working, epoch = _ORDINARY.get(document.status_name), document.epoch
            beat_at, age, ahead = moments[document.heartbeat_at]
            if working is None or not epoch or epoch != wanted.epoch:
                return None
            if beat_at is None or age is None or age > fresh or ahead > skew:
                return None
            if wanted.params and "status_degraded_since" in wanted.params:
                return None
            busy += working
            epochs.append(epoch)
            beats.append(beat_at)
            if document.owner:
                owners.add(document.owner)
        lowest, highest = min(epochs), max(epochs)
        return RollUp(
            status=Status.SERVING,
            was=None,
            was_activity=Activity.NONE,
            reason=status.working(busy, len(pairs) - busy),
            activity=Activity.BUSY if busy else Activity.READY,
            accepting=len(pairs),
            verdict=Verdict.MATCH,
            verdict_reason=verdict.matching(lowest, highest),
            node_count=len(pairs),
            fresh=len(pairs),
            silent=0,
            hollow=0,
            skewed=0,
            owners=tuple(sorted(owners)),
            epochs=(lowest, highest),
            updated_at=_newest([moments[document.updated_at].at for document, _ in pairs]),
            heartbeat_at=max(beats),
            oldest_heartbeat_at=min(beats),
            desired=self._newest_desired([wanted for _, wanted in pairs]),
            desired_epochs=(lowest, highest),
        )

    def _newest_desired(self, wanted: Sequence[DesiredDocument]) -> Desired:
        times = [_seconds(self._moments[document.updated_at].at) for document in wanted]
        return desired_state(wanted[times.index(max(times))], self._moments)


def _newest(moments: Iterable[datetime | None]) -> datetime | None:
    return max((moment for moment in moments if moment is not None), default=None)
