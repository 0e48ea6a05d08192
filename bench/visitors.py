"""Who has the dashboard open: people that watch, walk through panels, filter, or come and go."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from itertools import count, cycle

from websockets.exceptions import ConnectionClosed

from bench.living import Habit, live, only_watch
from bench.servers import PageServer
from bench.session import NotThereError, Session, open_page

_SECTIONS = ("Nodes", "Capacity", "Endpoints", "Configuration", "History", "Overview")
_STEPS = 5
_ROWS_SEEN = 50
_STAY = 300.0
"""Seconds after which one who comes and goes closes the page and opens it again."""


@dataclass
class Diary:
    """What happened to all visitors: how often a timer went off on a page, and what failed.

    ``absent`` is what somebody looked for on a page and did not find, as a page in trouble may not have it.
    """

    ticks: int = 0
    failures: list[str] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Visitor:
    """What somebody does with a page, and the seconds after which they close it and open it again.

    ``query`` says which view of it they open.
    """

    habit: Habit
    stay: float = float("inf")
    query: str = ""

    async def visit(self, server: PageServer, phase: float, diary: Diary) -> None:
        """Have the page open until cancelled; where it fails, that is noted, and the page opened again."""
        while True:
            try:
                async with open_page(server, self.query) as page:
                    async for _timer in live(page, self.stay, phase, self.habit):
                        diary.ticks += 1
            except NotThereError as absence:
                diary.absent.append(str(absence))
            except (RuntimeError, TimeoutError, ConnectionClosed) as failure:
                diary.failures.append(f"{type(failure).__name__}: {failure}")


async def walk(page: Session) -> AsyncIterator[float]:
    """Open the panel of another executor every minute, walk on, read a section of it, and close it."""
    for row, section in zip(cycle(range(_ROWS_SEEN)), cycle(_SECTIONS), strict=False):
        yield 30
        await page.open_panel(row)
        for _ in range(_STEPS):
            yield 2
            await page.step()
        yield 0.4
        await page.rest()
        await page.show_section(section)
        yield 20
        await page.close_panel()


async def narrow(page: Session) -> AsyncIterator[float]:
    """Filter the table every minute, and let all come back."""
    for number in count():
        yield 40
        await page.filter(f"000{number % 10}")
        yield 20
        await page.filter("")


def visitors() -> Iterator[Visitor]:
    """Visitors without end, as many of each sort as there may be on a usual day."""
    return cycle(
        (
            Visitor(only_watch),
            Visitor(walk),
            Visitor(narrow),
            Visitor(only_watch, _STAY),
            Visitor(only_watch),
        )
    )
