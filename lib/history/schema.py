"""The tables of the history file, and how an older file becomes a newer one.

Raw samples are kept for some days, and summed up into steps of five minutes and of an hour, which are kept for more
than a year. Times are UTC. NULL is what was not known; a sample that could not be taken is a row that is not there.
"""

from datetime import timedelta
from typing import Final

import duckdb

from lib.history.questions import COARSE, FINE

RAW_FOR: Final = timedelta(days=7)
STEPS_FOR: Final = timedelta(days=400)

STEP_TABLES: Final = {FINE: "5min", COARSE: "hour"}
"""The ending of the tables of each step."""

ALL_STEPS: Final = tuple(
    f"{of}_{ending}" for ending in STEP_TABLES.values() for of in ("executor", "function", "gateway")
)
"""The tables of steps."""

_EXECUTOR_STEPS = """
    CREATE TABLE executor_{ending} (
        moment TIMESTAMP NOT NULL, key INTEGER NOT NULL, samples USMALLINT NOT NULL,
        total INTEGER, used FLOAT, used_max INTEGER, used_p95 FLOAT, available FLOAT, available_min INTEGER,
        stranded FLOAT, stranded_max INTEGER, nodes INTEGER, healthy_min INTEGER, heartbeat_max FLOAT,
        drifting FLOAT, failing FLOAT
    );
    CREATE TABLE gateway_{ending} (
        moment TIMESTAMP NOT NULL, gateway VARCHAR NOT NULL, site VARCHAR NOT NULL, samples USMALLINT NOT NULL,
        reachable FLOAT NOT NULL, readable FLOAT NOT NULL, nodes FLOAT, fresh_nodes FLOAT
    );
"""

_FIRST = """
    CREATE TABLE executor (
        key INTEGER PRIMARY KEY, gateway VARCHAR NOT NULL, executor VARCHAR NOT NULL, function VARCHAR NOT NULL,
        UNIQUE (gateway, executor, function)
    );
    CREATE TABLE executor_raw (
        moment TIMESTAMP NOT NULL, key INTEGER NOT NULL,
        total INTEGER, used INTEGER, available INTEGER, stranded INTEGER,
        healthy INTEGER, unhealthy INTEGER, unknown INTEGER, heartbeat_age FLOAT,
        status VARCHAR, verdict VARCHAR, epoch BIGINT
    );
    CREATE TABLE gateway_raw (
        moment TIMESTAMP NOT NULL, gateway VARCHAR NOT NULL, site VARCHAR NOT NULL, datacenter VARCHAR,
        reachable BOOLEAN NOT NULL, readable BOOLEAN NOT NULL, nodes INTEGER, fresh_nodes INTEGER,
        matching INTEGER NOT NULL, settling INTEGER NOT NULL, drifting INTEGER NOT NULL, undecided INTEGER NOT NULL
    );
    CREATE TABLE change (
        moment TIMESTAMP NOT NULL, gateway VARCHAR NOT NULL, executor VARCHAR NOT NULL, sort VARCHAR NOT NULL,
        before VARCHAR NOT NULL, after VARCHAR NOT NULL, reason VARCHAR NOT NULL
    );
    CREATE TABLE summed_up (step VARCHAR PRIMARY KEY, until TIMESTAMP NOT NULL);
    CREATE TABLE made_up (since TIMESTAMP NOT NULL, until TIMESTAMP NOT NULL);
""" + "".join(_EXECUTOR_STEPS.format(ending=ending) for ending in STEP_TABLES.values())

FUNCTIONS: Final = """
    INSERT INTO function_{ending}
    SELECT moment, gateway, function, count(used), sum(total) FILTER (used IS NOT NULL), sum(used), sum(available),
        sum(stranded)
    FROM executor_{ending} JOIN executor USING (key)
    WHERE moment >= ? AND moment < ?
    GROUP BY moment, gateway, function HAVING count(used) > 0 ORDER BY moment, gateway, function
"""
"""Adds steps of executors up to those of functions, from one naive instant to before another."""

_FUNCTION_STEPS = """
    CREATE TABLE function_{ending} (
        moment TIMESTAMP NOT NULL, gateway VARCHAR NOT NULL, function VARCHAR NOT NULL, executors INTEGER NOT NULL,
        total BIGINT, used DOUBLE, available DOUBLE, stranded DOUBLE
    );
"""
_ALWAYS = ("'-infinity'", "'infinity'")
_SECOND = "".join(
    (_FUNCTION_STEPS + FUNCTIONS.replace("?", _ALWAYS[0], 1).replace("?", _ALWAYS[1], 1) + ";").format(ending=ending)
    for ending in STEP_TABLES.values()
)

MIGRATIONS: Final = (_FIRST, _SECOND)
"""What leads from each version of the schema to the next, from an empty file on."""


class NewerSchemaError(Exception):
    """The file was written by a later version of the dashboard."""


def migrate(connection: duckdb.DuckDBPyConnection) -> None:
    """Bring the tables up to this version, all or nothing. Raises NewerSchemaError for those of a later one."""
    connection.execute("CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL)")
    found = connection.execute("SELECT max(version) FROM schema_version").fetchone()
    version = found[0] or 0 if found else 0
    if version > len(MIGRATIONS):
        raise NewerSchemaError(f"its schema is version {version}, and this dashboard knows {len(MIGRATIONS)}")
    for number, script in enumerate(MIGRATIONS[version:], start=version + 1):
        connection.begin()
        connection.execute(script)
        connection.execute("INSERT INTO schema_version VALUES (?)", [number])
        connection.commit()
