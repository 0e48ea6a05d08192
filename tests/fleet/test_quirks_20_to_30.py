"""Contract section 10, quirks 20 to 30: slots, and fleets as a whole."""

from dataclasses import replace
from typing import Any

import pytest

from lib.fleet.parts import Parts
from lib.gateway import wire
from tests.fleet.answers import BUSY, IDLE, READY, WANTED, body, entry, heard, one_node, only_node, state
from tests.fleet.documents import NAME, NOW, ONE, TWO, fleet


@pytest.mark.parametrize(
    ("holders", "notes", "expected"),
    [
        (4, "", (4, ())),
        (4.0, None, (4, ())),
        ("4", ["CLAMPED"], (4, ("CLAMPED",))),
        (["rep-0", "rep-1"], "CLAMPED,x", (2, ("CLAMPED", "x"))),
    ],
)
def test_20_holders_and_notes_come_in_several_forms(holders: Any, notes: Any, expected: tuple[Any, Any]) -> None:
    row = {"name": NAME, "capacity": "6", "used": 5.0, "available": 1, "holders": holders, "notes": notes}
    known = heard(slots={"slots": [row], "totals": {"capacity": 6, "used": 5, "available": 1}})

    (slots,) = known.slots
    assert (slots.holders, slots.notes) == expected
    assert (slots.capacity, slots.used, slots.available) == (6, 5, 1)
    assert known.capacity is not None
    assert (known.capacity.holders, known.capacity.flags, known.notices) == (expected[0], (), ())


def test_21_an_unequal_sign_in_notes_survives() -> None:
    raw = '{"status":"OK","result":{"slots":[{"name":"a","capacity":2,"used":1,"notes":"COUNT≠HOLDERS"}]}}'
    escaped = raw.replace("≠", "\\u2260")

    for answer in (raw, escaped):
        assert wire.decode_capacity(answer.encode()).slots == [
            wire.SlotRow(name="a", capacity=2, used=1, notes="COUNT≠HOLDERS")
        ]


def test_22_slots_without_capacity_and_use_are_gone() -> None:
    known = heard(slots={"slots": [{"name": "gone", "capacity": 0, "used": 0, "available": 0}]})

    assert known.executors == ()
    assert known.slots[0].utilization is None
    assert known.unmatched_slots == {"gone"}


def test_22_more_used_than_there_is_is_shown_above_100_percent() -> None:
    known = heard(slots={"slots": [{"name": NAME, "capacity": 4, "used": 6, "available": 0}]})

    assert (known.slots[0].utilization, known.slots[0].flags[0]) == (150, "used exceeds total")
    assert known.capacity is not None
    assert known.capacity.utilization == 150


def test_22_a_utilization_of_null_is_no_error() -> None:
    load = {"executor": NAME, "address": ONE, "slot_capacity": 0, "utilization_pct": None}
    known = heard({NAME: [entry(ONE)]}, slots={"slots": [], "nodes": [load]})

    assert only_node(known).load.capacity == 0
    assert known.notices == ()


def test_23_slots_of_another_name_are_kept_apart() -> None:
    known = heard({NAME: [entry(ONE)]}, slots={"slots": [{"name": "ocr.gpu", "capacity": 2, "used": 1}]})
    found = known.executor("ocr.gpu")

    assert known.unmatched_slots == {"ocr.gpu"}
    assert found is not None
    assert found.rollup.reason == "known only by its slots: no such executor is registered"
    assert found.rollup.node_count == 0


def test_24_two_gateways_on_one_etcd_are_two_fleets_with_the_same_numbers() -> None:
    row = {"slots": [{"name": NAME, "capacity": 2, "used": 1, "available": 1}]}
    parts = Parts("us-east", NOW, capacity=wire.decode_capacity(body(row)))

    one, other = fleet(parts), fleet(replace(parts, gateway_id="us-west"))

    assert (one.gateway_id, other.gateway_id) == ("us-east", "us-west")
    assert one.capacity == other.capacity
    assert one.capacity is not None
    assert one.capacity.capacity == 2


def test_27_a_flip_between_serving_and_not_serving_is_no_change() -> None:
    idle, busy = one_node(IDLE, WANTED), one_node(BUSY, WANTED)

    assert idle.executors[0].rollup.status is busy.executors[0].rollup.status
    assert idle.executors[0].rollup.verdict is busy.executors[0].rollup.verdict


def test_28_the_order_of_arrival_does_not_matter() -> None:
    nodes = {"b": [entry(TWO), entry(ONE)], "a": [entry(ONE)]}
    status = {f"{TWO}/b": IDLE, f"{ONE}/b": BUSY, f"{ONE}/a": IDLE}
    turned = {"a": nodes["a"], "b": nodes["b"][::-1]}

    one, other = heard(nodes, status), heard(turned, dict(reversed(status.items())))

    assert [each.name for each in one.executors] == ["a", "b"]
    assert one.executors == other.executors
    assert one.nodes_of("b") == other.nodes_of("b")


@pytest.mark.parametrize("name", ["invoice.executor", "a-b-c", "Prüf_Executor", "請求書", "<b>x", "a b"])
def test_29_a_name_is_kept_as_it_is(name: str) -> None:
    known = heard({name: [entry(ONE)]}, {f"{ONE}/{name}": IDLE})

    assert [each.name for each in known.executors] == [name]
    assert state(known) == READY


def test_30_a_large_answer_is_aggregated() -> None:
    nodes = {
        f"executor_{number:03}": [
            entry(f"grpc://10.0.{number}.{node}:7101", f"/{endpoint}") for node in range(10) for endpoint in range(8)
        ]
        for number in range(200)
    }

    large = heard(nodes)

    assert (large.counts.executors, large.counts.nodes) == (200, 2_000)
    assert {each.endpoints for each in large.executors} == {tuple(f"/{endpoint}" for endpoint in range(8))}
