"""Which nodes a gateway lists, list after list, and which have vanished from it.

A worker that dies leaves nothing behind: it is out of the list within 6 s, and its status is deleted within 15 s
(contract 1, fact 9; 4.5). Only who remembers the list before can tell. But a list becomes shorter for other reasons
too, and none of them may look like trouble:

- A gateway that starts again lists nothing at first, then what it has found so far (contract 10, quirk 6). As long as
  it runs it takes no executor out of its list, even one without nodes (contract 3.5). So where an executor is missing,
  the gateway has started again, or another one answers in its place, and all that was remembered is forgotten.
- A gateway may find all its executors again before it has found all nodes, and a worker may start again: a node has
  vanished only when each list lacks it for as long as a heartbeat may be old.
- Nodes are replaced by others, at other addresses: an executor that has as many nodes as before has lost none. A
  rollout may start the new ones first, so that nodes which came within ``OVERLAP`` before are not counted as needed.
- Nobody has seen when a node went that is missing after a pause of more than ``WINDOW``.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from msgspec import Struct

from lib.fleet.evidence import Evidence
from lib.fleet.rules import Rules
from lib.fleet.times import Moments

WINDOW: Final = timedelta(minutes=2)
"""What begins within it counts as one event; so that much must be known of when a node went."""

GONE_FOR: Final = timedelta(hours=1)
"""How long what is gone counts as failing: nothing on the wire tells what failed from what was scaled down, and after
an hour whoever scaled it down knows."""

OVERLAP: Final = timedelta(minutes=10)
"""How long a new node may run beside the one that it replaces, which ends its jobs first."""

KEPT: Final = 10_000
"""Missing nodes that are remembered of a gateway, about a megabyte. Of more than these none is: a part of them would
make wrong numbers."""


class Missing(Struct, frozen=True, gc=False):
    """A node that a gateway listed at ``last_listed``, and at ``missed_at`` no more.

    It is replaced as soon as its executor has the ``needed`` number of nodes.
    """

    executor: str
    address: str
    last_listed: datetime
    missed_at: datetime
    needed: int

    @property
    def place(self) -> tuple[str, str]:
        """Executor and address."""
        return self.executor, self.address


class Growth(Struct, frozen=True, gc=False):
    """An executor got so many more nodes than were missing; the latest of them was listed first ``at``."""

    by: int
    at: datetime


class Listing(Struct, frozen=True):
    """The addresses of the nodes that a gateway listed ``at``, by executor, and what is remembered from lists before.

    ``missing`` nodes come in the order in which they were listed last; ``grown`` is by executor.
    """

    nodes: Mapping[str, frozenset[str]]
    at: datetime
    missing: tuple[Missing, ...] = ()
    grown: Mapping[str, Growth] = {}

    def leads_to(self, at: datetime) -> bool:
        """Whether the list of that time is so close to this one that it tells when a node went."""
        return timedelta() <= at - self.at <= WINDOW


class _Change(NamedTuple):
    """The addresses of one executor, in the list before and now."""

    executor: str
    had: frozenset[str]
    has: frozenset[str]


def followed(before: Listing, nodes: Mapping[str, frozenset[str]], at: datetime) -> Listing:
    """The listing after another list was read whole; where nothing changed, this is one comparison."""
    same = nodes == before.nodes
    if at < before.at or not (same or before.nodes.keys() <= nodes.keys()):
        return Listing(nodes, at)
    both = () if same else ((name, had, nodes[name]) for name, had in before.nodes.items())
    changes = sorted(_Change(name, had, has) for name, had, has in both if had != has)
    grown = {name: growth for name, growth in before.grown.items() if at - growth.at <= OVERLAP}
    gone = _gone(changes, before.at, at, grown) if before.leads_to(at) else ()
    missing = tuple(each for each in (*before.missing, *gone) if _is_missing(each, nodes[each.executor], at))
    if len(missing) > KEPT:
        return Listing(nodes, at)
    return Listing(nodes, at, missing, grown | dict(_growth(changes, before.missing, at, grown)))


def _gone(
    changes: Iterable[_Change], last_listed: datetime, at: datetime, grown: Mapping[str, Growth]
) -> Iterator[Missing]:
    for name, had, has in changes:
        needed = len(had) - (grown[name].by if name in grown else 0)
        for address in sorted(had - has):
            yield Missing(name, address, last_listed, at, needed)


def _is_missing(node: Missing, listed: frozenset[str], at: datetime) -> bool:
    """Whether a node is still to be remembered: neither back, nor replaced, nor gone for long."""
    return node.address not in listed and len(listed) < node.needed and at - node.last_listed <= GONE_FOR


def _growth(
    changes: Iterable[_Change], missing: Iterable[Missing], at: datetime, grown: Mapping[str, Growth]
) -> Iterator[tuple[str, Growth]]:
    """The executors that got more nodes than came back or replaced others, with all that they got lately."""
    away: defaultdict[str, set[str]] = defaultdict(set)
    for node in missing:
        away[node.executor].add(node.address)
    for name, had, has in changes:
        by = len(has - had - away[name]) - len(away[name] - has)
        if by > 0:
            yield name, Growth(by + (grown[name].by if name in grown else 0), at)


def vanished(listing: Listing, evidence: Evidence, moments: Moments, rules: Rules) -> tuple[Missing, ...]:
    """The nodes that have been missing for longer than ``rules.fresh``, and that send no heartbeat either.

    A worker that has only lost its registration goes on sending them (contract 10, quirk 11): it has not vanished.
    """

    def beats(node: Missing) -> bool:
        document = evidence.status.get(node.executor, {}).get(node.address)
        return document is not None and moments[document.heartbeat_at].distance <= rules.fresh

    long = timedelta(seconds=rules.fresh)
    return tuple(node for node in listing.missing if listing.at - node.missed_at > long and not beats(node))
