"""Webhooks: real HTTP servers that take what apprise posts, and what they were told."""

import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from types import TracebackType
from typing import Any

from tests.gateway.server import PATIENCE
from tests.listening import Listening, say_nothing


class Webhook(Listening):
    """A server that answers each post with ``status``, or holds it until the end where that is None.

    ``moved_to`` is where its answers redirect to.
    """

    def __init__(self, status: int | None = 200) -> None:
        super().__init__(_handler(self))
        self.status = status
        self.moved_to = ""
        self.posts: list[dict[str, Any]] = []
        self.tries = 0
        self._there = threading.Condition()
        self._ended = threading.Event()

    @property
    def address(self) -> str:
        """Its address as apprise reads it."""
        return f"json://127.0.0.1:{self.port}/hook-c0ffee?rto=60"

    @property
    def url(self) -> str:
        """Its address as a browser reads it."""
        return f"http://127.0.0.1:{self.port}/"

    @property
    def titles(self) -> list[str]:
        """The titles of the messages that it took."""
        return [post["title"] for post in self.posts]

    def wait_for(self, there: Callable[[], bool]) -> None:
        """Block until something is so of what arrived."""
        with self._there:
            if not self._there.wait_for(there, PATIENCE):
                raise TimeoutError(f"{self.tries} tries, {self.titles}")

    def answer(self, body: bytes) -> int | None:
        """Take a post; the status to answer with."""
        with self._there:
            self.tries += 1
            if self.status is not None and self.status < 300:
                self.posts.append(json.loads(body))
            self._there.notify_all()
            status = self.status
        if status is None:
            self._ended.wait()
        return status

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        super().__exit__(kind, error, trace)


def _handler(hook: Webhook) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        log_message = say_nothing

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            status = hook.answer(body)
            if status is not None:
                self.send_response(status)
                if hook.moved_to:
                    self.send_header("location", hook.moved_to)
                self.send_header("content-length", "0")
                self.end_headers()

    return Handler
