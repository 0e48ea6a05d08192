import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from lib.ahead import Ahead
from tests.gateway.server import PATIENCE

Start = Callable[[Callable[[str], object]], Ahead]


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts what works ahead, and ends it."""
    with ExitStack() as started:

        def begin(work: Callable[[str], object]) -> Ahead:
            ahead = Ahead(work)
            ahead.start()
            started.callback(ahead.close)
            return ahead

        yield begin


def test_what_has_arrived_is_worked_out_without_anybody_asking(start: Start) -> None:
    done = threading.Event()
    start(lambda gateway: done.set() if gateway == "us" else None).arrived("us")
    assert done.wait(PATIENCE)


def test_what_arrives_while_one_call_goes_on_is_one_more_call(start: Start) -> None:
    begun, go_on, twice = threading.Event(), threading.Event(), threading.Event()
    calls: list[str] = []

    def work(gateway: str) -> None:
        calls.append(gateway)
        begun.set()
        if len(calls) == 1:
            go_on.wait(PATIENCE)
        else:
            twice.set()

    ahead = start(work)
    ahead.arrived("us")
    assert begun.wait(PATIENCE)
    for _ in range(9):
        ahead.arrived("us")
    go_on.set()
    assert twice.wait(PATIENCE)
    ahead.close()
    assert calls == ["us", "us"]


def test_a_call_that_fails_is_logged_and_the_next_one_is_made(start: Start, caplog: pytest.LogCaptureFixture) -> None:
    again = threading.Event()

    def work(gateway: str) -> None:
        if gateway == "broken":
            raise ValueError("no fleet")
        again.set()

    ahead = start(work)
    with caplog.at_level(logging.ERROR):
        ahead.arrived("broken")
        ahead.arrived("us")
        assert again.wait(PATIENCE)
        ahead.close()
    assert "What gateway broken shows could not be worked out ahead" in caplog.text
