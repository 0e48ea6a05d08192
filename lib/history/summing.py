"""Sums raw samples up into steps, each step once, when a later sample says that it is complete."""

from datetime import datetime, timedelta
from typing import Final, NamedTuple

import duckdb

from lib.history.questions import step_begin
from lib.history.rows import KEYED, naive
from lib.history.schema import FUNCTIONS, STEP_TABLES

_EXECUTORS: Final = """
    INSERT INTO executor_{ending}
    SELECT time_bucket(to_seconds(?), moment) AS step, key, count(used),
        max(total), avg(used), max(used), quantile_cont(used, 0.95), avg(available), min(available),
        avg(stranded), max(stranded), max(healthy + unhealthy + unknown), min(healthy), max(heartbeat_age),
        avg((verdict = 'drift')::INT), avg((status = 'ERROR')::INT)
    FROM {executors} WHERE moment >= ? AND moment < ?
    GROUP BY step, key ORDER BY step, key
"""
_GATEWAYS: Final = """
    INSERT INTO gateway_{ending}
    SELECT time_bucket(to_seconds(?), moment) AS step, gateway, arg_max(site, moment), count(*),
        avg(reachable::INT), avg(readable::INT), avg(nodes), avg(fresh_nodes)
    FROM {gateways} WHERE moment >= ? AND moment < ?
    GROUP BY step, gateway ORDER BY step, gateway
"""


class _Source(NamedTuple):
    """Where raw samples are, for a query to read from."""

    executors: str
    gateways: str


RAW: Final = _Source("executor_raw", "gateway_raw")
STAGED: Final = _Source(f"({KEYED})", "gateway_batch")
"""A batch that is staged, with all samples of the steps that are summed up."""


def sum_up(cursor: duckdb.DuckDBPyConnection, step: timedelta, latest: datetime, source: _Source = RAW) -> None:
    """Sum up the steps that end at or before the ``latest`` sample and have not been summed up."""
    ending, until = STEP_TABLES[step], naive(step_begin(latest, step))
    since = _end_of_last(cursor, step, until)
    if since >= until:
        return
    bounds = [step.total_seconds(), since, until]
    cursor.execute(_EXECUTORS.format(ending=ending, executors=source.executors), bounds)
    cursor.execute(FUNCTIONS.format(ending=ending), [since, until])
    cursor.execute(_GATEWAYS.format(ending=ending, gateways=source.gateways), bounds)
    cursor.execute("INSERT OR REPLACE INTO summed_up VALUES (?, ?)", [ending, until])


def _end_of_last(cursor: duckdb.DuckDBPyConnection, step: timedelta, until: datetime) -> datetime:
    """Where the steps before ``until`` end that are summed up.

    Asked of the steps themselves: where a clock was ahead and is right again, those it was ahead for lie beyond.
    """
    found = cursor.execute(f"SELECT max(moment) FROM gateway_{STEP_TABLES[step]} WHERE moment < ?", [until]).fetchone()
    return found[0] + step if found and found[0] is not None else datetime.min  # noqa: DTZ901 - DuckDB's are naive UTC


def summed_up_to(cursor: duckdb.DuckDBPyConnection, step: timedelta) -> datetime | None:
    """Up to when the steps are complete, as naive UTC; None before the first."""
    found = cursor.execute("SELECT until FROM summed_up WHERE step = ?", [STEP_TABLES[step]]).fetchone()
    return found[0] if found else None
