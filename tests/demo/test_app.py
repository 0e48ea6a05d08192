import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime

import httpx
import pytest

from lib.demo import fleets
from lib.demo.app import SLOW_ANSWER, application
from lib.demo.gateway import Gateway, LiveBodies
from lib.demo.incidents import TROUBLE, Incident
from lib.demo.routes import CHECK, READINESS, documents_of
from tests.demo.conftest import HandClock, seconds_until

pytestmark = pytest.mark.anyio


class _Pauses(list[float]):
    async def __call__(self, seconds: float) -> None:
        self.append(seconds)


class _BrokenBodies:
    def __getitem__(self, path: str) -> bytes:
        raise LookupError(path)


def _client(gateway: Gateway, pause: Callable[[float], Awaitable[object]] = asyncio.sleep) -> httpx.AsyncClient:
    app = application(gateway, LiveBodies(gateway), pause)
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://gateway")


@pytest.fixture
def us_east(noon: datetime, clock: HandClock) -> Gateway:
    return Gateway(fleets.us_east(noon), clock=clock)


@pytest.fixture
def eu_west(noon: datetime, clock: HandClock) -> Gateway:
    return Gateway(fleets.eu_west(noon), clock=clock)


@pytest.fixture
def ap_south(noon: datetime, clock: HandClock) -> Gateway:
    return Gateway(fleets.ap_south(noon), TROUBLE, clock)


@pytest.fixture
async def g2(us_east: Gateway) -> AsyncIterator[httpx.AsyncClient]:
    async with _client(us_east) as client:
        yield client


@pytest.fixture
async def g1(eu_west: Gateway) -> AsyncIterator[httpx.AsyncClient]:
    async with _client(eu_west) as client:
        yield client


async def test_each_route_answers_its_document_as_json(us_east: Gateway, eu_west: Gateway) -> None:
    for gateway in (us_east, eu_west):
        async with _client(gateway) as client:
            for path in documents_of(gateway.world.generation):
                answer = await client.get(path)
                assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
                assert answer.content == LiveBodies(gateway)[path]


@pytest.mark.parametrize(
    "path", ["/health", "/ready", "/metrics", "/api/jobs", "/job/submit?text=x", "/dry_run", "/docs"]
)
async def test_what_the_contract_does_not_serve_is_not_found(g2: httpx.AsyncClient, path: str) -> None:
    answer = await g2.get(path)
    assert (answer.status_code, answer.json()) == (404, {"detail": "Not Found"})


@pytest.mark.parametrize("path", [READINESS, "/api/operations/health"])
async def test_g1_has_no_routes_of_g2(g1: httpx.AsyncClient, path: str) -> None:
    answer = await g1.get(path)
    assert (answer.status_code, answer.json()) == (404, {"detail": "Not Found"})


@pytest.mark.parametrize("method", ["HEAD", "POST", "PUT", "DELETE"])
@pytest.mark.parametrize("path", ["/", "/api/deployments", CHECK])
async def test_only_get_is_allowed(g2: httpx.AsyncClient, method: str, path: str) -> None:
    answer = await g2.request(method, path)
    assert answer.status_code == 405
    assert method == "HEAD" or answer.json() == {"detail": "Method Not Allowed"}


async def test_check_needs_its_text(g2: httpx.AsyncClient) -> None:
    answer = await g2.get(CHECK)
    assert answer.status_code == 422
    assert answer.json()["detail"] == [
        {"type": "missing", "loc": ["query", "text"], "msg": "Field required", "input": None}
    ]
    assert (await g2.get(CHECK, params={"text": ""})).json() == {"result": "ok"}


async def test_readiness_is_filtered_by_state(g2: httpx.AsyncClient) -> None:
    answer = await g2.get(READINESS, params={"state": "unready"})
    assert {worker["state"] for worker in answer.json()["result"]["gateways"]} == {"checking", "retrying", "error"}


async def test_an_unknown_readiness_state_is_a_bad_query(g2: httpx.AsyncClient) -> None:
    answer = await g2.get(READINESS, params={"state": "stopped"})
    assert answer.status_code == 422
    [problem] = answer.json()["detail"]
    assert (problem["loc"], problem["input"]) == (["query", "state"], "stopped")
    assert problem["msg"] == "Input should be 'ready', 'checking', 'retrying', 'error' or 'unready'"


async def test_a_crash_is_an_internal_error_in_the_gateways_words(us_east: Gateway) -> None:
    transport = httpx.ASGITransport(application(us_east, _BrokenBodies()), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://gateway") as client:
        answer = await client.get("/status")
    assert answer.status_code == 500
    assert answer.json() == {"status": "error", "message": "Internal server error", "detail": "LookupError"}


async def test_requests_are_counted_by_path_whatever_the_answer(us_east: Gateway, g2: httpx.AsyncClient) -> None:
    for path in ("/", "/health", "/", CHECK, "/check?text=x"):
        await g2.get(path)
    assert us_east.requests == {"/": 2, "/health": 1, "/check": 2}


async def test_only_while_it_is_slow_an_answer_waits(ap_south: Gateway, clock: HandClock) -> None:
    pauses = _Pauses()
    async with _client(ap_south, pauses) as client:
        assert (await client.get("/")).status_code == 200
        assert pauses == []
        clock.turn(seconds_until(Incident.SLOW))
        assert (await client.get("/")).status_code == 200
    assert pauses == [SLOW_ANSWER]


@pytest.mark.parametrize("path", ["/", "/api/capacity", "/health"])
async def test_a_proxy_answers_every_path_with_its_page(ap_south: Gateway, clock: HandClock, path: str) -> None:
    clock.turn(seconds_until(Incident.PROXY))
    async with _client(ap_south) as client:
        answer = await client.get(path)
    assert answer.status_code == 503
    assert answer.headers["content-type"].startswith("text/html")
    assert answer.text.startswith("<html>")


async def test_without_etcd_capacity_fails_with_200(ap_south: Gateway, clock: HandClock) -> None:
    clock.turn(seconds_until(Incident.ETCD_LOST))
    async with _client(ap_south) as client:
        failed = await client.get("/api/capacity")
        remembered = await client.get("/api/deployment-status")
    assert (failed.status_code, failed.json()["status"]) == (200, "error")
    assert remembered.json()["result"]["status"]
