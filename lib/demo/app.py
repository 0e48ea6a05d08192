"""The HTTP face of a simulated gateway: the contract's routes and error bodies, and nothing else."""

import asyncio
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from lib.demo.gateway import Bodies, Gateway
from lib.demo.incidents import Incident
from lib.demo.readiness import ReadinessFilter
from lib.demo.routes import CHECK, READINESS, documents_of

__all__ = ["SLOW_ANSWER", "application"]

SLOW_ANSWER = 3.0
"""Seconds that an answer takes while the incident is SLOW."""

_PROXY_PAGE = """<html>
<head><title>503 Service Temporarily Unavailable</title></head>
<body>
<center><h1>503 Service Temporarily Unavailable</h1></center>
<hr><center>nginx</center>
</body>
</html>
"""

_READINESS_FILTERS = {wanted.value: wanted for wanted in ReadinessFilter}

_Handler = Callable[[Request], Awaitable[Response]]


def application(
    gateway: Gateway, bodies: Bodies, pause: Callable[[float], Awaitable[object]] = asyncio.sleep
) -> ASGIApp:
    """Build the gateway's ASGI app. `pause` waits the given seconds before a slow answer."""
    routes = _routes(gateway, bodies)
    inner = Starlette(routes=routes, exception_handlers={HTTPException: _refused, Exception: _crashed})

    async def front(scope: Scope, receive: Receive, send: Send) -> None:
        gateway.requests[scope["path"]] += 1
        incident = gateway.moment().incident
        if incident is Incident.SLOW:
            await pause(SLOW_ANSWER)
        answer = _proxy_page() if incident is Incident.PROXY else inner
        await answer(scope, receive, send)

    return front


def _proxy_page() -> Response:
    return HTMLResponse(_PROXY_PAGE, HTTPStatus.SERVICE_UNAVAILABLE)


def _routes(gateway: Gateway, bodies: Bodies) -> list[Route]:
    documents = documents_of(gateway.world.generation)
    routes = [_get(path, _document(bodies, path)) for path in documents if path != READINESS]
    routes.append(_get(CHECK, _check))
    if READINESS in documents:
        routes.append(_get(READINESS, _readiness(gateway, bodies)))
    return routes


def _get(path: str, handler: _Handler) -> Route:
    route = Route(path, handler)
    route.methods = {"GET"}  # without the HEAD that Starlette adds: a gateway answers it with 405 (contract 2.2)
    return route


def _json(body: bytes) -> Response:
    return Response(body, media_type="application/json")


def _document(bodies: Bodies, path: str) -> _Handler:
    async def answer(_: Request) -> Response:
        return _json(bodies[path])

    return answer


def _readiness(gateway: Gateway, bodies: Bodies) -> _Handler:
    async def answer(request: Request) -> Response:
        wanted = request.query_params.get("state")
        if wanted is None:
            return _json(bodies[READINESS])
        if wanted not in _READINESS_FILTERS:
            return _bad_query(_unknown_state(wanted))
        return _json(gateway.readiness(_READINESS_FILTERS[wanted]))

    return answer


async def _check(request: Request) -> Response:
    if "text" not in request.query_params:
        return _bad_query({"type": "missing", "loc": ["query", "text"], "msg": "Field required", "input": None})
    return JSONResponse({"result": "ok"})


def _unknown_state(given: str) -> dict[str, Any]:
    *others, last = (f"'{state}'" for state in _READINESS_FILTERS)
    expected = f"{', '.join(others)} or {last}"
    return {
        "type": "literal_error",
        "loc": ["query", "state"],
        "msg": f"Input should be {expected}",
        "input": given,
        "ctx": {"expected": expected},
    }


def _bad_query(problem: dict[str, Any]) -> Response:
    return JSONResponse({"detail": [problem]}, HTTPStatus.UNPROCESSABLE_ENTITY)


async def _refused(_: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    return JSONResponse({"detail": error.detail}, error.status_code, error.headers)


async def _crashed(_: Request, error: Exception) -> Response:
    body = {"status": "error", "message": "Internal server error", "detail": type(error).__name__}
    return JSONResponse(body, HTTPStatus.INTERNAL_SERVER_ERROR)
