"""A scripted gateway that can also be refused, unreachable, without an address or with another certificate.

with FaultyServer(resolver) as server:
    server.be_refused()
    ...
    server.be_well()
"""

import asyncio
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Self

import pytest

from tests.faults.certificates import DOMAIN, Certificates
from tests.gateway.server import PATIENCE, Answer, Connection, ScriptedServer
from tests.pages.gateways import be_captured

HERE: Final = "127.0.0.1"
NOWHERE: Final = "127.255.255.255"
"""The broadcast address of this machine's own network: the kernel finds no way for a connection to it."""


class Resolver:
    """What resolves the names of the gateways of a test, in the place of the machine's own for these names alone."""

    def __init__(self) -> None:
        self.addresses: dict[str, str | None] = {}
        self._machines = socket.getaddrinfo

    @contextmanager
    def answering(self) -> Iterator["Resolver"]:
        """Answer while the block runs."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(socket, "getaddrinfo", self._getaddrinfo)
            yield self

    def _getaddrinfo(self, host: Any, *args: Any, **kwargs: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        address = self.addresses.get(name, name)
        if address is None:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return self._machines(address, *args, **kwargs)


class FaultyServer(ScriptedServer):
    """The server; untold, it is the gateway of the captured bodies. With certificates it speaks https.

    It has a `reserved` port, or any where that is 0.
    """

    def __init__(self, resolver: Resolver, certificates: Certificates | None = None, port: int = 0) -> None:
        super().__init__()
        self.port = port
        self.certificates = certificates
        self._resolver = resolver
        self._tls: ssl.SSLContext | None = None
        self._holding: socket.socket | None = None
        self._silent: list[socket.socket] = []

    def __enter__(self) -> Self:
        super().__enter__()
        self.be_well()
        return self

    @property
    def name(self) -> str:
        """The host name of the gateway."""
        return name_at(self.port)

    @property
    def url(self) -> str:
        """The address for the gateways file."""
        return f"{'https' if self.certificates else 'http'}://{self.name}:{self.port}"

    def be_well(self) -> None:
        """End every fault."""
        self._greeting = None
        self._resolver.addresses[self.name] = HERE
        self._end_silence()
        be_captured(self)
        self.show(self.certificates.good if self.certificates else None)

    def be_refused(self) -> None:
        """Let nothing listen on the port."""
        self._now(self._deafen)

    def be_silent_at_connecting(self) -> None:
        """Drop what asks for a connection, as a host that is off or a firewall does: the queue for it is full."""
        self._now(self._deafen)
        listening = _bound(self.port)
        listening.listen(0)
        filling = socket.create_connection((HERE, self.port))
        self._silent = [filling, listening]

    def be_at(self, address: str | None) -> None:
        """Resolve the name to this address; None for none."""
        self._resolver.addresses[self.name] = address
        self._now(self._hang_up)

    def show(self, certificate: Path | None) -> None:
        """Show this certificate from the next connection on; None for none, in plain HTTP."""
        self._tls = None
        if certificate is not None:
            self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._tls.load_cert_chain(certificate)
        self._now(self._listen)

    def hang_up(self) -> None:
        """End every connection."""
        self._now(self._hang_up)

    def _now(self, change: Callable[[], Any]) -> None:
        asyncio.run_coroutine_threadsafe(change(), self._loop).result(PATIENCE)

    async def _start(self) -> None:
        # Holds the port while nothing listens on it, so that no other process gets it.
        self._holding = _bound(self.port)
        self.port = self._holding.getsockname()[1]
        self._server = await asyncio.start_server(self._connected, sock=_bound(self.port))

    async def _stop(self) -> None:
        await self._deafen()
        self._end_silence()
        if self._holding is not None:
            self._holding.close()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task, plain = asyncio.current_task(), writer.transport
        assert task is not None
        self._open.add(task)
        task.add_done_callback(self._open.discard)
        try:
            if self._tls is not None:
                await writer.start_tls(self._tls)
            await super()._connected(reader, writer)
        except (OSError, asyncio.CancelledError):
            pass  # the client does not like the certificate, or the server hangs up
        finally:
            plain.abort()  # an orderly end of TLS would wait for the client

    async def _listen(self) -> None:
        await self._deafen()
        self._server = await asyncio.start_server(self._connected, sock=_bound(self.port))

    async def _deafen(self) -> None:
        assert self._server is not None
        # asyncio loses a connection that it has taken and not begun to serve when its server is closed.
        for each in self._server.sockets:
            self._loop.remove_reader(each.fileno())
        await _turns()
        self._server.close()
        await self._hang_up()

    async def _hang_up(self) -> None:
        for task in list(self._open):
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)
        await _turns()  # the sockets are closed then

    def _end_silence(self) -> None:
        for each in self._silent:
            each.close()
        self._silent = []


@dataclass(frozen=True)
class Flood:
    """These bytes, then a chunk again and again until the client goes away, ``pause`` seconds apart."""

    head: bytes
    chunk: bytes
    pause: float = 0.0

    async def give(self, connection: Connection) -> bool:
        await connection.send(self.head)
        while True:
            await connection.send(self.chunk)
            await asyncio.sleep(self.pause)


Begin = Callable[[FaultyServer], None]
"""Makes a server misbehave."""


def everywhere(answer: Answer) -> Begin:
    """Answer every request so."""

    def begin(server: FaultyServer) -> None:
        with server.at_once():
            server.forget()
            server.otherwise(answer)

    return begin


def at(route: str, answer: Answer) -> Begin:
    """Answer one route so, and all others as before."""
    return lambda server: server.on(route, answer)


def name_at(port: int) -> str:
    """The host name of the gateway on a port."""
    return f"g{port}.{DOMAIN}"


@contextmanager
def reserved(count: int) -> Iterator[list[int]]:
    """So many ports, which no other process gets while the block runs."""
    with ExitStack() as held:
        yield [held.enter_context(_bound(0)).getsockname()[1] for _ in range(count)]


async def _turns() -> None:
    """Let the running loop do all that needs no further event."""
    for _ in range(10):
        await asyncio.sleep(0)


def _bound(port: int) -> socket.socket:
    made = socket.socket()
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    made.bind((HERE, port))
    return made
