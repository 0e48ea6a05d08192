"""One gateway in a row beside others: is it there, and its key numbers, each with what stands behind it.

Nothing is added up over gateways here: those that share one etcd report the same slots (contract 3.8).
"""

from dataclasses import dataclass

from lib.feed.reading import Reading, Snapshot
from lib.fleet.bands import TIGHT, band
from lib.fleet.model import CapacityTotals, Fleet
from lib.fleet.words import NOT_KNOWN, count, duration, percent
from lib.gateway.health import HealthCheck
from lib.gateway.routes import Kind
from lib.gateway.words import sentence

DATA_KINDS = {Kind.EXECUTORS: "executors", Kind.STATUS: "status", Kind.CAPACITY: "capacity"}
"""The readings that the numbers rest on, as people call them."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One number as text.

    ``note`` says in a few words what it is made of or, where ``value`` is "—", why; ``error`` is the sentence of the
    failed reading behind such a "—". Both are empty where there is nothing to say.
    """

    label: str
    value: str
    note: str = ""
    alarming: bool = False
    error: str = ""


def is_reachable(snapshot: Snapshot) -> bool:
    """Whether a route of the latest health check answered; an answer that is too old is none (contract 3.4)."""
    reading = snapshot.reading(Kind.HEALTH)
    return reading.error is None and isinstance(reading.value, HealthCheck) and not snapshot.is_stale(Kind.HEALTH)


def figures(snapshot: Snapshot, fleet: Fleet) -> tuple[Figure, ...]:
    """The numbers of one gateway, in the order of the row."""
    return (
        _executors(snapshot, fleet),
        _nodes(snapshot, fleet),
        _healthy(snapshot, fleet),
        _utilization(snapshot, fleet),
        _oldest(snapshot),
    )


def _executors(snapshot: Snapshot, fleet: Fleet) -> Figure:
    facts, last = fleet.counts, fleet.last_counts
    if facts.executors is None:
        return _not_known("Executors", count(last.executors), snapshot.reading(Kind.EXECUTORS))
    return Figure("Executors", count(facts.executors), _active(fleet))


def _active(fleet: Fleet) -> str:
    if fleet.counts.active is None:
        return ""
    return f"{count(fleet.unknown)} unknown" if fleet.active is None else f"{count(fleet.active)} active"


def _nodes(snapshot: Snapshot, fleet: Fleet) -> Figure:
    facts, last = fleet.counts, fleet.last_counts
    if facts.nodes is None:
        return _not_known("Nodes", count(last.nodes), snapshot.reading(Kind.EXECUTORS))
    return Figure("Nodes", count(facts.nodes), _addresses(facts.addresses))


def _addresses(number: int | None) -> str:
    if number is None:
        return ""
    return "1 address" if number == 1 else f"{count(number)} addresses"


def _healthy(snapshot: Snapshot, fleet: Fleet) -> Figure:
    facts, last = fleet.counts, fleet.last_counts
    if facts.nodes == 0:
        return Figure("Healthy nodes", NOT_KNOWN, "no nodes")
    if facts.healthy_percent is None:
        kind = Kind.EXECUTORS if facts.nodes is None else Kind.STATUS
        return _not_known("Healthy nodes", percent(last.healthy_percent), snapshot.reading(kind))
    made_of = f"{count(facts.fresh_nodes)} of {count(facts.nodes)}"
    return Figure("Healthy nodes", percent(facts.healthy_percent), made_of, facts.fresh_nodes != facts.nodes)


def _utilization(snapshot: Snapshot, fleet: Fleet) -> Figure:
    totals = fleet.capacity
    if totals is None or fleet.capacity_stale:
        last = NOT_KNOWN if totals is None else percent(totals.utilization)
        return _not_known("Utilization", last, snapshot.reading(Kind.CAPACITY))
    if totals.utilization is None:
        return Figure("Utilization", NOT_KNOWN, "no slots" if totals.capacity == 0 else "not sent")
    return _slots_in_use(totals)


def _slots_in_use(totals: CapacityTotals) -> Figure:
    found = band(totals.utilization)
    tight = found in TIGHT
    made_of = f"{count(totals.used)} of {count(totals.capacity)}"
    note = f"{made_of}, {found.name}" if found and tight else f"{made_of} slots"
    return Figure("Utilization", percent(totals.utilization), note, tight)


def _oldest(snapshot: Snapshot) -> Figure:
    ages = {kind: age for kind in DATA_KINDS if (age := snapshot.age(kind)) is not None}
    if not ages:
        return Figure("Oldest data", NOT_KNOWN, "none yet")
    missing = [name for kind, name in DATA_KINDS.items() if kind not in ages]
    kind = max(ages, key=lambda each: ages[each])
    note = f"no {missing[0]} yet" if missing else DATA_KINDS[kind]
    return Figure("Oldest data", duration(ages[kind]), note, snapshot.is_stale(kind))


def _not_known(label: str, last: str, reading: Reading) -> Figure:
    """A number that is no fact now: what it was, or else why there is none."""
    error = sentence(reading.error) if reading.error else ""
    if last != NOT_KNOWN:
        note = f"was {last}"
    elif error:
        note = "cannot be read"
    else:
        note = "not sent" if reading.at else "no answer yet"
    return Figure(label, NOT_KNOWN, note, error=error)
