"""A history file of many executors, made by SQL: raw samples of a week, and steps of a month."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from lib.history import schema
from lib.history.duckdb_file import DuckdbArchive
from lib.history.questions import Window
from lib.history.summing import sum_up

END = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
MONTH = Window(END - timedelta(days=30), END)
WEEK = Window(END - timedelta(days=7), END)
DAY = Window(END - timedelta(days=1), END)
GATEWAYS, FUNCTIONS = 2, 20
EVERY = timedelta(seconds=30)

_NAMES = """
    INSERT INTO executor
    SELECT range + 1, 'gateway-' || range % {gateways}, 'function' || range % {functions} || '_executor_' || range,
        'function' || range % {functions}
    FROM range({executors})
"""
_RAW = """
    INSERT INTO executor_raw
    SELECT moment, key, 40, used, 40 - used, 0, 4, 0, 0, random() * 5, 'SERVING', 'match', 7
    FROM (
        SELECT moment, key, (18 + 12 * sin(epoch(moment) / 13751 + key) + 8 * random())::INT AS used
        FROM generate_series(TIMESTAMP '{begin}', TIMESTAMP '{end}' - INTERVAL '{every} s', INTERVAL '{every} s')
            AS times(moment),
            executor
    )
"""
_RAW_GATEWAYS = """
    INSERT INTO gateway_raw
    SELECT moment, 'gateway-' || range, 'gateway-' || range, NULL, TRUE, TRUE, 4000, 4000, 1000, 0, 0, 0
    FROM generate_series(TIMESTAMP '{begin}', TIMESTAMP '{end}' - INTERVAL '{every} s', INTERVAL '{every} s')
        AS times(moment), range({gateways})
"""


@contextmanager
def month(executors: int) -> Iterator[DuckdbArchive]:
    """The archive of so many executors: a month of steps, of which only the last week is kept as raw samples.

    Each week before is sampled, summed up and forgotten in turn, as it would have been.
    """
    with TemporaryDirectory(prefix="bench-history-") as folder:
        file = Path(folder, "history.duckdb")
        fill(file, executors)
        archive = DuckdbArchive(file)
        try:
            yield archive
        finally:
            archive.close()


def fill(file: Path, executors: int) -> None:
    """Make the file of so many executors, in all, over two gateways."""
    with duckdb.connect(str(file)) as connection:
        schema.migrate(connection)
        connection.execute(_NAMES.format(executors=executors, gateways=GATEWAYS, functions=FUNCTIONS))
        begin = MONTH.begin
        while begin < END:
            end = min(begin + timedelta(days=1), END)
            _sampled(connection, begin, end)
            begin = end
        connection.execute("CHECKPOINT")


def _sampled(connection: duckdb.DuckDBPyConnection, begin: datetime, end: datetime) -> None:
    span = {"begin": f"{begin:%F %T}", "end": f"{end:%F %T}", "every": int(EVERY.total_seconds())}
    connection.execute(_RAW.format(**span))
    connection.execute(_RAW_GATEWAYS.format(**span, gateways=GATEWAYS))
    for step in schema.STEP_TABLES:
        sum_up(connection, step, end)
    for table in ("executor_raw", "gateway_raw"):
        connection.execute(f"DELETE FROM {table} WHERE moment < ?", [(end - schema.RAW_FOR).replace(tzinfo=None)])  # noqa: S608
