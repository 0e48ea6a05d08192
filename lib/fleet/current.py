"""The fleet of each gateway as it is known now, put together once per change for all who look."""

import threading
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TypeVar

from lib.feed.reading import Snapshot
from lib.feed.schedule import Schedule
from lib.fleet.assembly import assemble
from lib.fleet.history import History, remembered, unseen
from lib.fleet.model import Fleet
from lib.fleet.parts import Parts
from lib.fleet.rules import Rules
from lib.fleet.spans import Outage, Pace
from lib.fleet.tables import Tables, tables
from lib.gateway.config import Gateway
from lib.gateway.routes import Kind
from lib.gateway.wire import Capacity, Deployments, DeploymentStatus, Readiness

Document = TypeVar("Document")

_RESTS_ON = (Kind.EXECUTORS, Kind.STATUS, Kind.CAPACITY, Kind.READINESS)
_STATUS_RESTS_ON = (Kind.EXECUTORS, Kind.STATUS)
_OBSERVED_BY = (Kind.STATUS, Kind.EXECUTORS, Kind.CAPACITY)
_Key = tuple[Gateway, tuple[tuple[datetime | None, bool], ...]]


@dataclass(frozen=True, slots=True)
class View:
    """A fleet with its tables, and what this process has seen of the gateway up to it."""

    fleet: Fleet
    tables: Tables
    history: History


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
                slot.view = self._next(snapshot, slot.view if same_gateway else None)
                slot.key = key
            elif slot.view.fleet.status_stale or slot.view.fleet.deployments_stale:
                slot.view = _still_unseen(slot.view, _outage(snapshot))
            return slot.view

    def _next(self, snapshot: Snapshot, before: View | None) -> View:
        fleet = assemble(parts(snapshot), self._rules, before.fleet if before else None)
        history = before.history if before else History(_pace(snapshot.schedule, self._rules))
        return View(fleet, tables(fleet), remembered(history, fleet, _outage(snapshot)))


def _still_unseen(view: View, outage: Outage | None) -> View:
    """The same view while nothing new is known; a history knows of each try that failed."""
    history = unseen(view.history, outage)
    return view if history.timeline == view.history.timeline else replace(view, history=history)


def _outage(snapshot: Snapshot) -> Outage | None:
    """Since when, and until when, the readings that a status rests on have failed; None where they do not."""
    readings = [snapshot.reading(kind) for kind in _STATUS_RESTS_ON]
    since = [reading.failing_since for reading in readings if reading.failing_since]
    until = [reading.error_at for reading in readings if reading.error_at]
    return Outage(min(since), max(until)) if since and until else None


def _pace(schedule: Schedule, rules: Rules) -> Pace:
    return Pace(
        fresh=timedelta(seconds=schedule.stale_after(Kind.STATUS)),
        retry=timedelta(seconds=max(schedule.backoff_max, schedule.intervals[Kind.STATUS])),
        settling=timedelta(seconds=rules.settling),
    )


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
        deployments_at=snapshot.reading(Kind.EXECUTORS).at,
    )


def _value(snapshot: Snapshot, kind: Kind, document: type[Document]) -> Document | None:
    value = snapshot.reading(kind).value
    return value if isinstance(value, document) else None


def _key(snapshot: Snapshot) -> _Key:
    return snapshot.gateway, tuple((snapshot.reading(kind).at, snapshot.is_stale(kind)) for kind in _RESTS_ON)
