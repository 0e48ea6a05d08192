"""Pages that stay open: their timers go off as in a browser, and somebody may use them meanwhile."""

import asyncio
from collections.abc import AsyncIterator, Callable

from bench.session import Session

Habit = Callable[[Session], AsyncIterator[float]]
"""What a person does with a page, again and again; yields the seconds until the next thing."""

_NEXT = "next thing"


async def only_watch(_page: Session) -> AsyncIterator[float]:
    """Do nothing but look."""
    while True:
        yield float("inf")


async def live(page: Session, seconds: float, phase: float = 0.0, habit: Habit = only_watch) -> AsyncIterator[str]:
    """Keep a page open for so long; yields each timer that went off, once the page has done what it brought about.

    ``phase`` is how much of their first interval passes before. A timer that is due while the page is still busy waits
    for it, as in a browser.
    """
    time = asyncio.get_running_loop().time
    until, things = time() + seconds, habit(page)
    due = {timer: time() + phase * interval for timer, interval in page.timers.items()}
    due[_NEXT] = time() + await anext(things)
    while due[soonest := min(due, key=due.__getitem__)] < until:
        await asyncio.sleep(due[soonest] - time())
        if soonest == _NEXT:
            due[_NEXT] = time() + await anext(things)
        else:
            await page.go_off(soonest)
            yield soonest
            due[soonest] += page.timers.get(soonest, 0)
        due = {_NEXT: due[_NEXT]} | {
            timer: max(due.get(timer, time() + interval), time()) for timer, interval in page.timers.items()
        }
    await asyncio.sleep(until - time())
