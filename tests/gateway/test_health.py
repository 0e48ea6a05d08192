from collections.abc import AsyncIterator
from itertools import count

import pytest

from lib.gateway import errors
from lib.gateway.config import Gateway
from lib.gateway.exchange import Exchange
from lib.gateway.health import chain, check_health
from lib.gateway.limits import Limits
from tests.gateway.conftest import TOKEN
from tests.gateway.server import Answer, Raw, Reply, Reset, ScriptedServer

pytestmark = pytest.mark.anyio

PING = "/check?text=ping"
WELL = Reply(json={"result": "ok"})


@pytest.fixture
async def exchange(gateway: Gateway, limits: Limits) -> AsyncIterator[Exchange]:
    opened = Exchange(gateway, limits)
    yield opened
    await opened.aclose()


def test_the_chain_asks_no_route_twice() -> None:
    assert list(chain("/health")) == ["/health", "/", PING]
    assert list(chain("/")) == ["/", PING]


async def test_a_configured_path_that_answers_ends_the_chain(server: ScriptedServer, exchange: Exchange) -> None:
    server.on("/health", Reply(json={"status": "healthy"}))
    check = await check_health(exchange, "/health")
    (step,) = check.steps
    assert check.route == step.route == "/health"
    assert check.latency == step.took
    assert (step.status, step.ok, step.answer) == (200, True, '{"status": "healthy"}')
    assert check.error is None
    assert server.paths == ["/health"]


@pytest.mark.parametrize("route", ["/", PING])
async def test_after_404_the_next_route_is_asked(server: ScriptedServer, exchange: Exchange, route: str) -> None:
    server.on(route, WELL)
    check = await check_health(exchange, "/health")
    assert check.route == route
    assert check.error is None
    assert [step.ok for step in check.steps] == [False] * (len(check.steps) - 1) + [True]
    assert [step.route for step in check.steps] == server.paths
    assert server.paths[-1] == route


async def test_if_no_route_exists_the_configured_one_is_named(server: ScriptedServer, exchange: Exchange) -> None:
    check = await check_health(exchange, "/healthz")
    assert server.paths == ["/healthz", "/", PING]
    assert isinstance(check.error, errors.RouteMissing)
    assert check.error.route == "/healthz"
    assert (check.route, check.latency) == (None, None)
    assert [step.status for step in check.steps] == [404, 404, 404]


@pytest.mark.parametrize(
    ("answer", "expected", "status"),
    [
        (Reply(status=405), errors.RouteMissing, 405),
        (Reply(status=401), errors.AccessDenied, 401),
        (Reply(status=503), errors.ServerFailed, 503),
        (Reply(status=302), errors.Redirected, 302),
        (Reply(status=204), errors.UnexpectedStatus, 204),
        (Reply(b"<!doctype html><html>"), errors.NotJson, 200),
        (Reply(b"OK"), errors.NotJson, 200),
        (Reply(b""), errors.EmptyBody, 200),
        (Reply(json=["ok"]), errors.WrongShape, 200),
        (Reset(), errors.ConnectionBroken, None),
        (Raw(), errors.NotHttp, None),
    ],
)
async def test_any_other_failure_ends_the_chain(
    server: ScriptedServer,
    exchange: Exchange,
    answer: Answer,
    expected: type[errors.GatewayError],
    status: int | None,
) -> None:
    server.on("/health", answer)
    server.on("/", WELL)
    check = await check_health(exchange, "/health")
    (step,) = check.steps
    assert type(check.error) is expected
    assert (step.ok, step.status) == (False, status)
    assert step.answer.startswith("Gateway US East ")
    assert server.paths == ["/health"]


@pytest.mark.parametrize("word", ["error", "ERROR", "fail", "unhealthy", " Down "])
async def test_a_200_that_says_it_is_not_well_is_a_failure(
    server: ScriptedServer, exchange: Exchange, word: str
) -> None:
    server.on("/health", Reply(json={"status": word}))
    check = await check_health(exchange, "/health")
    assert isinstance(check.error, errors.ReportedError)
    assert word.strip() in check.error.detail


async def test_a_200_that_says_why_it_is_not_well_is_quoted(server: ScriptedServer, exchange: Exchange) -> None:
    server.on("/health", Reply(json={"status": "error", "result": "etcd is gone"}))
    check = await check_health(exchange, "/health")
    assert check.error is not None
    assert check.error.detail == "etcd is gone"


@pytest.mark.parametrize("body", [{}, {"status": "OK"}, {"status": 1}, {"status": None}, {"result": "error"}])
async def test_any_other_json_object_is_well(server: ScriptedServer, exchange: Exchange, body: object) -> None:
    server.on("/health", Reply(json=body, status=203))
    assert (await check_health(exchange, "/health")).error is None


async def test_each_step_has_its_own_time(server: ScriptedServer, exchange: Exchange) -> None:
    server.on("/", WELL)
    seconds = count(step=1.5)
    check = await check_health(exchange, "/health", lambda: next(seconds))
    assert [step.took for step in check.steps] == [1.5, 1.5]
    assert check.latency == 1.5


async def test_no_step_repeats_the_token(server: ScriptedServer, exchange: Exchange) -> None:
    server.on("/health", Reply(json={"you": TOKEN}))
    assert TOKEN not in repr(await check_health(exchange, "/health"))
    server.on("/health", Reply(json={"status": "error", "result": TOKEN}))
    assert TOKEN not in repr(await check_health(exchange, "/health"))
