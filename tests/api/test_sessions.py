from typing import Any

import pytest

from lib.api.sessions import Sessions
from lib.telemetry import SESSIONS, SESSIONS_OPENED

pytestmark = pytest.mark.anyio

ACCEPT = {"type": "websocket.accept"}


async def nothing(*_: Any) -> Any:
    return {}


def counted() -> tuple[float, float]:
    """Open sessions, and all that were opened."""
    return (
        next(each.value for each in SESSIONS.collect()[0].samples),
        next(each.value for each in SESSIONS_OPENED.collect()[0].samples),
    )


async def run(kind: str, *sent: dict[str, str], fails: bool = False) -> list[tuple[float, float]]:
    """What was counted, beyond what was before, while a connection sends something, and after it has ended."""
    open_before, opened_before = counted()
    seen = []

    def look() -> None:
        now_open, opened = counted()
        seen.append((now_open - open_before, opened - opened_before))

    async def app(_scope: Any, _receive: Any, send: Any) -> None:
        for message in sent:
            await send(message)
        look()
        if fails:
            raise RuntimeError("the browser has gone")

    try:
        await Sessions(app)({"type": kind}, nothing, nothing)
    except RuntimeError:
        assert fails
    look()
    return seen


@pytest.mark.parametrize("fails", [False, True])
async def test_a_session_is_counted_from_its_beginning_to_its_end(fails: bool) -> None:  # noqa: FBT001 - a case
    assert await run("websocket", ACCEPT, {"type": "websocket.send"}, fails=fails) == [(1, 1), (0, 1)]


async def test_a_connection_that_is_refused_is_no_session() -> None:
    assert await run("websocket", {"type": "websocket.close"}) == [(0, 0), (0, 0)]


async def test_a_request_is_no_session() -> None:
    assert await run("http", {"type": "http.response.start"}) == [(0, 0), (0, 0)]
