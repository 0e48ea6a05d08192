"""A copy of the history for another process, which the lock of the file keeps out: asked for by a file beside it.

Who wants one makes an empty ``….copy-wanted``. The process that has the file open answers with ``….copy``, or with
``….copy-failed`` that says why not, and then takes the wish away.
"""

import logging
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Final

from lib.history.questions import ArchiveError

logger = logging.getLogger(__name__)

LOOK_EVERY: Final = 1.0
"""Seconds between two looks for a wish."""


def wanted(file: Path) -> Path:
    """The wish for a copy of a history file."""
    return file.with_name(f"{file.name}.copy-wanted")


def copied(file: Path) -> Path:
    """The copy that answers it."""
    return file.with_name(f"{file.name}.copy")


def failed(file: Path) -> Path:
    """Why there is no copy, in its place."""
    return file.with_name(f"{file.name}.copy-failed")


def partial(target: Path) -> Path:
    """What a copy is called while it is written."""
    return target.with_name(f"{target.name}.partial")


class Copies:
    """Looks for wishes on a thread of its own, from its start on; ``copy_to`` writes a copy or raises ArchiveError."""

    def __init__(self, file: Path, copy_to: Callable[[Path], None]) -> None:
        self._file = file
        self._copy_to = copy_to
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="history copies", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """End after the copy that is being written."""
        self._ended.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._ended.wait(LOOK_EVERY):
            try:
                self._answer()
            except OSError:
                logger.exception("A wish for a copy of %s could not be answered", self._file)

    def _answer(self) -> None:
        wish = wanted(self._file)
        if not _is_there(wish):
            return
        try:
            self._copy_to(copied(self._file))
        except ArchiveError as error:
            logger.warning("A copy of the history was wanted: %s", error)
            failed(self._file).write_text(str(error), encoding="utf-8")
        wish.unlink(missing_ok=True)


def _is_there(wish: Path) -> bool:
    """Whether there is a wish; none can be where the folder is closed to this process, which the keeper says."""
    try:
        return wish.exists()
    except PermissionError:
        return False
