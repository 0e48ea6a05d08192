"""Works out what pages will ask for as soon as readings arrive, so that no page waits for it."""

import logging
import threading
from collections.abc import Callable
from typing import Final

logger = logging.getLogger(__name__)

SETTLE: Final = 0.1
"""Seconds to wait for the rest: the kinds of one gateway are read at once, and arrive one after another."""


class Ahead:
    """Calls ``work`` with the id of a gateway soon after something of it has arrived, on a thread of its own.

    What arrives meanwhile is one call. A call that fails is logged: whoever asks for the same gets the error.
    """

    def __init__(self, work: Callable[[str], object]) -> None:
        self._work = work
        self._changed = threading.Condition()
        self._waiting: set[str] = set()
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._run, name="ahead", daemon=True)

    def start(self) -> None:
        """Begin to work."""
        self._thread.start()

    def close(self) -> None:
        """End after the call that goes on."""
        self._closed.set()
        with self._changed:
            self._changed.notify_all()
        self._thread.join()

    def arrived(self, gateway_id: str) -> None:
        """Something of this gateway has arrived; returns at once."""
        with self._changed:
            self._waiting.add(gateway_id)
            self._changed.notify_all()

    def _run(self) -> None:
        while self._wait():
            self._closed.wait(SETTLE)
            for gateway_id in self._taken():
                self._worked(gateway_id)

    def _wait(self) -> bool:
        """Wait for an arrival; whether there is one, and not the end."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._closed.is_set())
        return not self._closed.is_set()

    def _taken(self) -> set[str]:
        with self._changed:
            taken, self._waiting = self._waiting, set()
        return taken

    def _worked(self, gateway_id: str) -> None:
        try:
            self._work(gateway_id)
        except Exception:
            logger.exception("What gateway %s shows could not be worked out ahead", gateway_id)
