import csv
import re
from datetime import datetime

import pyarrow.parquet as pq
import pytest
from playwright.sync_api import Download, expect

from tests.browser.screen import Screen
from tests.gateway.server import ScriptedServer
from tests.pages.gateways import be_captured, be_unused

pytestmark = pytest.mark.browser

READ_TOO_LATE = pytest.mark.xfail(
    strict=True, reason="the address is asked for order and verdicts when the file is made, where there is no address"
)
FORMULA = "=cmd|' /C calc'!A0"


@pytest.fixture(autouse=True)
def captured(server: ScriptedServer) -> None:
    be_captured(server)


def rows(download: Download) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    with download.path().open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def executors(screen: Screen, table: str) -> list[str]:
    """The executors in the CSV of a table."""
    return [row["executor"] for row in rows(screen.download(table, "csv"))]


def test_csv_of_the_executors_holds_what_the_filters_show(screen: Screen) -> None:
    screen.open("?function=ner&function=ocr")

    assert sorted(executors(screen, "executors")) == ["ner_executor_005", "ocr_executor_003"]


@READ_TOO_LATE
def test_csv_of_the_executors_is_in_the_order_of_the_table(screen: Screen) -> None:
    screen.open("?function=ner&function=ocr&sort=-name")

    assert executors(screen, "executors") == ["ocr_executor_003", "ner_executor_005"]


@READ_TOO_LATE
def test_csv_of_the_desired_states_holds_what_the_filters_show(screen: Screen) -> None:
    screen.open("?desired_verdict=settling")

    assert executors(screen, "desired") == ["classify_executor_001"]


def test_csv_of_the_holders_has_every_row(screen: Screen) -> None:
    screen.open()

    found = {row["executor"]: row for row in rows(screen.download("holders", "csv"))}

    assert len(found) == 8
    extract = found["extract-executor-prod-us-east-1-000"]
    assert (extract["slots_total"], extract["slots_used"], extract["utilization"]) == ("8", "7", "87.5")


def test_csv_says_gateway_and_age_of_the_data_with_times_in_utc(screen: Screen) -> None:
    screen.open("?q=merge")

    download = screen.download("executors", "csv")

    [row] = rows(download)
    assert re.fullmatch(r"captured_executors_\d{8}T\d{6}Z\.csv", download.suggested_filename)
    assert row["gateway"] == "captured"
    assert float(row["data_age_s"]) >= 0
    for name in ("observed_at", "heartbeat", "last_updated", "status_since"):
        assert row[name].endswith("Z")
        assert datetime.fromisoformat(row[name]).utcoffset() is not None


@pytest.mark.parametrize(
    ("table", "query", "count"),
    [
        ("executors", "?status=SERVING", 7),
        ("holders", "", 8),
        pytest.param("desired", "?desired_verdict=match", 7, marks=READ_TOO_LATE),
    ],
)
def test_parquet_holds_the_same_as_typed_columns(screen: Screen, table: str, query: str, count: int) -> None:
    screen.open(query)

    download = screen.download(table, "parquet")

    found = pq.read_table(download.path())
    assert found.num_rows == count
    assert set(found["gateway"].to_pylist()) == {"captured"}
    assert str(found.schema.field("observed_at").type) == "timestamp[us, tz=UTC]"
    assert re.fullmatch(rf"captured_{table}_\d{{8}}T\d{{6}}Z\.parquet", download.suggested_filename)


def test_a_name_that_a_spreadsheet_would_run_is_made_harmless(screen: Screen, server: ScriptedServer) -> None:
    be_unused(server, [FORMULA])
    screen.open()
    screen.button("refresh").click()
    expect(screen.names("executors")).to_have_text([FORMULA])

    assert [row["executor"] for row in rows(screen.download("executors", "csv"))] == [f"'{FORMULA}"]
    assert pq.read_table(screen.download("executors", "parquet").path())["executor"].to_pylist() == [f"'{FORMULA}"]
