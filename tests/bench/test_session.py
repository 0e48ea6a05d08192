from collections.abc import Iterator

import pytest

from bench import servers
from bench.servers import GatewayServer, PageServer
from bench.session import open_page

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
def served() -> Iterator[GatewayServer]:
    with servers.gateway(3) as served:
        yield served


@pytest.fixture(scope="module")
def dashboard(served: GatewayServer) -> Iterator[PageServer]:
    with servers.dashboard(served, {"REFRESH_HEALTH": "7"}) as server:
        yield server


@pytest.fixture(scope="module")
def bare() -> Iterator[PageServer]:
    with servers.bare_page() as server:
        yield server


async def test_a_session_runs_the_page_and_its_beat(dashboard: PageServer) -> None:
    async with open_page(dashboard) as page:
        assert page.interval == 7
        assert await page.beat() > 0
        assert await page.run() > 0
        assert await page.beat() > 0


async def test_an_open_page_makes_the_gateway_be_read(dashboard: PageServer, served: GatewayServer) -> None:
    async with open_page(dashboard):
        assert served.requests() > 0


async def test_the_bare_page_runs_and_has_no_timer(bare: PageServer) -> None:
    async with open_page(bare) as page:
        assert await page.run() > 0
        with pytest.raises(RuntimeError, match="no timer"):
            await page.beat()


def test_a_server_that_does_not_start_is_an_error_with_its_words(served: GatewayServer) -> None:
    with (
        pytest.raises(RuntimeError, match="REFRESH_HEALTH='never' cannot be used"),
        servers.dashboard(served, {"REFRESH_HEALTH": "never"}),
    ):
        pass
