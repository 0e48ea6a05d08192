"""Puts together the nodes of one executor."""

from collections.abc import Sequence
from typing import Any

from lib.fleet import model, verdict
from lib.fleet.evidence import Evidence
from lib.fleet.frozen import Freeze
from lib.fleet.masking import masked
from lib.fleet.model import Desired, Node
from lib.fleet.parts import Parts
from lib.fleet.rules import Rules
from lib.fleet.status import NodeFacts, is_hollow, node_health, node_state
from lib.fleet.times import MISSING, Moments
from lib.fleet.verdict import Judgement
from lib.gateway.wire import DesiredDocument, Endpoint, NodeLoad, StatusDocument

QUARANTINED_SINCE = "status_degraded_since"
"""The parameter of a desired document that says since when the gateway keeps work away from a node (contract 4.3)."""

_BLANK = StatusDocument()


class NodeBuilder:
    """Builds nodes from the evidence of one gateway at one instant; ``freeze`` where it sees nothing new."""

    def __init__(
        self, evidence: Evidence, parts: Parts, rules: Rules, moments: Moments, freeze: Freeze | None = None
    ) -> None:
        self._evidence = evidence
        self._rules = rules
        self._moments = moments
        self._listing_known = parts.deployments is not None
        self._listing_judges = parts.listing_judges
        self._status_known = parts.status_known
        self._desired_known = parts.desired_known
        self._frozen_for = freeze.seconds if freeze else None

    def nodes_of(self, executor: str) -> tuple[Node, ...]:
        """The nodes of an executor, by address."""
        listed = self._evidence.entries_by_address(executor)
        return tuple(
            self._node(executor, address, listed.get(address, ())) for address in self._evidence.addresses(executor)
        )

    def _node(self, executor: str, address: str, entries: Sequence[Endpoint]) -> Node:
        evidence, moments = self._evidence, self._moments
        document = evidence.status.get(executor, {}).get(address)
        wanted = evidence.desired.get(executor, {}).get(address)
        worker = evidence.workers.get(executor, {}).get(address)
        listed = address in evidence.listed.get(executor, ()) if self._listing_known else None
        hollow = document is not None and is_hollow(document)
        says = document or _BLANK
        heartbeat = moments[says.heartbeat_at]
        desired = None if wanted is None else desired_state(wanted, moments)
        facts = NodeFacts(
            listed if self._listing_judges else None,
            self._status_known,
            document,
            hollow,
            heartbeat.age,
            desired.epoch if desired else None,
            moments[wanted.updated_at].age if wanted else None,
            _quarantine(desired),
            worker,
            self._frozen_for,
        )
        state = node_state(facts, self._rules)
        judgement = self._judge(facts, desired)
        return Node(
            executor=executor,
            address=address,
            registered=listed,
            status=state.status,
            reason=state.reason,
            activity=state.activity,
            health=node_health(facts, state, self._rules),
            wire_status=says.status_name,
            owner=says.owner or None,
            epoch=None if hollow else says.epoch or None,
            updated_at=(MISSING if hollow else moments[says.updated_at]).at,
            heartbeat_at=heartbeat.at,
            heartbeat_age=heartbeat.age,
            fresh=heartbeat.age is not None and heartbeat.age <= self._rules.fresh,
            skewed=heartbeat.ahead > self._rules.skew,
            heartbeat_approximate=hollow,
            hollow=hollow,
            desired=desired,
            verdict=judgement.verdict,
            verdict_reason=judgement.reason,
            load=_load(evidence.loads.get(executor, {}).get(address)),
            endpoints=tuple(sorted({entry.endpoint for entry in entries if entry.endpoint})),
            served_by=tuple(sorted({entry.gateway for entry in entries if entry.gateway})),
            first_seen_at=None if worker is None else moments[worker.first_seen_at].at,
            details=says.details,
        )

    def _judge(self, facts: NodeFacts, desired: Desired | None) -> Judgement:
        if not self._desired_known:
            return verdict.DESIRED_NOT_KNOWN
        if desired is None:
            return verdict.NEVER_DISPATCHED
        if not facts.status_known:
            return verdict.STATUS_NOT_KNOWN
        settling = self._rules.settling
        if facts.document is None and desired.epoch is not None:
            return verdict.judge_unclaimed(facts.desired_age, settling)
        epoch = None if facts.document is None or facts.hollow else facts.document.epoch
        return verdict.judge_node(desired.epoch, facts.desired_age, epoch, settling)


def desired_state(document: DesiredDocument, moments: Moments) -> Desired:
    """A desired state; its epoch is None where the document has none (contract 3.7: missing is 0).

    Of an empty document the time is not known either: it is the gateway's clock (contract 4.4).
    """
    hollow = not document.epoch and not document.params
    return Desired(
        document.phase,
        document.epoch or None,
        document.params or {},
        (MISSING if hollow else moments[document.updated_at]).at,
        moments[document.created_at].at,
    )


def _quarantine(desired: Desired | None) -> str | None:
    """Why the gateway keeps work away from a node, if it does (contract 4.3)."""
    params: Any = desired.params if desired else None
    if not params or not params.get(QUARANTINED_SINCE):
        return None
    since, why = masked(str(params[QUARANTINED_SINCE])), params.get("status_degraded_reason")
    return f"quarantined from routing since {since}" + (f": {masked(str(why))}" if why else "")


def _load(load: NodeLoad | None) -> model.NodeLoad | None:
    if load is None:
        return None
    return model.NodeLoad(
        capacity=load.slot_capacity,
        available=load.slot_available,
        active=load.active_requests,
        accepting=load.accepting_traffic,
        routing_state=load.routing_state,
    )
