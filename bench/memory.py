"""What one more open page costs the server in memory."""

import asyncio
import os
from contextlib import AsyncExitStack
from pathlib import Path

from bench.measure import MEBIBYTES, Row, Section
from bench.servers import FROZEN, PageServer, bare_page, dashboard, gateway
from bench.session import open_page

_PAGE_SIZE = os.sysconf("SC_PAGE_SIZE")


def measure(executors: int = 1_000, pages: int = 10) -> Section:
    """Open this many pages on each server."""
    with gateway(executors) as served, dashboard(served, FROZEN) as ours, bare_page() as bare:
        before = resident(ours.pid)
        per_page, per_bare_page = (asyncio.run(_per_page(server, pages)) for server in (ours, bare))
    return Section(
        "Memory",
        f"Growth of the server's resident memory while {pages} pages are opened one after another, divided by their "
        f"number; {executors:,} executors of four nodes each. One page was open before, so that what all pages share "
        f"is there: the dashboard's process had {MEBIBYTES.text(before)} when it began to serve.",
        (Row("Memory per open page", [per_page], [per_bare_page], MEBIBYTES),),
    )


async def _per_page(server: PageServer, pages: int) -> float:
    async with AsyncExitStack() as opened:
        await opened.enter_async_context(open_page(server))
        before = resident(server.pid)
        for _ in range(pages):
            await opened.enter_async_context(open_page(server))
        return (resident(server.pid) - before) / pages


def resident(pid: int) -> int:
    """Bytes of a process that are in memory."""
    pages = Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]
    return int(pages) * _PAGE_SIZE
