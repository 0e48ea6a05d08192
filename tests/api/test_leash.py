from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import anyio
import pytest
from starlette.types import Message, Receive, Scope, Send

from lib.access.session import Session
from lib.api.leash import Leashes

pytestmark = pytest.mark.anyio

NOW = datetime(2026, 3, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)


class Page:
    """An app that reads until its browser has gone, and a browser that says nothing."""

    def __init__(self) -> None:
        self.connected = anyio.Event()
        self.sent: list[Message] = []
        self.read: list[Message] = []

    async def __call__(self, _scope: Scope, receive: Receive, _send: Send) -> None:
        while not self.read or self.read[-1]["type"] != "websocket.disconnect":
            self.read.append(await receive())

    async def receive(self) -> Message:
        self.connected.set()
        await anyio.sleep_forever()
        raise AssertionError

    async def send(self, message: Message) -> None:
        self.sent.append(message)

    def run(self, leashes: Leashes, session: Session) -> Callable[[], Awaitable[None]]:
        return lambda: leashes.run(self, session, NOW, ({"type": "websocket"}, self.receive, self.send))


async def test_a_websocket_ends_with_its_login() -> None:
    page = Page()
    await page.run(Leashes(), Session({}, NOW + timedelta(milliseconds=20), "a"))()
    assert [each["type"] for each in page.read] == ["websocket.disconnect"]
    assert page.sent == [{"type": "websocket.close", "code": 1008, "reason": ""}]


async def test_logging_out_ends_every_websocket_of_the_login_and_no_other() -> None:
    leashes, mine, other = Leashes(), Session({}, NOW + HOUR, "mine"), Session({}, NOW + HOUR, "other")
    pages, apart = [Page(), Page()], Page()
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(apart.run(leashes, other))
        async with anyio.create_task_group() as ending:
            for page in pages:
                ending.start_soon(page.run(leashes, mine))
                await page.connected.wait()
            leashes.end(mine, NOW)
        assert not leashes.holds(mine)
        assert leashes.holds(other)
        assert apart.read == []
        leashes.end(other, NOW)
    assert all(page.sent[-1]["code"] == 1008 for page in (*pages, apart))


async def test_a_browser_that_goes_by_itself_is_no_matter() -> None:
    page, leashes = Page(), Leashes()

    async def goes() -> Message:
        return {"type": "websocket.disconnect", "code": 1001}

    await leashes.run(page, Session({}, NOW + HOUR, "a"), NOW, ({"type": "websocket"}, goes, page.send))
    assert page.sent == []
    assert not leashes._of


async def test_a_login_that_was_ended_is_forgotten_when_it_would_be_over() -> None:
    leashes, ended = Leashes(), Session({}, NOW + HOUR, "a")
    leashes.end(ended, NOW)
    leashes.end(Session({}, NOW + 3 * HOUR, "b"), NOW + 2 * HOUR)
    assert leashes.holds(ended)
