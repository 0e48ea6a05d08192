"""Does something at a steady pace on a thread of its own, such as taking a sample of every gateway."""

import logging
import threading
import time
from collections.abc import Callable

logger = logging.getLogger(__name__)


class Recorder:
    """A thread that takes a sample every ``interval`` seconds, from its start on.

    What goes wrong is logged, and the next sample is tried. One that takes longer than the interval makes those that
    it has missed fall out: they are gaps, and are not caught up on.
    """

    def __init__(self, take: Callable[[], None], interval: float) -> None:
        self._take = take
        self._interval = interval
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="recorder", daemon=True)

    def start(self) -> None:
        """Take the first sample at once."""
        self._thread.start()

    def close(self) -> None:
        """End after the sample that is being taken."""
        self._ended.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        due = time.monotonic()
        while not self._ended.is_set():
            self._sample()
            missed = max(0, int((time.monotonic() - due) // self._interval))
            due += (1 + missed) * self._interval
            self._ended.wait(due - time.monotonic())

    def _sample(self) -> None:
        try:
            self._take()
        except Exception:
            logger.exception("A sample could not be taken; the next one is tried in %g s", self._interval)
