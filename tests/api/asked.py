"""What tests of the API ask with: a dashboard over scripted gateways, and a real server of its routes."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Receive, Scope, Send

from lib.access.caller import Caller, Role
from lib.api.callers import SCOPE_KEY
from lib.api.routes import ROUTES
from lib.process import Dashboard, running
from lib.settings import Settings
from tests.gateway.server import PATIENCE, ScriptedServer
from tests.pages.gateways import write_gateways

ENDLESS: Final = 86_400.0
"""An interval in seconds after which no test fetches anything again."""

ONCE: Final[dict[str, Any]] = {
    **dict.fromkeys((f"refresh_{kind}" for kind in ("health", "executors", "capacity", "desired")), ENDLESS),
    "first_read_wait": PATIENCE,
    "call_timeout": PATIENCE,
    "history": "off",
}

LIMIT: Final = 3 * PATIENCE
"""Seconds after which what is awaited is given up."""

SEES: Final = "x-test-sees"
"""A header with the only gateway that the caller sees."""


class _ByHeader:
    """Says who asks, as whatever controls access does."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        told = dict(scope.get("headers", ())).get(SEES.encode())
        if told is not None:
            scope = {**scope, SCOPE_KEY: Caller("someone", Role.VIEWER, frozenset({told.decode()}))}
        await self._app(scope, receive, send)


APP: Final = Starlette(routes=ROUTES, middleware=[Middleware(_ByHeader)])


@contextmanager
def served() -> Iterator[httpx.Client]:
    """A client of a server that serves the routes and nothing else."""
    with socket.socket(proto=socket.IPPROTO_TCP) as listening:  # what asyncio sends without delay on
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        server = uvicorn.Server(uvicorn.Config(APP, log_config=None, lifespan="off", access_log=False))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, name="api")
        thread.start()
        port = listening.getsockname()[1]
        try:
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=2 * PATIENCE) as client:
                yield client
        finally:
            server.should_exit = True
            thread.join()


@contextmanager
def asking(folder: Path, servers: dict[str, ScriptedServer], **told: Any) -> Iterator[httpx.Client]:
    """A client of a dashboard that reads these gateways once, and records where the settings say so."""
    file = folder / "gateways.json"
    write_gateways(file, servers)
    kept = {"history_file": folder / "history.duckdb", "alerts_state": folder / "alerts.json"}
    with running(Dashboard(Settings.model_validate({**ONCE, **kept, **told}), file)) as dashboard, served() as client:
        dashboard.record()
        yield client


def awaited(look: Callable[[], Any], holds: Callable[[Any], bool]) -> Any:
    """What is found once it is as it should become."""
    ends = time.monotonic() + LIMIT
    while not holds(found := look()):
        assert time.monotonic() < ends, found
    return found
