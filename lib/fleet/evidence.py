"""What the documents of a gateway say, sorted by executor and address (contract 9, join key)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

from lib.fleet.address import netloc, split_key
from lib.fleet.parts import Parts
from lib.gateway.wire import DesiredDocument, Endpoint, NodeLoad, StatusDocument, WorkerServer

_T = TypeVar("_T")
ByAddress = dict[str, dict[str, _T]]
"""Something by executor, then by ``host:port``."""
_INTERNAL = ("_jina_", "/_jina_")


@dataclass(frozen=True, slots=True)
class Evidence:
    """Documents by executor, then by ``host:port``; ``unplaced`` entries had no usable address.

    ``listed`` holds the registered addresses of every executor that the gateway lists, with or without nodes, and
    ``entries`` what it listed, one for each address × endpoint.
    """

    listed: dict[str, frozenset[str]]
    entries: Mapping[str, Sequence[Endpoint]]
    status: ByAddress[StatusDocument]
    desired: ByAddress[DesiredDocument]
    workers: ByAddress[WorkerServer]
    loads: ByAddress[NodeLoad]
    unplaced: int

    def executors(self) -> set[str]:
        """Names known from any document but slots."""
        return self.listed.keys() | self.status.keys() | self.desired.keys() | self.workers.keys()

    def addresses(self, executor: str) -> list[str]:
        """Every address that any document names for an executor, in order."""
        known = set(self.listed.get(executor, ()))
        for documents in (self.status, self.desired, self.workers):
            known.update(documents.get(executor, ()))
        return sorted(known)

    def endpoints(self, executor: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Endpoints of an executor: its own, and the framework's."""
        return _split(frozenset(entry.endpoint for entry in self.entries.get(executor, ()) if entry.endpoint))

    def entries_by_address(self, executor: str) -> dict[str, list[Endpoint]]:
        """What the gateway listed for each node of an executor."""
        sorted_out: dict[str, list[Endpoint]] = {}
        for entry in self.entries.get(executor, ()):
            address = netloc(entry.address)
            if address is not None:
                sorted_out.setdefault(address, []).append(entry)
        return sorted_out


def gather(parts: Parts) -> Evidence:
    """Sort the documents by executor and address; the legacy map is not used, as it loses rows (contract 3.5)."""
    entries = parts.deployments.deployment_nodes if parts.deployments else {}
    listed = {executor: _addresses(of_executor) for executor, of_executor in entries.items()}
    status, lost_status = keyed(parts.status.status if parts.status else None)
    desired, lost_desired = keyed(parts.status.desired if parts.status else None)
    return Evidence(
        listed=listed,
        entries=entries,
        status=status,
        desired=desired,
        workers=_workers(parts),
        loads=_loads(parts),
        unplaced=sum(map(_unplaced, entries.values())) + lost_status + lost_desired,
    )


def is_internal(endpoint: str) -> bool:
    """Whether an endpoint is the framework's own and not the executor's (contract 9.2)."""
    return endpoint.startswith(_INTERNAL)


def keyed(documents: Mapping[str, _T] | None) -> tuple[ByAddress[_T], int]:
    """Documents under keys of the wire by executor and address, and how many keys name no place."""
    found: ByAddress[_T] = {}
    lost = 0
    for key, document in (documents or {}).items():
        place = split_key(key)
        if place is None:
            lost += 1
            continue
        address, executor = place
        by_address = found.get(executor)
        if by_address is None:
            by_address = found[executor] = {}
        by_address[address] = document
    return found, lost


def _addresses(entries: Sequence[Endpoint]) -> frozenset[str]:
    bare = [netloc(address) for address in {entry.address for entry in entries}]
    return frozenset(address for address in bare if address is not None)


def _unplaced(entries: Sequence[Endpoint]) -> int:
    nowhere = {address for address in {entry.address for entry in entries} if netloc(address) is None}
    return sum(entry.address in nowhere for entry in entries) if nowhere else 0


@lru_cache(maxsize=4_096)
def _split(endpoints: frozenset[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    internal = {endpoint for endpoint in endpoints if is_internal(endpoint)}
    return tuple(sorted(endpoints - internal)), tuple(sorted(internal))


def _workers(parts: Parts) -> ByAddress[WorkerServer]:
    found: ByAddress[WorkerServer] = {}
    for worker in (parts.readiness.gateways if parts.readiness else None) or ():
        address = netloc(worker.address)
        if address is not None:
            for executor in worker.executors or ():
                found.setdefault(executor, {})[address] = worker
    return found


def _loads(parts: Parts) -> ByAddress[NodeLoad]:
    found: ByAddress[NodeLoad] = {}
    for load in (parts.capacity.nodes if parts.capacity else None) or ():
        address = netloc(load.address)
        if address is not None and load.executor:
            found.setdefault(load.executor, {})[address] = load
    return found
