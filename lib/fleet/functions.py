"""Each function across gateways: where it runs, with how many slots, and where it is short of them.

The page wants each function on at least two gateways, in several regions (section Multi-Gateway Strategy). Gateways
that share one etcd are one here (contract 3.8): see `lib.fleet.shared_etcd`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from lib.fleet.bands import TIGHT, band
from lib.fleet.model import Executor, Fleet
from lib.fleet.shared_etcd import EtcdGroup
from lib.fleet.sums import (
    NO_SLOTS,
    NOTHING,
    UNKNOWN,
    UNKNOWN_SLOTS,
    SlotSums,
    Sum,
    added,
    at_least,
    exactly,
    slots_added,
    slots_of,
)

ENOUGH_GATEWAYS = 2
"""Gateways that a function should run in (page section Multi-Gateway Strategy)."""


class Redundancy(StrEnum):
    """Whether a function runs in enough gateways, the worst first."""

    NOWHERE = "in no gateway"
    SINGLE = "in one gateway"
    UNKNOWN = "not known"
    ENOUGH = "in enough gateways"


_WORST_FIRST = tuple(Redundancy)


class Share(NamedTuple):
    """A function in one etcd group.

    ``runs`` says whether an executor of it has a registered node there, None while no list of nodes is a fact;
    ``ran`` whether one had when the nodes were listed last. ``regions`` are those of its nodes, None among them for
    one that is not known.
    """

    runs: bool | None
    ran: bool
    executors: Sum
    nodes: Sum
    regions: frozenset[str | None]
    slots: SlotSums


_ABSENT = Share(runs=False, ran=False, executors=NOTHING, nodes=NOTHING, regions=frozenset(), slots=NO_SLOTS)
_NOT_TOLD = Share(
    runs=None, ran=False, executors=UNKNOWN, nodes=UNKNOWN, regions=frozenset({None}), slots=UNKNOWN_SLOTS
)


@dataclass(frozen=True, slots=True)
class Function:
    """A function across all gateways. Gateways are named as their etcd groups are.

    ``not_known_in`` are those whose list of nodes is no fact, ``ran_in`` those of them where it ran when they were
    last read. ``tightest`` is where its utilization is highest, with that utilization in percent.
    """

    name: str
    redundancy: Redundancy
    gateways: Sum
    runs_in: tuple[str, ...]
    not_known_in: tuple[str, ...]
    ran_in: tuple[str, ...]
    regions: Sum
    region_names: tuple[str, ...]
    executors: Sum
    nodes: Sum
    slots: SlotSums
    tightest: tuple[str, float] | None
    bottleneck_in: tuple[str, ...]


class Bottleneck(NamedTuple):
    """The function of an etcd group that runs out of slots first; ``function`` is None where none is short of them.

    ``known`` says whether the group's slots are.
    """

    gateways: str
    known: bool
    function: str | None
    slots: SlotSums


def function_of(executor: Executor) -> str:
    """The function that an executor's name says; a name outside the convention stands for itself."""
    return executor.function or executor.name


def shares(group: EtcdGroup) -> dict[str, Share]:
    """What an etcd group has of each function that one of its gateways knows, or knew when it was read last."""
    by_site = [(site.fleet, _by_function(site.fleet)) for site in group.sites]
    return {
        name: _share(group, [(fleet, by_function.get(name, ())) for fleet, by_function in by_site])
        for name in dict.fromkeys(name for _, by_function in by_site for name in by_function)
    }


def _share(group: EtcdGroup, by_site: Sequence[tuple[Fleet, Sequence[Executor]]]) -> Share:
    """One function, as the gateway knows it that lists most nodes of it; ``by_site`` are its executors in each."""
    facts = [executors for fleet, executors in by_site if group.listed and fleet.counts.nodes is not None]
    lists = [_listed(executors, group.datacenter) for executors in facts]
    counting = group.counting
    counted = next((executors for fleet, executors in by_site if fleet is counting), None)
    return max(lists, key=lambda each: each.nodes, default=_NOT_TOLD)._replace(
        ran=any(_has_nodes(each) for _, executors in by_site for each in executors),
        slots=UNKNOWN_SLOTS if counted is None else slots_added(map(_slots, counted)),
    )


def _by_function(fleet: Fleet) -> dict[str, list[Executor]]:
    found: dict[str, list[Executor]] = {}
    for executor in fleet.executors:
        found.setdefault(function_of(executor), []).append(executor)
    return found


def _has_nodes(executor: Executor) -> bool:
    return bool(executor.rollup.node_count)


def _listed(executors: Sequence[Executor], datacenter: str | None) -> Share:
    running = [executor for executor in executors if _has_nodes(executor)]
    return Share(
        runs=bool(running),
        ran=bool(running),
        executors=exactly(len(executors)),
        nodes=exactly(sum(executor.rollup.node_count or 0 for executor in running)),
        regions=frozenset(executor.region or datacenter for executor in running),
        slots=NO_SLOTS,
    )


def _slots(executor: Executor) -> SlotSums:
    """The slots of an executor; one without nodes that the gateway counts no slots for has none."""
    if executor.slots is not None:
        return slots_of(executor.slots)
    return NO_SLOTS if executor.rollup.node_count == 0 else UNKNOWN_SLOTS


def across(groups: Sequence[EtcdGroup]) -> tuple[tuple[Function, ...], tuple[Bottleneck, ...]]:
    """Every function over all groups, worst first, and the bottleneck of each group in the order of the groups."""
    by_group = [shares(group) for group in groups]
    bottlenecks = tuple(_bottleneck(group, of_group) for group, of_group in zip(groups, by_group, strict=True))
    names = {name for of_group in by_group for name in of_group}
    found = [_function(name, list(zip(groups, by_group, strict=True)), bottlenecks) for name in names]
    return tuple(sorted(found, key=_worst_first)), bottlenecks


def _worst_first(function: Function) -> tuple[int, float, str]:
    utilization = function.slots.utilization
    return _WORST_FIRST.index(function.redundancy), -1 if utilization is None else -utilization, function.name


def _function(
    name: str, by_group: Sequence[tuple[EtcdGroup, Mapping[str, Share]]], bottlenecks: Iterable[Bottleneck]
) -> Function:
    held = [(group, of_group.get(name) or _elsewhere(group)) for group, of_group in by_group]
    running = [group for group, share in held if share.runs]
    not_known = [group for group, share in held if share.runs is None]
    regions = {region for _, share in held for region in share.regions}
    return Function(
        name=name,
        redundancy=_redundancy(len(running), complete=not not_known),
        gateways=at_least(len(running)) if not_known else exactly(len(running)),
        runs_in=tuple(group.label for group in running),
        not_known_in=tuple(group.label for group in not_known),
        ran_in=tuple(group.label for group, share in held if share.runs is None and share.ran),
        regions=at_least(len(regions - {None})) if None in regions else exactly(len(regions)),
        region_names=tuple(sorted(filter(None, regions))),
        executors=added(share.executors for _, share in held),
        nodes=added(share.nodes for _, share in held),
        slots=slots_added(share.slots for _, share in held),
        tightest=_tightest(held),
        bottleneck_in=tuple(each.gateways for each in bottlenecks if each.function == name),
    )


def _elsewhere(group: EtcdGroup) -> Share:
    """The share of a function that no gateway of the group knows: none, where that is certain."""
    share = _ABSENT if group.listed else _NOT_TOLD
    return share if group.counting is None else share._replace(slots=NO_SLOTS)


def _redundancy(running: int, *, complete: bool) -> Redundancy:
    """Whether these are enough; where more may run it, only enough is certain."""
    if running >= ENOUGH_GATEWAYS:
        return Redundancy.ENOUGH
    if not complete:
        return Redundancy.UNKNOWN
    return Redundancy.SINGLE if running else Redundancy.NOWHERE


def _tightest(held: Iterable[tuple[EtcdGroup, Share]]) -> tuple[str, float] | None:
    found = [(group.label, share.slots.utilization) for group, share in held]
    known = [(label, utilization) for label, utilization in found if utilization is not None]
    return max(known, key=lambda each: each[1], default=None)


def _bottleneck(group: EtcdGroup, of_group: Mapping[str, Share]) -> Bottleneck:
    """The fullest function of those that are short of slots; one without a free slot has run out already."""
    short = [(name, share.slots) for name, share in sorted(of_group.items()) if _is_short(share.slots)]
    known = group.counting is not None
    if not short:
        return Bottleneck(group.label, known, None, NO_SLOTS)
    name, slots = max(short, key=lambda each: (each[1].exhausted, each[1].utilization or 0.0))
    return Bottleneck(group.label, known, name, slots)


def _is_short(slots: SlotSums) -> bool:
    return slots.exhausted or band(slots.utilization) in TIGHT
