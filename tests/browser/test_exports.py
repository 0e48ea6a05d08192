import csv
import re
from datetime import datetime
from typing import Any

import pyarrow.parquet as pq
import pytest
from playwright.sync_api import Download, expect

from tests.browser.screen import Screen
from tests.gateway.server import ScriptedServer
from tests.pages.gateways import be_captured, be_unused

pytestmark = pytest.mark.browser

FORMULA = "=cmd|' /C calc'!A0"


@pytest.fixture(autouse=True)
def captured(server: ScriptedServer) -> None:
    be_captured(server)


def in_csv(download: Download) -> list[dict[str, str]]:
    with download.path().open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def in_parquet(download: Download) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = pq.read_table(download.path()).to_pylist()
    return found


def executors(screen: Screen, table: str) -> list[str]:
    """The executors in the files of a table, which are the same in both formats."""
    text = [row["executor"] for row in in_csv(screen.download(table, "csv"))]
    typed = [row["executor"] for row in in_parquet(screen.download(table, "parquet"))]
    assert text == typed
    return typed


def test_executors_are_exported_as_filtered(screen: Screen) -> None:
    screen.open("?function=ner&function=ocr")

    assert executors(screen, "executors") == ["ner_executor_005", "ocr_executor_003"]


def test_executors_are_exported_in_the_order_of_the_table(screen: Screen) -> None:
    screen.open("?function=ner&function=ocr&sort=-name")

    assert executors(screen, "executors") == ["ocr_executor_003", "ner_executor_005"]


def test_desired_states_are_exported_as_filtered(screen: Screen) -> None:
    screen.open("?desired_verdict=settling")

    assert executors(screen, "desired") == ["classify_executor_001"]


def test_all_capacity_holders_are_exported(screen: Screen) -> None:
    screen.open()

    assert len(executors(screen, "holders")) == 8


def test_a_csv_file_says_gateway_and_age_of_its_data_with_times_in_utc(screen: Screen) -> None:
    screen.open("?q=merge")

    download = screen.download("executors", "csv")

    [row] = in_csv(download)
    assert re.fullmatch(r"captured_executors_\d{8}T\d{6}Z\.csv", download.suggested_filename)
    assert row["gateway"] == "captured"
    assert float(row["data_age_s"]) >= 0
    for name in ("observed_at", "heartbeat", "last_updated", "status_since"):
        assert row[name].endswith("Z")
        assert datetime.fromisoformat(row[name]).utcoffset() is not None


def test_a_parquet_file_says_the_same_in_typed_columns(screen: Screen) -> None:
    screen.open("?q=merge")

    download = screen.download("executors", "parquet")

    [row] = in_parquet(download)
    assert re.fullmatch(r"captured_executors_\d{8}T\d{6}Z\.parquet", download.suggested_filename)
    assert row["gateway"] == "captured"
    assert row["data_age_s"] >= 0
    assert (row["nodes"], row["slots_total"], row["slots_used"]) == (3, 3, 1)
    for name in ("observed_at", "heartbeat", "last_updated", "status_since"):
        assert row[name].utcoffset() is not None


def test_a_name_that_a_spreadsheet_would_run_is_made_harmless(screen: Screen, server: ScriptedServer) -> None:
    be_unused(server, [FORMULA])
    screen.open()
    screen.button("refresh").click()
    expect(screen.names("executors")).to_have_text([FORMULA])

    assert executors(screen, "executors") == [f"'{FORMULA}"]
