import csv
import io
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lib.fleet.export import file_name, neutralised, stamped, to_csv, to_parquet
from lib.fleet.tables import EXECUTORS, HOLDERS, TEXT, TIME, WHOLE, frame
from tests.fleet.documents import moment
from tests.fleet.records import executor, rollup, slots, unknown

OBSERVED = datetime(2026, 3, 1, 9, 15, 31, tzinfo=UTC)
DANGEROUS = ("=1+1", "+1", "-1", "@SUM(A1)", "＝1", "＋1", "－1", "＠SUM(A1)", "\tx", "\nx", "\rx")
DANGEROUS_SIGNS = tuple(cell[0] for cell in DANGEROUS)
HARMLESS = ("", "a=b", "a-b", " =1", "'=1", "1", "≠", "–1", "invoice-executor-001", "a; b", "a,=b")

_text = st.text(st.characters(codec="utf-8", exclude_characters="\x00"))


def one_column(values: list[Any], kind: pa.DataType = TEXT) -> pd.DataFrame:
    made: pd.DataFrame = pa.table({"cell": pa.array(values, kind)}).to_pandas(types_mapper=pd.ArrowDtype)
    return made


def read(data: bytes) -> list[list[str]]:
    """Rows as a strict reader of CSV sees them, the header first."""
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True))


def cells(data: bytes) -> list[str]:
    """The cells of the only column."""
    return [cell for row in read(data)[1:] for cell in row or [""]]


def stored(table: pd.DataFrame) -> pa.Table:
    return pq.read_table(io.BytesIO(to_parquet(table)))


def test_csv_begins_with_a_byte_order_mark_and_the_names_of_the_columns() -> None:
    data = to_csv(frame(EXECUTORS, [executor()]))
    assert data.startswith(b"\xef\xbb\xbfexecutor,status,")
    assert read(data)[0] == [column.name for column in EXECUTORS]


def test_csv_of_an_empty_table_is_its_header() -> None:
    assert read(to_csv(stamped(frame(HOLDERS, []), "us-east", OBSERVED, 1.0))) == [
        ["gateway", "observed_at", "data_age_s", *(column.name for column in HOLDERS)]
    ]


def test_csv_writes_times_as_iso_8601_in_utc() -> None:
    elsewhere = datetime(2026, 3, 1, 10, 0, 1, tzinfo=timezone(timedelta(hours=1)))
    data = to_csv(one_column([elsewhere, OBSERVED + timedelta(microseconds=5), None], TIME))
    assert cells(data) == ["2026-03-01T09:00:01Z", "2026-03-01T09:15:31.000005Z", ""]


def test_csv_leaves_empty_what_is_not_known() -> None:
    header, row = read(to_csv(frame(EXECUTORS, [unknown()])))
    said = {name for name, cell in zip(header, row, strict=True) if cell}
    assert said == {
        "executor",
        "status",
        "reason",
        "status_since",
        "verdict",
        "verdict_reason",
        "verdict_since",
    }


@pytest.mark.parametrize("cell", DANGEROUS[:-1])
def test_csv_neutralises_what_a_spreadsheet_would_run(cell: str) -> None:
    assert cells(to_csv(one_column([cell]))) == [f"'{cell}"]


@pytest.mark.parametrize(
    ("cell", "kept"),
    [("a;=1", "a;'=1"), ("a\n=1;+2", "a\n'=1;'+2"), ("a\t@x", "a\t'@x"), ("=a;=b", "'=a;'=b"), ("a;－1", "a;'－1")],
)
def test_csv_neutralises_what_is_a_cell_where_another_sign_separates(cell: str, kept: str) -> None:
    assert cells(to_csv(one_column([cell]))) == [kept]


@pytest.mark.parametrize("cell", ["\rx", "a\r=1+1"])
def test_csv_keeps_a_carriage_return_inside_its_cell(cell: str) -> None:
    assert len(cells(to_csv(one_column([cell])))) == 1


@pytest.mark.parametrize("cell", HARMLESS)
def test_csv_leaves_harmless_text_as_it_is(cell: str) -> None:
    assert cells(to_csv(one_column([cell]))) == [cell]


@pytest.mark.parametrize("kind", [WHOLE, pa.float64()])
def test_a_negative_number_stays_a_number(kind: pa.DataType) -> None:
    table = one_column([-1, 2, None], kind)
    assert [cell and float(cell) for cell in cells(to_csv(table))] == [-1, 2, ""]
    assert stored(table)["cell"].to_pylist() == [-1, 2, None]


def test_joined_owners_endpoints_and_flags_are_neutralised_too() -> None:
    hostile = executor("=name", rollup(owners=("@owner", "rep-1"), reason="+reason"), endpoints=("-endpoint",))
    row = neutralised(frame(EXECUTORS, [hostile])).iloc[0]
    assert [row[name] for name in ("executor", "owner", "reason", "endpoints")] == [
        "'=name",
        "'@owner; rep-1",
        "'+reason",
        "'-endpoint",
    ]
    flags = neutralised(frame(HOLDERS, [slots("=slot", flags=("=cmd",))])).iloc[0]
    assert (flags["executor"], flags["flags"]) == ("'=slot", "'=cmd")


def test_the_id_of_the_gateway_is_neutralised_too() -> None:
    assert read(to_csv(stamped(one_column(["a"]), "=gateway", OBSERVED, 1.0)))[1][0] == "'=gateway"


def test_neutralising_changes_neither_the_table_it_is_given_nor_its_types() -> None:
    table = one_column(["=1", None])
    safe = neutralised(table)
    assert table["cell"].to_list() == ["=1", pd.NA]
    assert safe.dtypes.to_list() == table.dtypes.to_list()
    assert safe["cell"].isna().to_list() == [False, True]


@settings(max_examples=50)
@given(_text)
@example('say "hi", please')
@example("first line\nsecond line")
@example("COUNT≠HOLDERS, 日本語, 𝔘")
def test_any_text_comes_back_from_csv(text: str) -> None:
    told = text.replace("\r", " ")
    assert cells(to_csv(one_column([told, "after"]))) == [neutralised(one_column([told]))["cell"].item(), "after"]


@settings(max_examples=50)
@given(_text)
def test_no_text_cell_of_any_file_begins_as_a_formula(text: str) -> None:
    assert not stored(one_column([text]))["cell"].to_pylist()[0].startswith(DANGEROUS_SIGNS)


def test_pandas_reads_a_csv_as_it_was() -> None:
    names = ["a, b", 'say "hi"', "two\nlines", "COUNT≠HOLDERS", "Ärger"]
    table = frame(EXECUTORS, [executor(name) for name in names])
    again = pd.read_csv(io.BytesIO(to_csv(table)), parse_dates=["heartbeat"])
    assert again["executor"].to_list() == names
    assert again["nodes"].to_list() == [1] * 5
    assert again["heartbeat"].to_list() == [pd.Timestamp(moment(1))] * 5


def test_parquet_has_the_types_and_rows_of_the_table() -> None:
    table = frame(EXECUTORS, [executor("b"), unknown("a")])
    file = stored(table)
    assert [(field.name, field.type) for field in file.schema] == [(column.name, column.kind) for column in EXECUTORS]
    assert file.to_pylist() == pa.Table.from_pandas(table, preserve_index=False).to_pylist()


def test_parquet_of_an_empty_table_has_all_columns_with_their_types() -> None:
    file = stored(frame(HOLDERS, []))
    assert file.num_rows == 0
    assert [(field.name, field.type) for field in file.schema] == [(column.name, column.kind) for column in HOLDERS]


def test_parquet_neutralises_as_csv_does() -> None:
    assert stored(one_column(list(DANGEROUS)))["cell"].to_pylist() == [f"'{cell}" for cell in DANGEROUS]


def test_csv_and_parquet_hold_the_same_rows() -> None:
    table = frame(HOLDERS, [slots("=a", used=3), slots("b", capacity=None)])
    assert [row[0] for row in read(to_csv(table))[1:]] == stored(table)["executor"].to_pylist()


def test_a_stamped_table_begins_with_its_gateway_and_the_instant_and_age_of_its_data() -> None:
    made = stamped(one_column(["x", "y"]), "us-east", OBSERVED, 12.345)
    assert list(made.columns) == ["gateway", "observed_at", "data_age_s", "cell"]
    assert made["gateway"].to_list() == ["us-east"] * 2
    assert made["observed_at"].to_list() == [pd.Timestamp(OBSERVED)] * 2
    assert made["data_age_s"].to_list() == [12.3] * 2


def test_an_age_that_is_not_known_is_null() -> None:
    assert stamped(one_column(["x"]), "us-east", OBSERVED, None)["data_age_s"].isna().all()


def test_an_instant_that_is_not_known_is_null() -> None:
    assert stamped(one_column(["x"]), "us-east; us-west", None, None)["observed_at"].isna().all()
    assert read(to_csv(stamped(one_column(["x"]), "us-east", None, None)))[1] == ["us-east", "", "", "x"]


def test_stamping_a_selection_keeps_its_rows_together() -> None:
    chosen = one_column(["x", "y", "z"]).take([2, 0])
    made = stamped(chosen, "us-east", OBSERVED, 1.0)
    assert made["cell"].to_list() == ["z", "x"]
    assert made["gateway"].to_list() == ["us-east"] * 2


@pytest.mark.parametrize(
    ("gateway_id", "begins"),
    [
        ("us-east-1", "us-east-1_executors_"),
        ("eu/west 1", "eu-west-1_executors_"),
        ("../../etc/passwd", "etc-passwd_executors_"),
        ("..", "gateway_executors_"),
        ("東京", "gateway_executors_"),
        ("a\\b:c*d", "a-b-c-d_executors_"),
    ],
)
def test_a_file_name_is_safe_whatever_the_gateway_is_called(gateway_id: str, begins: str) -> None:
    assert file_name(gateway_id, "executors", OBSERVED, "csv") == f"{begins}20260301T091531Z.csv"


def test_a_file_name_has_the_time_in_utc() -> None:
    elsewhere = OBSERVED.astimezone(timezone(timedelta(hours=5, minutes=30)))
    assert file_name("a", "holders", elsewhere, "parquet") == "a_holders_20260301T091531Z.parquet"
