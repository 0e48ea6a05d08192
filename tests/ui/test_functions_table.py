from typing import Any

import pandas as pd
import pytest

from lib.fleet.across import compare
from lib.fleet.model import Executor
from lib.fleet.shared_etcd import Site
from tests.fleet.sites import ALL_OLD, OLD_LIST, runs, site, without_slots
from tests.ui.drawn import drawn

OCR = "ocr_executor"
FULL = {"used": 4, "available": 0}


def table(*sites: Site) -> pd.DataFrame:
    """The table that is drawn of these gateways."""
    [shown] = drawn("functions_table", compare(sites).functions).dataframe
    value: pd.DataFrame = shown.value
    return value


def only_row(*sites: Site) -> dict[str, Any]:
    [shown] = table(*sites).to_dict("records")
    return {str(name): _cell(value) for name, value in shown.items()}


def _cell(value: Any) -> Any:
    if isinstance(value, str):
        return value
    return list(value) if hasattr(value, "__len__") else None if pd.isna(value) else value


def executor(nodes: int, **slots: Any) -> Executor:
    return runs(OCR, nodes, **slots)


def test_every_cell_says_what_the_function_says() -> None:
    east = site("east", executor(2, **FULL), datacenter="us-east-1")
    west = site("west", executor(1), datacenter="us-west-1")
    assert only_row(east, west) == {
        "function": "ocr",
        "redundancy": ["✓ in 2 gateways"],
        "gateways": "2: east, west",
        "regions": 2,
        "executors": 2,
        "nodes": 3,
        "total": 8,
        "used": 62.5,
        "free": 3,
        "tightest": "100\u202f% east",
        "bottleneck": "east",
    }


def test_what_is_not_known_is_left_open_and_is_no_zero() -> None:
    row = only_row(site("east", executor(2), **ALL_OLD))
    assert [row[name] for name in ("regions", "executors", "nodes", "total", "used", "free")] == [None] * 6
    assert (row["gateways"], row["tightest"]) == ("— · ? east (ran there)", "—")


@pytest.mark.parametrize(
    ("sites", "chip"),
    [
        ([site("east", executor(1)), site("west", executor(2))], "✓ in 2 gateways"),
        ([site(each, executor(number)) for number, each in enumerate("abcd", 1)], "✓ in 4 gateways"),
        ([site("east", executor(1)), site("west")], "⚠ only in east"),
        ([site("east", executor(1)), site("west", **ALL_OLD)], "? not known"),
        ([site("east", executor(0)), site("west")], "✕ in no gateway"),
    ],
)
def test_redundancy_is_words_and_a_sign(sites: list[Site], chip: str) -> None:
    assert only_row(*sites)["redundancy"] == [chip]


@pytest.mark.parametrize(
    ("sites", "said"),
    [
        ([site("east", executor(1)), site("west")], "1: east"),
        ([site("east", executor(0)), site("west")], "0"),
        ([site("east", executor(1)), site("x"), site("north", **ALL_OLD)], "≥ 1: east · ? north"),
        (
            [site("east", executor(1)), site("north", **ALL_OLD), site("west", executor(3), **OLD_LIST)],
            "≥ 1: east · ? west (ran there), north",
        ),
        ([site(each, executor(2), addresses=frozenset({"n0", "n1"})) for each in "ab"], "1: a + b"),
    ],
)
def test_gateways_are_counted_and_named_and_so_are_those_that_are_not_known(sites: list[Site], said: str) -> None:
    assert only_row(*sites)["gateways"] == said


def test_the_worst_comes_first() -> None:
    shown = table(site("east", runs("ner_executor"), executor(1, **FULL), runs("x")), site("west", runs("x", 2)))
    assert shown["function"].to_list() == ["ocr", "ner", "x"]


def test_a_lower_bound_stays_a_number_that_can_be_sorted() -> None:
    row = only_row(site("east", executor(2), without_slots("ocr-executor-2")), site("west", **ALL_OLD))
    assert [row[name] for name in ("executors", "nodes", "total", "free")] == [2, 3, 4, 3]


def test_without_functions_the_table_says_so() -> None:
    page = drawn("functions_table", ())
    assert [each.value for each in page.info] == ["No gateway has said yet which executors it has."]
    assert not page.dataframe
