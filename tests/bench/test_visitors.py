from collections.abc import AsyncIterator, Iterator
from itertools import islice

import pytest

from bench import servers
from bench.servers import PageServer
from bench.session import Session, open_page
from bench.visitors import Diary, Visitor, narrow, visitors, walk

pytestmark = pytest.mark.anyio


class EnoughError(Exception):
    """Ends a visit, as it is no trouble of a page."""


@pytest.fixture(scope="module")
def dashboard() -> Iterator[PageServer]:
    with servers.gateway(60) as served, servers.dashboard(served.configuration, servers.FROZEN) as server:
        yield server


async def test_one_who_walks_comes_to_the_next_panel(dashboard: PageServer) -> None:
    async with open_page(dashboard) as page:
        things = walk(page)
        for _ in range(20):
            assert await anext(things) > 0


async def test_one_who_filters_has_the_whole_table_again(dashboard: PageServer) -> None:
    async with open_page(dashboard) as page:
        things = narrow(page)
        for _ in range(5):
            assert await anext(things) > 0


async def test_a_page_that_fails_is_noted_and_opened_again(dashboard: PageServer) -> None:
    diary = Diary()

    async def stumble(_page: Session) -> AsyncIterator[float]:
        if len(diary.failures) == 2:
            raise EnoughError
        raise RuntimeError("the page shows an exception")
        yield

    with pytest.raises(EnoughError):
        await Visitor(stumble).visit(dashboard, 0, diary)
    assert diary.failures == ["RuntimeError: the page shows an exception"] * 2


def test_visitors_never_end() -> None:
    assert len(list(islice(visitors(), 20))) == 20
