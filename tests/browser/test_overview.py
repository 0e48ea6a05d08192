"""The Overview of two gateways that share one etcd and one that does not."""

import csv
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from playwright.sync_api import expect

from tests.browser.screen import HOME, Screen
from tests.gateway.server import PATIENCE, Hang, ScriptedServer
from tests.pages.gateways import be_captured, be_drifting, have_slots, write_gateways

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def twin() -> Iterator[ScriptedServer]:
    """A gateway on the etcd of the server."""
    with ScriptedServer() as running:
        be_captured(running)
        yield running


@pytest.fixture(scope="module")
def apart() -> Iterator[ScriptedServer]:
    """A gateway with an etcd of its own."""
    with ScriptedServer() as running:
        yield running


@pytest.fixture(autouse=True)
def well(apart: ScriptedServer) -> None:
    be_drifting(apart, ["extract_executor", "redaction_executor"])
    have_slots(apart, {"extract_executor": (9, 10), "redaction_executor": (1, 10)})


@pytest.fixture(scope="module")
def gateways_file(
    tmp_path_factory: pytest.TempPathFactory, server: ScriptedServer, twin: ScriptedServer, apart: ScriptedServer
) -> Path:
    file = tmp_path_factory.mktemp("gateways") / "gateways.json"
    write_gateways(file, {"us-east-1": server, "us-east-1b": twin, "eu-west-1": apart})
    return file


@pytest.fixture(scope="module")
def settings() -> dict[str, str]:
    """A gateway that hangs is found to do so soon, and what was known of it is old three seconds later."""
    every_second = dict.fromkeys(("REFRESH_HEALTH", "REFRESH_EXECUTORS", "REFRESH_CAPACITY"), "1")
    return {"FIRST_READ_WAIT": str(PATIENCE), "READ_TIMEOUT": "2", **every_second}


def test_functions_are_compared_and_one_etcd_is_counted_once(screen: Screen) -> None:
    screen.page.goto(HOME)

    functions = screen.part("functions")
    expect(functions).to_contain_text("45 slots · 23 used (51.1\u202f%) · 22 free")
    expect(functions).to_contain_text("us-east-1 and us-east-1b share one etcd (identical slots): counted once.")
    expect(functions).to_contain_text("ner in us-east-1 + us-east-1b (no free slot) · extract in eu-west-1 (90\u202f%)")
    expect(screen.names("functions").first).to_have_text("ner")
    extract = ["extract", "✓ in 2 gateways", "2: eu-west-1, us-east-1 + us-east-1b"]
    expect(screen.row("functions", "extract")).to_contain_text(extract)
    redaction = ["redaction", "⚠ only in eu-west-1", "1: eu-west-1"]
    expect(screen.row("functions", "redaction")).to_contain_text(redaction)


def test_a_row_says_with_whom_its_gateway_shares_an_etcd(screen: Screen) -> None:
    screen.page.goto(HOME)

    expect(screen.part("gateway-row-0")).to_contain_text("shares one etcd with us-east-1b")
    expect(screen.part("gateway-row-1")).to_contain_text("shares one etcd with us-east-1")
    expect(screen.part("gateway-row-2")).not_to_contain_text("etcd")


def test_the_comparison_is_exported_with_all_gateways_in_its_rows(screen: Screen) -> None:
    screen.page.goto(HOME)

    text, typed = (screen.download("functions", ending) for ending in ("csv", "parquet"))

    assert text.suggested_filename.startswith("all-gateways_functions_")
    with text.path().open(encoding="utf-8-sig", newline="") as file:
        written = {row["function"]: row for row in csv.DictReader(file)}
    assert written["extract"]["runs_in"] == "eu-west-1; us-east-1 + us-east-1b"
    assert written["extract"]["gateway"] == "us-east-1; us-east-1b; eu-west-1"
    assert float(written["extract"]["data_age_s"]) >= 0
    rows = {row["function"]: row for row in pq.read_table(typed.path()).to_pylist()}
    assert rows.keys() == written.keys()
    assert (rows["extract"]["slots_total"], rows["redaction"]["redundancy"]) == (18, "in one gateway")


def test_a_gateway_that_hangs_is_not_known_and_its_numbers_are_in_no_sum(screen: Screen, apart: ScriptedServer) -> None:
    screen.page.goto(HOME)
    expect(screen.part("functions")).to_contain_text("45 slots")
    apart.forget()
    apart.otherwise(Hang())

    functions = screen.part("functions")
    expect(functions).to_contain_text("≥ 25 slots · ≥ 13 used")
    expect(functions).to_contain_text("Not known now, and not counted: the nodes and slots of eu-west-1.")
    expect(screen.row("functions", "redaction")).to_contain_text(
        ["redaction", "? not known", "— · ? eu-west-1 (ran there)"]
    )
