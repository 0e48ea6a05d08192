"""The beginning of a WebSocket, as a server tells an app of it."""

from collections.abc import Mapping
from typing import Any

from starlette.types import ASGIApp, Message


def scope(path: str, headers: Mapping[str, str]) -> dict[str, Any]:
    """What an app is told of a connection."""
    return {
        "type": "websocket",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "scheme": "ws",
        "query_string": b"",
        "server": ("localhost", 8501),
        "headers": [(name.encode(), value.encode("latin-1")) for name, value in headers.items()],
        "subprotocols": [],
    }


async def handshake(app: ASGIApp, path: str, headers: Mapping[str, str]) -> list[Message]:
    """What an app answers to somebody who connects and leaves."""
    answers: list[Message] = []
    coming: list[Message] = [{"type": "websocket.connect"}]

    async def receive() -> Message:
        return coming.pop(0) if coming else {"type": "websocket.disconnect", "code": 1000}

    async def send(message: Message) -> None:
        answers.append(message)

    await app(scope(path, headers), receive, send)
    return answers
