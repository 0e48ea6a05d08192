"""The fleet of each gateway as it is known now, put together once per change for all who look."""

import threading
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from lib.feed.reading import Snapshot
from lib.fleet.assembly import assemble
from lib.fleet.model import Fleet
from lib.fleet.parts import Parts
from lib.fleet.rules import Rules
from lib.fleet.tables import Tables, tables
from lib.gateway.config import Gateway
from lib.gateway.routes import Kind
from lib.gateway.wire import Capacity, Deployments, DeploymentStatus, Readiness

Document = TypeVar("Document")

_RESTS_ON = (Kind.EXECUTORS, Kind.STATUS, Kind.CAPACITY, Kind.READINESS)
_OBSERVED_BY = (Kind.STATUS, Kind.EXECUTORS, Kind.CAPACITY)
_Key = tuple[Gateway, tuple[tuple[datetime | None, bool], ...]]


@dataclass(frozen=True, slots=True)
class View:
    """A fleet with its tables."""

    fleet: Fleet
    tables: Tables


@dataclass(slots=True)
class _Slot:
    lock: threading.Lock = field(default_factory=threading.Lock)
    key: _Key | None = None
    view: View | None = None


class Fleets:
    """The latest view of each gateway. Any thread may ask; a change is worked out by one of them."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._lock = threading.Lock()
        self._slots: dict[str, _Slot] = {}

    def keep(self, gateway_ids: Collection[str]) -> None:
        """Forget the gateways that are not among these."""
        with self._lock:
            for gateway_id in self._slots.keys() - set(gateway_ids):
                del self._slots[gateway_id]

    def view(self, snapshot: Snapshot) -> View:
        """The fleet that a snapshot shows."""
        with self._lock:
            slot = self._slots.setdefault(snapshot.gateway.id, _Slot())
        with slot.lock:
            key = _key(snapshot)
            if slot.view is None or slot.key != key:
                same_gateway = slot.key is not None and slot.key[0] == snapshot.gateway
                before = slot.view.fleet if slot.view and same_gateway else None
                fleet = assemble(parts(snapshot), self._rules, before)
                slot.key, slot.view = key, View(fleet, tables(fleet))
            return slot.view


def parts(snapshot: Snapshot) -> Parts:
    """The documents of a snapshot; the gateway's own checks count only while they are fresh."""
    moments = [snapshot.reading(kind).at for kind in _OBSERVED_BY]
    readiness = None if snapshot.is_stale(Kind.READINESS) else _value(snapshot, Kind.READINESS, Readiness)
    return Parts(
        gateway_id=snapshot.gateway.id,
        observed_at=next((moment for moment in moments if moment is not None), snapshot.taken_at),
        deployments=_value(snapshot, Kind.EXECUTORS, Deployments),
        deployments_stale=snapshot.is_stale(Kind.EXECUTORS),
        status=_value(snapshot, Kind.STATUS, DeploymentStatus),
        status_stale=snapshot.is_stale(Kind.STATUS),
        capacity=_value(snapshot, Kind.CAPACITY, Capacity),
        capacity_stale=snapshot.is_stale(Kind.CAPACITY),
        readiness=readiness,
    )


def _value(snapshot: Snapshot, kind: Kind, document: type[Document]) -> Document | None:
    value = snapshot.reading(kind).value
    return value if isinstance(value, document) else None


def _key(snapshot: Snapshot) -> _Key:
    return snapshot.gateway, tuple((snapshot.reading(kind).at, snapshot.is_stale(kind)) for kind in _RESTS_ON)
