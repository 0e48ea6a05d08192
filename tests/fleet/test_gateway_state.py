import pytest

from lib.feed.reading import Snapshot
from lib.fleet.gateway_state import gateway_state
from lib.gateway.errors import ConnectionRefused, ServerFailed
from lib.gateway.routes import Kind
from lib.gateway.wire import Dependency
from tests.fleet.checked import STALE, answered, failed, healthy, own, snapshot


@pytest.mark.parametrize(
    ("seen", "said"),
    [
        (snapshot(), "Connecting"),
        (snapshot(healthy(age=STALE)), "Unknown"),
        (snapshot(healthy("/")), "Reachable"),
        (snapshot(healthy("/check?text=ping")), "Reachable"),
        (snapshot(healthy("/health")), "Healthy"),
        (snapshot(healthy("/"), health_path="/"), "Reachable"),
        (snapshot(healthy("/health"), health_path="/up"), "Reachable"),
        (snapshot(healthy(), own("ok")), "Healthy"),
        (snapshot(healthy(), own("OK")), "Healthy"),
        (snapshot(healthy("/health"), own("degraded")), "Degraded"),
        (snapshot(healthy("/health"), own("bad")), "Bad"),
        (snapshot(healthy("/health"), own("on fire")), "Not well"),
        (snapshot(healthy("/health"), own(None)), "Not well"),
        (snapshot(healthy(), own("bad", age=STALE)), "Reachable"),
        (snapshot(healthy(age=STALE), own("ok")), "Unknown"),
        (snapshot(healthy(), answered(Kind.OPERATIONS, None)), "Reachable"),
        (snapshot(failed(Kind.HEALTH, ServerFailed(503))), "Unhealthy"),
        (snapshot(failed(Kind.HEALTH, ServerFailed(503), before=healthy("/health"))), "Unhealthy"),
        (snapshot(failed(Kind.HEALTH, ConnectionRefused(), before=healthy()), own("ok")), "Unhealthy"),
    ],
)
def test_a_gateway_is_as_its_own_verdict_says_else_as_the_route_that_answered(seen: Snapshot, said: str) -> None:
    assert gateway_state(seen).condition == said


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
