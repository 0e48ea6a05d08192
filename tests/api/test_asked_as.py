import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Route

from lib.access.hosts import Hosts
from lib.api.asked_as import OTHER_HOST, OTHER_PAGE, AskedAs
from lib.api.routes import livez
from tests.api.sockets import handshake

pytestmark = pytest.mark.anyio

APP = Starlette(
    routes=[Route("/livez", livez), Route("/else", livez)],
    middleware=[Middleware(AskedAs, Hosts.of("127.0.0.1", (), "https://dashboard.example"))],
)


async def asked(path: str, **headers: str) -> httpx.Response:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(APP), base_url="http://localhost:8501") as client:
        return await client.get(path, headers=headers)


async def test_another_name_is_refused_with_what_to_do() -> None:
    answer = await asked("/else", Host="evil.example")
    assert (answer.status_code, answer.text) == (400, f"{OTHER_HOST}\n")


async def test_whether_the_process_lives_is_told_under_any_name() -> None:
    assert (await asked("/livez", Host="10.0.0.7:8501")).status_code == 200


async def test_a_page_of_another_origin_is_refused() -> None:
    answer = await asked("/else", Origin="https://evil.example")
    assert (answer.status_code, answer.text) == (403, f"{OTHER_PAGE}\n")


@pytest.mark.parametrize("origin", ["http://localhost:8501", "https://dashboard.example"])
async def test_a_page_of_the_dashboard_may_ask(origin: str) -> None:
    assert (await asked("/else", Origin=origin)).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [{"host": "localhost:8501", "origin": "https://evil.example"}, {"host": "evil.example"}, {}],
    ids=["another origin", "another name", "no name"],
)
async def test_a_websocket_is_closed_before_it_is_accepted(headers: dict[str, str]) -> None:
    [closed] = await handshake(APP, "/infrastructure/_stcore/stream", headers)
    assert (closed["type"], closed["code"]) == ("websocket.close", 1008)
