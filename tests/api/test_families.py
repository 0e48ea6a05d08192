from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from lib.alerts import course
from lib.alerts.delivery import TargetState
from lib.alerts.engine import Alert, State
from lib.alerts.rules import EXECUTOR_ERROR, GATEWAY_UNREACHABLE
from lib.alerts.silences import Silence
from lib.alerts.thresholds import DEFAULTS
from lib.alerts.watching import Seen
from lib.api.families import FAMILIES, Moment
from lib.feed.reading import Reading, Snapshot
from lib.feed.schedule import Schedule
from lib.feed.statistics import Count
from lib.gateway.config import Gateway
from lib.gateway.errors import ConnectionRefused
from lib.gateway.health import HealthCheck
from lib.gateway.routes import Kind
from lib.history.keeper import Written

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
SCHEDULE = Schedule(intervals={Kind.HEALTH: 5.0, Kind.CAPACITY: 30.0})
US = Gateway.model_validate({"id": "us", "url": "http://us.example"})
CHECKED = HealthCheck((), route="/health", latency=0.25)
WELL = Reading(Kind.HEALTH, value=CHECKED, monotonic=98.0, attempted=True)


def values(**told: Any) -> Mapping[str, Mapping[tuple[str, ...], float]]:
    """By the name of each series its values by labels, in the order of the labels' names."""
    moment = Moment(**{"at": NOW, "sees": lambda _gateway: True, **told})
    found: dict[str, dict[tuple[str, ...], float]] = {}
    for family in FAMILIES:
        for sample in family.of(moment).samples:
            found.setdefault(sample.name, {})[tuple(sample.labels.values())] = sample.value
    return found


def snapshot(health: Reading, taken: float = 100.0) -> Snapshot:
    readings = {Kind.HEALTH: health, Kind.CAPACITY: Reading(Kind.CAPACITY)}
    return Snapshot(US, readings, 1, taken, NOW, SCHEDULE)


def alert(rule: str, *, fires: bool, executor: str | None = "ocr") -> Alert:
    begun = NOW - timedelta(minutes=1)
    return Alert(rule, "us", executor, course.Course(begun, NOW, 1.0, fired_at=begun if fires else None))


def seen(*alerts: Alert, silences: tuple[Silence, ...] = ()) -> Seen:
    return Seen(State(alerts, silences=silences), DEFAULTS, (), (), NOW)


def of_rule(rule: str, told: Seen, **more: Any) -> dict[str, float]:
    """How many alerts of a rule there are in each state."""
    found = values(alerts=told, **more)["deployments_alerts"]
    return {state: count for (name, _severity, state), count in found.items() if name == rule}


def test_nothing_is_told_of_what_is_not_there() -> None:
    assert values() == {}


def test_a_reading_has_an_age_and_its_check_a_duration() -> None:
    found = values(snapshots=[snapshot(WELL)])
    assert found == {
        "deployments_gateway_health_check_duration_seconds": {("us",): 0.25},
        "deployments_gateway_reading_age_seconds": {("us", "health"): 2.0},
    }


def test_a_check_that_was_long_ago_has_no_duration() -> None:
    found = values(snapshots=[snapshot(WELL, taken=200.0)])
    assert found == {"deployments_gateway_reading_age_seconds": {("us", "health"): 102.0}}


def test_a_reading_that_fails_names_its_error_and_has_the_age_of_what_is_still_known() -> None:
    failing = WELL.failed(ConnectionRefused(), at=NOW, due=0.0)
    assert values(snapshots=[snapshot(failing)]) == {
        "deployments_gateway_reading_age_seconds": {("us", "health"): 2.0},
        "deployments_gateway_reading_error": {("us", "health", "refused"): 1},
    }


def test_fetches_and_their_errors_are_counted() -> None:
    counts = {("us", Kind.HEALTH): Count(5, {"refused": 2, "dns": 1}), ("us", Kind.CAPACITY): Count(4)}
    assert values(fetches=counts) == {
        "deployments_feed_fetches_total": {("us", "health"): 5, ("us", "capacity"): 4},
        "deployments_feed_fetch_errors_total": {("us", "health", "refused"): 2, ("us", "health", "dns"): 1},
    }


def test_alerts_are_counted_in_the_state_that_they_are_in() -> None:
    rule = EXECUTOR_ERROR.name
    silence = Silence("1", NOW, NOW + timedelta(hours=1), "ann", "known", rule, "us", "quiet")
    told = seen(
        alert(rule, fires=True),
        alert(rule, fires=False, executor="soon"),
        alert(rule, fires=True, executor="quiet"),
        silences=(silence,),
    )
    assert of_rule(rule, told) == {"pending": 1, "firing": 1, "silenced": 1}
    assert of_rule(GATEWAY_UNREACHABLE.name, told) == {"pending": 0, "firing": 0, "silenced": 0}


def test_alerts_of_a_gateway_that_may_not_be_seen_are_not_counted() -> None:
    told = seen(alert(EXECUTOR_ERROR.name, fires=True))
    assert sum(of_rule(EXECUTOR_ERROR.name, told, sees=lambda gateway: gateway != "us").values()) == 0


def test_what_was_written_and_what_was_sent_is_counted() -> None:
    target = TargetState("slack://…", waiting=3, lost=1, delivered=7, failed=2)
    assert values(targets=[target], written=Written(4, 120, 1), held=6) == {
        "deployments_notifications_delivered_total": {("slack://…",): 7},
        "deployments_notification_failures_total": {("slack://…",): 2},
        "deployments_notifications_lost_total": {("slack://…",): 1},
        "deployments_notifications_waiting": {("slack://…",): 3},
        "deployments_history_writes_total": {(): 4},
        "deployments_history_rows_total": {(): 120},
        "deployments_history_write_failures_total": {(): 1},
        "deployments_history_held_samples": {(): 6},
    }


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_the_unit_ends_the_name(family: Any) -> None:
    assert family.name.startswith("deployments_")
    assert family.name.removesuffix("_total").endswith(family.unit)
