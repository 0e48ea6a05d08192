"""Puts the past that is made up for the demo into a history file: at once, or beside what else the process does."""

import logging
import threading
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from lib.demo.past import demo_past
from lib.history.duckdb_file import DuckdbArchive, MadeUpDay
from lib.history.questions import Archive, ArchiveError

__all__ = ["DAYS", "made_in_background", "write_past"]

DAYS: Final = 60
"""As many as the longest window of the page and the one before it have."""

logger = logging.getLogger(__name__)


class _EndedError(Exception):
    """The process ends before the past is complete."""


def write_past(file: Path, days: int) -> None:
    """Make a history file with so many days. Raises ArchiveError where it can't be opened or holds samples already."""
    with closing(DuckdbArchive(file)) as archive:
        archive.make_up(demo_past(days, datetime.now(UTC)))


@contextmanager
def made_in_background(archive: Archive | None, days: int = DAYS) -> Iterator[None]:
    """Give an empty history file its past on a thread; where the block ends before, the file stays as it was.

    Nothing is done where the past is kept elsewhere, can't be kept, or holds samples already.
    """
    if not isinstance(archive, DuckdbArchive) or not archive.is_empty():
        yield
        return
    ended = threading.Event()
    thread = threading.Thread(target=_make, args=(archive, days, ended), name="made-up past", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _make(archive: DuckdbArchive, days: int, ended: threading.Event) -> None:
    past = demo_past(days, datetime.now(UTC))
    try:
        archive.make_up(past._replace(days=_until(ended, past.days)))
    except _EndedError:
        return
    except ArchiveError as error:
        logger.error("The demo has no past: %s", error)  # noqa: TRY400 - the sentence says it all
        return
    logger.info("%d days of made-up past of the demo gateways are in %s", days, archive.file)


def _until(ended: threading.Event, days: Iterable[MadeUpDay]) -> Iterator[MadeUpDay]:
    for day in days:
        if ended.is_set():
            raise _EndedError
        yield day
