"""What there is of an executor type, and what was asked of it: what headroom, what-if and advice work on.

Free slots of one function can't rescue another, so there is a pool for each function. What there is comes from the
present where it is known, else from the last that the window knew; what was asked comes from the window.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from math import ceil, floor
from typing import Any, Final, NamedTuple

import pandas as pd

from lib.history.questions import Window
from lib.history.samples import NO_FUNCTION
from lib.planning.amounts import known_sum
from lib.planning.levels import ENOUGH, P95
from lib.planning.load import sites
from lib.planning.now import Row

TODAY: Final = timedelta(hours=24)
"""How much of the window's end is meant by today: the same hours in every time zone."""

FULL: Final = 99.0
"""Utilization of a step, in percent, from which on jobs may have been kept waiting."""


@dataclass(frozen=True, slots=True)
class Demand:
    """Slots that were used at once: the 95th percentile of the steps, and the most; None where nothing is known.

    ``known`` of ``steps`` steps are known. ``cut`` says that all slots were taken at times: more may have been asked
    for than was used.
    """

    p95: float | None
    peak: float | None
    known: int
    steps: int
    cut: bool = False

    @property
    def coverage(self) -> float:
        """The known steps as a share of all, from 0 to 1."""
        return min(1.0, self.known / self.steps) if self.steps else 0.0

    @property
    def enough(self) -> bool:
        """Whether so much is known that the peak can be taken for the window's."""
        return self.peak is not None and self.coverage >= ENOUGH

    def times(self, factor: float) -> "Demand":
        """The demand with each number multiplied."""
        return replace(self, p95=_times(self.p95, factor), peak=_times(self.peak, factor))


@dataclass(frozen=True, slots=True)
class Member:
    """An executor of a site, which all of ``gateways`` report; numbers are None where they are not known.

    ``total`` are its slots, ``stranded`` the free ones of them that no job can get, ``used`` those in use now. ``told``
    says whether they are of the present; those of the window are the last total and the most that was ever stranded.
    ``each`` are the slots of a node where they were laid down, and do not come from total and nodes. An executor that
    has left has no slots, but what was asked of it remains.
    """

    gateways: tuple[str, ...]
    site: str
    executor: str
    function: str
    total: float | None
    stranded: float | None
    nodes: int | None
    demand: Demand
    told: bool
    used: float | None = None
    each: int | None = None

    @property
    def serving(self) -> float | None:
        """The slots that jobs hold or can get."""
        return None if self.total is None or self.stranded is None else max(0.0, self.total - self.stranded)

    @property
    def node_at_least(self) -> int | None:
        """The slots that one more node surely brings: total ÷ nodes, rounded down (contract 9.4)."""
        return self.each if self.each is not None else _divided(self.total, self.nodes, floor)

    @property
    def node_at_most(self) -> int | None:
        """The slots that go with a node: total ÷ nodes, rounded up, as nothing says which node has how many."""
        return self.each if self.each is not None else _divided(self.total, self.nodes, ceil)

    @property
    def place(self) -> str:
        """The gateways that report it, as their etcd group is named: ``us-east-1 + us-east-1b``."""
        return " + ".join(self.gateways)


@dataclass(frozen=True, slots=True)
class Pool:
    """An executor type: its executors, what was asked of all of them together in the window, and what ``today``.

    ``today`` is None where no steps tell it.
    """

    function: str
    members: tuple[Member, ...]
    demand: Demand
    today: Demand | None

    @property
    def total(self) -> float | None:
        """All slots; None where those of one executor are not known."""
        return known_sum(member.total for member in self.members)

    @property
    def serving(self) -> float | None:
        """The slots that jobs hold or can get; None where those of one executor are not known."""
        return known_sum(member.serving for member in self.members)

    @property
    def used(self) -> float | None:
        """The slots in use now; None where those of one executor are not known."""
        return known_sum(member.used for member in self.members)


def pools(
    statistics: pd.DataFrame, loads: pd.DataFrame, window: Window, present: Iterable[Row] = ()
) -> tuple[Pool, ...]:
    """The pool of each function, in the order of their names.

    ``statistics`` is ``STATISTICS``, ``loads`` is ``LOAD_BY_FUNCTION`` of the same ``window``; ``present`` are the
    executors now. The peak of a pool is the highest step of its sum, or the highest sample of one executor where that
    is higher. Executors whose name tells no function are a pool each: nothing says that one could stand in for another.
    """
    members = _members(statistics, tuple(present), window)
    types: dict[tuple[str, str], list[Member]] = {}
    for member in members:
        alone = member.executor if member.function == NO_FUNCTION else ""
        types.setdefault((alone or member.function, alone), []).append(member)
    by_function = {str(name): own for name, own in loads.groupby("function")}
    return tuple(
        _unnamed(name, tuple(own)) if alone else _pool(name, tuple(own), by_function.get(name), window)
        for (name, alone), own in sorted(types.items())
    )


def _unnamed(name: str, members: tuple[Member, ...]) -> Pool:
    return Pool(name, members, _together(members), None)


def _pool(name: str, members: tuple[Member, ...], load: pd.DataFrame | None, window: Window) -> Pool:
    if load is None:
        return Pool(name, members, Demand(None, None, 0, window.steps), None)
    whole, since = _asked(load), window.aligned().end - TODAY
    alone = [member.demand.peak for member in members if member.demand.peak is not None]
    peak = None if whole.peak is None else max([whole.peak, *alone])
    cut = whole.cut or any(member.demand.cut for member in members)
    return Pool(name, members, replace(whole, peak=peak, cut=cut), _asked(load[load["at"] >= since]))


def _asked(load: pd.DataFrame) -> Demand:
    used = load["used"].dropna()
    if used.empty:
        return Demand(None, None, 0, len(load))
    cut = bool((load["utilization"] >= FULL).any())
    return Demand(float(used.quantile(P95)), float(used.max()), len(used), len(load), cut)


def _together(members: Iterable[Member]) -> Demand:
    """At most what was asked of these executors together: their peaks may lie at different times."""
    each = [member.demand for member in members]
    return Demand(
        known_sum(demand.p95 for demand in each),
        known_sum(demand.peak for demand in each),
        min(demand.known for demand in each),
        max(demand.steps for demand in each),
        any(demand.cut for demand in each),
    )


def _members(statistics: pd.DataFrame, present: tuple[Row, ...], window: Window) -> list[Member]:
    of = sites(statistics, _sites_now(present))
    now = {(of[row.site], row.executor): row for row in present}
    told = {of[row.site] for row in present if row.slots.nominal is not None}
    past = statistics.assign(site=statistics["gateway"].map(of)).sort_values(
        ["steps", "gateway"], ascending=[False, True]
    )
    gateways = {site: tuple(sorted(own["gateway"].unique())) for site, own in past.groupby("site")}
    gateways |= {of[row.site]: tuple(sorted(row.gateways)) for row in present}
    rows = past.drop_duplicates(["site", "executor"]).to_dict("records")
    then = {(str(row["site"]), str(row["executor"])): row for row in rows}
    return [
        Member(
            gateways=gateways[site],
            site=site,
            executor=name,
            function=_function(then.get((site, name)), now.get((site, name))),
            demand=_demand(then.get((site, name)), window.steps),
            **_supply(then.get((site, name)), now.get((site, name)), site_told=site in told)._asdict(),
        )
        for site, name in sorted(then.keys() | now.keys())
    ]


def _function(then: Mapping[Any, Any] | None, row: Row | None) -> str:
    return row.function if row is not None else str((then or {})["function"])


def _sites_now(present: Iterable[Row]) -> pd.DataFrame:
    pairs = [(gateway, row.site) for row in present for gateway in row.gateways]
    return pd.DataFrame(pairs, columns=["gateway", "site"])


class _Supply(NamedTuple):
    """What a member has: its fields of the same names."""

    total: float | None
    stranded: float | None
    nodes: int | None
    told: bool
    used: float | None = None


_LEFT: Final = _Supply(0, 0, 0, told=True, used=0)


def _supply(then: Mapping[Any, Any] | None, row: Row | None, *, site_told: bool) -> _Supply:
    """Of the present, of the window, or nothing where the executor is gone from a site that is known now."""
    if row is not None and row.slots.nominal is not None:
        return _Supply(row.slots.nominal, row.slots.stranded, row.nodes, told=True, used=row.slots.used)
    if row is None and site_told:
        return _LEFT
    if then is None:
        return _Supply(None, None, None, told=False)
    nodes = _known(then["nodes"])
    return _Supply(
        _known(then["total"]), _known(then["stranded_max"]), None if nodes is None else round(nodes), told=False
    )


def _demand(then: Mapping[Any, Any] | None, steps: int) -> Demand:
    if then is None:
        return Demand(None, None, 0, steps)
    total, least = _known(then["total"]), _known(then["available_min"])
    cut = bool(total) and least is not None and least <= 0
    return Demand(_known(then["used_p95"]), _known(then["used_max"]), round(then["steps"]), steps, cut)


def _known(number: float) -> float | None:
    return None if pd.isna(number) else float(number)


def _times(number: float | None, factor: float) -> float | None:
    return None if number is None else number * factor


def _divided(total: float | None, nodes: int | None, rounded: Callable[[float], int]) -> int | None:
    return None if not total or not nodes else rounded(total / nodes)
