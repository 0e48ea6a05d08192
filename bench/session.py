"""An open page without a browser: speaks Streamlit's WebSocket protocol, and does what a tab's timer would do.

The server cannot tell it from a tab: it runs the script, keeps the session, and sends what changed. Nothing is drawn,
so that a machine can hold many of them.
"""

import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

from bench.servers import PageServer

_TIMER = "streamlit_autorefresh.st_autorefresh"
_PAINT_SIGNAL = "deployments_painted"
_PAINTED = json.dumps({"painted": True})
_ENDED_TO_RUN_AGAIN = ForwardMsg.FINISHED_EARLY_FOR_RERUN


@dataclass(frozen=True)
class _Component:
    """A component on the page; ``fragment`` is what its value reruns."""

    id: str
    fragment: str
    arguments: str = ""


class Session:
    """One tab. Each method sends what the browser would send, and returns once the script has run to its end.

    `run` and `beat` return the seconds from the request until the server said that the run had ended.
    """

    def __init__(self, connection: ClientConnection, page_name: str) -> None:
        self._connection = connection
        self._page_name = page_name
        self._page_hash = ""
        self._timer: _Component | None = None
        self._unpainted: dict[str, _Component] = {}
        self._painted: set[str] = set()
        self._cached: set[str] = set()
        self._beats = 0

    async def run(self) -> float:
        """Run the whole page, as a browser that opens it or comes back to it."""
        return await self._rerun(BackMsg())

    async def paint(self) -> None:
        """Say of each part that wants to know that it has been painted, until nothing waits for that any more."""
        while self._unpainted:
            name, signal = self._unpainted.popitem()
            self._painted.add(name)
            await self._answer(signal, _PAINTED)

    @property
    def interval(self) -> float:
        """Seconds between two beats of the page's own timer. RuntimeError where it has none."""
        milliseconds: float = json.loads(self._own_timer().arguments)["interval"]
        return milliseconds / 1000

    async def beat(self) -> float:
        """Let the page's own timer go off. RuntimeError where it has none."""
        self._beats += 1
        return await self._answer(self._own_timer(), str(self._beats))

    def _own_timer(self) -> _Component:
        if self._timer is None:
            raise RuntimeError("the page has no timer")
        return self._timer

    async def _answer(self, component: _Component, value: str) -> float:
        message = BackMsg()
        message.rerun_script.fragment_id = component.fragment
        state = message.rerun_script.widget_states.widgets.add()
        state.id, state.json_value = component.id, value
        return await self._rerun(message)

    async def _rerun(self, message: BackMsg) -> float:
        message.rerun_script.page_name = self._page_name
        message.rerun_script.page_script_hash = self._page_hash
        message.rerun_script.cached_message_hashes.extend(self._cached)
        started = time.perf_counter()
        await self._connection.send(message.SerializeToString())
        while not self._ends_run(await self._received()):
            pass
        return time.perf_counter() - started

    async def _received(self) -> ForwardMsg:
        data = await self._connection.recv(decode=False)
        message = ForwardMsg()
        message.ParseFromString(data)
        return message

    def _ends_run(self, message: ForwardMsg) -> bool:
        kind = message.WhichOneof("type")
        if kind == "navigation":
            self._page_hash = message.navigation.page_script_hash
        elif kind == "delta":
            self._remember(message)
        return kind == "script_finished" and message.script_finished != _ENDED_TO_RUN_AGAIN

    def _remember(self, message: ForwardMsg) -> None:
        if message.metadata.cacheable:
            self._cached.add(message.hash)
        element, fragment = message.delta.new_element, message.delta.fragment_id
        if element.component_instance.component_name == _TIMER:
            timer = element.component_instance
            self._timer = _Component(timer.id, fragment, timer.json_args)
        signal = element.bidi_component
        if signal.component_name == _PAINT_SIGNAL and signal.id not in self._painted:
            self._unpainted[signal.id] = _Component(signal.id, fragment)


@asynccontextmanager
async def open_page(server: PageServer) -> AsyncIterator[Session]:
    """Open a page and wait until it is all there, with what had waited for the first paint."""
    async with connect(server.stream, max_size=None, compression=None) as connection:
        session = Session(connection, server.page_name)
        await session.run()
        await session.paint()
        yield session
