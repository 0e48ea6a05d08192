from collections.abc import Iterator
from urllib.parse import quote

import pytest

from bench import servers
from bench.servers import GatewayServer, PageServer
from bench.session import NotThereError, open_page

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
def served() -> Iterator[GatewayServer]:
    with servers.gateway(3) as served:
        yield served


@pytest.fixture(scope="module")
def dashboard(served: GatewayServer) -> Iterator[PageServer]:
    with servers.dashboard(served.configuration, {"REFRESH_HEALTH": "7", "REFRESH_EXECUTORS": "0.25"}) as server:
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


async def test_a_beat_that_finds_something_new_has_it_redrawn(dashboard: PageServer) -> None:
    async with open_page(dashboard) as page:
        while not page.redrawn:
            await page.beat()
        first = page.redrawn
        while page.redrawn == first:
            await page.beat()


async def test_a_panel_opens_walks_and_closes(dashboard: PageServer) -> None:
    async with open_page(dashboard) as page:
        assert list(page.timers.values()) == [7]
        assert await page.open_panel(0) > 0
        assert list(page.timers.values()) == [0.25]  # the page is paused, and the panel looks for news
        assert await page.step() > 0
        before = page.given("row")["name"]
        assert await page.rest() > 0
        assert page.given("row")["name"] != before  # the table behind the panel has followed
        assert await page.show_section("Nodes") > 0
        for timer in page.timers:
            assert await page.go_off(timer) > 0
        assert await page.close_panel() > 0
        assert 7 in page.timers.values()
        with pytest.raises(RuntimeError, match="no panel is open"):
            await page.close_panel()


async def test_behind_the_last_row_of_a_filtered_table_comes_the_first(dashboard: PageServer) -> None:
    async with open_page(dashboard) as page:
        assert await page.filter("00001") > 0
        assert await page.open_panel(1) > 0
        assert await page.close_panel() > 0


async def test_nothing_opens_in_a_table_without_rows(dashboard: PageServer) -> None:
    async with open_page(dashboard) as page:
        assert await page.filter("no such executor") > 0
        with pytest.raises(NotThereError):
            await page.open_panel(0)


async def test_a_page_opens_at_an_address(dashboard: PageServer) -> None:
    name = quote("classify-executor-prod-bench-1-00001")
    async with open_page(dashboard, f"executor={name}") as page:
        assert await page.step() > 0


async def test_an_open_page_makes_the_gateway_be_read(dashboard: PageServer, served: GatewayServer) -> None:
    async with open_page(dashboard):
        assert served.requests() > 0


async def test_the_bare_page_runs_and_has_no_timer(bare: PageServer) -> None:
    async with open_page(bare) as page:
        assert await page.run() > 0
        assert not page.timers
        with pytest.raises(RuntimeError, match="no beat_timer"):
            await page.beat()


async def test_the_bare_table_is_drawn_anew_by_its_timer() -> None:
    with servers.bare_page("refreshed") as bare:
        async with open_page(bare) as page:
            assert await page.beat() > 0


async def test_the_bare_panel_opens_and_walks() -> None:
    with servers.bare_page("panel") as bare:
        async with open_page(bare) as page:
            assert await page.open_panel(0) > 0
            assert await page.press("next") > 0


def test_a_server_that_does_not_start_is_an_error_with_its_words(served: GatewayServer) -> None:
    with (
        pytest.raises(RuntimeError, match="REFRESH_HEALTH='never' cannot be used"),
        servers.dashboard(served.configuration, {"REFRESH_HEALTH": "never"}),
    ):
        pass


async def test_a_panel_that_opens_or_closes_does_not_ask_for_what_was_drawn_just_then(served: GatewayServer) -> None:
    with servers.dashboard(served.configuration, servers.FROZEN) as still:
        async with open_page(still) as page:
            await page.beat()
            before = page.redrawn
            await page.open_panel(0)
            await page.close_panel()
            assert page.redrawn == before
