"""One line of the log for each request, and an id that its answer and all its lines bear."""

import logging
import time
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lib.access.caller import ANYONE, NOBODY
from lib.api.callers import SCOPE_KEY
from lib.fleet.masking import MASK
from lib.fleet.secret_values import is_secret
from lib.logs import request_id

log: Final = logging.getLogger("lib.api.requests")

LONGEST_PATH: Final = 300
"""Characters of a path that are logged."""

_EXAMINED: Final = 2_000
"""Characters of a path that are looked at."""

_CREDENTIALS: Final = ("authorization", "proxy-authorization", "cookie", "x-api-key")
"""Headers in which tokens are sent, by mistake or not."""

_OPENED: Final = 101
_REFUSED: Final = 403
"""What the server answers where a WebSocket is closed before it was accepted."""
_FAILED: Final = 500


class Requests:
    """Stands before everything. A WebSocket is one request, which ends when it is closed.

    Answers pass as they come. What no handler has caught is logged here, and answered with 500.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request or a connection, and log that."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        request = _Request(scope, send)
        before = request_id.CURRENT.set(request.id)
        try:
            await self._app(scope, receive, request.send)
        except Exception:
            if request.is_websocket or request.status:
                request.log()
                raise  # the server logs it, in this context: the id stays
            log.exception("%s %s failed", request.method, request.path)
            answer = PlainTextResponse(f"Internal Server Error\nRequest {request.id}\n", _FAILED)
            await answer(scope, receive, request.send)
        except BaseException:
            request.log()
            raise
        request.log()
        request_id.CURRENT.reset(before)


class _Request:
    """What is known of a request; its path is told without the query, and without a part that looks like a secret."""

    def __init__(self, scope: Scope, send: Send) -> None:
        self.is_websocket = scope["type"] == "websocket"
        headers = Headers(scope=scope)
        self.id = request_id.of(headers.get(request_id.HEADER), [headers.get(name, "") for name in _CREDENTIALS])
        self.method = "WEBSOCKET" if self.is_websocket else scope["method"]
        self.path = _without_secrets(scope["path"])[:LONGEST_PATH]
        self.status = 0
        self._scope = scope
        self._send = send
        self._began = time.monotonic()

    async def send(self, message: Message) -> None:
        """Pass on a message, the first one with the id."""
        match message["type"]:
            case "http.response.start" | "websocket.http.response.start":
                self.status = message["status"]
                self._name_in(message)
            case "websocket.accept":
                self.status = _OPENED
                self._name_in(message)
            case "websocket.close":
                self.status = self.status or _REFUSED
        await self._send(message)

    def log(self) -> None:
        """Write the line."""
        took = time.monotonic() - self._began
        caller = self._scope.get(SCOPE_KEY, ANYONE)
        name = None if caller in (ANYONE, NOBODY) else caller.name
        fields = {
            "method": self.method,
            "path": self.path,
            "status": self.status or None,
            "duration_seconds": round(took, 6),
            "caller": name,
        }
        log.info(
            "%s %s %s in %.0f ms%s",
            self.method,
            self.path,
            self.status or "unanswered",
            took * 1000,
            f" for {name}" if name else "",
            extra={"fields": {key: value for key, value in fields.items() if value is not None}},
        )

    def _name_in(self, message: Message) -> None:
        message.setdefault("headers", [])
        MutableHeaders(scope=message)[request_id.HEADER] = self.id


def _without_secrets(path: str) -> str:
    """The path with a mask for each part that looks like a secret: who mixes up header and address puts one there."""
    return "/".join(MASK if is_secret(part) else part for part in path[:_EXAMINED].split("/"))
