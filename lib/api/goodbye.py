"""Lets a browser go without an error in the log."""

import logging

from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocketDisconnected

logger = logging.getLogger(__name__)


class Goodbye:
    """Ends the connection of a browser that went away while something was being sent to it, or read from it.

    Streamlit takes that for a text frame, which it refuses with a TypeError, or tries to close what is closed:
    Starlette's error for a connection that is gone is another one than Streamlit looks for.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request or a connection; raise what the app raises, but for a browser that has gone."""
        try:
            await self._app(scope, receive, send)
        except (TypeError, WebSocketDisconnected) as error:
            if scope["type"] != "websocket" or not _tells_that_a_browser_is_gone(error):
                raise
            logger.debug("A browser went away while something was being sent to it")


def _tells_that_a_browser_is_gone(error: TypeError | WebSocketDisconnected) -> bool:
    return any(isinstance(each, WebSocketDisconnected) for each in (error, error.__context__))
