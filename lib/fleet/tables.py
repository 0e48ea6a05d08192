"""The tables of a fleet: executors, capacity holders and desired states; and that of functions across gateways.

A column is declared once, with the meaning that the docs and the exports give it. Frames are backed by Arrow, so
that building them, showing them and writing Parquet share one copy of the data.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import pandas as pd
import pyarrow as pa

from lib.fleet.bands import band
from lib.fleet.collector import paused
from lib.fleet.functions import Function
from lib.fleet.model import Executor, Fleet, Slots, Status

VERDICT_MEANING = "Actual beside desired: match, settling, drift or unknown."

Record = TypeVar("Record")

TEXT = pa.string()
WHOLE = pa.int64()
NUMBER = pa.float64()
TIME = pa.timestamp("us", tz="UTC")


@dataclass(frozen=True, slots=True)
class Column(Generic[Record]):
    """One column: its name in exports, its type, its meaning, and how a record gives its value."""

    name: str
    kind: pa.DataType
    meaning: str
    value: Callable[[Record], Any]


def joined(words: Iterable[str]) -> str | None:
    """Several values in one cell; None for none."""
    return "; ".join(words) or None


def _accepting(executor: Executor) -> int | None:
    """Nodes that accept work; not zero but unknown where the executor's status is."""
    known = executor.rollup.node_count is not None and executor.rollup.status is not Status.UNKNOWN
    return executor.rollup.accepting if known else None


EXECUTORS: tuple[Column[Executor], ...] = (
    Column("executor", TEXT, "Name of the executor.", lambda e: e.name),
    Column("status", TEXT, "SERVING, STARTING, STOPPING, STOPPED, ERROR or UNKNOWN.", lambda e: e.rollup.status.value),
    Column("was", TEXT, "Last known status where the reading is stale.", lambda e: e.rollup.was and e.rollup.was.value),
    Column("reason", TEXT, "Why it has this status.", lambda e: e.rollup.reason),
    Column("status_since", TIME, "When this dashboard first saw the status.", lambda e: e.status_since),
    Column("activity", TEXT, "busy, or idle and ready.", lambda e: e.rollup.activity.value or None),
    Column("nodes", WHOLE, "Registered nodes.", lambda e: e.rollup.node_count),
    Column("nodes_accepting", WHOLE, "Nodes that accept work.", _accepting),
    Column("owner", TEXT, "Workers that own it; the wire knows no user or team.", lambda e: joined(e.rollup.owners)),
    Column("epoch_min", WHOLE, "Lowest epoch of its nodes; counts dispatches.", lambda e: _low(e.rollup.epochs)),
    Column("epoch_max", WHOLE, "Highest epoch of its nodes; counts dispatches.", lambda e: _high(e.rollup.epochs)),
    Column("last_updated", TIME, "Last status change of a node.", lambda e: e.rollup.updated_at),
    Column("heartbeat", TIME, "Newest heartbeat of its nodes.", lambda e: e.rollup.heartbeat_at),
    Column("oldest_heartbeat", TIME, "Oldest heartbeat of its nodes.", lambda e: e.rollup.oldest_heartbeat_at),
    Column("endpoints", TEXT, "Endpoints it offers, without the framework's own.", lambda e: joined(e.endpoints)),
    Column("verdict", TEXT, VERDICT_MEANING, lambda e: e.rollup.verdict.value),
    Column("verdict_reason", TEXT, "Why it has this verdict.", lambda e: e.rollup.verdict_reason),
    Column("verdict_since", TIME, "When this dashboard first saw the verdict.", lambda e: e.verdict_since),
    Column("function", TEXT, "Function, as its name says.", lambda e: e.function),
    Column("environment", TEXT, "Environment, as its name says.", lambda e: e.environment),
    Column("region", TEXT, "Region, as its name says.", lambda e: e.region),
    Column("slots_total", WHOLE, "Slots of the executor.", lambda e: e.slots and e.slots.capacity),
    Column("slots_used", WHOLE, "Slots in use.", lambda e: e.slots and e.slots.used),
    Column("utilization", NUMBER, "Used slots in percent of total.", lambda e: e.slots and e.slots.utilization),
)

HOLDERS: tuple[Column[Slots], ...] = (
    Column("executor", TEXT, "Name of the executor, or of the slot type.", lambda s: s.name),
    Column("slots_total", WHOLE, "Slots of the executor.", lambda s: s.capacity),
    Column("slots_used", WHOLE, "Slots in use.", lambda s: s.used),
    Column("slots_available", WHOLE, "Free slots, as the gateway counts them.", lambda s: s.available),
    Column("slots_stranded", WHOLE, "Free slots on stale or drained nodes.", lambda s: s.stranded),
    Column("utilization", NUMBER, "Used slots in percent of total.", lambda s: s.utilization),
    Column("band", TEXT, "Utilization band: comfortable, normal, busy, critical.", lambda s: _band(s.utilization)),
    Column("tickets", WHOLE, "Tickets that hold a slot.", lambda s: s.holders),
    Column("slots_per_node", WHOLE, "Slots of one node; derived on older gateways.", lambda s: s.per_node),
    Column("flags", TEXT, "What does not add up.", lambda s: joined(s.flags)),
)

DESIRED: tuple[Column[Executor], ...] = (
    Column("executor", TEXT, "Name of the executor.", lambda e: e.name),
    Column("phase", TEXT, "Phase, in the gateway's word.", lambda e: e.rollup.desired and e.rollup.desired.phase),
    Column("epoch_min", WHOLE, "Lowest desired epoch of its nodes.", lambda e: _low(e.rollup.desired_epochs)),
    Column("epoch_max", WHOLE, "Highest desired epoch of its nodes.", lambda e: _high(e.rollup.desired_epochs)),
    Column(
        "created",
        TIME,
        "When the desired state was defined, if a server says it.",
        lambda e: e.rollup.desired and e.rollup.desired.created_at,
    ),
    Column(
        "updated",
        TIME,
        "Last change of the desired state.",
        lambda e: e.rollup.desired and e.rollup.desired.updated_at,
    ),
    Column("verdict", TEXT, VERDICT_MEANING, lambda e: e.rollup.verdict.value),
    Column("verdict_reason", TEXT, "Why it has this verdict.", lambda e: e.rollup.verdict_reason),
    Column("verdict_since", TIME, "When this dashboard first saw the verdict.", lambda e: e.verdict_since),
)


FUNCTIONS: tuple[Column[Function], ...] = (
    Column("function", TEXT, "Function, as executors are named; another name stands for itself.", lambda f: f.name),
    Column(
        "redundancy",
        TEXT,
        "in enough gateways (two), in one gateway, in no gateway, or not known.",
        lambda f: f.redundancy.value,
    ),
    Column(
        "gateways", WHOLE, "Gateways where it has a registered node; one etcd counts once.", lambda f: f.gateways.known
    ),
    Column("runs_in", TEXT, "Those gateways; + joins gateways that share one etcd.", lambda f: joined(f.runs_in)),
    Column("not_known_in", TEXT, "Gateways whose nodes are not known.", lambda f: joined(f.not_known_in)),
    Column("ran_in", TEXT, "Those of them where it ran when they were last read.", lambda f: joined(f.ran_in)),
    Column("regions", WHOLE, "Regions of its nodes.", lambda f: f.regions.known),
    Column(
        "region_names",
        TEXT,
        "Those regions, as names say or else the gateway's datacenter.",
        lambda f: joined(f.region_names),
    ),
    Column("executors", WHOLE, "Executors, with and without nodes.", lambda f: f.executors.known),
    Column("nodes", WHOLE, "Registered nodes.", lambda f: f.nodes.known),
    Column("slots_total", WHOLE, "Slots of its executors.", lambda f: f.slots.total.known),
    Column("slots_used", WHOLE, "Slots in use.", lambda f: f.slots.used.known),
    Column("slots_free", WHOLE, "Free slots on nodes that accept work.", lambda f: f.slots.free.known),
    Column(
        "utilization", NUMBER, "Used slots in percent of total, where both are known.", lambda f: f.slots.utilization
    ),
    Column("tightest_in", TEXT, "Gateway with the highest utilization.", lambda f: f.tightest and f.tightest[0]),
    Column("tightest_utilization", NUMBER, "Utilization there, in percent.", lambda f: f.tightest and f.tightest[1]),
    Column(
        "bottleneck_in",
        TEXT,
        "Gateways where it runs out of slots before any other function.",
        lambda f: joined(f.bottleneck_in),
    ),
    Column(
        "at_least",
        TEXT,
        "Columns whose number is a lower bound: parts of it are not known.",
        lambda f: joined(_bounds(f)),
    ),
)


def _bounds(function: Function) -> Iterable[str]:
    sums = {
        "gateways": function.gateways,
        "regions": function.regions,
        "executors": function.executors,
        "nodes": function.nodes,
        "slots_total": function.slots.total,
        "slots_used": function.slots.used,
        "slots_free": function.slots.free,
    }
    return (name for name, each in sums.items() if each.is_bound)


@dataclass(frozen=True, slots=True)
class Tables:
    """The frames of one fleet; rows in the order of names."""

    executors: pd.DataFrame
    holders: pd.DataFrame
    desired: pd.DataFrame


@paused()
def tables(fleet: Fleet) -> Tables:
    """Every table of a fleet, built once for all who look at it."""
    return Tables(
        executors=frame(EXECUTORS, fleet.executors),
        holders=frame(HOLDERS, fleet.slots),
        desired=frame(DESIRED, fleet.executors),
    )


def frame(columns: Sequence[Column[Record]], records: Sequence[Record]) -> pd.DataFrame:
    """A DataFrame of the columns, one row a record."""
    arrays = {column.name: _array([column.value(each) for each in records], column.kind) for column in columns}
    made: pd.DataFrame = pa.table(arrays).to_pandas(types_mapper=pd.ArrowDtype)
    return made


def _array(values: Sequence[Any], kind: pa.DataType) -> pa.Array:
    """Values as a column; a number that is too large for it, as no sum of real slots could be, is not known."""
    try:
        return pa.array(values, type=kind)
    except OverflowError:
        return pa.array([None if abs(each or 0) >= 2**63 else each for each in values], type=kind)


def _low(range_: tuple[int, int] | None) -> int | None:
    return range_[0] if range_ else None


def _high(range_: tuple[int, int] | None) -> int | None:
    return range_[1] if range_ else None


def _band(utilization: float | None) -> str | None:
    found = band(utilization)
    return found.name if found else None
