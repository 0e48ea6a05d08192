"""Slots per executor and for the whole gateway (contract 3.8 and 9.4)."""

from typing import Any

import pytest

from lib.fleet.capacity import OVERCOMMITTED, RECOMPUTED, TICKETS_DISAGREE
from lib.fleet.model import CapacityTotals, Slots
from lib.fleet.parts import Parts
from lib.gateway.wire import Capacity, NodeLoad, SlotRow, StatusDocument, Totals
from tests.fleet.documents import NAME, ONE, THREE, TWO, capacity, desired, fleet, load, parts, slot, status


def totals_of(answer: Capacity) -> CapacityTotals:
    found = fleet(parts(capacity=answer)).capacity
    assert found is not None
    return found


def slots_of(known: Parts, name: str = NAME) -> Slots:
    return next(row for row in fleet(known).slots if row.name == name)


ROWS = (
    slot("a", capacity=6, used=5, available=1, holders=4, notes="COUNT≠HOLDERS"),
    slot("b", capacity=2, used=0, available=2, holders=0, notes=""),
)


def test_totals_are_those_of_the_gateway() -> None:
    sent = totals_of(capacity(*ROWS, totals=Totals(capacity=8, used=5, available=3, holder_count=4)))

    assert (sent.capacity, sent.used, sent.available, sent.holders, sent.flags) == (8, 5, 3, 4, ())


def test_totals_that_were_not_sent_are_summed_and_said_to_be() -> None:
    summed = totals_of(capacity(*ROWS))

    assert (summed.capacity, summed.used, summed.available, summed.holders) == (8, 5, 3, 4)
    assert summed.flags == (RECOMPUTED,)


def test_a_total_that_was_not_sent_is_summed_alone() -> None:
    summed = totals_of(capacity(*ROWS, totals=Totals(capacity=8, used=5, available=3)))

    assert (summed.holders, summed.flags) == (4, ())


def test_totals_that_disagree_with_their_slots_are_shown_and_flagged() -> None:
    sent = totals_of(capacity(*ROWS, totals=Totals(capacity=10, used=5, available=5, holder_count=4)))

    assert (sent.capacity, sent.available) == (10, 5)
    assert sent.flags == (
        "capacity: the gateway says 10, its slots add up to 8",
        "available: the gateway says 5, its slots add up to 3",
    )


def test_totals_alone_are_shown_without_a_comparison() -> None:
    sent = totals_of(Capacity(totals=Totals(capacity=10, used=4, available=6, holder_count=4)))

    assert (sent.capacity, sent.used, sent.stranded, sent.truly_available, sent.flags) == (10, 4, None, None, ())


def test_more_used_than_there_is_gets_flagged() -> None:
    row = slot(capacity=4, used=6, available=0)
    known = parts(capacity=capacity(row, totals=Totals(capacity=4, used=6, available=0)))

    assert totals_of(capacity(row, totals=Totals(capacity=4, used=6, available=0))).flags == (OVERCOMMITTED,)
    assert slots_of(known).flags == (OVERCOMMITTED,)
    assert slots_of(known).utilization == 150


@pytest.mark.parametrize("totals", [Totals(used=5), Totals(capacity=5)])
def test_a_number_that_is_not_known_exceeds_nothing(totals: Totals) -> None:
    assert totals_of(Capacity(totals=totals)).flags == ()


def test_no_slots_at_all_strand_none() -> None:
    nothing = totals_of(capacity(totals=Totals(capacity=0, used=0, available=0, holder_count=0)))

    assert (nothing.stranded, nothing.truly_available, nothing.utilization, nothing.flags) == (0, 0, None, ())


@pytest.mark.parametrize(("holders", "expected"), [(4, 4), (["rep-0", "rep-1"], 2), ([], 0), (None, None)])
def test_holders_are_a_number_or_a_list(holders: Any, expected: int | None) -> None:
    assert slots_of(parts(capacity=capacity(slot(holders=holders)))).holders == expected


@pytest.mark.parametrize(
    ("notes", "expected", "flags"),
    [
        ("", (), ()),
        (None, (), ()),
        ([], (), ()),
        ("COUNT≠HOLDERS", ("COUNT≠HOLDERS",), (TICKETS_DISAGREE,)),
        ("CLAMPED, COUNT≠HOLDERS", ("CLAMPED", "COUNT≠HOLDERS"), (TICKETS_DISAGREE,)),
        (["CLAMPED"], ("CLAMPED",), ()),
    ],
)
def test_notes_are_one_text_a_list_or_none(notes: Any, expected: tuple[str, ...], flags: tuple[str, ...]) -> None:
    row = slots_of(parts(capacity=capacity(slot(notes=notes))))

    assert (row.notes, row.flags) == (expected, flags)


@pytest.mark.parametrize(
    ("fields", "available"),
    [
        ({"capacity": 6, "used": 2, "available": 1}, 1),
        ({"capacity": 6, "used": 2}, 4),
        ({"capacity": 6, "used": 8}, 0),
        ({"capacity": 6}, None),
    ],
)
def test_available_is_worked_out_only_where_it_was_not_sent(fields: dict[str, Any], available: int | None) -> None:
    assert slots_of(parts(capacity=capacity(slot(**fields)))).available == available


def test_a_row_without_a_name_is_no_row() -> None:
    assert fleet(parts(capacity=capacity(SlotRow(capacity=2), slot("", capacity=2)))).slots == ()


TWO_NODES = {NAME: [ONE, TWO]}
ALIVE = {ONE: status(), TWO: status()}
WANTED = {ONE: desired(), TWO: desired()}
ONE_STALE = {ONE: status(), TWO: status(beat=95)}


def two_nodes(row: SlotRow, *loads: NodeLoad, actual: Any = None, generation_1: bool = False) -> Parts:
    answer = capacity(row, loads=None if generation_1 else loads)
    return parts(TWO_NODES, ALIVE if actual is None else actual, WANTED, capacity=answer)


def test_stranded_slots_are_as_sent_where_a_gateway_sends_them() -> None:
    known = two_nodes(
        slot(capacity=8, used=2, available=6),
        load(ONE, slot_capacity=4, slot_available=2, accepting_traffic=True),
        load(TWO, slot_capacity=4, slot_available=4, accepting_traffic=False),
    )

    row = slots_of(known)
    total = fleet(known).capacity

    assert (row.stranded, row.stranded_derived, row.per_node, row.flags) == (4, False, 4, ())
    assert total is not None
    assert (total.stranded, total.stranded_derived, total.truly_available) == (4, False, 2)


def test_stranded_slots_are_derived_where_a_gateway_does_not_send_them() -> None:
    known = two_nodes(slot(capacity=8, used=2, available=6), actual=ONE_STALE, generation_1=True)

    row = slots_of(known)
    total = fleet(known).capacity

    assert (row.stranded, row.stranded_derived, row.per_node) == (4, True, 4)
    assert total is not None
    assert (total.stranded, total.stranded_derived, total.truly_available) == (4, True, 2)


def test_no_more_is_stranded_than_is_available() -> None:
    known = two_nodes(slot(capacity=8, used=7, available=1), actual=ONE_STALE, generation_1=True)

    assert slots_of(known).stranded == 1


def test_stranded_is_not_known_where_slots_per_node_are_not() -> None:
    known = two_nodes(slot(capacity=7, used=2, available=5), actual=ONE_STALE, generation_1=True)

    row, total = slots_of(known), fleet(known).capacity

    assert (row.per_node, row.stranded, row.stranded_derived) == (None, None, True)
    assert total is not None
    assert (total.stranded, total.truly_available) == (None, None)


def test_nothing_is_stranded_while_all_nodes_accept() -> None:
    assert slots_of(two_nodes(slot(capacity=8, used=2, available=6))).stranded == 0


@pytest.mark.parametrize(
    "unheard",
    [{"deployments": None}, {"status": None}, {"status_stale": True}],
    ids=["list never came", "status never came", "status is old"],
)
def test_stranded_is_not_known_while_the_nodes_are_not(unheard: dict[str, Any]) -> None:
    known = parts(capacity=capacity(slot(capacity=8, used=2, available=6)), **unheard)

    row, total = slots_of(known), fleet(known).capacity

    assert (row.stranded, row.per_node, row.flags) == (None, None, ())
    assert total is not None
    assert (total.available, total.stranded, total.truly_available) == (6, None, None)


PER_NODE = {
    "as sent": (8, [4, 4], 4),
    "as sent, of different sizes": (6, [4, 2], None),
    "divides exactly": (8, [], 4),
    "does not divide": (7, [], None),
    "no slots": (0, [], None),
}


@pytest.mark.parametrize(("total", "sizes", "expected"), PER_NODE.values(), ids=PER_NODE.keys())
def test_slots_per_node(total: int, sizes: list[int], expected: int | None) -> None:
    loads = [load(address, slot_capacity=size) for address, size in zip((ONE, TWO), sizes, strict=False)]

    assert slots_of(two_nodes(slot(capacity=total, used=0), *loads)).per_node == expected


SIZE_FLAGS = {
    "adds up": (8, [(ONE, 4), (TWO, 4)], ()),
    "does not add up": (6, [(ONE, 4), (TWO, 4)], ("total 6 ≠ 8 slots of 2 nodes",)),
    "load of a node that is gone": (6, [(ONE, 4), (TWO, 4), (THREE, 4)], ("total 6 ≠ 8 slots of 2 nodes",)),
    "one node says no size": (6, [(ONE, 4), (TWO, None)], ()),
    "one node says nothing": (6, [(ONE, 4)], ()),
    "no sizes, divides": (6, [], ()),
    "no sizes, does not divide": (7, [], ("total 7 is no multiple of 2 nodes",)),
}


@pytest.mark.parametrize("actual", [ALIVE, ONE_STALE], ids=["all alive", "one stale"])
@pytest.mark.parametrize(("total", "sizes", "flags"), SIZE_FLAGS.values(), ids=SIZE_FLAGS.keys())
def test_a_total_beside_the_slots_of_the_nodes(
    total: int, sizes: list[tuple[str, int | None]], flags: tuple[str, ...], actual: dict[str, StatusDocument]
) -> None:
    loads = [load(address, slot_capacity=size) for address, size in sizes]

    assert slots_of(two_nodes(slot(capacity=total, used=0), *loads, actual=actual)).flags == flags


def test_slots_without_nodes_are_flagged() -> None:
    known = parts({NAME: []}, {}, {}, capacity=capacity(slot(capacity=2, used=0, available=2)))

    assert slots_of(known).flags == ("slots, but no nodes registered",)


def test_slots_that_name_no_executor_are_kept_and_marked() -> None:
    known = fleet(parts(capacity=capacity(slot(capacity=2), slot("ocr.gpu", capacity=1), slot("gone", capacity=0))))

    assert [row.name for row in known.slots] == ["gone", NAME, "ocr.gpu"]
    assert known.unmatched_slots == {"ocr.gpu", "gone"}


def test_slots_are_not_said_to_be_unmatched_before_the_list_came() -> None:
    known = fleet(parts(deployments=None, status=None, capacity=capacity(slot(capacity=2))))

    assert known.unmatched_slots == frozenset()


@pytest.mark.parametrize(("loads", "told"), [(None, False), ([], True), ([load(ONE)], True)])
def test_a_gateway_without_load_per_node_is_told_apart(loads: list[NodeLoad] | None, *, told: bool) -> None:
    assert fleet(parts(capacity=capacity(loads=loads))).per_node_load is told


def test_a_capacity_answer_that_never_came_is_none() -> None:
    known = fleet(parts(capacity=None))

    assert (known.capacity, known.slots, known.per_node_load) == (None, (), False)
