"""Documents with wrong types in them: what can be understood is kept, the rest is counted."""

from typing import Any

import pytest

from lib.gateway import salvage
from lib.gateway.wire import (
    Capacity,
    DeploymentStatus,
    DesiredDocument,
    Endpoint,
    NodeLoad,
    SlotRow,
    StatusDocument,
    Totals,
    WorkerServer,
)


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ({}, "an object"),
        ([], "a list"),
        ("", "a string"),
        (True, "a boolean"),
        (None, "null"),
        (1, "a number"),
        (1.5, "a number"),
    ],
)
def test_types_have_the_names_of_json(value: object, name: str) -> None:
    assert salvage.json_type(value) == name


def test_a_record_without_faults_is_complete() -> None:
    raw = {"name": "a", "capacity": 6, "holders": ["x"], "notes": "", "unheard of": 1}

    assert salvage.struct(SlotRow, raw) == (SlotRow(name="a", capacity=6, holders=["x"], notes=""), 0)


def test_a_null_is_not_known_and_no_fault() -> None:
    assert salvage.struct(SlotRow, {"name": None, "capacity": None}) == (SlotRow(), 0)


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ({"name": "a", "capacity": "many"}, SlotRow(name="a")),
        ({"name": "a", "capacity": {"n": 1}}, SlotRow(name="a")),
        ({"name": ["a"], "capacity": 6}, SlotRow(capacity=6)),
        ({"name": "a", "holders": {"x": 1}}, SlotRow(name="a")),
        ({"name": "a", "notes": [1]}, SlotRow(name="a")),
        ({"name": "a", "used": 2**60}, SlotRow(name="a")),
        ({"name": "a", "used": "7"}, SlotRow(name="a", used=7)),
    ],
)
def test_a_fault_costs_its_own_field_only(raw: dict[str, Any], kept: SlotRow) -> None:
    record, unreadable = salvage.struct(SlotRow, raw)

    assert record == kept
    assert unreadable == (0 if kept.used else 1)


def test_any_details_are_kept() -> None:
    raw = {"epoch": "odd", "details": [{"deep": None}]}

    assert salvage.struct(StatusDocument, raw) == (StatusDocument(details=[{"deep": None}]), 1)


def test_records_under_keys_are_salvaged_one_by_one() -> None:
    raw = {
        "status": {"a": {"owner": "rep-0", "epoch": "odd"}, "b": "odd", "c": {"owner": "rep-1"}},
        "desired": {"a": {"params": "odd", "epoch": 3}},
    }

    assert salvage.struct(DeploymentStatus, raw) == (
        DeploymentStatus(
            {"a": StatusDocument(owner="rep-0"), "b": StatusDocument(), "c": StatusDocument(owner="rep-1")},
            {"a": DesiredDocument(epoch=3)},
        ),
        3,
    )


def test_records_in_lists_are_salvaged_one_by_one() -> None:
    raw = {
        "slots": [{"name": "a", "capacity": "odd"}, "odd", {"name": "b"}],
        "totals": {"capacity": [], "used": 1},
        "nodes": [{"executor": "a", "accepting_traffic": "odd", "gateways": [1]}],
    }

    assert salvage.struct(Capacity, raw) == (
        Capacity([SlotRow(name="a"), SlotRow(name="b")], Totals(used=1), [NodeLoad(executor="a")]),
        5,
    )


@pytest.mark.parametrize("odd", ["odd", 7, True, {}])
def test_a_list_that_is_none_is_not_known(odd: object) -> None:
    assert salvage.struct(Capacity, {"slots": odd, "nodes": odd}) == (Capacity(), 2)


@pytest.mark.parametrize("odd", ["odd", 7, True, []])
def test_a_map_that_is_none_is_not_known(odd: object) -> None:
    assert salvage.struct(DeploymentStatus, {"status": odd, "desired": {}}) == (DeploymentStatus(desired={}), 1)


def test_a_list_of_names_is_kept_whole_or_not_at_all() -> None:
    assert salvage.struct(WorkerServer, {"state": "ready", "executors": ["a", 7]}) == (WorkerServer(state="ready"), 1)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ([], ([], 0)),
        ([{"address": "a"}, None], ([Endpoint("a")], 1)),
        ("odd", ([], 1)),
        (None, ([], 1)),
    ],
)
def test_a_list_alone_is_salvaged_too(raw: object, expected: tuple[list[Endpoint], int]) -> None:
    assert salvage.structs(Endpoint, raw) == expected
