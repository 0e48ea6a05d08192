from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from lib.feed.reading import Reading, Snapshot
from lib.feed.schedule import Schedule
from lib.gateway.config import Gateway
from lib.gateway.errors import ConnectionRefused, GatewayError, ServerFailed
from lib.gateway.health import HealthCheck
from lib.gateway.routes import Kind
from lib.gateway.wire import Dependency, OperationsHealth
from lib.ui.health import UNHEALTHY, State, gateway_state
from tests.fleet.documents import NOW
from tests.ui.drawn import drawn

SCHEDULE = Schedule(intervals=dict.fromkeys(Kind, 10.0))
TAKEN = 1000.0
FRESH, STALE = 1.0, 31.0
GREEN, YELLOW, RED, GRAY = "green", "yellow", "red", "gray"
PARTS = (Kind.EXECUTORS, Kind.STATUS, Kind.CAPACITY)


def answered(kind: Kind, value: object = "an answer", age: float = FRESH) -> Reading:
    """A good answer that is so many seconds old."""
    return Reading(kind).succeeded(value, at=NOW - timedelta(seconds=age), monotonic=TAKEN - age, took=0.02, due=TAKEN)


def failed(kind: Kind, error: GatewayError, *, before: Reading | None = None) -> Reading:
    """A reading that has been failing for 40 seconds."""
    reading = (before or Reading(kind)).failed(error.at("US East", "/"), at=NOW - timedelta(seconds=40), due=TAKEN)
    return reading.failed(error, at=NOW, due=TAKEN)


def healthy(route: str = "/", age: float = FRESH) -> Reading:
    return answered(Kind.HEALTH, HealthCheck((), route, 0.0123), age)


def own(state: str | None, *dependencies: Dependency, age: float = FRESH) -> Reading:
    """The gateway's own verdict of itself."""
    return answered(Kind.OPERATIONS, OperationsHealth(state, dependencies=list(dependencies)), age)


def snapshot(*readings: Reading, health_path: str = "/health") -> Snapshot:
    gateway = Gateway(id="us", name="US East", url="http://us.example", health_path=health_path)
    known = {each.kind: each for each in readings}
    return Snapshot(gateway, known, version=1, taken=TAKEN, taken_at=NOW, schedule=SCHEDULE)


def look(state: State) -> tuple[str, str]:
    return state.hue, state.word


@pytest.mark.parametrize(
    ("seen", "said"),
    [
        (snapshot(), (GRAY, "Connecting")),
        (snapshot(healthy(age=STALE)), (GRAY, "Unknown")),
        (snapshot(healthy("/")), (GREEN, "Reachable")),
        (snapshot(healthy("/check?text=ping")), (GREEN, "Reachable")),
        (snapshot(healthy("/health")), (GREEN, "Healthy")),
        (snapshot(healthy("/"), health_path="/"), (GREEN, "Reachable")),
        (snapshot(healthy("/health"), health_path="/up"), (GREEN, "Reachable")),
        (snapshot(healthy(), own("ok")), (GREEN, "Healthy")),
        (snapshot(healthy(), own("OK")), (GREEN, "Healthy")),
        (snapshot(healthy("/health"), own("degraded")), (YELLOW, "Degraded")),
        (snapshot(healthy("/health"), own("bad")), (RED, "Bad")),
        (snapshot(healthy("/health"), own("on fire")), (RED, "Not well")),
        (snapshot(healthy("/health"), own(None)), (RED, "Not well")),
        (snapshot(healthy(), own("bad", age=STALE)), (GREEN, "Reachable")),
        (snapshot(healthy(age=STALE), own("ok")), (GRAY, "Unknown")),
        (snapshot(healthy(), answered(Kind.OPERATIONS, None)), (GREEN, "Reachable")),
        (snapshot(failed(Kind.HEALTH, ServerFailed(503))), (RED, "Unhealthy")),
        (snapshot(failed(Kind.HEALTH, ServerFailed(503), before=healthy("/health"))), (RED, "Unhealthy")),
        (snapshot(failed(Kind.HEALTH, ConnectionRefused(), before=healthy()), own("ok")), (RED, "Unhealthy")),
    ],
)
def test_a_gateway_is_as_its_own_verdict_says_else_as_the_route_that_answered(
    seen: Snapshot, said: tuple[str, str]
) -> None:
    assert look(gateway_state(seen)) == said


def test_a_stale_check_says_how_long_ago_it_was() -> None:
    assert gateway_state(snapshot(healthy(age=STALE))).why == "last checked 31\u202fs ago"


def test_a_failing_check_says_why() -> None:
    assert "US East" in gateway_state(snapshot(failed(Kind.HEALTH, ServerFailed(503)))).why


@pytest.mark.parametrize(
    ("state", "why"),
    [("degraded", "etcd: slow; disk: bad"), ("bad", "etcd: slow; disk: bad"), ("ok", "by its own check")],
)
def test_what_ails_the_gateway_is_named_and_what_is_well_is_not(state: str, why: str) -> None:
    dependencies = (
        Dependency("postgresql", "ok", summary="fine"),
        Dependency("etcd", "degraded", summary="slow"),
        Dependency("disk", "bad"),
    )
    assert gateway_state(snapshot(healthy(), own(state, *dependencies))).why.startswith(why)


def test_a_verdict_without_a_reason_has_one_all_the_same() -> None:
    assert gateway_state(snapshot(healthy(), own("degraded"))).why == "by its own check"
    assert gateway_state(snapshot(healthy(), own("on fire"))).why == "its own check says on fire"
    assert gateway_state(snapshot(healthy(), own(None))).why == "its own check says nothing"


def page(seen: Snapshot, retry: Callable[[], Any] = bool) -> AppTest:
    return drawn("health", seen, retry)


def line(shown: AppTest) -> str:
    return str(shown.markdown[0].value)


def test_the_line_names_the_route_that_answered_its_latency_and_the_age_of_each_part() -> None:
    said = line(page(snapshot(healthy(), *(answered(kind, age=2) for kind in PARTS))))
    assert said.startswith(":green-badge[")
    assert "`/` answered in 12\u202fms, 1\u202fs ago" in said
    assert "executors 2\u202fs ago · status and desired 2\u202fs ago · capacity 2\u202fs ago" in said


def test_the_age_of_a_stale_part_stands_out_and_a_part_that_never_came_has_none() -> None:
    said = line(page(snapshot(healthy(), answered(Kind.CAPACITY, age=STALE))))
    assert "capacity :orange[**31\u202fs ago**]" in said
    assert "executors —" in said


def test_a_well_gateway_has_nothing_to_retry() -> None:
    shown = page(snapshot(healthy(), *map(answered, PARTS)))
    assert [*shown.button, *shown.error, *shown.warning] == []


def test_a_failing_check_says_since_when_and_how_old_what_is_shown_is() -> None:
    shown = page(snapshot(failed(Kind.HEALTH, ServerFailed(503), before=healthy()), answered(Kind.STATUS, age=50)))
    [error] = shown.error
    assert error.proto.title == UNHEALTHY
    assert "Failing for 40\u202fs." in error.value
    assert "50\u202fs ago" in error.value


def test_a_failing_check_without_data_says_that_there_is_none() -> None:
    [error] = page(snapshot(failed(Kind.HEALTH, ServerFailed(503)))).error
    assert error.value.endswith("There is no data from it yet.")


def test_the_retry_button_retries() -> None:
    asked: list[str] = []
    shown = page(snapshot(failed(Kind.HEALTH, ServerFailed(503))), lambda: asked.append("again"))
    shown.button(key="retry").click().run()
    assert asked == ["again"]


def test_a_part_that_fails_alone_is_named_by_its_route() -> None:
    broken = failed(Kind.CAPACITY, ServerFailed(503), before=answered(Kind.CAPACITY))
    [warning] = page(snapshot(healthy(), broken)).warning
    assert warning.proto.title == "No fresh answer from /api/capacity"
    assert "Showing capacity from" in warning.value


def test_parts_that_fail_as_the_check_does_are_said_once() -> None:
    down = [failed(kind, ServerFailed(503)) for kind in (Kind.HEALTH, *PARTS)]
    assert not page(snapshot(*down)).warning


def test_a_part_that_fails_in_another_way_than_the_check_is_said_too() -> None:
    [warning] = page(snapshot(failed(Kind.HEALTH, ServerFailed(503)), failed(Kind.STATUS, ConnectionRefused()))).warning
    assert "There is no status and desired data yet." in warning.value


def test_what_the_gateway_says_is_no_markdown() -> None:
    etcd = Dependency("etcd", "bad", summary="**bold** [x](javascript:y)")
    said = line(page(snapshot(healthy(), own("bad", etcd))))
    assert r"\*\*bold\*\*" in said
    assert "](javascript" not in said
