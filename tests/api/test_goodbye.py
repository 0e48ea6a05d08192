from typing import Any

import pytest
from starlette.websockets import WebSocketDisconnected

from lib.api.goodbye import Goodbye

pytestmark = pytest.mark.anyio

WEBSOCKET, HTTP = {"type": "websocket"}, {"type": "http"}


async def gone_while_closing(*_: Any) -> None:
    """Fail as Streamlit does when it closes a connection that the browser has closed."""
    raise WebSocketDisconnected("a close message has been sent")


async def gone(*_: Any) -> None:
    """Fail as Streamlit does when it reads from a browser that has gone."""
    try:
        raise WebSocketDisconnected("not connected")
    except RuntimeError:
        raise TypeError("text frames are not supported")  # noqa: B904 - as Streamlit raises it


async def broken(*_: Any) -> None:
    raise TypeError("a bug")


async def nothing(*_: Any) -> Any:
    return {}


@pytest.mark.parametrize("app", [gone, gone_while_closing])
async def test_a_browser_that_goes_away_is_no_error(app: Any) -> None:
    await Goodbye(app)(WEBSOCKET, nothing, nothing)


@pytest.mark.parametrize(("scope", "app"), [(WEBSOCKET, broken), (HTTP, broken), (HTTP, gone)])
async def test_any_other_error_goes_on(scope: dict[str, str], app: Any) -> None:
    with pytest.raises(TypeError):
        await Goodbye(app)(scope, nothing, nothing)
