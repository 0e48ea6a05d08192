"""Advice in a sentence with its arithmetic, and an executor in numbers before and after it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from lib.fleet.words import duration, percent, plural
from lib.history.questions import Window
from lib.planning.amounts import amount, slots
from lib.planning.headroom import CUT, share_free
from lib.planning.pools import Member

STRANDED: Final = "with its stranded slots serving again it would need none"
OVERCOMMITTED: Final = "more slots were counted as used than there are, so look for slots that no job uses (Demand)"


@dataclass(frozen=True, slots=True)
class Extent:
    """An executor's slots and nodes, and its demand and headroom in percent of them; None where not known."""

    nodes: int | None
    total: float | None
    p95: float | None
    peak: float | None
    free_at_p95: float | None
    free_at_peak: float | None


def extent(member: Member) -> Extent:
    """An executor in numbers."""
    demand, total = member.demand, member.total
    return Extent(
        nodes=member.nodes,
        total=total,
        p95=None if not total or demand.p95 is None else 100 * demand.p95 / total,
        peak=None if not total or demand.peak is None else 100 * demand.peak / total,
        free_at_p95=share_free(demand.p95, member.serving, total),
        free_at_peak=share_free(demand.peak, member.serving, total),
    )


def added(member: Member, more: Member, target: float, window: Window) -> str:
    """``+2 nodes on extract in us-east-1: p95 88 % → 66 %, …``, and how that comes about."""
    by = (more.nodes or 0) - (member.nodes or 0)
    bound, cut = ("at least ", f"; {CUT}") if member.demand.cut else ("", "")
    return (
        f"{bound}+{plural(by, 'node')} on {member.executor} in {member.place}: {_from_to(member, more)} over "
        f"{duration(window.span.total_seconds())}; {percent(extent(more).free_at_peak)} stay free at the peak, which "
        f"meets {percent(target)} headroom ({_arithmetic(member, more, member.node_at_least)}){cut}"
    )


def first(reasons: Iterable[str]) -> str:
    """What should be looked at before anything is bought, to follow the advice; empty where there is nothing."""
    return "".join(f"; {reason}" for reason in reasons)


def removed(member: Member, less: Member, target: float) -> str:
    """``−2 nodes on classify in us-east-1: p95 20 % → 40 %, …``, and how that comes about."""
    by = (member.nodes or 0) - (less.nodes or 0)
    return (
        f"−{plural(by, 'node')} on {member.executor} in {member.place}: {_from_to(member, less)}; "
        f"{percent(target)} headroom and N−1 are still met ({_arithmetic(member, less, member.node_at_most)})"
    )


def kept(member: Member, target: float, reason: str) -> str:
    """That nothing is to be done, and why nothing can go."""
    return f"{member.executor} in {member.place} keeps {percent(target)} headroom. {reason}"


def _from_to(before: Member, after: Member) -> str:
    was, then = extent(before), extent(after)
    return f"p95 {percent(was.p95)} → {percent(then.p95)}, peak {percent(was.peak)} → {percent(then.peak)}"


def _arithmetic(before: Member, after: Member, size: int | None) -> str:
    demand = f"p95 {amount(before.demand.p95)}, peak {amount(before.demand.peak)} of {slots(before.total)}"
    stranded = f", {amount(before.stranded)} of them stranded" if before.stranded else ""
    return f"{demand}; {slots(size)} a node make {amount(after.total)}{stranded}"
