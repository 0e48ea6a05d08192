"""What one more open page costs the server in memory."""

import asyncio
from contextlib import AsyncExitStack

from bench.measure import MEBIBYTES, Row, Section
from bench.process import resident
from bench.servers import FROZEN, PageServer, bare_page, dashboard, gateway
from bench.session import open_page


def measure(executors: int = 1_000, pages: int = 40) -> Section:
    """Open this many pages on each server."""
    with gateway(executors) as served, dashboard(served.configuration, FROZEN) as ours, bare_page() as bare:
        before = resident(ours.pid)
        per_page, per_bare_page = (asyncio.run(_per_page(server, pages)) for server in (ours, bare))
    return Section(
        "Memory",
        f"Growth of the server's resident memory while {pages} pages are opened one after another, divided by their "
        f"number; {executors:,} executors of four nodes each, and no reading changes. One page was open before, so "
        "that what all pages share is there: the dashboard's process had "
        f"{MEBIBYTES.text(before)} when it began to serve. "
        "A page takes so little that what was free before hides most of it.",
        (Row("Memory per open page", [per_page], [per_bare_page], MEBIBYTES),),
    )


async def _per_page(server: PageServer, pages: int) -> float:
    async with AsyncExitStack() as opened:
        await opened.enter_async_context(open_page(server))
        before = resident(server.pid)
        for _ in range(pages):
            await opened.enter_async_context(open_page(server))
        return (resident(server.pid) - before) / pages
