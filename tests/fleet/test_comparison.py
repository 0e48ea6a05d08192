from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

import pytest

from lib.feed.reading import Reading, Snapshot
from lib.feed.schedule import Schedule
from lib.fleet.assembly import assemble
from lib.fleet.comparison import Figure, figures, is_reachable
from lib.fleet.current import parts
from lib.gateway.config import Gateway
from lib.gateway.errors import ConnectionRefused, ReportedError
from lib.gateway.health import HealthCheck
from lib.gateway.routes import Kind
from lib.gateway.wire import DeploymentStatus, SlotRow, Totals
from tests.fleet.documents import NAME, NOW, ONE, RULES, TWO, by_key, capacity, hollow_status, listing, slot, status

GATEWAY = Gateway(id="us-east", url="http://us-east.example:8080")
SCHEDULE = Schedule({Kind.HEALTH: 5.0, Kind.EXECUTORS: 10.0, Kind.STATUS: 10.0, Kind.CAPACITY: 30.0})
TAKEN = 1000.0
PASSED = HealthCheck((), route="/")
TOO_OLD = 300.0
"""Seconds after which nothing of this schedule is a fact."""


def read(kind: Kind, value: object, age: float = 1.0) -> Reading:
    at = NOW - timedelta(seconds=age)
    return Reading(kind).succeeded(value, at=at, monotonic=TAKEN - age, took=0.1, due=TAKEN)


def refused(before: Reading) -> Reading:
    return before.failed(ConnectionRefused().at("US East", "/"), at=NOW, due=TAKEN)


def slots(used: int, total: int) -> Any:
    row: SlotRow = slot(capacity=total, used=used, available=max(0, total - used), holders=used)
    return capacity(row, totals=Totals(capacity=total, used=used, available=max(0, total - used), holder_count=used))


def well(age: float = 1.0) -> dict[Kind, Reading]:
    """All readings of a gateway with one executor on two nodes, one of which is stale; 3 of 4 slots are used."""
    actual = by_key({ONE: status("SERVING", beat=age), TWO: status(beat=TOO_OLD)})
    answered = {
        Kind.HEALTH: PASSED,
        Kind.EXECUTORS: listing({NAME: [ONE, TWO]}),
        Kind.STATUS: DeploymentStatus(actual, {}),
        Kind.CAPACITY: slots(3, 4),
    }
    return {kind: read(kind, value, age) for kind, value in answered.items()}


def seen(readings: Iterable[Reading]) -> Snapshot:
    known: Mapping[Kind, Reading] = {reading.kind: reading for reading in readings}
    return Snapshot(GATEWAY, known, version=1, taken=TAKEN, taken_at=NOW, schedule=SCHEDULE)


def row(readings: Mapping[Kind, Reading]) -> dict[str, Figure]:
    """The figures of these readings by their labels."""
    snapshot = seen(readings.values())
    return {each.label: each for each in figures(snapshot, assemble(parts(snapshot), RULES))}


def test_numbers_come_with_what_they_are_made_of() -> None:
    found = row(well())
    assert [(each.label, each.value, each.note) for each in found.values()] == [
        ("Executors", "1", "1 active"),
        ("Nodes", "2", "2 addresses"),
        ("Healthy nodes", "50\u202f%", "1 of 2"),
        ("Utilization", "75\u202f%", "3 of 4, busy"),
        ("Oldest data", "1\u202fs", "executors"),
    ]


def test_where_no_status_is_known_nobody_is_called_active_or_not() -> None:
    told = well() | {
        Kind.STATUS: read(Kind.STATUS, DeploymentStatus(by_key({ONE: hollow_status(), TWO: hollow_status()}), {}))
    }
    assert row(told)["Executors"] == Figure("Executors", "1", "1 unknown")


def test_a_number_alarms_where_it_asks_for_something() -> None:
    assert [label for label, figure in row(well()).items() if figure.alarming] == ["Healthy nodes", "Utilization"]


def test_a_node_on_one_address_is_one_address() -> None:
    told = well() | {Kind.EXECUTORS: read(Kind.EXECUTORS, listing({NAME: [ONE]}))}
    assert row(told)["Nodes"].note == "1 address"


@pytest.mark.parametrize(
    ("used", "total", "value", "note", "alarming"),
    [
        (0, 10, "0\u202f%", "0 of 10 slots", False),
        (7, 10, "70\u202f%", "7 of 10 slots", False),
        (8, 10, "80\u202f%", "8 of 10, busy", True),
        (12, 10, "120\u202f%", "12 of 10, critical", True),
        (0, 0, "—", "no slots", False),
    ],
)
def test_utilization_names_its_band_from_busy_on(
    used: int, total: int, value: str, note: str, *, alarming: bool
) -> None:
    told = well() | {Kind.CAPACITY: read(Kind.CAPACITY, slots(used, total))}
    assert row(told)["Utilization"] == Figure("Utilization", value, note, alarming=alarming)


def test_a_fleet_without_nodes_is_neither_healthy_nor_unhealthy() -> None:
    told = well() | {Kind.EXECUTORS: read(Kind.EXECUTORS, listing({NAME: []}))}
    assert row(told)["Healthy nodes"] == Figure("Healthy nodes", "—", "no nodes")


def test_what_is_too_old_is_no_number_but_what_it_was() -> None:
    found = row(well(age=TOO_OLD))
    assert [found[label].value for label in ("Executors", "Nodes", "Healthy nodes", "Utilization")] == ["—"] * 4
    assert [found[label].note for label in ("Executors", "Nodes", "Utilization")] == ["was 1", "was 2", "was 75\u202f%"]
    assert found["Oldest data"] == Figure("Oldest data", "5\u202fmin", "executors", alarming=True)


def test_nothing_is_known_of_a_gateway_that_has_not_answered_yet() -> None:
    found = row({kind: Reading(kind) for kind in SCHEDULE.intervals})
    assert {figure.value for figure in found.values()} == {"—"}
    assert [figure.note for figure in found.values()] == ["no answer yet"] * 4 + ["none yet"]


def test_a_number_that_cannot_be_read_says_why() -> None:
    error = ReportedError("etcd is gone").at("US East", "/api/capacity")
    told = well() | {Kind.CAPACITY: Reading(Kind.CAPACITY).failed(error, at=NOW, due=TAKEN)}
    found = row(told)
    assert (found["Utilization"].value, found["Utilization"].note) == ("—", "cannot be read")
    assert "etcd is gone" in found["Utilization"].error
    assert found["Executors"].error == ""


def test_the_oldest_data_is_that_of_the_reading_read_longest_ago() -> None:
    told = well() | {Kind.CAPACITY: read(Kind.CAPACITY, slots(1, 2), age=29)}
    assert row(told)["Oldest data"] == Figure("Oldest data", "29\u202fs", "capacity")


def test_data_that_never_came_is_named() -> None:
    told = well() | {Kind.CAPACITY: Reading(Kind.CAPACITY)}
    assert row(told)["Oldest data"] == Figure("Oldest data", "1\u202fs", "no capacity yet")


@pytest.mark.parametrize(
    ("health", "reachable"),
    [
        (read(Kind.HEALTH, PASSED), True),
        (Reading(Kind.HEALTH), False),
        (refused(Reading(Kind.HEALTH)), False),
        (refused(read(Kind.HEALTH, PASSED)), False),
        (read(Kind.HEALTH, PASSED, age=TOO_OLD), False),
    ],
    ids=["answered", "not asked yet", "never answered", "answers no more", "answered too long ago"],
)
def test_a_gateway_is_reachable_while_a_route_answers(health: Reading, *, reachable: bool) -> None:
    assert is_reachable(seen([health])) is reachable
