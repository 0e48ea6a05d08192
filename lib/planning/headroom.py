"""Whether enough slots are free for what comes, and for what breaks (page section Capacity Planning, step 4).

Headroom is the share of all slots that jobs can get beside those in use: 100 × (serving − used) ÷ total. Stranded slots
are no headroom. N−1 asks whether the peak still fits into the serving slots that remain once something is lost, by
executor type: the load of what is lost moves to the other executors of its function, and to nothing else.

That a peak is too high is certain however little of the window is known. That it fits is said only where enough is.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from lib.fleet.words import enumeration, percent
from lib.planning.amounts import amount, known_sum, slots
from lib.planning.levels import ENOUGH
from lib.planning.pools import Demand, Member, Pool

_ROUNDING: Final = 1e-9

CUT: Final = "all slots were taken at times, so more may have been asked for"
"""What is said of a demand that the slots cut off."""


class Verdict(StrEnum):
    """What can be said of some slots and a peak."""

    FITS = "fits"
    TOO_SMALL = "does not fit"
    NOT_KNOWN = "not known"


class Loss(StrEnum):
    """What may be lost."""

    NODE = "the largest node"
    EXECUTOR_NODE = "an executor's worst node"
    SITE = "a whole gateway"


@dataclass(frozen=True, slots=True)
class Headroom:
    """An executor type beside the share that should be free; shares are in percent, None where not known.

    ``now``, ``at_p95`` and ``at_peak`` are the shares free at this moment, at the window's 95th percentile and at its
    peak. ``verdict`` says whether the last two reach ``target``.
    """

    function: str
    target: float
    total: float | None
    serving: float | None
    demand: Demand
    now: float | None
    at_p95: float | None
    at_peak: float | None
    verdict: Verdict
    sentence: str


@dataclass(frozen=True, slots=True)
class Fit:
    """A peak beside the serving slots that remain after a loss; numbers are None where they are not known.

    ``lost`` names what is lost, ``period`` the time of the peak. ``spare`` is what remains less the peak: below 0, so
    many are too few.
    """

    function: str
    loss: Loss
    lost: str
    period: str
    peak: float | None
    serving: float | None
    remaining: float | None
    verdict: Verdict
    sentence: str

    @property
    def spare(self) -> float | None:
        """Slots that remain beside the peak."""
        return None if self.remaining is None or self.peak is None else self.remaining - self.peak


WINDOW: Final = "the window"
TODAY: Final = "the last 24 h"


def share_free(used: float | None, serving: float | None, total: float | None) -> float | None:
    """Headroom in percent; below 0 where more is used than serves, None without slots or where not known."""
    return None if not total or used is None or serving is None else 100 * (serving - used) / total


def keeps(used: float, serving: float, total: float, target: float) -> bool:
    """Whether ``target`` percent of all slots are free beside those used; no slots keep nothing free."""
    return total > 0 and 100 * (serving - used) >= target * total - _ROUNDING


def headroom(pool: Pool, target: float) -> Headroom:
    """The headroom of an executor type against a target in percent."""
    total, serving, demand = pool.total, pool.serving, pool.demand
    now, at_p95, at_peak = (share_free(used, serving, total) for used in (pool.used, demand.p95, demand.peak))
    verdict, why = _judged(demand, serving, total, target)
    free = f"{percent(at_p95)} free at p95, {percent(at_peak)} at the peak; {percent(target)} should be"
    return Headroom(
        function=pool.function,
        target=target,
        total=total,
        serving=serving,
        demand=demand,
        now=None if now is None else max(0.0, now),
        at_p95=at_p95,
        at_peak=at_peak,
        verdict=verdict,
        sentence=f"{free}: {why}",
    )


def losses(pool: Pool) -> tuple[Fit, ...]:
    """N−1 of an executor type: ``type_losses``, then of ``executor_losses`` the worst."""
    return (*type_losses(pool), *executor_losses(pool)[:1])


def type_losses(pool: Pool) -> tuple[Fit, ...]:
    """Whether the peaks of the type, of the window and of the last 24 hours, fit without a node or a site."""
    return tuple(
        fit
        for period, demand in _periods(pool)
        for fit in (_node_lost(pool, period, demand), *_sites_lost(pool, period, demand))
    )


def executor_losses(pool: Pool) -> tuple[Fit, ...]:
    """For each executor that has slots, whether its own peak of the window fits without one of its nodes; worst first.

    An executor's jobs can't go to another executor by themselves.
    """
    fits = [_own_node_lost(member) for member in pool.members if member.total != 0]
    return tuple(sorted(fits, key=_worst_first))


def worst(fits: Iterable[Fit]) -> Verdict:
    """Whether all fit: one that does not decides, then one that is not known."""
    found = {fit.verdict for fit in fits}
    return next(
        (each for each in (Verdict.TOO_SMALL, Verdict.NOT_KNOWN, Verdict.FITS) if each in found), Verdict.NOT_KNOWN
    )


def _worst_first(fit: Fit) -> tuple[int, float]:
    order = (Verdict.TOO_SMALL, Verdict.NOT_KNOWN, Verdict.FITS)
    return order.index(fit.verdict), 0.0 if fit.spare is None else fit.spare


def _periods(pool: Pool) -> tuple[tuple[str, Demand], ...]:
    return ((WINDOW, pool.demand),) if pool.today is None else ((WINDOW, pool.demand), (TODAY, pool.today))


def _judged(demand: Demand, serving: float | None, total: float | None, target: float) -> tuple[Verdict, str]:
    if serving is None or total is None:
        return Verdict.NOT_KNOWN, "its slots are not known"
    if not total:
        return Verdict.TOO_SMALL, "it has no slots"
    if demand.peak is None or demand.p95 is None:
        return Verdict.NOT_KNOWN, "nothing is known of what was used"
    if not keeps(max(demand.peak, demand.p95), serving, total, target):
        return Verdict.TOO_SMALL, "too little"
    if not demand.enough:
        return Verdict.NOT_KNOWN, _too_little_known(demand)
    return Verdict.FITS, f"enough{_cut(demand)}"


def _node_lost(pool: Pool, period: str, demand: Demand) -> Fit:
    sizes = [member.node_at_most for member in pool.members if member.total != 0]
    known = [size for size in sizes if size is not None]
    size = max(known) if known and len(known) == len(sizes) else None
    lost = f"its largest node ({slots(size)})"
    remaining = None if pool.serving is None or size is None else max(0.0, pool.serving - size)
    return _fit(pool.function, Loss.NODE, lost, period, demand, (pool.serving, remaining))


def _sites_lost(pool: Pool, period: str, demand: Demand) -> list[Fit]:
    by_site: dict[str, list[Member]] = {}
    for member in pool.members:
        if member.total != 0:
            by_site.setdefault(member.site, []).append(member)
    fits = []
    for site, lost in by_site.items():
        remaining = known_sum(member.serving for member in pool.members if member.site != site)
        name = enumeration(lost[0].gateways)
        fits.append(_fit(pool.function, Loss.SITE, name, period, demand, (pool.serving, remaining)))
    return fits


def _own_node_lost(member: Member) -> Fit:
    size, serving = member.node_at_most, member.serving
    remaining = None if serving is None or size is None else max(0.0, serving - size)
    lost = f"a node of {member.executor} on {member.place} ({slots(size)})"
    return _fit(member.function, Loss.EXECUTOR_NODE, lost, WINDOW, member.demand, (serving, remaining))


def _fit(
    function: str, loss: Loss, lost: str, period: str, demand: Demand, around: tuple[float | None, float | None]
) -> Fit:
    serving, remaining = around
    verdict, why = _fitted(demand, serving, remaining)
    peak = f"peak {amount(demand.peak)} of {slots(serving)}"
    return Fit(function, loss, lost, period, demand.peak, serving, remaining, verdict, f"{peak}; without {lost} {why}")


def _fitted(demand: Demand, serving: float | None, remaining: float | None) -> tuple[Verdict, str]:
    if serving is None:
        return Verdict.NOT_KNOWN, "it is not known what remains, as its slots are not known"
    if demand.peak is None:
        return Verdict.NOT_KNOWN, "it is not known whether it fits, as nothing is known of what was used"
    if remaining is None and demand.peak > serving + _ROUNDING:
        return Verdict.TOO_SMALL, f"even less remains: {amount(demand.peak - serving)} are too few already"
    if remaining is None:
        return Verdict.NOT_KNOWN, "it is not known what remains, as the slots of a node are not known"
    remain = f"{slots(remaining)} remain"
    if demand.peak > remaining + _ROUNDING:
        return Verdict.TOO_SMALL, f"{remain}: {amount(demand.peak - remaining)} too few"
    if not demand.enough:
        return Verdict.NOT_KNOWN, f"{remain}, but {_too_little_known(demand)}"
    return Verdict.FITS, f"{remain}: {amount(remaining - demand.peak)} to spare{_cut(demand)}"


def _too_little_known(demand: Demand) -> str:
    return f"only {demand.known} of {demand.steps} steps are known, and {ENOUGH:.0%} are needed"


def _cut(demand: Demand) -> str:
    return f"; {CUT}" if demand.cut else ""
