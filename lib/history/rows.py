"""Samples as columns, and how columns become rows of the raw tables."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

import duckdb
import pyarrow as pa
from msgspec.structs import astuple

from lib.fleet.model import Verdict
from lib.history.samples import ExecutorSample, GatewaySample

EXECUTORS: Final = pa.schema(
    [
        ("moment", pa.timestamp("us")),
        ("gateway", pa.string()),
        ("executor", pa.string()),
        ("function", pa.string()),
        *((name, pa.int32()) for name in ("total", "used", "available", "stranded", "healthy", "unhealthy", "unknown")),
        ("heartbeat_age", pa.float32()),
        ("status", pa.string()),
        ("verdict", pa.string()),
        ("epoch", pa.int64()),
    ]
)
"""A row an executor and sample; ``moment`` is naive UTC."""

GATEWAYS: Final = pa.schema(
    [
        *(("moment", pa.timestamp("us")), ("gateway", pa.string()), ("site", pa.string()), ("datacenter", pa.string())),
        *((name, pa.bool_()) for name in ("reachable", "readable")),
        *((name, pa.int32()) for name in ("nodes", "fresh_nodes", "matching", "settling", "drifting", "undecided")),
    ]
)
"""A row a gateway and sample."""

KEYED: Final = """
    SELECT moment, key, total, used, available, stranded, healthy, unhealthy, unknown, heartbeat_age, status, verdict,
        epoch
    FROM executor_batch JOIN executor USING (gateway, executor, function)
"""
"""The rows of a batch that has its keys, as ``executor_raw`` has them."""

_NEW_KEYS = """
    INSERT INTO executor
    SELECT (SELECT coalesce(max(key), 0) FROM executor) + row_number() OVER (ORDER BY gateway, executor, function),
        gateway, executor, function
    FROM (SELECT DISTINCT gateway, executor, function FROM executor_batch) ANTI JOIN executor
    USING (gateway, executor, function)
"""


def naive(at: datetime) -> datetime:
    """An instant as the file has it: UTC without saying so."""
    return at.astimezone(UTC).replace(tzinfo=None)


def executor_columns(samples: Sequence[GatewaySample]) -> pa.Table:
    """All executors of these samples, by ``EXECUTORS``."""
    rows = [(naive(sample.at), sample.gateway, *astuple(each)) for sample in samples for each in sample.executors]
    names = ("moment", "gateway", *ExecutorSample.__struct_fields__)
    columns = dict(zip(names, zip(*rows, strict=True), strict=True)) if rows else dict.fromkeys(names, ())
    return pa.table([_column(columns[field.name], field.type) for field in EXECUTORS], schema=EXECUTORS)


def gateway_columns(samples: Sequence[GatewaySample]) -> pa.Table:
    """All gateways of these samples, by ``GATEWAYS``."""
    rows = [_gateway(sample) for sample in samples]
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(GATEWAYS)
    return pa.table(
        [_column(column, field.type) for column, field in zip(columns, GATEWAYS, strict=True)], schema=GATEWAYS
    )


def _column(values: Sequence[object], kind: pa.DataType) -> pa.Array:
    """Values as a column; a number that has no place in it, as no number of slots could be, is not known."""
    try:
        return pa.array(values, kind)
    except (pa.ArrowInvalid, OverflowError):
        most = 2 ** (kind.bit_width - 1)
        return pa.array([each if isinstance(each, int) and -most <= each < most else None for each in values], kind)


def _gateway(sample: GatewaySample) -> tuple[object, ...]:
    verdicts = Counter(executor.verdict for executor in sample.executors)
    return (
        naive(sample.at),
        sample.gateway,
        sample.site,
        sample.datacenter,
        sample.reachable,
        sample.readable,
        sample.nodes,
        sample.fresh_nodes,
        verdicts[Verdict.MATCH],
        verdicts[Verdict.SETTLING],
        verdicts[Verdict.DRIFT],
        verdicts[Verdict.UNKNOWN],
    )


def stage(cursor: duckdb.DuckDBPyConnection, executors: pa.Table, gateways: pa.Table) -> None:
    """Make columns known to the cursor as ``executor_batch`` and ``gateway_batch``, and give new executors a key."""
    cursor.register("executor_batch", executors)
    cursor.register("gateway_batch", gateways)
    cursor.execute(_NEW_KEYS)


def insert_staged(cursor: duckdb.DuckDBPyConnection, since: datetime) -> None:
    """Put what is staged into the raw tables, from a naive instant on."""
    cursor.execute(f"INSERT INTO executor_raw FROM ({KEYED}) WHERE moment >= ? ORDER BY moment, key", [since])
    cursor.execute("INSERT INTO gateway_raw FROM gateway_batch WHERE moment >= ? ORDER BY moment, gateway", [since])
