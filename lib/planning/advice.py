"""Advice in units one can buy: nodes of an executor on a gateway, more or fewer.

An executor is advised by its own slots and what was asked of it: its jobs can't go to another executor by themselves,
and never to another type. More nodes are the fewest with which the window's 95th percentile and its highest sample
leave the headroom free. Fewer nodes are the most that can go while

- both still leave the headroom free, of the executor and of its whole type,
- the peak of the executor and of its type, of the window and of the last 24 hours, still fits without a node,
- the peak of the type still fits without any one gateway, where more than one has it,
- one node stays, and everything that is advised is done together.

Where too little is known there is no advice, and the reason is given.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from functools import reduce
from itertools import accumulate
from math import ceil
from typing import Final

from lib.fleet.words import duration
from lib.history.questions import Window
from lib.planning import advice_words
from lib.planning.advice_words import Extent, extent
from lib.planning.amounts import known_sum
from lib.planning.headroom import Fit, Loss, Verdict, executor_losses, headroom, keeps, share_free, type_losses
from lib.planning.pools import Demand, Member, Pool
from lib.planning.what_if import MOST_NODES, with_nodes

SURE: Final = 0.9
"""The share of a window's steps that must be known, from 0 to 1, before anything is advised to go."""

A_WEEK: Final = timedelta(days=7)
"""The shortest window over which anything is advised to go: load has a weekly pattern."""


class Move(StrEnum):
    """What is advised."""

    ADD = "add"
    REMOVE = "remove"
    KEEP = "keep"
    NONE = "no advice"


@dataclass(frozen=True, slots=True)
class Advice:
    """What is advised for an executor: so many ``nodes`` more, or fewer where below 0.

    ``at_least`` says that its slots were all taken at times: what was really asked for is not known, and may need more.
    ``sentence`` says the advice with its arithmetic, or why there is none or nothing can go.
    """

    move: Move
    gateways: tuple[str, ...]
    executor: str
    function: str
    nodes: int
    at_least: bool
    target: float
    today: Extent
    then: Extent
    sentence: str


def advise(pools: Iterable[Pool], target: float, window: Window) -> tuple[Advice, ...]:
    """Advice for every executor that has slots or lacks them, what to add first; all of it may be done together.

    ``target`` is the headroom in percent, ``window`` that of the pools.
    """
    found = [advice for pool in pools for advice in _of_pool(pool, target, window)]
    order = list(Move)
    return tuple(
        sorted(found, key=lambda each: (order.index(each.move), -abs(each.nodes), each.gateways, each.executor))
    )


def _of_pool(pool: Pool, target: float, window: Window) -> Iterator[Advice]:
    """First what must be added, then what can go from what there is then."""
    settled, roomy = [], []
    for member in pool.members:
        if member.told and not member.total and not member.nodes:
            continue
        why = _why_none(member)
        if why:
            settled.append(member)
            yield _advice(Move.NONE, member, member, target, why)
        elif _keeps(member, target):
            roomy.append(member)
        else:
            more = _enough_of(member, target)
            settled.append(more)
            said = advice_words.added(member, more, target, window) + advice_words.first(_before_buying(member, target))
            yield _advice(Move.ADD, member, more, target, said)
    yield from _reductions(pool, settled, sorted(roomy, key=_emptiest_first), target, window)


def _reductions(
    pool: Pool, settled: Iterable[Member], roomy: Sequence[Member], target: float, window: Window
) -> Iterator[Advice]:
    """What can go of these, each beside those before it as they are left, and those after it as they are."""
    *untouched, _ = accumulate(reversed(roomy), _beside, initial=_NOBODY)
    left = reduce(_beside, settled, _NOBODY)
    why_type = _why_nothing_goes(pool, window)
    for member, after in zip(roomy, reversed(untouched), strict=True):
        others = reduce(_beside, after.values(), left)
        why = why_type or _why_not_sure(member.demand)
        less = member if why else _least_of(replace(pool, members=tuple(others.values())), member, target)
        left = _beside(left, less)
        yield _reduced(member, less, target, why)


_NOBODY: Final[Mapping[str, Member]] = {}


def _beside(sites: Mapping[str, Member], member: Member) -> Mapping[str, Member]:
    """The executors of each site as one, with one more: what is lost with a node or a site is the same."""
    if member.total == 0:
        return sites
    there = sites.get(member.site)
    return {**sites, member.site: member if there is None else _as_one(there, member)}


def _as_one(one: Member, other: Member) -> Member:
    total, serving = known_sum([one.total, other.total]), known_sum([one.serving, other.serving])
    sizes = [one.node_at_most, other.node_at_most]
    return replace(
        one,
        total=total,
        stranded=None if total is None or serving is None else total - serving,
        nodes=known_sum([one.nodes, other.nodes]),
        each=None if None in sizes else max(size for size in sizes if size is not None),
    )


def _why_none(member: Member) -> str | None:
    demand = member.demand
    if member.total is None or member.nodes is None:
        return "Its slots or its nodes are not known."
    if member.serving is None:
        return "How many of its slots are stranded is not known."
    if member.node_at_least is None or member.node_at_least < 1:
        return "How many slots a node has is not known."
    if demand.p95 is None or demand.peak is None:
        return "Nothing is known of what was used."
    if not demand.enough:
        return f"Only {demand.known} of {demand.steps} steps are known: too few to tell what it needs."
    return None


def _keeps(member: Member, target: float) -> bool:
    demand, serving, total = member.demand, member.serving, member.total
    if demand.p95 is None or demand.peak is None or serving is None or total is None:
        return False
    return keeps(max(demand.p95, demand.peak), serving, total, target)


def _before_buying(member: Member, target: float) -> list[str]:
    """What should be looked at before nodes are bought: it may make them needless."""
    peak, total = member.demand.peak, member.total
    found = []
    if member.stranded and _keeps(replace(member, stranded=0.0), target):
        found.append(advice_words.STRANDED)
    if peak is not None and total is not None and peak > total:
        found.append(advice_words.OVERCOMMITTED)
    return found


def _enough_of(member: Member, target: float) -> Member:
    """The executor with the fewest more nodes that keep the headroom; the estimate is met exactly by trying."""
    size, serving, total = member.node_at_least or 1, member.serving or 0.0, member.total or 0.0
    used = max(member.demand.p95 or 0.0, member.demand.peak or 0.0)
    estimate = (used - serving + total * target / 100) / (size * (1 - target / 100))
    by = max(1, ceil(estimate) - 1)
    while not _keeps(with_nodes(member, by), target) and by < MOST_NODES:
        by += 1
    return with_nodes(member, by)


def _why_nothing_goes(pool: Pool, window: Window) -> str | None:
    """Why no node of the whole type is advised to go; None where that can be judged."""
    if window.span < A_WEEK:
        return f"Whether a node can go is told only over {duration(A_WEEK.total_seconds())} or more."
    if not all(each.told for each in pool.members):
        return "Whether a node can go is not told: the slots of its type are not all known now."
    asked = (pool.demand,) if pool.today is None else (pool.demand, pool.today)
    why = next(filter(None, map(_why_not_sure, asked)), None)
    if why is None and any(fit.verdict is Verdict.NOT_KNOWN for fit in type_losses(pool)):
        return "Whether a node can go is not told: N−1 of its type is not known."
    return why


def _why_not_sure(demand: Demand) -> str | None:
    if demand.coverage < SURE:
        known = f"{demand.known} of {demand.steps} steps are known, and {SURE:.0%} are needed"
        return f"Whether a node can go is not told: {known}."
    if demand.cut:
        return "No node can go: all slots were taken at times, so what was asked for is not known."
    return None


def _least_of(others: Pool, member: Member, target: float) -> Member:
    """The executor with the fewest nodes that are safe beside the others of its pool.

    Found by halving, as fewer nodes are never safer.
    """
    safe, unsafe = 0, member.nodes or 0
    while unsafe - safe > 1:
        by = (safe + unsafe) // 2
        if _is_safe(others, with_nodes(member, -by), target):
            safe = by
        else:
            unsafe = by
    return with_nodes(member, -safe)


def _is_safe(others: Pool, less: Member, target: float) -> bool:
    after = replace(others, members=(less, *others.members))
    if not _keeps(less, target) or headroom(after, target).verdict is not Verdict.FITS:
        return False
    fits = (*executor_losses(replace(others, members=(less,))), *type_losses(after))
    return all(fit.verdict is Verdict.FITS for fit in fits if not _is_last_site(fit, after))


def _is_last_site(fit: Fit, pool: Pool) -> bool:
    """Whether this is the loss of the only site of the type: nothing that stays or goes changes that."""
    return fit.loss is Loss.SITE and len({member.site for member in pool.members if member.total}) <= 1


def _emptiest_first(member: Member) -> tuple[float, str, str]:
    free = share_free(member.demand.peak, member.serving, member.total)
    return -(free or 0.0), member.site, member.executor


def _reduced(member: Member, less: Member, target: float, why: str | None) -> Advice:
    if why or less == member:
        reason = why or "No node can go without missing the headroom or N−1."
        return _advice(Move.KEEP, member, member, target, advice_words.kept(member, target, reason))
    return _advice(Move.REMOVE, member, less, target, advice_words.removed(member, less, target))


def _advice(move: Move, before: Member, after: Member, target: float, sentence: str) -> Advice:
    return Advice(
        move=move,
        gateways=before.gateways,
        executor=before.executor,
        function=before.function,
        nodes=(after.nodes or 0) - (before.nodes or 0),
        at_least=before.demand.cut,
        target=target,
        today=extent(before),
        then=extent(after),
        sentence=sentence,
    )
