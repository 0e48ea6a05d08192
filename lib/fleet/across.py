"""All gateways together: their slots, their functions, and where each runs out of slots first.

What gateways of one etcd report is counted once (contract 3.8).
"""

import threading
import weakref
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lib.fleet import functions, shared_etcd
from lib.fleet.functions import Bottleneck, Function
from lib.fleet.model import Fleet
from lib.fleet.shared_etcd import EtcdGroup, Site, grouped
from lib.fleet.sums import UNKNOWN_SLOTS, SlotSums, slots_added, slots_of


@dataclass(frozen=True, slots=True)
class Across:
    """What several gateways add up to. It holds no fleet, so that it keeps none alive.

    ``sharing`` are sentences about gateways of one etcd, ``marks`` the same in a few words by gateway id, empty for a
    gateway with an etcd of its own. Gateways are named as their etcd groups are: ``slots_not_known_in`` those whose
    slots are in no sum, ``nodes_not_known_in`` those where any function may run. ``functions`` are worst first.
    """

    slots: SlotSums
    sharing: tuple[str, ...]
    marks: Mapping[str, str]
    slots_not_known_in: tuple[str, ...]
    nodes_not_known_in: tuple[str, ...]
    functions: tuple[Function, ...]
    bottlenecks: tuple[Bottleneck, ...]


def compare(sites: Sequence[Site]) -> Across:
    """Put gateways side by side; in which order they come changes nothing."""
    groups = grouped(sites)
    listed, bottlenecks = functions.across(groups)
    return Across(
        slots=slots_added(map(_slots, groups)),
        sharing=tuple(filter(None, map(shared_etcd.sentence, groups))),
        marks={each: shared_etcd.mark(group, each) for group in groups for each in group.ids},
        slots_not_known_in=tuple(group.label for group in groups if group.counting is None),
        nodes_not_known_in=tuple(group.label for group in groups if not group.listed),
        functions=listed,
        bottlenecks=bottlenecks,
    )


def _slots(group: EtcdGroup) -> SlotSums:
    """The slots of a group as its gateways count them, once."""
    counting = group.counting
    return UNKNOWN_SLOTS if counting is None or counting.capacity is None else slots_of(counting.capacity)


class Comparisons:
    """The latest comparison, worked out once per change for all who look. Any thread may ask."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._seen: list[tuple[weakref.ref[Fleet], str | None]] = []
        self._latest = compare(())

    def of(self, sites: Sequence[Site]) -> Across:
        """The comparison of these gateways; the one before, where it was of the same fleets."""
        with self._lock:
            if not self._is_of(sites):
                self._latest = compare(sites)
                self._seen = [(weakref.ref(site.fleet), site.datacenter) for site in sites]
            return self._latest

    def _is_of(self, sites: Sequence[Site]) -> bool:
        return len(sites) == len(self._seen) and all(
            fleet() is site.fleet and datacenter == site.datacenter
            for (fleet, datacenter), site in zip(self._seen, sites, strict=True)
        )
