"""Puts together one gateway's fleet from its documents (contract section 9)."""

import dataclasses
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import lru_cache

from msgspec import structs

from lib.fleet import capacity, names, rollup
from lib.fleet.capacity import Places
from lib.fleet.collector import paused
from lib.fleet.evidence import Evidence, gather
from lib.fleet.extras import Extras
from lib.fleet.frozen import Freeze, freeze
from lib.fleet.listing import Listing, Missing, followed, vanished
from lib.fleet.model import (
    Activity,
    Executor,
    Fleet,
    FleetCounts,
    Node,
    NodeHealth,
    RollUp,
    Slots,
    Status,
    Verdict,
)
from lib.fleet.nodes import NodeBuilder
from lib.fleet.notices import notices
from lib.fleet.parts import Parts
from lib.fleet.rollup import OrdinaryRollUps
from lib.fleet.rules import Rules
from lib.fleet.times import Moments
from lib.fleet.trouble import troubles


@paused()
def assemble(parts: Parts, rules: Rules, previous: Fleet | None = None) -> Fleet:
    """The fleet at ``parts.observed_at``.

    ``previous`` is the fleet of the reading before; from it comes since when a status or a verdict has been seen, and
    which nodes were listed.
    """
    assembly = _Assembly(parts, rules, previous)
    slots = assembly.slots()
    known = assembly.evidence.executors()
    occupied = {name for name, row in slots.items() if row.capacity or row.used}
    executors = tuple(assembly.executor(name, slots.get(name)) for name in sorted(known | occupied, key=by_name))
    extras = Extras(assembly.evidence, parts)
    addresses = None if parts.deployments is None else frozenset[str]().union(*assembly.evidence.listed.values())
    last = _counts(executors, addresses, parts)
    fleet = Fleet(
        gateway_id=parts.gateway_id,
        observed_at=parts.observed_at,
        executors=executors,
        counts=_facts(last, parts, assembly.freeze),
        last_counts=last,
        capacity=None if parts.capacity is None else capacity.totals(parts.capacity, slots.values()),
        slots=tuple(slots[name] for name in sorted(slots, key=by_name)),
        unmatched_slots=frozenset() if parts.deployments is None else frozenset(slots.keys() - known),
        addresses=addresses,
        notices=notices(parts, assembly.evidence, assembly.moments, executors, rules),
        status_stale=parts.status_stale,
        deployments_stale=parts.deployments_stale,
        capacity_stale=parts.capacity_stale,
        per_node_load=parts.capacity is not None and parts.capacity.nodes is not None,
        nodes_of=assembly.nodes_of,
        endpoints_of=extras.endpoints_of,
        vitals_of=extras.vitals_of,
        frozen_since=_frozen_since(assembly.freeze, parts),
        listing=assembly.listing,
        vanished=assembly.vanished(),
    )
    found = troubles(fleet, assembly.evidence)
    return structs.replace(fleet, troubles=found) if found else fleet


def _frozen_since(stopped: Freeze | None, parts: Parts) -> datetime | None:
    """Since when the gateway sees nothing new; not known from a reading that is old itself."""
    return None if stopped is None or parts.status_stale or parts.deployments_stale else stopped.since


def by_name(name: str) -> tuple[str, str]:
    """What names are sorted by, of executors and of slots: capitals do not matter first."""
    return name.casefold(), name


class _Assembly:
    """The pieces of one fleet while it is put together, and its nodes afterwards."""

    def __init__(self, parts: Parts, rules: Rules, previous: Fleet | None = None) -> None:
        self.moments = moments = Moments(parts.observed_at)
        self.evidence: Evidence = gather(parts)
        self.freeze = freeze(self.evidence, moments, rules)
        self._parts = parts
        self._rules = rules
        self._before = {executor.name: executor for executor in previous.executors} if previous else {}
        listed_before = previous.listing if previous else None
        self.listing = _listing(parts, self.evidence, listed_before)
        self._sees_nodes_go = listed_before is not None and _follows_closely(parts, listed_before)
        builder = NodeBuilder(self.evidence, parts, rules, moments, self.freeze)
        self._judged_nodes: Callable[[str], tuple[Node, ...]] = lru_cache(maxsize=None)(builder.nodes_of)
        self.nodes_of: Callable[[str], tuple[Node, ...]] = lru_cache(maxsize=None)(self._nodes_of)
        ordinary = OrdinaryRollUps(self.evidence, parts, rules, moments)
        in_order = {name: ordinary.of(name) for name in self.evidence.executors()}
        self._in_order = {name: rolled for name, rolled in in_order.items() if rolled is not None}
        past = _when_more_was_known(parts, self.freeze)
        self._past = None if past is None else _Assembly(past, rules)

    def _nodes_of(self, name: str) -> tuple[Node, ...]:
        nodes = self._judged_nodes(name)
        if self._parts.status_is_past:
            return tuple(_as_was(node) for node in nodes)
        return nodes if self.freeze is None else tuple(_with_verdict_as_was(node) for node in nodes)

    def _rollup(self, name: str) -> RollUp:
        in_order = self._in_order.get(name)
        if in_order is not None:
            return in_order
        nodes = self._judged_nodes(name)
        rolled = rollup.of_nodes(nodes, self._parts, listed=name in self.evidence.listed)
        if self._past is None:
            return rolled
        past = self._past._rollup(name)
        return rollup.beside_past(rolled, past) if self.freeze is None else rollup.beside_frozen(rolled, past)

    def vanished(self) -> tuple[Missing, ...]:
        """The nodes that the gateway lists no more."""
        return () if self.listing is None else vanished(self.listing, self.evidence, self.moments, self._rules)

    def slots(self) -> dict[str, Slots]:
        """Slots by executor; where they are is known only while registration and status are."""
        parts = self._parts
        if parts.capacity is None:
            return {}
        judged = parts.deployments is not None and parts.status_known and not parts.status_stale and not self.freeze
        held = {row.name: self._places(row.name) for row in parts.capacity.slots or () if row.name} if judged else None
        return capacity.slots_by_executor(parts.capacity, held)

    def _places(self, name: str) -> Places:
        if name not in self._in_order:
            return capacity.places(self.nodes_of(name))
        loads, listed = self.evidence.loads.get(name, {}), self.evidence.listed[name]
        sizes = (load.slot_capacity for address, load in loads.items() if address in listed)
        return Places(len(listed), tuple(size for size in sizes if size is not None), ())

    def executor(self, name: str, slots: Slots | None) -> Executor:
        """One executor with what its name says and since when its status and verdict have been seen."""
        rolled = self._rollup(name)
        before = self._before.get(name)
        says = _name_parts(name)
        own, internal = self.evidence.endpoints(name)
        now = self._parts.observed_at
        return Executor(
            name=name,
            rollup=rolled,
            slots=None if self._parts.capacity_stale else slots,
            endpoints=own,
            internal_endpoints=internal,
            function=says.function,
            environment=says.environment,
            region=says.region,
            status_since=before.status_since if before and before.rollup.status is rolled.status else now,
            verdict_since=before.verdict_since if before and before.rollup.verdict is rolled.verdict else now,
            emptied_at=self._emptied_at(before) if rolled.node_count == 0 else None,
        )

    def _emptied_at(self, before: Executor | None) -> datetime | None:
        """When an executor without nodes lost its last one; None where nobody saw that it had one."""
        if before is None or not before.rollup.node_count:
            return before.emptied_at if before else None
        return self._parts.observed_at if self._sees_nodes_go else None


_name_parts = lru_cache(maxsize=65_536)(names.parts)


def _when_more_was_known(parts: Parts, stopped: Freeze | None) -> Parts | None:
    """The same documents while they told more: before the heartbeats stopped, or before the list became old."""
    if stopped is not None:
        return dataclasses.replace(parts, observed_at=stopped.since, status_stale=False, deployments_stale=False)
    only_listing_is_past = parts.deployments is not None and not parts.listing_judges
    return dataclasses.replace(parts, deployments_stale=False) if only_listing_is_past else None


def _listing(parts: Parts, evidence: Evidence, before: Listing | None) -> Listing | None:
    """The last list of nodes that is a fact, with what it lacks of the lists before."""
    if not parts.listing_is_whole:
        return before
    if before is None:
        return Listing(evidence.listed, parts.listed_at)
    return followed(before, evidence.listed, parts.listed_at)


def _follows_closely(parts: Parts, before: Listing) -> bool:
    """Whether a node that is gone went a moment ago."""
    return parts.listing_is_whole and before.leads_to(parts.listed_at)


def _as_was(node: Node) -> Node:
    """A node of a stale reading: what it was is a reason, not a state."""
    return structs.replace(
        _with_verdict_as_was(node),
        status=Status.UNKNOWN,
        activity=Activity.NONE,
        reason=f"was {node.status}: {node.reason}",
        health=NodeHealth.UNKNOWN,
    )


def _with_verdict_as_was(node: Node) -> Node:
    """A node whose documents no longer follow what happens."""
    return structs.replace(node, verdict=Verdict.UNKNOWN, verdict_reason=f"was {node.verdict}: {node.verdict_reason}")


def _counts(executors: Sequence[Executor], addresses: frozenset[str] | None, parts: Parts) -> FleetCounts:
    """The overview numbers as last known (contract 9.1)."""
    rollups = [executor.rollup for executor in executors]
    serving = [each for each in rollups if Status.SERVING in (each.status, each.was)]
    busy = sum(Activity.BUSY in (each.activity, each.was_activity) for each in serving)
    nodes_known, status_known = parts.deployments is not None, parts.status_known
    both_known = nodes_known and status_known
    return FleetCounts(
        executors=len(executors) if nodes_known else None,
        nodes=sum(each.node_count or 0 for each in rollups) if nodes_known else None,
        addresses=None if addresses is None else len(addresses),
        busy=busy if status_known else None,
        ready=len(serving) - busy if both_known else None,
        fresh_nodes=sum(each.fresh for each in rollups) if both_known else None,
        silent_nodes=sum(each.silent for each in rollups) if both_known else None,
    )


def _facts(last: FleetCounts, parts: Parts, stopped: Freeze | None) -> FleetCounts:
    """The counts that are still facts: what rests on a stale reading or a frozen view is not known any more."""
    facts = last
    if parts.deployments_stale:
        facts = structs.replace(facts, executors=None, nodes=None, addresses=None)
    if parts.deployments_stale or parts.status_stale:
        facts = structs.replace(facts, ready=None, fresh_nodes=None, silent_nodes=None)
    if parts.status_stale:
        facts = structs.replace(facts, busy=None)
    if stopped is not None:
        facts = structs.replace(facts, busy=None, ready=None)
    return facts
