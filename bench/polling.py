"""What the gateway notices of many open pages: as many requests as with one."""

import asyncio
from contextlib import AsyncExitStack

from bench.living import live
from bench.measure import PIECES, Row, Section
from bench.servers import AS_USUAL, GatewayServer, PageServer, dashboard, gateway
from bench.session import Session, open_page

_GOAL = 1.1


def measure(executors: int = 1_000, pages: int = 25, seconds: float = 60) -> Section:
    """Count the gateway's requests while one page is open, then while all are."""
    with gateway(executors) as served, dashboard(served.configuration, AS_USUAL) as server:
        one, beats_of_one = asyncio.run(_requests(served, server, 1, seconds))
        many, beats_of_many = asyncio.run(_requests(served, server, pages, seconds))
    return Section(
        "Requests at the gateway",
        f"With {pages} open pages, compared with one, for {seconds:g} s each, with {executors:,} executors of four "
        "nodes each. Pages are sessions over Streamlit's WebSocket: at each beat they run their script and have "
        "redrawn what looks different, as a tab would; nothing is painted.",
        (
            Row(f"Requests, {pages} pages", [many], [one], PIECES, _GOAL),
            Row("Beats of all pages meanwhile", [beats_of_many], [beats_of_one], PIECES),
        ),
    )


async def _requests(served: GatewayServer, server: PageServer, pages: int, seconds: float) -> tuple[int, int]:
    """How many requests the gateway had within so many seconds, and how many beats the pages."""
    async with AsyncExitStack() as opened:
        sessions = [await opened.enter_async_context(open_page(server)) for _ in range(pages)]
        before = served.requests()
        beats = await asyncio.gather(
            *(_beats(session, seconds, number / pages) for number, session in enumerate(sessions))
        )
        return served.requests() - before, sum(beats)


async def _beats(page: Session, seconds: float, phase: float) -> int:
    return len([timer async for timer in live(page, seconds, phase)])
