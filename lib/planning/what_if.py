"""What would be if: changes of executors and load, what they make of the present, and their words for a link.

A link names changes with commas between them; names are percent-encoded, so that any character may be in one:

- ``us-east-1/extract_executor:+2``: two more nodes of an executor on a gateway, ``:-1`` one fewer
- ``us-east-1/extract_executor:4each``: four slots on each of its nodes
- ``*1.3``: all load times 1.3; ``extract*1.3``: that of one function
- ``lost:us-east-1``: a gateway is gone
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import isfinite
from typing import Final
from urllib.parse import quote, unquote

from lib.planning.headroom import Headroom, Verdict, headroom, losses, worst
from lib.planning.pools import Member, Pool

MOST_NODES: Final = 100_000
"""The most nodes that a change may add or take, and the most slots of a node."""

MOST_LOAD: Final = 1000.0
"""The largest factor of load."""


class ChangeError(ValueError):
    """A change that can't be read or made; the message says why and what would be right."""


@dataclass(frozen=True, slots=True)
class Nodes:
    """So many nodes more, or fewer, of an executor on a gateway."""

    gateway: str
    executor: str
    by: int

    def __post_init__(self) -> None:
        if abs(self.by) > MOST_NODES:
            raise ChangeError(f"{self.by} nodes are too many: {MOST_NODES} at most can be added or taken away.")


@dataclass(frozen=True, slots=True)
class Each:
    """So many slots on each node of an executor on a gateway."""

    gateway: str
    executor: str
    slots: int

    def __post_init__(self) -> None:
        if not 1 <= self.slots <= MOST_NODES:
            raise ChangeError(f"A node can't have {self.slots} slots: from 1 to {MOST_NODES} are possible.")


@dataclass(frozen=True, slots=True)
class Load:
    """The load of a function, or of all, times a factor."""

    factor: float
    function: str | None = None

    def __post_init__(self) -> None:
        if not isfinite(self.factor) or not 0 <= self.factor <= MOST_LOAD:
            raise ChangeError(f"The load can't be multiplied by {self.factor:g}: from 0 to {MOST_LOAD:g} is possible.")


@dataclass(frozen=True, slots=True)
class Lost:
    """A gateway is gone, with the executors that no other of its etcd reports; their load goes to the other sites."""

    gateway: str


Change = Nodes | Each | Load | Lost


@dataclass(frozen=True, slots=True)
class Outcome:
    """The pools after some changes, and what of these could not be done as sentences."""

    pools: tuple[Pool, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """An executor type as it is or would be.

    ``p95`` and ``peak`` are the window's in percent of ``total``; ``one_lost`` is the worst verdict of N−1.
    """

    total: float | None
    p95: float | None
    peak: float | None
    headroom: Headroom
    one_lost: Verdict


@dataclass(frozen=True, slots=True)
class Beside:
    """An executor type today, and as it would be."""

    function: str
    today: Standing
    then: Standing


def parse(text: str) -> tuple[Change, ...]:
    """The changes that a link names. Raises ChangeError for the first that can't be read."""
    return tuple(_parsed(part) for part in text.split(",") if part.strip())


def written(changes: Iterable[Change]) -> str:
    """The words of a link for these changes; ``parse`` reads them."""
    return ",".join(map(_written, changes))


def applied(pools: Iterable[Pool], changes: Sequence[Change]) -> Outcome:
    """The pools with all changes made, one after the other."""
    now, notes = tuple(pools), []
    for change in changes:
        after = tuple(_changed(pool, change) for pool in now)
        notes += _notes(now, after, change)
        now = after
    return Outcome(now, tuple(notes))


def beside(pools: Iterable[Pool], changed: Iterable[Pool], target: float) -> tuple[Beside, ...]:
    """Each executor type today beside what ``applied`` made of it; ``target`` is the headroom in percent."""
    return tuple(
        Beside(today.function, standing(today, target), standing(then, target))
        for today, then in zip(pools, changed, strict=True)
    )


def standing(pool: Pool, target: float) -> Standing:
    """How an executor type stands against a headroom in percent."""
    total = pool.total
    p95, peak = (
        None if not total or used is None else 100 * used / total for used in (pool.demand.p95, pool.demand.peak)
    )
    return Standing(total, p95, peak, headroom(pool, target), worst(losses(pool)))


def _changed(pool: Pool, change: Change) -> Pool:
    match change:
        case Load():
            return _loaded(pool, change)
        case Lost():
            return replace(pool, members=tuple(_without(member, change.gateway) for member in pool.members))
        case Nodes() | Each():
            return replace(pool, members=tuple(_resized(member, change) for member in pool.members))


def _loaded(pool: Pool, change: Load) -> Pool:
    if change.function not in (None, pool.function):
        return pool
    return replace(
        pool,
        members=tuple(_asked_more(member, change.factor) for member in pool.members),
        demand=pool.demand.times(change.factor),
        today=pool.today and pool.today.times(change.factor),
    )


def _asked_more(member: Member, factor: float) -> Member:
    used = None if member.used is None else member.used * factor
    return replace(member, demand=member.demand.times(factor), used=used)


def _without(member: Member, gateway: str) -> Member:
    if gateway not in member.gateways:
        return member
    left = tuple(each for each in member.gateways if each != gateway)
    return replace(member, gateways=left) if left else replace(member, total=0, stranded=0, nodes=0)


def _resized(member: Member, change: Nodes | Each) -> Member:
    if change.gateway not in member.gateways or change.executor != member.executor:
        return member
    if isinstance(change, Each):
        total = None if member.nodes is None else member.nodes * change.slots
        return replace(member, each=change.slots, total=total)
    return with_nodes(member, change.by)


def with_nodes(member: Member, by: int) -> Member:
    """An executor with so many nodes more or fewer.

    One more brings what total ÷ nodes is at least, one fewer takes what it is at most. The slots are not known after
    that where those of a node are not.
    """
    if by == 0:
        return member
    size = member.node_at_least if by > 0 else member.node_at_most
    nodes = None if member.nodes is None else max(0, member.nodes + by)
    if nodes == 0 and by < 0:
        return replace(member, nodes=0, total=0, stranded=0)
    total = None if size is None or member.total is None else max(0.0, member.total + by * size)
    return replace(member, nodes=nodes, total=total)


def _notes(before: Sequence[Pool], after: Sequence[Pool], change: Change) -> list[str]:
    was = [member for pool in before for member in pool.members]
    match change:
        case Load(function=function):
            known = function is None or any(pool.function == function for pool in before)
            return [] if known else [f"No executor of the function {function} is in view, so its load stays."]
        case Lost(gateway):
            return _notes_of_lost(was, gateway)
        case Nodes() | Each():
            now = [member for pool in after for member in pool.members]
            pairs = [pair for pair in zip(was, now, strict=True) if _is_meant(pair[0], change)]
            name = f"{change.executor} on {change.gateway}"
            if not pairs:
                return [f"{name} is not in view, so it stays as it is."]
            return [note for then, made in pairs for note in _notes_of_resized(name, then, made, change)]


def _is_meant(member: Member, change: Nodes | Each) -> bool:
    return change.gateway in member.gateways and change.executor == member.executor


def _notes_of_lost(members: Iterable[Member], gateway: str) -> list[str]:
    others = {each for member in members if gateway in member.gateways for each in member.gateways} - {gateway}
    if others:
        return [
            f"{', '.join(sorted(others))} shares the etcd of {gateway} and still serves its executors: no slot is lost."
        ]
    known = any(gateway in member.gateways for member in members)
    return [] if known else [f"{gateway} has no executor in view, so nothing is lost with it."]


def _notes_of_resized(name: str, before: Member, after: Member, change: Nodes | Each) -> list[str]:
    if after.total is None:
        return [f"The slots of {name} are not known then, as its nodes and the slots of each are not."]
    if isinstance(change, Nodes) and before.nodes is not None and before.nodes + change.by < 0:
        return [f"{name} has {before.nodes} nodes: no more than these can go."]
    if before.total and before.nodes and before.total % before.nodes and isinstance(change, Nodes):
        return [f"{before.total:g} slots of {name} are no multiple of its {before.nodes} nodes: a node is rounded."]
    return []


_EXECUTOR = re.compile(r"(?P<gateway>[^/]+)/(?P<executor>[^/]+):(?:(?P<by>[+-]?\d{1,9})|(?P<each>\d{1,9})each)")
_LOAD = re.compile(r"(?P<function>[^*]*)\*(?P<factor>\d+(?:\.\d*)?(?:e[+-]?\d{1,3})?)")
_LOST = re.compile(r"lost:(?P<gateway>.+)")


def _parsed(part: str) -> Change:
    # A plus of an address that was not encoded arrives as a space.
    word = part.strip().replace(": ", ":+")
    if found := _EXECUTOR.fullmatch(word):
        gateway, executor = unquote(found["gateway"]), unquote(found["executor"])
        return (
            Each(gateway, executor, int(found["each"])) if found["each"] else Nodes(gateway, executor, int(found["by"]))
        )
    if found := _LOAD.fullmatch(word):
        return Load(float(found["factor"]), unquote(found["function"]) or None)
    if found := _LOST.fullmatch(word):
        return Lost(unquote(found["gateway"]))
    raise ChangeError(
        f"{word[:80]!r} is no change: gateway/executor:+2, gateway/executor:4each, *1.3, function*1.3 or "
        "lost:gateway would be one."
    )


def _written(change: Change) -> str:
    match change:
        case Nodes(gateway, executor, by):
            return f"{_quoted(gateway)}/{_quoted(executor)}:{by:+d}"
        case Each(gateway, executor, slots):
            return f"{_quoted(gateway)}/{_quoted(executor)}:{slots}each"
        case Load(factor, function):
            return f"{_quoted(function or '')}*{factor!r}"
        case Lost(gateway):
            return f"lost:{_quoted(gateway)}"


def _quoted(name: str) -> str:
    return quote(name, safe="")
