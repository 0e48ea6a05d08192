"""Answers to the questions about the past, in SQL over the tables of steps."""

from collections.abc import Sequence
from datetime import UTC, datetime

import duckdb
import pandas as pd

from lib.history import questions
from lib.history.questions import FINE, Scope, Window
from lib.history.schema import STEP_TABLES
from lib.history.summing import summed_up_to

Parameters = list[object]

_USAGE = """
    SELECT moment AS "at", gateway, site, function, executors, total, used, available, stranded
    FROM function_{ending} JOIN gateway_{ending} USING (moment, gateway)
    WHERE {functions} AND moment >= ? AND moment < ?
    ORDER BY moment, gateway, function
"""
_USAGE_OF_EXECUTORS = """
    WITH chosen AS (SELECT key, gateway, function FROM executor WHERE {executors})
    SELECT moment AS "at", gateway, site, function, count(used) AS executors,
        sum(total) FILTER (used IS NOT NULL) AS total, sum(used) AS used, sum(available) AS available,
        sum(stranded) AS stranded
    FROM executor_{ending} JOIN chosen USING (key) JOIN gateway_{ending} USING (moment, gateway)
    WHERE moment >= ? AND moment < ?
    GROUP BY ALL HAVING count(used) > 0
    ORDER BY moment, gateway, function
"""
_SERIES = """
    SELECT moment AS "at", gateway, executor, function, samples, total, used, used_max, used_p95, available_min,
        stranded_max, nodes, healthy_min, heartbeat_max, drifting, failing
    FROM executor_{ending} JOIN executor USING (key)
    WHERE {executors} AND moment >= ? AND moment < ?
    ORDER BY moment, gateway, executor
"""
_STATISTICS = """
    WITH sites AS (
            SELECT gateway, arg_max(site, moment) AS site FROM gateway_{ending}
            WHERE moment >= ? AND moment < ? GROUP BY gateway
        ),
        window_of AS (
            SELECT key, count(used) AS steps, arg_max(total, moment) AS total, avg(used) AS used_mean,
                quantile_cont(used, 0.95) AS used_p95, max(used_max) AS used_max,
                min(available_min) AS available_min, max(stranded_max) AS stranded_max, arg_max(nodes, moment) AS nodes
            FROM executor_{ending} WHERE moment >= ? AND moment < ? GROUP BY key
        )
    SELECT gateway, site, executor, function, steps, total, used_mean, used_p95, used_max, available_min, stranded_max,
        nodes
    FROM window_of JOIN executor USING (key) JOIN sites USING (gateway)
    WHERE {executors}
    ORDER BY gateway, executor
"""
_REACHED = """
    SELECT moment AS "at", gateway, site, samples, reachable, readable, nodes, fresh_nodes
    FROM gateway_{ending} WHERE {gateways} AND moment >= ? AND moment < ?
    ORDER BY moment, gateway
"""
_CHANGES = """
    SELECT moment AS "at", gateway, executor, sort, before, after, reason
    FROM change WHERE {gateways} AND (? IS NULL OR executor = ?) AND moment >= ? AND moment < ?
    ORDER BY moment DESC, gateway, executor, sort
"""


def usage(cursor: duckdb.DuckDBPyConnection, scope: Scope, window: Window) -> pd.DataFrame:
    """See Archive."""
    if scope.executor is not None:
        chosen, values = _executors(scope)
        query = _USAGE_OF_EXECUTORS.format(executors=chosen, ending=_ending(window))
    else:
        chosen, values = _functions(scope)
        query = _USAGE.format(functions=chosen, ending=_ending(window))
    return _frame(cursor, query, [*values, *_ends(window)])


def series(cursor: duckdb.DuckDBPyConnection, scope: Scope, window: Window) -> pd.DataFrame:
    """See Archive."""
    chosen, values = _executors(scope)
    return _frame(cursor, _SERIES.format(executors=chosen, ending=_ending(window)), [*values, *_ends(window)])


def statistics(cursor: duckdb.DuckDBPyConnection, scope: Scope, window: Window) -> pd.DataFrame:
    """See Archive."""
    chosen, values = _executors(scope)
    return _frame(
        cursor, _STATISTICS.format(executors=chosen, ending=_ending(window)), [*_ends(window), *_ends(window), *values]
    )


def reached(cursor: duckdb.DuckDBPyConnection, scope: Scope, window: Window) -> pd.DataFrame:
    """See Archive."""
    chosen, values = _gateways(scope)
    return _frame(cursor, _REACHED.format(gateways=chosen, ending=_ending(window)), [*values, *_ends(window)])


def changes(cursor: duckdb.DuckDBPyConnection, scope: Scope, window: Window) -> pd.DataFrame:
    """See Archive."""
    chosen, values = _gateways(scope)
    return _frame(cursor, _CHANGES.format(gateways=chosen), [*values, scope.executor, scope.executor, *_ends(window)])


def extent(cursor: duckdb.DuckDBPyConnection) -> Window | None:
    """See Archive."""
    first = cursor.execute(f"SELECT min(moment) FROM gateway_{STEP_TABLES[FINE]}").fetchone()
    until = summed_up_to(cursor, FINE)
    if not first or first[0] is None or until is None:
        return None
    return Window(first[0].replace(tzinfo=UTC), until.replace(tzinfo=UTC))


def is_empty(cursor: duckdb.DuckDBPyConnection) -> bool:
    """Whether no sample is kept, neither raw nor summed up."""
    return not any(
        cursor.execute(f"SELECT 1 FROM gateway_{ending} LIMIT 1").fetchone()
        for ending in ("raw", *STEP_TABLES.values())
    )


def made_up(cursor: duckdb.DuckDBPyConnection) -> Window | None:
    """The span of a past that was made up for a demonstration."""
    found = cursor.execute("SELECT min(since), max(until) FROM made_up").fetchone()
    if not found or found[0] is None:
        return None
    return Window(found[0].replace(tzinfo=UTC), found[1].replace(tzinfo=UTC))


def _ending(window: Window) -> str:
    return STEP_TABLES[window.step]


def _ends(window: Window) -> list[datetime]:
    return [each.astimezone(UTC).replace(tzinfo=None) for each in (window.begin, window.end)]


def _executors(scope: Scope) -> tuple[str, Parameters]:
    chosen, values = _functions(scope)
    return (chosen, values) if scope.executor is None else (f"{chosen} AND executor = ?", [*values, scope.executor])


def _functions(scope: Scope) -> tuple[str, Parameters]:
    chosen, values = _gateways(scope)
    return (chosen, values) if scope.function is None else (f"{chosen} AND function = ?", [*values, scope.function])


def _gateways(scope: Scope) -> tuple[str, Parameters]:
    return ("TRUE", []) if scope.gateways is None else ("list_contains(?, gateway)", [list(scope.gateways)])


def _frame(cursor: duckdb.DuckDBPyConnection, query: str, values: Sequence[object]) -> pd.DataFrame:
    return questions.typed(cursor.execute(query, list(values)).df())
