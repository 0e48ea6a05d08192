from dataclasses import FrozenInstanceError
from datetime import timedelta

import pytest

from lib.feed.reading import Reading, Snapshot
from lib.gateway.errors import ConnectionRefused, ServerFailed
from lib.gateway.routes import Kind
from tests.feed.fakes import NOON, gateway, schedule

GOOD = Reading(Kind.HEALTH).succeeded(["up"], at=NOON, monotonic=100.0, took=0.2, due=105.0)
REFUSED = ConnectionRefused()


def snapshot(*readings: Reading, taken: float) -> Snapshot:
    return Snapshot(
        gateway=gateway(),
        readings={reading.kind: reading for reading in readings},
        version=1,
        taken=taken,
        taken_at=NOON,
        schedule=schedule(),
    )


def test_nothing_is_known_before_the_first_fetch() -> None:
    reading = Reading(Kind.HEALTH)
    assert (reading.value, reading.at, reading.error, reading.attempted) == (None, None, None, False)
    assert reading.age(100.0) is None
    assert reading.missed(100.0, 5.0) is None


def test_a_failure_keeps_the_good_answer_and_its_age() -> None:
    failed = GOOD.failed(REFUSED, at=NOON + timedelta(seconds=5), due=110.0)
    assert (failed.value, failed.at, failed.took) == (["up"], NOON, 0.2)
    assert failed.age(100_000.0) == 99_900.0
    assert (failed.error, failed.failures, failed.due) == (REFUSED, 1, 110.0)


def test_failing_since_is_the_first_failure_in_a_row_and_error_at_the_latest() -> None:
    later = NOON + timedelta(minutes=1)
    failed = GOOD.failed(REFUSED, at=NOON, due=0.0).failed(ServerFailed(503), at=later, due=0.0)
    assert (failed.failing_since, failed.error_at, failed.failures) == (NOON, later, 2)
    assert isinstance(failed.error, ServerFailed)


def test_a_success_ends_whatever_had_failed() -> None:
    failed = GOOD.failed(REFUSED, at=NOON, due=0.0)
    again = failed.succeeded(["up"], at=NOON, monotonic=120.0, took=0.1, due=125.0)
    assert (again.error, again.error_at, again.failing_since, again.failures) == (None, None, None, 0)
    assert again.age(121.0) == 1.0


def test_a_first_fetch_that_fails_is_an_attempt_without_a_value() -> None:
    failed = Reading(Kind.HEALTH).failed(REFUSED, at=NOON, due=0.0)
    assert failed.attempted
    assert failed.age(100.0) is None


def test_the_latest_fetch_is_timed_whether_it_went_well_or_not() -> None:
    failed = GOOD.failed(REFUSED, at=NOON, due=0.0, took=5.0)
    assert (Reading(Kind.HEALTH).tried_for, GOOD.tried_for, failed.tried_for, failed.took) == (0.0, 0.2, 5.0, 0.2)


@pytest.mark.parametrize(
    ("reading", "offered"),
    [
        (Reading(Kind.READINESS), True),
        (GOOD, True),
        (Reading(Kind.READINESS).failed(REFUSED, at=NOON, due=0.0), True),
        (GOOD.failed(REFUSED, at=NOON, due=0.0), True),
        (Reading(Kind.READINESS).succeeded(None, at=NOON, monotonic=100.0, took=0.0, due=105.0), False),
    ],
    ids=["not tried yet", "answered", "never answered", "answers no more", "answered that there is none"],
)
def test_only_an_answer_without_a_value_says_that_a_kind_is_not_offered(reading: Reading, *, offered: bool) -> None:
    assert reading.is_offered is offered


def test_an_equal_answer_keeps_the_object_so_that_what_was_made_of_it_can_be_kept() -> None:
    again = GOOD.succeeded(["up"], at=NOON, monotonic=105.0, took=0.1, due=110.0)
    assert again.value is GOOD.value
    assert again.age(105.0) == 0.0


@pytest.mark.parametrize(("now", "missed"), [(100.0, 0), (104.9, 0), (105.0, 1), (117.0, 3)])
def test_missed_counts_whole_refreshes_since_the_good_answer(now: float, missed: int) -> None:
    assert GOOD.missed(now, 5.0) == missed


@pytest.mark.parametrize(("taken", "stale"), [(100.0, False), (115.0, False), (115.1, True)])
def test_a_reading_is_stale_past_three_missed_refreshes(*, taken: float, stale: bool) -> None:
    assert snapshot(GOOD, taken=taken).is_stale(Kind.HEALTH) is stale


def test_what_was_never_read_is_stale_and_has_no_age() -> None:
    seen = snapshot(GOOD, Reading(Kind.CAPACITY), taken=100.0)
    assert seen.is_stale(Kind.CAPACITY)
    assert seen.age(Kind.CAPACITY) is None


def test_a_kind_that_is_not_fetched_reads_as_never_read() -> None:
    seen = snapshot(GOOD, taken=100.0)
    assert seen.reading(Kind.READINESS) == Reading(Kind.READINESS)
    assert seen.is_stale(Kind.READINESS)


def test_readings_and_snapshots_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        GOOD.value = None  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        snapshot(GOOD, taken=100.0).version = 2  # type: ignore[misc]
