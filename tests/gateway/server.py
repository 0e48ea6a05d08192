"""A real HTTP server on a free local port that answers what a test tells it to, faults included.

    with ScriptedServer() as server:
        server.on("/api/capacity", Reply(json={"status": "OK", "result": {}}))
        server.on("/health", Hang())
        ...
        assert server.paths == ["/api/capacity"]

It runs on a thread of its own, so that tests with and without an event loop can use it. A route that was not told
answers 404 as a gateway does. Answers can be changed at any time and hold from the next request on.
"""

import asyncio
import json as jsonlib
import socket
import struct
import threading
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Protocol, Self
from urllib.parse import urlsplit

PATIENCE = 20.0
"""Seconds after which a test that awaits an event fails instead of hanging for ever."""


@dataclass(frozen=True)
class Request:
    """One request as it arrived; header names are in small letters."""

    method: str
    target: str
    headers: Mapping[str, str]

    @property
    def path(self) -> str:
        return urlsplit(self.target).path


@dataclass
class Connection:
    """What an answer may do to its connection."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def send(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    def reset(self) -> None:
        """Drop the connection so that the other side sees a reset, not an orderly end."""
        sock: socket.socket = self.writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()


class Answer(Protocol):
    """Something a route can do with a request; True keeps the connection for the next one."""

    async def give(self, connection: Connection) -> bool: ...


@dataclass(frozen=True)
class Reply:
    """A well-formed response. `headers` replace the ones that would be sent; `json` is encoded as body."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    json: Any = None

    async def give(self, connection: Connection) -> bool:
        await connection.send(self.head() + self.content())
        return True

    def content(self) -> bytes:
        return self.body if self.json is None else jsonlib.dumps(self.json).encode()

    def head(self) -> bytes:
        headers = {
            "content-type": "application/json",
            "content-length": str(len(self.content())),
            **{name.lower(): value for name, value in self.headers.items()},
        }
        lines = [f"HTTP/1.1 {self.status} Scripted", *(f"{name}: {value}" for name, value in headers.items())]
        return "\r\n".join([*lines, "", ""]).encode()


@dataclass(frozen=True)
class Raw:
    """Exactly these bytes, then the end of the connection."""

    data: bytes = b""

    async def give(self, connection: Connection) -> bool:
        await connection.send(self.data)
        return False


@dataclass(frozen=True)
class Reset:
    """These bytes, then a reset of the connection."""

    after: bytes = b""

    async def give(self, connection: Connection) -> bool:
        await connection.send(self.after)
        connection.reset()
        return False


@dataclass(frozen=True)
class Hang:
    """These bytes, then silence until the client goes away."""

    after: bytes = b""

    async def give(self, connection: Connection) -> bool:
        await connection.send(self.after)
        await connection.reader.read()
        return False


@dataclass(frozen=True)
class Drip:
    """A response whose body comes a byte at a time, `pause` seconds apart."""

    reply: Reply
    pause: float = 0.02

    async def give(self, connection: Connection) -> bool:
        await connection.send(self.reply.head())
        for byte in self.reply.content():
            await connection.send(bytes([byte]))
            await asyncio.sleep(self.pause)
        return True


class Gate:
    """Holds an answer back until the test opens it, from any thread; made by `ScriptedServer.gate`."""

    def __init__(self, answer: Answer, loop: asyncio.AbstractEventLoop) -> None:
        self._answer = answer
        self._loop = loop
        self._opened = asyncio.Event()

    def open(self) -> None:
        self._loop.call_soon_threadsafe(self._opened.set)

    async def give(self, connection: Connection) -> bool:
        await self._opened.wait()
        return await self._answer.give(connection)


NOT_FOUND = Reply(json={"detail": "Not Found"}, status=404)


class ScriptedServer:
    """The server; a context manager. See the module."""

    def __init__(self) -> None:
        self._answers: dict[str, Answer] = {}
        self._changing = threading.RLock()
        self._otherwise: Answer = NOT_FOUND
        self._greeting: bytes | None = None
        self.connections = 0
        """How many connections have been made up to now."""
        self._requests: list[Request] = []
        self._arrived = threading.Condition()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="scripted-server")
        self._open: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None
        self.port = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def requests(self) -> list[Request]:
        """All requests up to now, in the order of their arrival."""
        with self._arrived:
            return list(self._requests)

    @property
    def paths(self) -> list[str]:
        """The paths with query of all requests up to now."""
        return [request.target for request in self.requests]

    def at_once(self) -> AbstractContextManager[bool]:
        """A block whose changes are made at once: a request that comes meanwhile is answered after all of them."""
        return self._changing

    def on(self, target: str, answer: Answer) -> None:
        """Answer requests for `target` (a path, with its query if there is one) so from now on."""
        self._answers[target] = answer

    def forget(self) -> None:
        """Answer every request as a route that was not told."""
        self._answers.clear()
        self._otherwise = NOT_FOUND

    def otherwise(self, answer: Answer) -> None:
        """Answer every other request so from now on."""
        self._otherwise = answer

    def speak_first(self, data: bytes) -> None:
        """Speak no HTTP: send these bytes on each new connection and close it, as ports of other protocols do."""
        self._greeting = data

    def gate(self, answer: Answer) -> Gate:
        """An answer that waits for `open()`."""
        return Gate(answer, self._loop)

    def wait_for_requests(self, count: int) -> None:
        """Block until `count` requests have arrived in all."""
        with self._arrived:
            if not self._arrived.wait_for(lambda: len(self._requests) >= count, PATIENCE):
                raise TimeoutError(f"{len(self._requests)} of {count} requests arrived")

    def wait_for_connections(self, count: int) -> None:
        """Block until `count` connections have been made in all."""
        with self._arrived:
            if not self._arrived.wait_for(lambda: self.connections >= count, PATIENCE):
                raise TimeoutError(f"{self.connections} of {count} connections were made")

    def __enter__(self) -> Self:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._start(), self._loop).result(PATIENCE)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result(PATIENCE)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(PATIENCE)
        self._loop.close()

    async def _start(self) -> None:
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    async def _stop(self) -> None:
        assert self._server is not None
        self._server.close()
        for task in self._open:
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)
        await self._server.wait_closed()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._open.add(task)
        task.add_done_callback(self._open.discard)
        with self._arrived:
            self.connections += 1
            self._arrived.notify_all()
        try:
            await self._serve(Connection(reader, writer), self._greeting)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # the client went away, or the server is being stopped
        finally:
            writer.close()

    async def _serve(self, connection: Connection, greeting: bytes | None) -> None:
        if greeting is not None:
            await connection.send(greeting)
        keep = greeting is None
        while keep:
            head = await connection.reader.readuntil(b"\r\n\r\n")
            request = _parsed(head)
            with self._arrived:
                self._requests.append(request)
                self._arrived.notify_all()
            with self._changing:
                answer = self._answers.get(request.target, self._otherwise)
            keep = await answer.give(connection)


def _parsed(head: bytes) -> Request:
    first, *lines = head.decode("latin-1").split("\r\n")
    method, target, _ = first.split(" ")
    pairs = (line.split(":", 1) for line in lines if line)
    return Request(method, target, {name.lower(): value.strip() for name, value in pairs})
