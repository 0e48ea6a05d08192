"""A visitor of a running dashboard who keeps all that it sends."""

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from types import MappingProxyType
from typing import Any, Final

import httpx
import pyarrow.ipc
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from bench.session import Session
from lib.api.routes import BASE
from tests.gateway.server import PATIENCE

NO_HEADERS: Final[Mapping[str, str]] = MappingProxyType({})


class _Kept:
    """A connection that keeps what is received."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection
        self.received: list[bytes] = []

    async def send(self, data: bytes) -> None:
        await self._connection.send(data)

    async def recv(self, *, decode: bool) -> bytes:
        data: bytes = await self._connection.recv(decode=decode)
        self.received.append(data)
        return data


class Visit:
    """An open page; ``session`` acts on it. ``headers`` are those with which its connection was made."""

    def __init__(
        self, connection: ClientConnection, server: str, page: str, query: str, headers: Mapping[str, str]
    ) -> None:
        self._connection = _Kept(connection)
        self._server = server
        self._headers = headers
        self._looked_at = 0
        self.session = Session(self._connection, page, query)  # type: ignore[arg-type]

    @property
    def received(self) -> list[bytes]:
        """All messages up to now, as they came over the wire."""
        return self._connection.received

    def messages(self) -> Iterator[ForwardMsg]:
        """The same, parsed."""
        for data in self.received:
            message = ForwardMsg()
            message.ParseFromString(data)
            yield message

    async def downloads(self) -> list[httpx.Response]:
        """What each download button gives that was drawn since the last call: one that is gone gives nothing."""
        messages = list(self.messages())
        session = next(
            each.new_session.initialize.session_id for each in messages if each.WhichOneof("type") == "new_session"
        )
        drawn = [each.delta.new_element.download_button for each in messages[self._looked_at :]]
        self._looked_at = len(messages)
        latest = {each.id: each.deferred_file_id for each in drawn if each.id}
        return [await self._downloaded(session, file) for file in latest.values()]

    async def _downloaded(self, session: str, file: str) -> httpx.Response:
        message, answer = BackMsg(), ForwardMsg()
        request = message.backend_operation_request
        request.request_id, request.session_id, request.deferred_file.file_id = file, session, file
        await self._connection.send(message.SerializeToString())
        while answer.WhichOneof("type") != "backend_operation_response":
            answer.ParseFromString(await self._connection.recv(decode=False))
        assert not answer.backend_operation_response.error_msg
        async with httpx.AsyncClient(verify=False, timeout=PATIENCE) as client:  # noqa: S501 - it speaks no TLS
            below_base = answer.backend_operation_response.deferred_file.url.lstrip("/")
            return await client.get(f"{self._server}{BASE}{below_base}", headers=self._headers)


@asynccontextmanager
async def visit(
    server: str,
    page: str,
    query: str = "",
    headers: Mapping[str, str] = NO_HEADERS,
    subprotocols: Sequence[str] | None = None,
) -> AsyncIterator[Visit]:
    """Open a page and wait until it is all there."""
    stream = f"{server.replace('http', 'ws', 1)}{BASE}_stcore/stream"
    asked = None if subprotocols is None else [Subprotocol(each) for each in subprotocols]
    async with connect(
        stream, max_size=None, compression=None, additional_headers=headers, subprotocols=asked
    ) as connection:
        visiting = Visit(connection, server, page, query, headers)
        await visiting.session.run()
        await visiting.session.paint()
        yield visiting


def texts(message: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every text in a message of the protocol with its path, such as ``delta.new_element.markdown.body``."""
    for field, value in message.ListFields():
        place = f"{path}.{field.name}".removeprefix(".")
        for each in value if field.is_repeated else (value,):
            if field.message_type is not None and field.message_type.GetOptions().map_entry:
                yield from ((f"{place}.{key}", str(value[key])) for key in value)
            elif field.message_type is not None:
                yield from texts(each, place)
            elif isinstance(each, str):
                yield place, each


def cells(message: ForwardMsg) -> Iterator[tuple[str, str]]:
    """Every text in the cells of the table that a message brings, with its column."""
    data = message.delta.new_element.dataframe.arrow_data.data
    if not data:
        return
    with pyarrow.ipc.open_stream(data) as stream:
        for column, values in stream.read_all().to_pydict().items():
            for value in values:
                yield from (
                    (column, each) for each in (value if isinstance(value, list) else [value]) if isinstance(each, str)
                )
