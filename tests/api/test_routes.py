from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from lib.api.routes import BASE, ROUTES
from lib.process import Dashboard, running

pytestmark = pytest.mark.anyio


@pytest.fixture
async def client(dashboard: Dashboard) -> AsyncIterator[httpx.AsyncClient]:
    """Asks the routes as a server would that serves nothing else."""
    transport = httpx.ASGITransport(Starlette(routes=ROUTES))
    with running(dashboard):
        async with httpx.AsyncClient(transport=transport, base_url="http://dashboard.example") as asking:
            yield asking


async def test_the_bare_address_leads_to_the_landing_page(client: httpx.AsyncClient) -> None:
    answer = await client.get("/")
    assert (answer.status_code, answer.headers["location"]) == (307, BASE)
    assert BASE == "/infrastructure/"


async def test_livez_says_that_the_process_lives_and_is_never_kept(client: httpx.AsyncClient) -> None:
    answer = await client.get("/livez")
    assert (answer.status_code, answer.text) == (200, "ok\n")
    assert answer.headers["content-type"].startswith("text/plain")
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("route", [each for each in ROUTES if "{" not in each.path], ids=lambda route: route.path)
async def test_a_route_can_be_read_and_not_written(client: httpx.AsyncClient, route: Route) -> None:
    assert (await client.head(route.path)).status_code in (200, 307)
    assert (await client.post(route.path)).status_code == 405


def test_the_paths_are_absolute_and_listed_once() -> None:
    paths = [route.path for route in ROUTES]
    assert all(path.startswith("/") for path in paths)
    assert len(paths) == len(set(paths))
