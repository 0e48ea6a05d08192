"""Sums up the nodes of an executor.

Most executors of a large fleet are in order: every node registered, alive, at its desired epoch. Those are summed
up straight from their documents; only where something is out of the ordinary are nodes built and judged one by one.
Both ways give the same roll-up, which a property test holds.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from math import inf

from msgspec import structs

from lib.fleet import status, verdict
from lib.fleet.evidence import Evidence
from lib.fleet.model import Activity, Desired, Node, RollUp, Status, Verdict
from lib.fleet.nodes import QUARANTINED_SINCE, desired_state
from lib.fleet.parts import Parts
from lib.fleet.rules import Rules
from lib.fleet.status import is_ready
from lib.fleet.times import MISSING, Moment, Moments
from lib.gateway.wire import DesiredDocument, StatusDocument

_NEWEST_OF_ALL = Moment(None, -inf, None, 0.0)
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


def beside_frozen(now: RollUp, past: RollUp) -> RollUp:
    """What is known where the gateway sees nothing new, with what it was when the last heartbeat came.

    An executor that served then may serve still, whatever fault one of its nodes has. Its verdict is one of then, too.
    """
    beside = beside_past(now, past)
    if past.status is Status.SERVING and now.status is not Status.UNKNOWN:
        beside = structs.replace(
            beside, status=Status.UNKNOWN, was=past.status, was_activity=past.activity, reason=past.reason
        )
    if now.verdict is Verdict.UNKNOWN:
        return beside
    return structs.replace(beside, verdict=Verdict.UNKNOWN, verdict_reason=f"was {past.verdict}: {past.verdict_reason}")


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
        return self._sum_up(actual, wanted)

    def _sum_up(self, actual: Mapping[str, StatusDocument], wanted: Mapping[str, DesiredDocument]) -> RollUp | None:
        """One pass over the nodes: of all that is done for a large fleet, this is done most often."""
        moments, fresh, skew = self._moments, self._rules.fresh, -self._rules.skew
        busy = 0
        epochs, owners = [], []
        updated = desired_at = newest = MISSING
        oldest = _NEWEST_OF_ALL
        first = ""
        for address, document in actual.items():
            working, epoch, goal = _ORDINARY.get(document.status_name), document.epoch, wanted[address]
            beat = moments[document.heartbeat_at]
            if working is None or not epoch or epoch != goal.epoch or not skew <= beat.distance <= fresh:
                return None
            if goal.params and QUARANTINED_SINCE in goal.params:
                return None
            busy += working
            epochs.append(epoch)
            if document.owner:
                owners.append(document.owner)
            newest = beat if beat.distance < newest.distance else newest
            oldest = beat if beat.distance > oldest.distance else oldest
            changed, set_at = moments[document.updated_at], moments[goal.updated_at]
            updated = changed if changed.distance < updated.distance else updated
            if not first or (set_at.distance, address) < (desired_at.distance, first):
                desired_at, first = set_at, address
        lowest, highest, nodes = min(epochs), max(epochs), len(epochs)
        return RollUp(
            status=Status.SERVING,
            was=None,
            was_activity=Activity.NONE,
            reason=status.working(busy, nodes - busy),
            activity=Activity.BUSY if busy else Activity.READY,
            accepting=nodes,
            verdict=Verdict.MATCH,
            verdict_reason=verdict.matching(lowest, highest),
            node_count=nodes,
            fresh=nodes,
            silent=0,
            hollow=0,
            skewed=0,
            owners=tuple(sorted(set(owners))),
            epochs=(lowest, highest),
            updated_at=updated.at,
            heartbeat_at=newest.at,
            oldest_heartbeat_at=oldest.at,
            desired=desired_state(wanted[first], moments),
            desired_epochs=(lowest, highest),
        )
