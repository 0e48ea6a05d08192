"""Counts the browser tabs that are connected: each holds one WebSocket, over which its page runs."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lib.telemetry import SESSIONS, SESSIONS_OPENED


class Sessions:
    """Counts a WebSocket from the moment at which it is accepted until it ends, however that is."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request or a connection."""
        if scope["type"] != "websocket":
            await self._app(scope, receive, send)
            return
        accepted = False

        async def noted(message: Message) -> None:
            nonlocal accepted
            if message["type"] == "websocket.accept" and not accepted:
                accepted = True
                SESSIONS.inc()
                SESSIONS_OPENED.inc()
            await send(message)

        try:
            await self._app(scope, receive, noted)
        finally:
            if accepted:
                SESSIONS.dec()
