"""Serving a simulated gateway on a local port, and really closing the port when the script says so."""

import asyncio
import contextlib
import socket
from collections.abc import Iterator
from types import TracebackType
from typing import Self

import uvicorn
from starlette.types import ASGIApp

from lib.demo.gateway import Gateway
from lib.demo.incidents import Incident

__all__ = ["GatewayServer"]

_HOST = "127.0.0.1"
_BACKLOG = 128
_SLOWEST_ANSWER = 4


class _Uvicorn(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals to the process: several servers share it."""
        yield


class GatewayServer:
    """One gateway on one port of this machine: listening, except while its incident is REFUSED.

    An async context manager. `port` 0 takes a free one, which `port` tells once the context is entered. The port
    stays reserved while nothing listens on it, by a bound socket that does not listen: the system refuses connections
    and gives the port to nobody else.
    """

    def __init__(self, gateway: Gateway, app: ASGIApp, port: int = 0) -> None:
        self.gateway = gateway
        self.port = port
        self._app = app
        self._reservation: socket.socket | None = None
        self._server: _Uvicorn | None = None
        self._serving: asyncio.Task[None] | None = None

    @property
    def url(self) -> str:
        """The gateway's address as a client is configured with it."""
        return f"http://{_HOST}:{self.port}"

    async def __aenter__(self) -> Self:
        """Reserve the port and attend to it.

        Raises:
            OSError: the port is taken.
        """
        self._reservation = _bound(self.port)
        self.port = self._reservation.getsockname()[1]
        await self.attend()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._close()
        if self._reservation is not None:
            self._reservation.close()

    async def attend(self) -> None:
        """Open or close the port as the incident of the moment wants it; done when connections see the change."""
        refused = self.gateway.moment().incident is Incident.REFUSED
        if refused:
            await self._close()
        elif self._server is None:
            self._open()

    def _open(self) -> None:
        listening = _bound(self.port)
        # from here on connections are accepted; uvicorn picks them up as soon as it runs
        listening.listen(_BACKLOG)
        self._server = _Uvicorn(
            uvicorn.Config(
                self._app,
                lifespan="off",
                ws="none",
                log_config=None,
                log_level="error",
                access_log=False,
                timeout_graceful_shutdown=_SLOWEST_ANSWER,
            )
        )
        self._serving = asyncio.create_task(self._server.serve(sockets=[listening]))

    async def _close(self) -> None:
        if self._server is None or self._serving is None:
            return
        self._server.should_exit = True
        # shielded, so that a caller who is cancelled meanwhile leaves no socket behind
        await asyncio.shield(self._serving)
        self._server = self._serving = None


def _bound(port: int) -> socket.socket:
    bound = socket.socket()
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((_HOST, port))
    except BaseException:
        bound.close()
        raise
    return bound
