from typing import Any

import pandas as pd
import pytest

from lib.fleet.model import Slots
from lib.ui.holders_table import NO_SUCH_EXECUTOR
from tests.fleet.records import fleet, slots
from tests.ui.drawn import drawn


def table(*rows: Slots, **told: Any) -> pd.DataFrame:
    """The table that is drawn of these slots."""
    [shown] = drawn("holders_table", fleet(slots=rows, **told)).dataframe
    value: pd.DataFrame = shown.value
    return value


def only_row(row: Slots, **told: Any) -> dict[str, Any]:
    [shown] = table(row, **told).to_dict("records")
    return {str(name): None if pd.isna(value) else value for name, value in shown.items()}


def test_every_cell_says_what_the_slots_say() -> None:
    row = slots("ocr", capacity=8, used=6, available=2, stranded=1, holders=5, flags=("odd", "odder"))
    assert only_row(row) == {
        "executor": "ocr",
        "total": 8,
        "used": 6,
        "available": 2,
        "utilization": 75.0,
        "stranded": "1",
        "tickets": 5,
        "flags": "odd; odder",
    }


def test_what_is_not_known_is_left_open_and_is_no_zero() -> None:
    row = only_row(slots("ocr", **dict.fromkeys(("capacity", "used", "available", "holders", "stranded"))))
    assert [row[name] for name in ("total", "used", "available", "utilization", "tickets")] == [None] * 5
    assert row["stranded"] == "—"


def test_zero_is_zero() -> None:
    row = only_row(slots("gone", capacity=0, used=0, available=0, holders=0))
    assert [row[name] for name in ("total", "used", "available", "tickets")] == [0, 0, 0, 0]
    assert row["utilization"] is None


@pytest.mark.parametrize(
    ("stranded", "derived", "said"), [(0, False, "0"), (0, True, "0"), (3, False, "3"), (3, True, "≤ 3")]
)
def test_stranded_slots_that_were_derived_are_an_upper_bound(*, stranded: int, derived: bool, said: str) -> None:
    assert only_row(slots(stranded=stranded, stranded_derived=derived))["stranded"] == said


def test_a_row_of_an_executor_that_is_gone_stays_and_says_so() -> None:
    row = only_row(slots("old", flags=("odd",)), unmatched_slots=frozenset({"old"}))
    assert row["flags"] == f"{NO_SUCH_EXECUTOR}; odd"


def test_the_fullest_comes_first_and_what_is_not_known_last() -> None:
    shown = table(slots("a", used=1), slots("b", capacity=0, used=0), slots("c", used=4), slots("d", used=9))
    assert shown["executor"].to_list() == ["d", "c", "a", "b"]
    assert shown["utilization"].to_list()[:3] == [225, 100, 25]


def test_without_slots_the_table_says_so() -> None:
    page = drawn("holders_table", fleet())
    assert [each.value for each in page.caption] == ["The gateway lists no slots."]
    assert not page.dataframe
