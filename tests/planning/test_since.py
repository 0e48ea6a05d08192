import math
from typing import Any

import pandas as pd

from lib.history.questions import STATISTICS
from lib.planning.since import LOAD_CHANGE, SINCE, since


def statistics(*rows: dict[str, Any]) -> pd.DataFrame:
    usual = {"gateway": "a", "site": "a", "function": "extract", "steps": 12.0, "total": 10.0, "nodes": 5.0}
    return pd.DataFrame([{**usual, **row} for row in rows], columns=list(STATISTICS))


def changes(before: pd.DataFrame, after: pd.DataFrame) -> dict[str, str]:
    frame = since(before, after)
    return dict(zip(frame["executor"], frame["change"], strict=True))


def test_an_executor_at_only_one_end_was_added_or_removed() -> None:
    one, other = statistics({"executor": "one", "used_p95": 5.0}), statistics({"executor": "other", "used_p95": 5.0})
    assert changes(one, other) == {"one": "removed", "other": "added"}


def test_one_without_a_known_step_was_not_there_as_far_as_the_past_tells() -> None:
    unknown = statistics({"executor": "one", "steps": 0.0, "used_p95": math.nan})
    assert changes(unknown, statistics({"executor": "one", "used_p95": 5.0})) == {"one": "added"}


def test_another_number_of_slots_is_a_change_of_capacity() -> None:
    before = statistics({"executor": "one", "used_p95": 5.0})
    after = statistics({"executor": "one", "used_p95": 5.0, "total": 20.0})
    frame = since(before, after)
    assert list(frame["change"]) == ["capacity"]
    assert frame.loc[0, ["total_before", "total_after", "p95_before", "p95_after", "p95_delta"]].tolist() == [
        10.0,
        20.0,
        50.0,
        25.0,
        -25.0,
    ]


def test_a_load_that_has_moved_less_than_the_limit_is_no_change() -> None:
    before = statistics({"executor": "one", "used_p95": 5.0}, {"executor": "other", "used_p95": 5.0})
    moved = 5.0 + LOAD_CHANGE / 10
    after = statistics({"executor": "one", "used_p95": moved}, {"executor": "other", "used_p95": moved - 0.01})
    assert changes(before, after) == {"one": "load", "other": ""}


def test_the_largest_change_of_load_stands_first() -> None:
    before = statistics({"executor": "one", "used_p95": 5.0}, {"executor": "other", "used_p95": 5.0})
    after = statistics({"executor": "one", "used_p95": 6.0}, {"executor": "other", "used_p95": 2.0})
    assert list(since(before, after)["executor"]) == ["other", "one"]


def test_no_slots_have_no_share_that_is_used() -> None:
    nothing = statistics({"executor": "one", "used_p95": 0.0, "total": 0.0})
    frame = since(nothing, nothing)
    assert frame["p95_after"].isna().all()
    assert list(frame.columns) == list(SINCE)


def test_nothing_at_both_ends_is_an_empty_table() -> None:
    assert list(since(statistics(), statistics()).columns) == list(SINCE)
