"""What the gateway notices of many open pages: as many requests as with one."""

import asyncio
from contextlib import AsyncExitStack

from bench.measure import PIECES, Row, Section
from bench.servers import AS_USUAL, GatewayServer, PageServer, dashboard, gateway
from bench.session import Session, open_page

_GOAL = 1.1


def measure(executors: int = 1_000, pages: int = 25, seconds: float = 60) -> Section:
    """Count the gateway's requests while one page is open, then while all are."""
    with gateway(executors) as served, dashboard(served, AS_USUAL) as server:
        one, beats_of_one = asyncio.run(_requests(served, server, 1, seconds))
        many, beats_of_many = asyncio.run(_requests(served, server, pages, seconds))
    return Section(
        "Requests at the gateway",
        f"With {pages} open pages, compared with one, for {seconds:g} s each, with {executors:,} executors of four "
        "nodes each. Pages are sessions over Streamlit's WebSocket, which run their script at each beat as a tab's "
        "would; nothing is drawn.",
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
            *(_beats(session, number / pages, seconds) for number, session in enumerate(sessions))
        )
        return served.requests() - before, sum(beats)


async def _beats(session: Session, phase: float, seconds: float) -> int:
    """Let a page beat as its timer in a browser would, and count; ``phase`` of an interval passes first."""
    loop = asyncio.get_running_loop()
    began = loop.time()
    due, beats = began + phase * session.interval, 0
    while due < began + seconds:
        await asyncio.sleep(due - loop.time())
        await session.beat()
        beats += 1
        due = max(due + session.interval, loop.time())
    await asyncio.sleep(began + seconds - loop.time())
    return beats
