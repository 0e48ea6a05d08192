from collections.abc import Sequence
from datetime import UTC
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest

from lib.fleet.across import compare
from lib.fleet.functions import Function
from lib.fleet.model import Activity, Slots, Status, Verdict
from lib.fleet.parts import Parts
from lib.fleet.shared_etcd import Site
from lib.fleet.tables import DESIRED, EXECUTORS, FUNCTIONS, HOLDERS, NUMBER, TIME, Column, frame, joined, tables
from tests.fleet import documents
from tests.fleet.documents import NAME, ONE, TWO, capacity, listing, moment, parts, slot
from tests.fleet.records import desired, executor, fleet, rollup, slots, unknown
from tests.fleet.sites import ALL_OLD, runs, site

ALL = pytest.mark.parametrize(
    "columns", [EXECUTORS, HOLDERS, DESIRED, FUNCTIONS], ids=["executors", "holders", "desired", "functions"]
)
ODD = executor(
    "extract-executor-prod-us-east-1-000",
    rollup(
        status=Status.ERROR,
        was=Status.SERVING,
        reason="stale heartbeat",
        activity=Activity.BUSY,
        accepting=2,
        node_count=3,
        owners=("rep-0", "rep-1"),
        epochs=(40, 42),
        updated_at=moment(60),
        heartbeat_at=moment(2),
        oldest_heartbeat_at=moment(95),
        verdict=Verdict.DRIFT,
        verdict_reason="epoch 2 behind",
        desired=desired(phase="SCHEDULED", updated_at=moment(600), created_at=moment(900)),
        desired_epochs=(41, 44),
    ),
    slots=slots("extract-executor-prod-us-east-1-000", capacity=8, used=10, available=0),
    endpoints=("/default", "/extract"),
    status_since=moment(90),
    verdict_since=moment(30),
)


def only_row(columns: Sequence[Column[Any]], record: object) -> dict[str, Any]:
    """The row of one record, in Python's own values; None for null."""
    table = pa.Table.from_pandas(frame(columns, [record]), preserve_index=False)
    [row] = table.to_pylist()
    return dict(row)


def test_every_column_of_an_executor_says_what_the_executor_says() -> None:
    assert only_row(EXECUTORS, ODD) == {
        "executor": "extract-executor-prod-us-east-1-000",
        "status": "ERROR",
        "was": "SERVING",
        "reason": "stale heartbeat",
        "status_since": moment(90),
        "activity": "busy",
        "nodes": 3,
        "nodes_accepting": 2,
        "owner": "rep-0; rep-1",
        "epoch_min": 40,
        "epoch_max": 42,
        "last_updated": moment(60),
        "heartbeat": moment(2),
        "oldest_heartbeat": moment(95),
        "endpoints": "/default; /extract",
        "verdict": "drift",
        "verdict_reason": "epoch 2 behind",
        "verdict_since": moment(30),
        "function": "extract",
        "environment": "prod",
        "region": "us-east-1",
        "slots_total": 8,
        "slots_used": 10,
        "utilization": 125.0,
    }


def test_every_column_of_a_desired_state_says_what_the_desired_state_says() -> None:
    assert only_row(DESIRED, ODD) == {
        "executor": "extract-executor-prod-us-east-1-000",
        "phase": "SCHEDULED",
        "epoch_min": 41,
        "epoch_max": 44,
        "created": moment(900),
        "updated": moment(600),
        "verdict": "drift",
        "verdict_reason": "epoch 2 behind",
        "verdict_since": moment(30),
    }


def test_every_column_of_a_holder_says_what_the_slots_say() -> None:
    row = slots("ocr.gpu", capacity=8, used=6, available=2, stranded=1, holders=5, per_node=4, flags=("odd", "odder"))
    assert only_row(HOLDERS, row) == {
        "executor": "ocr.gpu",
        "slots_total": 8,
        "slots_used": 6,
        "slots_available": 2,
        "slots_stranded": 1,
        "utilization": 75.0,
        "band": "busy",
        "tickets": 5,
        "slots_per_node": 4,
        "flags": "odd; odder",
    }


def only_function(*sites: Site) -> Function:
    [found] = compare(sites).functions
    return found


def test_every_column_of_a_function_says_what_the_function_says() -> None:
    full = {"used": 4, "available": 0}
    east = site("east", runs("ocr-executor-prod-us-east-1-001", 2, **full), addresses=frozenset({"n0"}))
    twin = site("twin", runs("ocr-executor-prod-us-east-1-001", 2, **full), addresses=frozenset({"n0"}))
    west = site("west", runs("ocr_executor", 1), datacenter="us-west-1")
    assert only_row(FUNCTIONS, only_function(east, twin, west)) == {
        "function": "ocr",
        "redundancy": "in enough gateways",
        "gateways": 2,
        "runs_in": "east + twin; west",
        "not_known_in": None,
        "ran_in": None,
        "regions": 2,
        "region_names": "us-east-1; us-west-1",
        "executors": 2,
        "nodes": 3,
        "slots_total": 8,
        "slots_used": 5,
        "slots_free": 3,
        "utilization": 62.5,
        "tightest_in": "east + twin",
        "tightest_utilization": 100.0,
        "bottleneck_in": "east + twin",
        "at_least": None,
    }


def test_a_function_names_the_numbers_that_are_lower_bounds() -> None:
    row = only_row(FUNCTIONS, only_function(site("east", runs("ocr_executor", 2)), site("west", **ALL_OLD)))
    assert row["at_least"] == "gateways; executors; nodes; slots_total; slots_used; slots_free"
    assert (row["not_known_in"], row["regions"]) == ("west", None)


def test_what_is_not_known_of_a_function_is_null_and_neither_zero_nor_empty() -> None:
    row = only_row(FUNCTIONS, only_function(site("east", runs("ocr_executor", 2), **ALL_OLD)))
    assert nulls(row) == row.keys() - {"function", "redundancy", "not_known_in", "ran_in"}


def nulls(row: dict[str, Any]) -> set[str]:
    return {name for name, value in row.items() if value is None}


def test_what_is_not_known_of_an_executor_is_null_and_neither_zero_nor_empty() -> None:
    known = {"executor", "status", "reason", "status_since", "verdict", "verdict_reason", "verdict_since"}
    row = only_row(EXECUTORS, unknown())
    assert nulls(row) == row.keys() - known


@pytest.mark.parametrize(
    "known", [parts(deployments=None), parts(status_stale=True)], ids=["never listed", "status of the past"]
)
def test_how_many_nodes_accept_work_is_null_where_that_is_not_known(known: Parts) -> None:
    made = documents.executor(known)
    assert made.rollup.status is Status.UNKNOWN
    assert only_row(EXECUTORS, made)["nodes_accepting"] is None


def test_what_is_not_known_of_a_desired_state_is_null_and_neither_zero_nor_empty() -> None:
    row = only_row(DESIRED, unknown())
    assert nulls(row) == {"phase", "epoch_min", "epoch_max", "created", "updated"}


def test_what_is_not_known_of_slots_is_null_and_neither_zero_nor_empty() -> None:
    nothing = dict.fromkeys(("capacity", "used", "available", "holders", "per_node", "stranded"))
    row = only_row(HOLDERS, slots("ocr", **nothing))
    assert nulls(row) == row.keys() - {"executor"}


def test_zero_is_zero_and_not_null() -> None:
    stopped = executor(rolled=rollup(node_count=0, accepting=0), slots=slots(capacity=0, used=0))
    row = only_row(EXECUTORS, stopped)
    assert [row[name] for name in ("nodes", "nodes_accepting", "slots_total", "slots_used")] == [0, 0, 0, 0]
    assert row["utilization"] is None


@pytest.mark.parametrize(
    ("used", "said"),
    [(0, "comfortable"), (50, "comfortable"), (51, "normal"), (70, "normal"), (85, "busy"), (86, "critical")],
)
def test_the_band_of_a_holder_includes_its_upper_bound(used: int, said: str) -> None:
    assert only_row(HOLDERS, slots(capacity=100, used=used))["band"] == said


@ALL
def test_the_names_of_the_columns_are_unique(columns: Sequence[Column[Any]]) -> None:
    names = [column.name for column in columns]
    assert len(names) == len(set(names))


@ALL
def test_without_rows_all_columns_are_there_with_their_types(columns: Sequence[Column[Any]]) -> None:
    empty = frame(columns, [])
    assert empty.empty
    assert {name: dtype.pyarrow_dtype for name, dtype in empty.dtypes.items()} == {
        column.name: column.kind for column in columns
    }


@pytest.mark.parametrize(
    ("columns", "record"),
    [(EXECUTORS, unknown()), (HOLDERS, slots(capacity=None, used=None)), (DESIRED, unknown())],
    ids=["executors", "holders", "desired"],
)
def test_rows_without_a_known_value_leave_the_types_as_they_are(columns: Sequence[Column[Any]], record: object) -> None:
    made = frame(columns, [record])
    assert [dtype.pyarrow_dtype for dtype in made.dtypes] == [column.kind for column in columns]


@ALL
def test_times_are_instants_in_utc(columns: Sequence[Column[Any]]) -> None:
    kinds = [column.kind for column in columns if pa.types.is_timestamp(column.kind)]
    assert set(kinds) <= {TIME}
    assert TIME.tz == str(UTC)


def test_utilization_is_a_number_with_its_fraction() -> None:
    made = frame(HOLDERS, [slots(capacity=3, used=1)])
    assert made["utilization"].dtype == pd.ArrowDtype(NUMBER)
    assert made["utilization"].to_list() == [pytest.approx(100 / 3)]


@pytest.mark.parametrize(("words", "cell"), [((), None), (("a",), "a"), (("a", "b"), "a; b")])
def test_several_values_share_a_cell_and_none_leave_it_null(words: tuple[str, ...], cell: str | None) -> None:
    assert joined(words) == cell


def test_the_tables_of_a_fleet_have_its_rows_in_its_order() -> None:
    known = parts(
        deployments=listing({"b_executor": [ONE], "A_executor": [TWO], NAME: []}),
        capacity=capacity(slot("gone", capacity=2, used=0), slot(NAME, capacity=0, used=0)),
    )
    made = tables(documents.fleet(known))

    assert made.executors["executor"].to_list() == ["A_executor", "b_executor", "gone", NAME]
    assert made.desired["executor"].to_list() == made.executors["executor"].to_list()
    assert made.holders["executor"].to_list() == ["gone", NAME]


def test_a_fleet_without_executors_has_all_tables() -> None:
    made = tables(fleet())
    assert [len(table) for table in (made.executors, made.holders, made.desired)] == [0, 0, 0]
    assert list(made.holders.columns) == [column.name for column in HOLDERS]


def test_an_executor_without_slots_has_none_rather_than_those_of_another() -> None:
    other: Slots = slots("other", capacity=9, used=9)
    made = tables(fleet(executor(NAME), executor("other", slots=other)))
    assert made.executors["slots_total"].isna().to_list() == [True, False]
