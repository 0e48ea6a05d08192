"""How a request is refused before anything looks at what it asks for, in the form that its path speaks."""

from typing import Final

from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from lib.api.faults import CallFailed, Code
from lib.api.login_page import Closed, rendered
from lib.api.rest import problem
from lib.api.trpc import refused

LOG_IN: Final = "A login is needed: open the address in a browser."
PRESENT_A_TOKEN: Final = "A bearer token is needed: Authorization: Bearer …"  # noqa: S105 - a sentence
NO_ROLE: Final = "You are logged in, but what the login provider says of you gives you no role here."

_POLICY_VIOLATION: Final = 1008
_HOW_TO_GET_IN: Final = 'Bearer realm="deployments"'


async def refuse(scope: Scope, receive: Receive, send: Send, code: Code, why: str) -> None:
    """Refuse a request; a WebSocket is closed before it is accepted."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": _POLICY_VIOLATION, "reason": ""})
        return
    answer = _refusal(HTTPConnection(scope).url.path, CallFailed(code, why))
    if code is Code.UNAUTHORIZED:
        answer.headers["WWW-Authenticate"] = _HOW_TO_GET_IN
    await answer(scope, receive, send)


def closed(page: Closed, code: Code) -> Response:
    """The answer to a browser that asks for a page and may not see it: what a person can do about it."""
    headers = {"Cache-Control": "no-store", "WWW-Authenticate": _HOW_TO_GET_IN}
    return Response(rendered(page), code.http, headers, media_type="text/html")


def _refusal(path: str, failed: CallFailed) -> Response:
    if path.startswith("/trpc/"):
        return refused(failed)
    if path.startswith("/api/"):
        return problem(failed)
    return PlainTextResponse(f"{failed.sentence}\n", failed.code.http, {"Cache-Control": "no-store"})
