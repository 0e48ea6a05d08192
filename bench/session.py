"""An open page without a browser: speaks Streamlit's WebSocket protocol, and does what a tab and its scripts would do.

The server cannot tell it from a tab: it runs the script, keeps the session, and sends what changed. Nothing is drawn,
so that a machine can hold many of them.
"""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import pyarrow.ipc
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Common_pb2 import StringArray, StringTriggerValue
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

from bench.servers import PageServer
from bench.tab import Node, Tab

_PATIENCE = 120.0
"""Seconds within which any run ends, on a machine that is busy with something else."""

_TIMER = "beat_timer"
_PULSE = "pulse"
_WALK = "walk"
_ROW = "row"
_SECTION = "section"
_TEXT = "q"
_PAINTED = "painted_"
_DIALOG = "dialog"
_EVENTS = "$$STREAMLIT_INTERNAL_KEY_{}__events"


class NotThereError(RuntimeError):
    """The page has nothing that could be acted on so."""


class Session:
    """One tab. Each method sends what the browser would send, and returns once the script has run to its end.

    Those that return seconds have measured from the request until the server said that all was run that it brought
    about. RuntimeError where the page fails, NotThereError where it has nothing to act on so. ``redrawn`` is the
    time of the last beat that has told of parts that look different, and had them redrawn.
    """

    def __init__(self, connection: ClientConnection, page_name: str, query: str = "") -> None:
        self._connection = connection
        self._page_name = page_name
        self._tab = Tab(query)
        self._painted: set[str] = set()
        self.redrawn = ""
        self._beats = 0
        self._steps = 0

    async def run(self) -> float:
        """Run the whole page, as a browser that opens it or comes back to it."""
        return await self._rerun(BackMsg())

    async def paint(self) -> float:
        """Say of each part that wants to know that it has been painted, until nothing waits for that any more."""
        spent = 0.0
        while waiting := [node for node in self._tab.nodes() if self._waits(node)]:
            self._painted.add(waiting[0].id)
            spent += await self._set(waiting[0], json_value=json.dumps({"painted": True}))
        return spent

    @property
    def timers(self) -> Mapping[str, float]:
        """What goes off by itself, by names for `go_off`, with the seconds between."""
        timers = dict(self._tab.auto_reruns)
        if self._tab.find(_TIMER) is not None:
            timers[_TIMER] = self.interval
        return timers

    @property
    def interval(self) -> float:
        """Seconds between two beats of the page's own timer."""
        milliseconds: float = self.given(_TIMER)["interval"]
        return milliseconds / 1000

    def given(self, key: str) -> Mapping[str, Any]:
        """What a component of the page was given."""
        return self._the(key).data

    async def go_off(self, timer: str) -> float:
        """Let one of the `timers` go off."""
        if timer == _TIMER:
            return await self.beat()
        message = BackMsg()
        message.rerun_script.fragment_id = timer
        message.rerun_script.is_auto_rerun = True
        return await self._rerun(message)

    async def beat(self) -> float:
        """Let the page's own timer go off."""
        self._beats += 1
        return await self._set(self._the(_TIMER), json_value=str(self._beats))

    async def open_panel(self, row: int) -> float:
        """Click on a name in the first table whose names can be clicked on; the rows are counted round and round."""
        for node in self._tab.nodes():
            for column, widget in getattr(node.sent, "button_click_widgets", {}).items():
                with pyarrow.ipc.open_stream(node.sent.arrow_data.data) as table:
                    names = table.read_all().column(column).to_pylist()
                if not names:
                    raise NotThereError("the table has no rows")
                row %= len(names)
                clicked = StringTriggerValue(data=json.dumps({"row": row, "label": names[row]}))
                return await self._answer(node.fragment, widget, string_trigger_value=clicked)
        raise NotThereError("the page has no table whose names can be clicked on")

    async def step(self) -> float:
        """Walk to the next executor, as the arrow key does in an open panel."""
        walk = self.given(_WALK)
        self._steps += 1
        goal = {"at": walk["at"] + 1, "list": walk["list"], "step": str(self._steps)}
        return await self._set(self._the(_WALK), json_value=json.dumps({"to": goal}))

    async def rest(self) -> float:
        """Stay at an executor for so long that the table behind the panel follows."""
        return await self._trigger(self._the(_ROW), "rest", value=True)

    async def show_section(self, name: str) -> float:
        """Choose a section of the panel."""
        return await self._set(self._the(_SECTION), string_array_value=StringArray(data=[name]))

    async def close_panel(self) -> float:
        """Press Escape."""
        return await self._set(self._dialog(), trigger_value=True)

    async def filter(self, text: str) -> float:
        """Type into the filter of the table."""
        return await self._set(self._the(_TEXT), string_value=text)

    async def press(self, key: str) -> float:
        """Press a button."""
        return await self._set(self._the(key), trigger_value=True)

    async def _redraw(self) -> float:
        """Ask for the parts that look different, once for each beat that tells of some, as the page's script does."""
        pulse = self._tab.find(_PULSE)
        if pulse is None or not pulse.data["due"] or pulse.data["beat"] == self.redrawn:
            return 0.0
        self.redrawn = pulse.data["beat"]
        return await self._trigger(pulse, "redraw", value=self.redrawn)

    def _waits(self, node: Node) -> bool:
        return node.key.startswith(_PAINTED) and node.id not in self._painted

    def _the(self, key: str) -> Node:
        node = self._tab.find(key)
        if node is None:
            raise NotThereError(f"the page has no {key}")
        return node

    def _dialog(self) -> Node:
        for node in self._tab.nodes():
            if node.sent is not None and node.sent.DESCRIPTOR.name.lower() == _DIALOG:
                return node
        raise NotThereError("no panel is open")

    async def _trigger(self, component: Node, event: str, *, value: Any) -> float:
        """Fire an event of a component of the second generation."""
        fired = json.dumps([{"event": event, "value": value}])
        return await self._answer(component.fragment, _EVENTS.format(component.id), json_trigger_value=fired)

    async def _set(self, node: Node, **value: Any) -> float:
        return await self._answer(node.fragment, node.id, **value)

    async def _answer(self, fragment: str, widget: str, **value: Any) -> float:
        message = BackMsg()
        message.rerun_script.fragment_id = fragment
        message.rerun_script.widget_states.widgets.add(id=widget, **value)
        return await self._rerun(message) + await self._redraw()

    async def _rerun(self, message: BackMsg) -> float:
        message.rerun_script.query_string = self._tab.query
        message.rerun_script.page_name = "" if self._tab.page_hash else self._page_name
        message.rerun_script.page_script_hash = self._tab.page_hash
        message.rerun_script.cached_message_hashes.extend(self._tab.cached())
        started = time.perf_counter()
        async with asyncio.timeout(_PATIENCE):
            await self._connection.send(message.SerializeToString())
            while not _ends(received := await self._received()):
                self._tab.take(received)
        self._tab.take(received)
        return time.perf_counter() - started

    async def _received(self) -> ForwardMsg:
        data = await self._connection.recv(decode=False)
        message = ForwardMsg()
        message.ParseFromString(data)
        return message


def _ends(message: ForwardMsg) -> bool:
    """Whether a run has ended without another one that follows from it."""
    ended = message.WhichOneof("type") == "script_finished"
    return ended and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN


@asynccontextmanager
async def open_page(server: PageServer, query: str = "") -> AsyncIterator[Session]:
    """Open a page and wait until it is all there, with what had waited for the first paint."""
    async with connect(server.stream, max_size=None, compression=None) as connection:
        session = Session(connection, server.page_name, query)
        await session.run()
        await session.paint()
        yield session
