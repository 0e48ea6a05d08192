from collections.abc import AsyncIterator

import pytest

from bench.living import Habit, live, only_watch

pytestmark = pytest.mark.anyio


async def count(page: "Clockwork", seconds: float, phase: float = 0, habit: Habit = only_watch) -> int:
    return len([timer async for timer in live(page, seconds, phase, habit)])


class Clockwork:
    """Something with timers that go off, each so many times before it is gone, and nothing else of a page."""

    def __init__(self, **times: int) -> None:
        self.left = times
        self.happened: list[str] = []

    @property
    def timers(self) -> dict[str, float]:
        return {timer: 0.01 for timer, times in self.left.items() if times}

    async def go_off(self, timer: str) -> float:
        self.left[timer] -= 1
        self.happened.append(timer)
        return 0.0


async def test_timers_go_off_until_they_are_gone() -> None:
    page = Clockwork(beat=3, look=2)
    assert await count(page, seconds=0.5) == 5
    assert sorted(page.happened) == ["beat"] * 3 + ["look"] * 2


async def test_a_timer_that_comes_later_goes_off_too() -> None:
    page = Clockwork(beat=1)

    async def habit(page: Clockwork) -> AsyncIterator[float]:
        yield 0.1
        page.left["look"] = 2
        yield float("inf")

    assert await count(page, seconds=0.5, habit=habit) == 3
    assert page.happened == ["beat", "look", "look"]


async def test_the_first_interval_can_be_partly_over() -> None:
    page = Clockwork(beat=1)
    assert await count(page, seconds=0.005, phase=0) == 1
    assert await count(Clockwork(beat=1), seconds=0.005, phase=1) == 0


async def test_what_a_person_does_happens_between() -> None:
    done = []

    async def habit(_page: Clockwork) -> AsyncIterator[float]:
        yield 0.01
        done.append("opened")
        yield 0.01
        done.append("closed")
        yield float("inf")

    assert await count(Clockwork(), seconds=0.5, habit=habit) == 0
    assert done == ["opened", "closed"]
