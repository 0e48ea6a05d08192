"""The past in one DuckDB file, which only this process may open while it runs (DuckDB's lock).

A batch is one transaction: after a kill at any moment, the file holds all batches before it and nothing of the one
that was being written.
"""

import logging
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, NamedTuple

import duckdb
import pandas as pd
import pyarrow as pa
from msgspec.structs import astuple

from lib.history import answers, schema
from lib.history.copies import partial
from lib.history.questions import COARSE, FINE, Archive, ArchiveError, Scope, Window
from lib.history.rows import executor_columns, gateway_columns, insert_staged, naive, stage
from lib.history.samples import Change, GatewaySample
from lib.history.summing import STAGED, sum_up

logger = logging.getLogger(__name__)

MEMORY: Final = "1GB"
"""What DuckDB may use beside the dashboard itself."""

_NOT_ITS_FAULT: Final = ("ermission denied", "ead-only", "No space", "Too many open files", "version number")
"""What DuckDB says where a file may be whole and can't be opened here and now, or by this version of it."""

CLEAN_EVERY: Final = timedelta(hours=1)


class MadeUpDay(NamedTuple):
    """Samples up to ``end``, as ``rows.EXECUTORS`` and ``rows.GATEWAYS``; of whole hours, but for the last ones."""

    executors: pa.Table
    gateways: pa.Table
    end: datetime


class MadeUp(NamedTuple):
    """A past for a demonstration: its span, its days in order, and its changes."""

    span: Window
    days: Iterable[MadeUpDay]
    changes: Sequence[Change]


class DuckdbArchive:
    """The file, open for as long as this lives. Any thread may ask; writes wait for each other.

    ``set_aside`` is where a file went that could not be read, None where there was none. Raises ArchiveError where the
    file can't be opened and must not be moved: it is open elsewhere, of a later version, or in a place without access.
    """

    def __init__(self, file: Path) -> None:
        self.file = file
        self.set_aside: Path | None = None
        self._writing = threading.Lock()
        self._cleaned_at: datetime | None = None
        self._connection = self._opened()

    def close(self) -> None:
        """Write what DuckDB holds back, and close the file."""
        self._connection.close()

    def write(self, samples: Sequence[GatewaySample], changes: Sequence[Change] = ()) -> None:
        """Keep a batch and sum up the steps that it completes, or raise ArchiveError and keep nothing of it."""
        with self._writing, self._asking() as cursor, _whole(cursor):
            stage(cursor, executor_columns(samples), gateway_columns(samples))
            insert_staged(cursor, datetime.min)  # noqa: DTZ901 - DuckDB's timestamps are naive UTC
            _insert_changes(cursor, changes)
            latest = max((sample.at for sample in samples), default=None)
            if latest is not None:
                sum_up(cursor, FINE, latest)
                sum_up(cursor, COARSE, latest)
                self._clean(cursor, latest)

    def make_up(self, past: MadeUp) -> None:
        """Keep a past that never was, and its span as such, or raise ArchiveError and keep nothing of it.

        It is refused where there are samples: what was seen and what was made up must not be one past.
        """
        with self._writing, self._asking() as cursor, _whole(cursor):
            if not answers.is_empty(cursor):
                raise ArchiveError(
                    f"The history in {self.file} holds samples already, and a made-up past is not mixed with them. "
                    "Delete the file, or name another one."
                )
            raw_since = naive(past.span.end - schema.RAW_FOR)
            for day in past.days:
                stage(cursor, day.executors, day.gateways)
                insert_staged(cursor, raw_since)
                for step in schema.STEP_TABLES:
                    sum_up(cursor, step, day.end, STAGED)
            _insert_changes(cursor, past.changes)
            cursor.execute("INSERT INTO made_up VALUES (?, ?)", [naive(past.span.begin), naive(past.span.end)])

    def is_empty(self) -> bool:
        """Whether it has never kept a sample."""
        with self._asking() as cursor:
            return answers.is_empty(cursor)

    def usage(self, scope: Scope, window: Window) -> pd.DataFrame:
        """See Archive."""
        with self._asking() as cursor:
            return answers.usage(cursor, scope, window.aligned())

    def series(self, scope: Scope, window: Window) -> pd.DataFrame:
        """See Archive."""
        with self._asking() as cursor:
            return answers.series(cursor, scope, window.aligned())

    def statistics(self, scope: Scope, window: Window) -> pd.DataFrame:
        """See Archive."""
        with self._asking() as cursor:
            return answers.statistics(cursor, scope, window.aligned())

    def reached(self, scope: Scope, window: Window) -> pd.DataFrame:
        """See Archive."""
        with self._asking() as cursor:
            return answers.reached(cursor, scope, window.aligned())

    def changes(self, scope: Scope, window: Window) -> pd.DataFrame:
        """See Archive."""
        with self._asking() as cursor:
            return answers.changes(cursor, scope, window)

    def extent(self) -> Window | None:
        """See Archive."""
        with self._asking() as cursor:
            return answers.extent(cursor)

    def made_up(self) -> Window | None:
        """The span of a past that was made up for a demonstration; None where all was sampled."""
        with self._asking() as cursor:
            return answers.made_up(cursor)

    def copy_to(self, target: Path) -> None:
        """Write a consistent copy of all that is kept; an existing file is replaced. Raises ArchiveError."""
        with self._writing, _reaching(target), self._asking() as cursor:
            _copy(cursor, target)

    def size(self) -> int:
        """Bytes of the file on the disk, with what is not yet merged into it."""
        return sum(each.stat().st_size for each in (self.file, _log_of(self.file)) if each.exists())

    @contextmanager
    def _asking(self) -> Iterator[duckdb.DuckDBPyConnection]:
        try:
            cursor = self._connection.cursor()
        except duckdb.Error as error:
            raise ArchiveError(f"The history in {self.file} is closed: {_said(error)}") from error
        try:
            yield cursor
        except duckdb.Error as error:
            raise ArchiveError(f"The history in {self.file} did not do what was asked of it: {_said(error)}") from error
        finally:
            cursor.close()

    def _opened(self) -> duckdb.DuckDBPyConnection:
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            return _connected(self.file)
        except OSError as error:
            raise _out_of_reach(self.file, str(error.strerror)) from error
        except schema.NewerSchemaError as error:
            raise ArchiveError(
                f"The history file {self.file} is of a later version: {error}. Set HISTORY_FILE to another file."
            ) from error
        except duckdb.Error as error:
            return self._opened_after(error)

    def _opened_after(self, error: duckdb.Error) -> duckdb.DuckDBPyConnection:
        """Decide what a file that can't be opened is: held by another process, out of reach, or broken."""
        said = _said(error)
        if "Could not set lock" in said:
            raise ArchiveError(
                f"The history file {self.file} is open in another process: {said}. End that one, "
                "or set HISTORY_FILE to another file."
            ) from error
        if any(word in said for word in _NOT_ITS_FAULT) or not self.file.is_file():
            raise _out_of_reach(self.file, said) from error
        try:
            self.set_aside = _moved(self.file)
        except OSError as unmoved:
            raise _out_of_reach(self.file, f"{said}; nor can it be moved: {unmoved.strerror}") from error
        logger.error("The history file %s can't be read and was moved to %s: %s", self.file, self.set_aside, said)
        return _connected(self.file)

    def _clean(self, cursor: duckdb.DuckDBPyConnection, now: datetime) -> None:
        """Forget what is older than it has to be; seldom, as it reads whole tables."""
        if self._cleaned_at is not None and now - self._cleaned_at < CLEAN_EVERY:
            return
        self._cleaned_at = now
        raw, steps = naive(now - schema.RAW_FOR), naive(now - schema.STEPS_FOR)
        for table in ("executor_raw", "gateway_raw"):
            cursor.execute(f"DELETE FROM {table} WHERE moment < ?", [raw])
        for table in [*schema.ALL_STEPS, "change"]:
            cursor.execute(f"DELETE FROM {table} WHERE moment < ?", [steps])


def copy_of(file: Path, target: Path) -> None:
    """Copy a history file that nobody has open; raises duckdb.Error or OSError. The file itself is only read."""
    with duckdb.connect(config={"memory_limit": MEMORY}) as connection:
        connection.execute(f"ATTACH {_quoted(str(file))} AS history (READ_ONLY)")
        connection.execute("USE history")
        _copy(connection, target)


def _copy(cursor: duckdb.DuckDBPyConnection, target: Path) -> None:
    """Write all that the cursor's database holds, as of one instant; what is at the target is replaced at the end."""
    source = cursor.execute("SELECT current_database()").fetchone()
    name, unfinished = source[0] if source else "", partial(target)
    unfinished.unlink(missing_ok=True)
    cursor.execute(f"ATTACH {_quoted(str(unfinished))} AS copy")
    try:
        cursor.execute(f'COPY FROM DATABASE "{name}" TO copy')
    finally:
        cursor.execute("DETACH copy")
    unfinished.replace(target)


def _out_of_reach(file: Path, why: str) -> ArchiveError:
    return ArchiveError(
        f"The history file {file} can't be opened: {why}. Set HISTORY_FILE to a place that can be written."
    )


@contextmanager
def _reaching(target: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise ArchiveError(f"The copy {target} can't be written: {error.strerror}.") from error


def _connected(file: Path) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(str(file), config={"memory_limit": MEMORY})
    try:
        schema.migrate(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _moved(file: Path) -> Path:
    """Set a file aside, with its log, under a name that tells when; the data in it may still be of use to somebody."""
    aside = file.with_name(f"{file.name}.unreadable-{datetime.now(UTC):%Y%m%dT%H%M%S%fZ}")
    file.rename(aside)
    if _log_of(file).exists():
        _log_of(file).rename(_log_of(aside))
    return aside


def _log_of(file: Path) -> Path:
    return file.with_name(f"{file.name}.wal")


def made_up(archive: Archive) -> Window | None:
    """The span of a past that was made up for a demonstration; only a file can have one."""
    return archive.made_up() if isinstance(archive, DuckdbArchive) else None


def _said(error: duckdb.Error) -> str:
    """The first line of what DuckDB says; the others are hints for its own users."""
    return str(error).partition("\n")[0]


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


@contextmanager
def _whole(cursor: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """All that the block does, or nothing."""
    cursor.begin()
    try:
        yield
    except BaseException:
        with suppress(duckdb.Error):  # what failed may have ended the transaction itself
            cursor.rollback()
        raise
    cursor.commit()


def _insert_changes(cursor: duckdb.DuckDBPyConnection, changes: Sequence[Change]) -> None:
    for change in changes:
        cursor.execute("INSERT INTO change VALUES (?, ?, ?, ?, ?, ?, ?)", [naive(change.at), *astuple(change)[1:]])
