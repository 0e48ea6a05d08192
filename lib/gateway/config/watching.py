import logging
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from lib.gateway.config.loading import Configuration, load
from lib.gateway.config.problem import ConfigurationError
from lib.gateway.reach import GUARDED, Reach

log: Final = logging.getLogger("lib.gateway.config")

LOOK_EVERY: Final = 1.0
"""Seconds between two looks at the file's metadata."""

_Signature = tuple[int, int, int, int]


class ConfigurationFile:
    """The gateways file as it is now: read again when it changes, and never lost to a broken edit.

    Any thread may ask. `clock` gives monotonic seconds; `reach` is as in `load`.
    """

    def __init__(
        self,
        path: Path,
        environ: Mapping[str, str],
        clock: Callable[[], float] = time.monotonic,
        reach: Reach = GUARDED,
    ) -> None:
        self._path = path
        self._reach = reach
        self._environ = environ
        self._clock = clock
        self._lock = threading.Lock()
        self._look_at: float | None = None
        self._signature: _Signature | None = None
        self._good: Configuration | None = None
        self._error: ConfigurationError | None = None

    def current(self) -> tuple[Configuration | None, ConfigurationError | None]:
        """The last good configuration, and what is wrong with the file now; either may be None, never both."""
        with self._lock:
            now = self._clock()
            if self._look_at is None or now >= self._look_at:
                first_look = self._look_at is None
                self._look_at = now + LOOK_EVERY
                # Taken before reading: a change in between is then seen at the next look.
                signature = _signature(self._path)
                if first_look or signature != self._signature:
                    self._signature = signature
                    self._read()
            return self._good, self._error

    def _read(self) -> None:
        try:
            self._good = load(self._path, self._environ, self._reach)
        except ConfigurationError as error:
            self._error = error
            log.warning("%s", error)
        else:
            self._error = None
            log.info("%s: %d gateways", self._path, len(self._good.gateways))


def _signature(path: Path) -> _Signature | None:
    """What changes when the file does; the change time also tells a new permission."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino
