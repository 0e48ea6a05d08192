"""Lets a browser go without an error in the log."""

import logging

from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocketDisconnected

logger = logging.getLogger(__name__)


class Goodbye:
    """Ends the connection of a browser that went away while something was being sent to it.

    Streamlit takes that for a text frame, which it refuses with a TypeError: Starlette's error for a connection that
    is gone is a RuntimeError, and so is the one that Streamlit looks for.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request or a connection; raise what the app raises, but for a browser that has gone."""
        try:
            await self._app(scope, receive, send)
        except TypeError as error:
            if scope["type"] != "websocket" or not isinstance(error.__context__, WebSocketDisconnected):
                raise
            logger.debug("A browser went away while something was being sent to it")
