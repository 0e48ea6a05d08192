"""Whether a gateway that hangs slows the pages of another one."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager
from dataclasses import replace
from functools import partial

from bench.living import live
from bench.measure import MILLISECONDS, PIECES, Row, Section, interleaved_async
from bench.servers import ALWAYS_FRESH, PageServer, configured, dashboard, gateway, silent
from bench.session import Session, open_page

_GOAL = 1.1
_WARM_UP = 2
_WELL, _OTHER = "well", "other"
_ONE_HOUR = 3600.0


def measure(executors: int = 1_000, rounds: int = 40) -> Section:
    """Open a page of a gateway in turns: beside one that hangs, and beside one that answers."""
    with ExitStack() as stack:
        well, small = stack.enter_context(gateway(executors)), stack.enter_context(gateway(3))
        stuck = stack.enter_context(silent())
        beside_stuck, beside_small = (
            stack.enter_context(dashboard(stack.enter_context(configured(urls)), ALWAYS_FRESH))
            for urls in ({_WELL: well.url, _OTHER: stuck.url}, {_WELL: well.url, _OTHER: small.url})
        )
        opened, usual, beats, usual_beats = asyncio.run(_samples(beside_stuck, beside_small, rounds))
    return Section(
        "A gateway that hangs",
        f"Deployments of a gateway with {executors:,} executors, from connecting until the server says that all of the "
        "page has run, over the WebSocket, which is steadier than a browser. Another configured gateway accepts every "
        "connection and never answers; its own page and the Overview are open and refreshed meanwhile. Compared with "
        f"a dashboard that has a small gateway in its place, and the same pages open. Medians of {rounds}.",
        (
            Row("Opening the page", opened, usual, MILLISECONDS, _GOAL),
            Row("Beat of an open page", beats, usual_beats, MILLISECONDS),
            Row("Connections left without an answer", [stuck.accepted], (), PIECES),
        ),
    )


async def _samples(beside_stuck: PageServer, beside_small: PageServer, rounds: int) -> list[list[float]]:
    async with AsyncExitStack() as stack:
        page, usual_page = [await stack.enter_async_context(_looked_at(each)) for each in (beside_stuck, beside_small)]
        actions = (partial(_open, beside_stuck), partial(_open, beside_small), page.beat, usual_page.beat)
        await interleaved_async(_WARM_UP, *actions)
        return await interleaved_async(rounds, *actions)


@asynccontextmanager
async def _looked_at(server: PageServer) -> AsyncIterator[Session]:
    """An open page of the gateway that is well, while the other one and the Overview are looked at."""
    overview = replace(server, page_name="")
    async with (
        open_page(server, f"gateway={_OTHER}") as other_page,
        open_page(overview) as overview_page,
        open_page(server, f"gateway={_WELL}") as page,
        asyncio.TaskGroup() as others,
    ):
        looking = [others.create_task(_look_at(each)) for each in (other_page, overview_page)]
        yield page
        for task in looking:
            task.cancel()


async def _look_at(page: Session) -> None:
    async for _timer in live(page, _ONE_HOUR):
        pass


async def _open(server: PageServer) -> float:
    """Seconds until a page of the gateway that is well has been opened."""
    began = time.perf_counter()
    async with open_page(server, f"gateway={_WELL}"):
        return time.perf_counter() - began
