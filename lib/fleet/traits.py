"""What nodes and executors can have in common, each with its words."""

from collections.abc import Callable, Collection, Iterable
from typing import NamedTuple

from lib.fleet import names
from lib.fleet.address import host, netloc
from lib.fleet.evidence import Evidence
from lib.fleet.model import Executor

Values = Iterable[tuple[str, str]]
"""An address and a value that the node there has; a node may have several."""


_PRESENT = {"are": "are", "have": "have"}
_PAST = {"are": "were", "have": "had"}


class Trait(NamedTuple):
    """One thing to have in common.

    ``values`` gives it for the nodes of an executor at some addresses; an executor as a whole has the address "".
    ``says`` and ``there`` are how a sentence says it: "are on 10.4.0.12", "all 5 nodes there". What has vanished "was",
    so that the verb is left open.
    ``coincides`` tells that nodes of one executor have it in common anyway, more often than not.
    """

    values: Callable[[Executor, Collection[str], Evidence], Values]
    says: str
    there: str
    coincides: bool = False

    def said(self, value: str, *, past: bool) -> str:
        """The words for having a value, which go on after "nodes that went stale"."""
        verbs = _PAST if past else _PRESENT
        return self.says.format(value=value, **verbs)


def _by_name(
    part: Callable[[Executor], Iterable[str | None]],
) -> Callable[[Executor, Collection[str], Evidence], Values]:
    """A trait that all nodes of an executor share, as its name says it."""

    def values(executor: Executor, addresses: Collection[str], _evidence: Evidence) -> Values:
        return [(address, value) for value in part(executor) if value for address in addresses]

    return values


def _hosts(_executor: Executor, addresses: Collection[str], _evidence: Evidence) -> Values:
    return [(address, host(address)) for address in addresses]


def _epochs(executor: Executor, addresses: Collection[str], evidence: Evidence) -> Values:
    documents = evidence.status.get(executor.name, {})
    found = ((address, documents[address].epoch) for address in addresses if address in documents)
    return [(address, str(epoch)) for address, epoch in found if epoch]


def _gateways(executor: Executor, addresses: Collection[str], evidence: Evidence) -> Values:
    """Who registered a node, where it was not the node itself (contract 3.5)."""
    entries = evidence.entries.get(executor.name, ())
    told = {(netloc(entry.address), netloc(entry.gateway)) for entry in entries}
    return [(own, other) for own, other in told if own in addresses and own and other and own != other]


BY_NAME = (
    Trait(_by_name(lambda e: (e.function,)), "{are} of the function {value}", "of it"),
    Trait(_by_name(lambda e: (e.region,)), "{are} in the region {value}", "there"),
    Trait(_by_name(lambda e: (e.environment,)), "{are} in the environment {value}", "there"),
    Trait(_by_name(lambda e: names.words(e.name)), "{have} “{value}” in the name", "with it"),
)
"""What executors can share: parts of their names, most specific first."""

OF_NODES = (
    Trait(_hosts, "{are} on {value}", "there"),
    *BY_NAME,
    Trait(_epochs, "{are} at epoch {value}", "at it", coincides=True),
    Trait(_gateways, "were registered by {value}", "of it"),
)
"""What nodes can share, most specific first. An epoch only counts dispatches, so it comes after the names."""
