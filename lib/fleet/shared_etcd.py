"""Which gateways share one etcd, and are one when things are counted (contract 3.8, quirk 24).

A gateway reports the slots of its etcd namespace, not its own, and no answer says which etcd that is. It has to be
told from what two gateways report: the same slots, on the same nodes.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from typing import NamedTuple

from lib.fleet.model import Fleet
from lib.fleet.words import enumeration

MOSTLY = 0.5
"""Share of nodes, and of slot types, that two gateways must have in common for "mostly the same".

Their answers are read at different moments: fleets scale in between, and a gateway that has just started has not
discovered all nodes yet. Gateways of different clusters have next to none in common.
"""


_Pair = tuple[int, int]
_Members = tuple[int, ...]


class Site(NamedTuple):
    """A gateway's fleet, and the datacenter that the configuration gives it."""

    fleet: Fleet
    datacenter: str | None


class Proof(StrEnum):
    """What says that two gateways share one etcd."""

    SLOTS = "identical slots"
    NODES = "the same nodes"
    NONE = "no proof: it may be so, or not"


@dataclass(frozen=True, slots=True)
class EtcdGroup:
    """Gateways of one etcd, in the order of their ids; most groups are one gateway.

    ``proof`` says what shows it, and ``past`` whether that is too old to be a fact. ``maybe`` are ids of other
    groups' gateways that it may share its etcd with: then nothing of it is counted, as it may be counted already.
    """

    sites: tuple[Site, ...]
    proof: Proof
    past: bool
    maybe: tuple[str, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        """Ids of its gateways."""
        return tuple(site.fleet.gateway_id for site in self.sites)

    @property
    def label(self) -> str:
        """Its gateways as one: ``us-east-1 + us-east-1b``."""
        return " + ".join(self.ids)

    @property
    def datacenter(self) -> str | None:
        """The datacenter of its gateways; None where none is configured, or several are."""
        named = {site.datacenter for site in self.sites if site.datacenter}
        return named.pop() if len(named) == 1 else None

    @property
    def listed(self) -> bool:
        """Whether its nodes are known for a fact, and to be counted."""
        return not self.maybe and any(site.fleet.counts.nodes is not None for site in self.sites)

    @property
    def counting(self) -> Fleet | None:
        """The fleet whose slots are a fact, and to be counted; if possible one that knows which are stranded."""
        known = [site.fleet for site in self.sites if site.fleet.capacity and not site.fleet.capacity_stale]
        if self.maybe or not known:
            return None
        return next((fleet for fleet in known if _knows_stranded(fleet)), known[0])


def _knows_stranded(fleet: Fleet) -> bool:
    return fleet.capacity is not None and fleet.capacity.truly_available is not None


def grouped(sites: Sequence[Site]) -> tuple[EtcdGroup, ...]:
    """The gateways by etcd, in the order of the first id of each group. Sharing is transitive."""
    seen = [_Seen.of(site) for site in sorted(sites, key=lambda site: site.fleet.gateway_id)]
    proofs = {pair: proof for pair in combinations(range(len(seen)), 2) if (proof := _proof(*(seen[i] for i in pair)))}
    proven = [pair for pair, proof in proofs.items() if proof is not Proof.NONE]
    components = _components(len(seen), proven)
    maybe = _maybe(components, seen, [pair for pair, proof in proofs.items() if proof is Proof.NONE])
    return tuple(_group(members, seen, proofs, maybe.get(members, ())) for members in components)


def site_ids(sites: Sequence[Site]) -> dict[str, str]:
    """By the id of each gateway the one that stands for its etcd: the first of those that share it.

    A gateway that may share the etcd of another one is counted with it: what is counted twice is the worse mistake.
    """
    groups = grouped(sites)
    first = {each: group.ids[0] for group in groups for each in group.ids}
    return {each: first[group.maybe[0]] if group.maybe else first[each] for group in groups for each in group.ids}


def _group(
    members: _Members, seen: Sequence["_Seen"], proofs: Mapping[_Pair, Proof], maybe: Sequence[int]
) -> EtcdGroup:
    shown = {proofs[pair] for pair in combinations(members, 2) if pair in proofs}
    sites = tuple(seen[member].site for member in members)
    return EtcdGroup(
        sites,
        Proof.NODES if Proof.NODES in shown else Proof.SLOTS,
        past=any(_is_past(site.fleet) for site in sites),
        maybe=tuple(seen[member].site.fleet.gateway_id for member in maybe),
    )


def _maybe(
    components: Sequence[_Members], seen: Sequence["_Seen"], undecided: Sequence[_Pair]
) -> dict[_Members, list[int]]:
    """The groups that may be another one, with whom: of two the one whose nodes are not known, else the later one."""
    counted: set[int] = set()
    doubtful = {}
    for members in sorted(components, key=lambda each: (not any(seen[member].addresses for member in each), each)):
        others = {other for pair in undecided for other in pair if set(pair) & set(members)} & counted
        if others:
            doubtful[members] = sorted(others)
        else:
            counted.update(members)
    return doubtful


def _is_past(fleet: Fleet) -> bool:
    return (fleet.capacity_stale and bool(fleet.slots)) or (fleet.deployments_stale and bool(fleet.addresses))


class _Seen(NamedTuple):
    """What a gateway is told from others by; ``in_use`` are used slots and holders."""

    site: Site
    capacities: Mapping[str, int | None]
    in_use: Mapping[str, tuple[int | None, int | None]]
    addresses: frozenset[str]

    @classmethod
    def of(cls, site: Site) -> "_Seen":
        slots = site.fleet.slots
        return cls(
            site,
            {row.name: row.capacity for row in slots},
            {row.name: (row.used, row.holders) for row in slots},
            site.fleet.addresses or frozenset(),
        )


def _proof(one: _Seen, other: _Seen) -> Proof | None:
    """What says that two gateways share one etcd; None where they do not. Slots that are all 0 say nothing."""
    identical = one.capacities == other.capacities
    telling = any(one.capacities.values()) and any(other.capacities.values())
    if one.addresses and other.addresses:
        if _overlap(one.addresses, other.addresses) < MOSTLY:
            return None
        if not telling:
            return Proof.NONE
        alike = _agreement(one.capacities, other.capacities) >= MOSTLY
        return (Proof.SLOTS if identical else Proof.NODES) if alike else None
    if not telling or not identical:
        return None
    same_use = one.in_use == other.in_use and any(used for used, _ in one.in_use.values())
    return Proof.SLOTS if same_use else Proof.NONE


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    """Share of the shorter list of nodes that the longer one has too."""
    return len(one & other) / min(len(one), len(other))


def _agreement(one: Mapping[str, int | None], other: Mapping[str, int | None]) -> float:
    """Share of all slot types that have the same capacity in both."""
    return len(one.items() & other.items()) / len(one.keys() | other.keys())


def _components(size: int, pairs: Iterable[_Pair]) -> list[_Members]:
    """What hangs together, directly or by others."""
    parts = [{number} for number in range(size)]
    for one, other in pairs:
        if parts[one] is not parts[other]:
            parts[one] |= parts[other]
            for member in parts[other]:
                parts[member] = parts[one]
    return sorted({tuple(sorted(part)) for part in parts})


def sentence(group: EtcdGroup) -> str:
    """What is known of the etcd that a group shares and how it is counted; empty for a gateway with its own."""
    who, others = enumeration(group.ids), enumeration(group.maybe, "or")
    when = ", as of their last answers" if group.past else ""
    if group.maybe:
        return f"{who} may share one etcd with {others}: not counted, so sums are at least what they say."
    return f"{who} share one etcd ({group.proof}{when}): counted once." if len(group.ids) > 1 else ""


def mark(group: EtcdGroup, gateway_id: str) -> str:
    """With whom a gateway of a group shares its etcd, in a few words; empty for a gateway with its own."""
    others = [each for each in group.ids if each != gateway_id]
    if others:
        return f"shares one etcd with {enumeration(others)}"
    return f"may share one etcd with {enumeration(group.maybe, 'or')}" if group.maybe else ""
