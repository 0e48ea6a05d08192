"""Keeps samples in the history file: gathers them into batches, and goes on trying where the file can't be written."""

import logging
import threading
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, NamedTuple

from lib.history.copies import Copies
from lib.history.duckdb_file import DuckdbArchive
from lib.history.questions import ArchiveError
from lib.history.samples import Change, GatewaySample

logger = logging.getLogger(__name__)

HELD_AT_MOST: Final = timedelta(hours=1)
"""Samples that could not be written are held for so long; older ones are lost, and a gap."""


class Written(NamedTuple):
    """What has been written since the start: ``batches``, their ``rows``, and the ``failures`` to write one."""

    batches: int = 0
    rows: int = 0
    failures: int = 0


class Keeper:
    """The one that writes the history file. Any thread may ask for the archive; one gives samples.

    ``trouble`` says why nothing can be kept now, and ``notice`` that a file was set aside; None where all is well.
    ``written`` counts.
    """

    def __init__(self, file: Path, batch: timedelta) -> None:
        self.file = file
        self.trouble: str | None = None
        self.notice: str | None = None
        self.written_at: datetime | None = None
        self.written = Written()
        self._batch = batch
        self._lock = threading.Lock()
        self._archive: DuckdbArchive | None = None
        self._samples: list[GatewaySample] = []
        self._changes: list[Change] = []
        self._open()
        self._copies = Copies(file, self._copy_to)

    @property
    def archive(self) -> DuckdbArchive | None:
        """The file, where it is open."""
        return self._archive

    @property
    def held(self) -> int:
        """How many samples wait to be written."""
        return len(self._samples)

    def keep(self, samples: Sequence[GatewaySample], changes: Sequence[Change]) -> None:
        """Keep these with the next batch."""
        with self._lock:
            self._samples.extend(samples)
            self._changes.extend(changes)
            if self._samples and abs(self._samples[-1].at - self._samples[0].at) >= self._batch:
                self._write()

    def close(self) -> None:
        """Write what is held, and close the file."""
        self._copies.close()
        with self._lock:
            self._write()
            if self._archive is not None:
                self._archive.close()
                self._archive = None

    def _open(self) -> None:
        try:
            self._archive = DuckdbArchive(self.file)
        except ArchiveError as error:
            self._say(str(error))
            return
        if self._archive.set_aside is not None:
            self.notice = (
                f"The history file could not be read and was moved to {self._archive.set_aside}; "
                "a new one was begun. What it held is not shown."
            )

    def _copy_to(self, target: Path) -> None:
        """Write a copy of all samples so far. Raises ArchiveError."""
        with self._lock:
            self._write()
            if self._archive is None:
                raise ArchiveError(self.trouble or f"The history in {self.file} is closed.")
            self._archive.copy_to(target)

    def _write(self) -> None:
        if self._archive is None:
            self._open()
        if self._archive is None:
            self._failed()
            return
        try:
            self._archive.write(self._samples, self._changes)
        except ArchiveError as error:
            self._say(str(error))
            self._archive.close()
            self._archive = None  # what has failed once may stay invalid: the next batch opens the file anew
            self._failed()
            return
        if self.trouble is not None:
            logger.info("The history is written again to %s", self.file)
        self.trouble, self.written_at = None, datetime.now(UTC)
        rows = sum(1 + len(sample.executors) for sample in self._samples) + len(self._changes)
        if rows:
            self.written = Written(self.written.batches + 1, self.written.rows + rows, self.written.failures)
        self._samples, self._changes = [], []

    def _failed(self) -> None:
        self.written = self.written._replace(failures=self.written.failures + 1)
        self._let_go()

    def _let_go(self) -> None:
        """Lose what has been held for too long, and say so."""
        if not self._samples:
            return
        horizon = self._samples[-1].at - HELD_AT_MOST
        held = [sample for sample in self._samples if sample.at >= horizon]
        if len(held) < len(self._samples):
            logger.warning("%d samples that could not be written are lost", len(self._samples) - len(held))
        self._samples = held
        self._changes = [change for change in self._changes if change.at >= horizon]

    def _say(self, trouble: str) -> None:
        if trouble != self.trouble:
            logger.error("%s", trouble)
        self.trouble = trouble
