"""The slots of this moment, from all that there are down to those that a job can really get.

``nominal`` are the slots that the gateway counts (contract 3.8, ``capacity``). ``stranded`` are free ones on nodes that
are silent or accept no work (contract 9.4): counted, of no use to a job. ``serving`` is nominal without stranded: what
jobs hold or can get. ``free`` is available without stranded: what the next job can get.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from lib.fleet.bands import Band, band
from lib.history.samples import ExecutorSample, GatewaySample
from lib.planning.amounts import known_sum

_Key = TypeVar("_Key")


@dataclass(frozen=True, slots=True)
class Waterfall:
    """Slots of this moment; a number is None where it is not known."""

    nominal: int | None
    stranded: int | None
    used: int | None
    free: int | None

    @property
    def serving(self) -> int | None:
        """The slots that jobs hold or can get; None where nominal or stranded is not known."""
        return None if self.nominal is None or self.stranded is None else self.nominal - self.stranded

    @property
    def utilization(self) -> float | None:
        """Used in percent of nominal (contract 9.4); may exceed 100; None without slots or where not known."""
        return None if not self.nominal or self.used is None else 100 * self.used / self.nominal

    @property
    def band(self) -> Band | None:
        """The band of the utilization."""
        return band(self.utilization)

    @property
    def headroom(self) -> float | None:
        """Truly free slots in percent of nominal; None without slots or where not known."""
        return None if not self.nominal or self.free is None else 100 * self.free / self.nominal

    @property
    def exhausted(self) -> bool:
        """Whether slots are used and certainly none is free."""
        return self.free == 0 and bool(self.used)


NO_SLOTS = Waterfall(0, 0, 0, 0)
NOT_KNOWN = Waterfall(None, None, None, None)


@dataclass(frozen=True, slots=True)
class Row:
    """An executor of a site; ``gateways`` are all that report it, the one it is read from first.

    ``nodes`` are those registered, None where that is not known.
    """

    gateways: tuple[str, ...]
    site: str
    executor: str
    function: str
    nodes: int | None
    slots: Waterfall


def executors(samples: Iterable[GatewaySample]) -> tuple[Row, ...]:
    """Every executor of the latest samples once a site, worst first.

    Of gateways that share one etcd, the one that knows the slots of most executors is read. Worst are executors without
    a free slot, then those with the highest utilization; those that are not known come last.
    """
    rows = [row for shared in _by_site(samples) for row in _rows(shared)]
    return tuple(sorted(rows, key=lambda row: (*_worst_first(row.slots), row.gateways, row.executor)))


def silent(samples: Iterable[GatewaySample]) -> tuple[str, ...]:
    """The gateways whose sites say nothing of any slot now, in the order of their names."""
    quiet = [shared for shared in _by_site(samples) if not any(_known(each) for each in shared)]
    return tuple(sorted(each.gateway for shared in quiet for each in shared))


def by_gateway(rows: Iterable[Row]) -> dict[tuple[str, ...], Waterfall]:
    """The slots of each site together, under its gateways, worst first."""
    groups: dict[tuple[str, ...], list[Waterfall]] = {}
    for row in rows:
        groups.setdefault(row.gateways, []).append(row.slots)
    return _added_worst_first(groups)


def by_function(rows: Iterable[Row]) -> dict[str, Waterfall]:
    """The slots of each function together, over all sites, worst first."""
    groups: dict[str, list[Waterfall]] = {}
    for row in rows:
        groups.setdefault(row.function, []).append(row.slots)
    return _added_worst_first(groups)


def added(parts: Iterable[Waterfall]) -> Waterfall:
    """Slots together; a number is None where that of any part is."""
    listed = list(parts)
    return Waterfall(
        known_sum([part.nominal for part in listed]),
        known_sum([part.stranded for part in listed]),
        known_sum([part.used for part in listed]),
        known_sum([part.free for part in listed]),
    )


def _added_worst_first(groups: Mapping[_Key, Iterable[Waterfall]]) -> dict[_Key, Waterfall]:
    sums = [(key, added(group)) for key, group in groups.items()]
    return dict(sorted(sums, key=lambda each: _worst_first(each[1])))


def _worst_first(slots: Waterfall) -> tuple[bool, bool, float]:
    utilization = slots.utilization
    return not slots.exhausted, utilization is None, -(utilization or 0.0)


def _by_site(samples: Iterable[GatewaySample]) -> list[list[GatewaySample]]:
    """The samples of each site, the one that knows most first."""
    found: dict[str, list[GatewaySample]] = {}
    for each in samples:
        found.setdefault(each.site, []).append(each)
    return [sorted(shared, key=lambda each: (-_known(each), each.gateway)) for shared in found.values()]


def _known(sample: GatewaySample) -> int:
    return sum(executor.total is not None for executor in sample.executors)


def _rows(shared: Sequence[GatewaySample]) -> list[Row]:
    read = shared[0]
    gateways = tuple(each.gateway for each in shared)
    return [
        Row(gateways, read.site, each.executor, each.function, _nodes(each), _waterfall(each))
        for each in read.executors
    ]


def _nodes(executor: ExecutorSample) -> int | None:
    counts = (executor.healthy, executor.unhealthy, executor.unknown)
    return known_sum(counts)


def _waterfall(executor: ExecutorSample) -> Waterfall:
    """An executor's slots; one without nodes that the gateway counts no slots for has none."""
    if executor.total is None and executor.used is None:
        return NO_SLOTS if _nodes(executor) == 0 else NOT_KNOWN
    return Waterfall(executor.total, executor.stranded, executor.used, _free(executor))


def _free(executor: ExecutorSample) -> int | None:
    if not executor.available:
        return executor.available
    return None if executor.stranded is None else max(0, executor.available - executor.stranded)
