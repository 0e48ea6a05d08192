"""Requests to an app that notes who its caller is, through the middleware of a test."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from lib.access.control import AccessControl
from lib.access.token import entry
from lib.api.callers import caller_of
from lib.api.guard import Guard
from lib.settings import Settings
from tests.access.logins import SETTINGS

TO_THE_PROVIDER = "/infrastructure/auth/login?provider=of-tests"


async def _who(request: Request) -> Response:
    caller = caller_of(request)
    seen = None if caller.gateways is None else sorted(caller.gateways)
    return JSONResponse({"path": request.url.path, "name": caller.name, "role": caller.role, "gateways": seen})


def control(**told: Any) -> AccessControl:
    """Access control as tests want it."""
    made = AccessControl.of(Settings.model_validate({**SETTINGS, **told}))
    assert made is not None
    return made


def guarded(made: AccessControl, login_address: Callable[[], str] = lambda: TO_THE_PROVIDER) -> Starlette:
    """An app that says of every request who makes it."""
    return Starlette(
        routes=[Route("/{path:path}", _who, methods=["GET", "POST"])],
        middleware=[Middleware(Guard, made, login_address)],
    )


@asynccontextmanager
async def asking(
    app: Starlette, cookies: Mapping[str, str] | None = None, **headers: str
) -> AsyncIterator[httpx.AsyncClient]:
    """A client with these cookies and headers."""
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(
        transport=transport, base_url="http://localhost:8501", cookies=dict(cookies or {}), headers=headers
    ) as client:
        yield client


def tokens(*pairs: tuple[Any, str]) -> str:
    """The setting with these callers and their tokens."""
    return ",".join(entry(caller, token) for caller, token in pairs)
