from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from lib.feed.reading import Snapshot
from lib.fleet.gateway_state import Condition
from lib.fleet.gateway_state import gateway_state as found_state
from lib.gateway.errors import ConnectionRefused, ServerFailed
from lib.gateway.routes import Kind
from lib.gateway.wire import Dependency
from lib.ui.health import LOOKS, UNHEALTHY, gateway_state
from tests.fleet.checked import STALE, answered, failed, healthy, own, snapshot
from tests.ui.drawn import drawn

GREEN, YELLOW, RED, GRAY = "green", "yellow", "red", "gray"
PARTS = (Kind.EXECUTORS, Kind.STATUS, Kind.CAPACITY)


@pytest.mark.parametrize(
    ("seen", "hue"),
    [
        (snapshot(), GRAY),
        (snapshot(healthy(age=STALE)), GRAY),
        (snapshot(healthy("/")), GREEN),
        (snapshot(healthy("/health")), GREEN),
        (snapshot(healthy(), own("degraded")), YELLOW),
        (snapshot(healthy(), own("bad")), RED),
        (snapshot(healthy(), own("on fire")), RED),
        (snapshot(failed(Kind.HEALTH, ServerFailed(503))), RED),
    ],
)
def test_what_is_known_to_be_well_is_green_and_what_is_not_known_is_gray(seen: Snapshot, hue: str) -> None:
    state = gateway_state(seen)
    assert (state.hue, state.word) == (hue, found_state(seen).condition.value)


def test_every_condition_has_a_look() -> None:
    assert set(LOOKS) == set(Condition)


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
