"""What a browser knows of an open page, made from the server's messages: address, elements, timers and cache."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from google.protobuf.message import Message
from streamlit.proto.Delta_pb2 import Delta
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

_GENERATED = "$$ID-"

Path = tuple[int, ...]


@dataclass(frozen=True)
class Node:
    """An element or a container: what the server sent of it, the fragment that drew it, and in which run."""

    sent: Message | None
    fragment: str
    run: str

    @property
    def id(self) -> str:
        """What the server calls it; empty where it has no state."""
        return getattr(self.sent, "id", "")

    @property
    def key(self) -> str:
        """What the page calls it: the end of the id."""
        return self.id.split("-", 2)[-1] if self.id.startswith(_GENERATED) else ""

    @property
    def data(self) -> Mapping[str, Any]:
        """What a component was given."""
        if hasattr(self.sent, "json_args"):
            given = self.sent.json_args
        else:
            given = getattr(self.sent, "json", "") or self.sent.mixed.json  # type: ignore[union-attr]
        data: Mapping[str, Any] = json.loads(given)
        return data


@dataclass
class _Cached:
    message: ForwardMsg
    fragment: str
    seen_in: int


class Tab:
    """One tab, which takes the server's messages in their order.

    ``query`` is what its address asks for. ``auto_reruns`` are the fragments that are to be run again and again, with
    the seconds between.
    """

    def __init__(self, query: str) -> None:
        self.query = query
        self.page_hash = ""
        self.auto_reruns: dict[str, float] = {}
        self._run = ""
        self._runs = 0
        self._cache_age = 0
        self._nodes: dict[Path, Node] = {}
        self._cached: dict[str, _Cached] = {}

    def find(self, key: str) -> Node | None:
        """The element or container of this key; None where the page has none."""
        return next((node for node in self.nodes() if node.key == key), None)

    def nodes(self) -> Iterator[Node]:
        """All that is on the page."""
        return iter(self._nodes.values())

    def cached(self) -> Iterator[str]:
        """The hashes of the messages that need not be sent again."""
        return iter(self._cached)

    def take(self, message: ForwardMsg) -> None:
        """Take one message. RuntimeError where it says that the page has failed."""
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self._begin(message)
        elif kind == "navigation":
            self.page_hash = message.navigation.page_script_hash
        elif kind == "page_info_changed":
            self.query = message.page_info_changed.query_string
        elif kind == "auto_rerun":
            self.auto_reruns[message.auto_rerun.fragment_id] = message.auto_rerun.interval
        elif kind == "stop_auto_rerun":
            for fragment in message.stop_auto_rerun.fragment_ids:
                self.auto_reruns.pop(fragment, None)
        elif kind in ("delta", "ref_hash"):
            self._draw(tuple(message.metadata.delta_path), self._whole(message).delta)
        elif kind == "script_finished" and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
            self._end(message)

    def _begin(self, message: ForwardMsg) -> None:
        self._run = message.metadata.run.script_run_id
        self._cache_age = message.new_session.config.max_cached_message_age
        if not message.metadata.run.fragment_ids:
            self.auto_reruns.clear()

    def _whole(self, message: ForwardMsg) -> ForwardMsg:
        """The message, or the one that it stands for; both stay in the cache."""
        if message.WhichOneof("type") == "ref_hash":
            kept = self._cached[message.ref_hash]
            kept.seen_in = self._runs
            return kept.message
        if message.metadata.cacheable:
            self._cached[message.hash] = _Cached(message, message.delta.fragment_id, self._runs)
        return message

    def _draw(self, path: Path, delta: Delta) -> None:
        kind = delta.WhichOneof("type")
        if kind == "new_element":
            self._remove_below(path)
            if delta.new_element.WhichOneof("type") == "exception":
                raise RuntimeError(f"the page shows an exception: {delta.new_element.exception.message}")
        if kind in ("new_element", "add_block"):
            self._nodes[path] = Node(_chosen(getattr(delta, kind)), delta.fragment_id, self._run)

    def _end(self, message: ForwardMsg) -> None:
        """Remove what the run should have drawn and has not, and what has not been sent for too long."""
        if message.script_finished == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
            raise RuntimeError("the page's script does not compile")
        fragments = frozenset(message.metadata.run.fragment_ids)
        self._runs += 1
        for path, node in list(self._nodes.items()):
            if node.run != self._run and (not fragments or node.fragment in fragments):
                self._remove_below(path)
                self._nodes.pop(path, None)
        for name, kept in list(self._cached.items()):
            concerned = not fragments or kept.fragment in fragments
            if concerned and self._runs - kept.seen_in > self._cache_age:
                del self._cached[name]

    def _remove_below(self, path: Path) -> None:
        for below in [each for each in self._nodes if len(each) > len(path) and each[: len(path)] == path]:
            del self._nodes[below]


def _chosen(sent: Message) -> Message | None:
    """The part of a message that says what it is."""
    kind = sent.WhichOneof("type")
    return getattr(sent, kind) if kind else None
