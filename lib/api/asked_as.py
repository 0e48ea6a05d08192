"""Checks the name that a request asks for, and the page that it comes from."""

from typing import Final

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from lib.access.hosts import Hosts
from lib.access.policy import LIVENESS
from lib.api.faults import Code
from lib.api.refusals import refuse

OTHER_HOST: Final = (
    "This name is not one of the dashboard's. "
    "Ask for the address that it is known by, or name this one in ALLOWED_HOSTS."
)
OTHER_PAGE: Final = "A page of another origin may not ask the dashboard. If both are the same, set PUBLIC_URL."


class AskedAs:
    """Refuses what asks for a name that is not the dashboard's, and what pages of other origins ask."""

    def __init__(self, app: ASGIApp, hosts: Hosts) -> None:
        self._app = app
        self._hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it. Whether the process lives is told under any name."""
        if scope["type"] not in {"http", "websocket"} or scope["path"] == LIVENESS:
            await self._app(scope, receive, send)
            return
        headers = HTTPConnection(scope).headers
        host = headers.get("host")
        if not self._hosts.answers_to(host):
            await refuse(scope, receive, send, Code.BAD_REQUEST, OTHER_HOST)
        elif not self._hosts.lets(headers.get("origin"), host):
            await refuse(scope, receive, send, Code.FORBIDDEN, OTHER_PAGE)
        else:
            await self._app(scope, receive, send)
