"""How a request is refused before anything looks at what it asks for, in the form that its path speaks."""

from collections.abc import Mapping
from typing import Any, Final

from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from lib.api.login_page import Closed, rendered

_CODES: Final[Mapping[int, tuple[str, int]]] = {
    400: ("BAD_REQUEST", -32600),
    401: ("UNAUTHORIZED", -32001),
    403: ("FORBIDDEN", -32003),
}
"""tRPC's name and number of a status."""

_POLICY_VIOLATION: Final = 1008

LOG_IN: Final = "A login is needed: open the address in a browser."
PRESENT_A_TOKEN: Final = "A bearer token is needed: Authorization: Bearer …"  # noqa: S105 - a sentence
NO_ROLE: Final = "You are logged in, but what the login provider says of you gives you no role here."


async def refuse(scope: Scope, receive: Receive, send: Send, status: int, why: str) -> None:
    """Refuse a request; a WebSocket is closed before it is accepted."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": _POLICY_VIOLATION, "reason": ""})
        return
    await refusal(HTTPConnection(scope), status, why)(scope, receive, send)


def refusal(request: HTTPConnection, status: int, why: str) -> Response:
    """The answer to a request that is refused."""
    headers = {"Cache-Control": "no-store"}
    if status == 401:
        headers["WWW-Authenticate"] = 'Bearer realm="deployments"'
    path = request.url.path
    if path.startswith("/trpc/"):
        return JSONResponse(_trpc(request, status, why), status, headers)
    if path.startswith("/api/"):
        return JSONResponse({"error": {"code": _CODES[status][0], "message": why}}, status, headers)
    return PlainTextResponse(f"{why}\n", status, headers)


def closed(page: Closed, status: int) -> Response:
    """The answer to a browser that asks for a page and may not see it: what a person can do about it."""
    headers = {"Cache-Control": "no-store", "WWW-Authenticate": 'Bearer realm="deployments"'}
    return Response(rendered(page), status, headers, media_type="text/html")


def _trpc(request: HTTPConnection, status: int, why: str) -> Any:
    """The error envelope of @trpc/server 11; of a batch, one for each procedure that it names."""
    name, number = _CODES[status]

    def envelope(procedure: str) -> Mapping[str, Any]:
        data = {"code": name, "httpStatus": status, "path": procedure}
        return {"error": {"message": why, "code": number, "data": data}}

    procedures = request.url.path.removeprefix("/trpc/")
    if request.query_params.get("batch") != "1":
        return envelope(procedures)
    return [envelope(each) for each in procedures.split(",")]
