"""Advice in nodes: the fewest more that are enough, the most that can go, and none where too little is known."""

from datetime import timedelta
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.history.questions import Window
from lib.planning.advice import Advice, Move, advise
from lib.planning.headroom import Loss, Verdict, headroom, keeps, losses
from lib.planning.pools import Member, Pool
from lib.planning.what_if import Nodes, applied, with_nodes
from tests.planning.frames import BEGIN
from tests.planning.pooled import STEPS, TARGETS, asked, member, members, pool, pools

WEEK = Window(BEGIN, BEGIN + timedelta(days=7))


def advice(*of: Member, target: float = 25) -> Advice:
    return advise([pool(*of)], target, WEEK)[0]


def test_nodes_are_added_until_the_headroom_is_met() -> None:
    found = advice(member("extract", site="us-east-1", total=24, nodes=6, demand=asked(21.12, 21.12)))

    assert (found.move, found.nodes, found.at_least) == (Move.ADD, 2, False)
    assert (found.today.total, found.then.total, found.then.nodes) == (24, 32, 8)
    assert (found.today.p95, found.then.p95) == (pytest.approx(88), pytest.approx(66))
    assert found.sentence.replace("\u202f", " ") == (
        "+2 nodes on extract in us-east-1: p95 88 % → 66 %, peak 88 % → 66 % over 7 d; 34 % stay free at the peak, "
        "which meets 25 % headroom (p95 21.1, peak 21.1 of 24 slots; 4 slots a node make 32)"
    )


def test_the_highest_sample_needs_headroom_too() -> None:
    assert advice(member(demand=asked(8, 18))).nodes == 1


def test_stranded_slots_are_bought_again() -> None:
    found = advice(member(stranded=8, demand=asked(10, 12)))

    assert (found.move, found.nodes) == (Move.ADD, 2)
    assert "8 of them stranded" in found.sentence


def test_stranded_slots_that_would_be_enough_are_to_be_mended_first() -> None:
    would_do, would_not = (
        advice(member(stranded=8, demand=asked(10, 12))),
        advice(member(stranded=2, demand=asked(18, 18))),
    )

    assert would_do.sentence.endswith("; with its stranded slots serving again it would need none")
    assert would_not.move is Move.ADD
    assert "serving again" not in would_not.sentence


def test_more_used_than_there_is_may_be_slots_that_no_job_uses() -> None:
    over, full = advice(member(demand=asked(18, 22, cut=True))), advice(member(demand=asked(18, 20, cut=True)))

    assert "look for slots that no job uses" in over.sentence
    assert "no job uses" not in full.sentence


def test_a_node_that_is_rounded_brings_the_least() -> None:
    found = advice(member(total=11, nodes=4, demand=asked(9, 9)))

    assert (found.nodes, found.then.total) == (1, 13)


def test_slots_that_were_all_taken_need_at_least_so_many() -> None:
    found = advice(member(demand=asked(18, 20, cut=True)))

    assert (found.move, found.at_least) == (Move.ADD, True)
    assert found.sentence.startswith("at least +2 nodes")
    assert found.sentence.endswith("all slots were taken at times, so more may have been asked for")


def test_nodes_go_while_headroom_and_a_loss_are_met() -> None:
    found = advice(member(total=40, nodes=10, demand=asked(10, 12)))

    assert (found.move, found.nodes, found.then.total) == (Move.REMOVE, -6, 16)
    assert found.sentence.replace("\u202f", " ") == (
        "−6 nodes on extract_executor in a: p95 25 % → 62.5 %, peak 30 % → 75 %; 25 % headroom and N−1 are still met "
        "(p95 10, peak 12 of 40 slots; 4 slots a node make 16)"
    )


def test_a_loss_keeps_a_node_that_headroom_would_not() -> None:
    assert advice(member(total=10, nodes=2, demand=asked(6, 6)), target=20).move is Move.KEEP


def test_one_node_always_stays() -> None:
    assert advice(member(demand=asked(0, 0))).then.nodes == 1


def test_a_gateway_that_may_be_lost_keeps_the_nodes_of_the_others() -> None:
    both = [member("x", demand=asked(9, 9)), member("y", site="b", demand=asked(9, 9))]

    assert [each.move for each in advise([pool(*both)], 25, WEEK)] == [Move.KEEP, Move.KEEP]
    assert advice(both[0]).move is Move.REMOVE


def test_executors_of_one_type_can_not_count_on_the_same_slots_twice() -> None:
    both = [member("x", demand=asked(0, 0)), member("y", demand=asked(0, 0))]
    of = pool(*both, demand=asked(18, 20))

    found = advise([of], 25, WEEK)

    gone = applied([of], [Nodes("a", each.executor, each.nodes) for each in found]).pools[0]
    assert headroom(gone, 25).verdict is Verdict.FITS
    assert sum(each.nodes for each in found) == -3


def test_free_slots_of_another_type_are_no_help() -> None:
    short = pool(member("extract", demand=asked(18, 18)))
    idle = pool(member("classify", demand=asked(0, 0), function="classify"))

    found = advise([short, idle], 25, WEEK)

    assert [(each.executor, each.move) for each in found] == [("extract", Move.ADD), ("classify", Move.REMOVE)]


@pytest.mark.parametrize(
    ("one", "why"),
    [
        (member(total=None), "Its slots or its nodes are not known."),
        (member(nodes=None), "Its slots or its nodes are not known."),
        (member(nodes=0), "How many slots a node has is not known."),
        (member(stranded=None), "How many of its slots are stranded is not known."),
        (member(demand=asked(None, None, 0)), "Nothing is known of what was used."),
        (
            member(demand=asked(18, 18, 100)),
            "Only 100 of 2016 steps are known: too few to tell what it needs.",
        ),
    ],
    ids=["total", "nodes", "size", "stranded", "demand", "gaps"],
)
def test_there_is_no_advice_where_too_little_is_known(one: Member, why: str) -> None:
    found = advice(one)

    assert (found.move, found.nodes, found.sentence) == (Move.NONE, 0, why)


@pytest.mark.parametrize(
    ("one", "window", "why"),
    [
        (member(demand=asked(1, 1, STEPS * 8 // 10)), WEEK, "1612 of 2016 steps are known, and 90% are needed."),
        (member(demand=asked(1, 1, cut=True)), WEEK, "No node can go: all slots were taken at times"),
        (member(told=False, demand=asked(1, 1)), WEEK, "the slots of its type are not all known now."),
        (member(demand=asked(1, 1)), Window(BEGIN, BEGIN + timedelta(days=1)), "is told only over 7\u202fd or more."),
    ],
    ids=["gaps", "cut", "past", "short"],
)
def test_nothing_is_advised_to_go_where_that_is_not_sure(one: Member, window: Window, why: str) -> None:
    (found,) = advise([pool(one)], 25, window)

    assert (found.move, found.nodes) == (Move.KEEP, 0)
    assert why in found.sentence


def test_nothing_goes_beside_an_executor_whose_nodes_are_not_known() -> None:
    found = advise([pool(member("x", demand=asked(1, 1)), member("y", nodes=None, demand=asked(1, 1)))], 25, WEEK)

    assert [each.move for each in found] == [Move.KEEP, Move.NONE]
    assert found[0].sentence.endswith("N−1 of its type is not known.")


def test_one_executor_that_is_not_known_well_keeps_its_own_nodes_alone() -> None:
    known, unknown = member("x", demand=asked(1, 1)), member("y", demand=asked(1, 1, STEPS * 8 // 10))

    found = advise([pool(known, unknown)], 25, WEEK)

    assert [(each.executor, each.move) for each in found] == [("x", Move.REMOVE), ("y", Move.KEEP)]


def test_an_executor_that_has_left_gets_no_advice() -> None:
    assert advise([pool(member(total=0, stranded=0, nodes=0))], 25, WEEK) == ()


def test_an_executor_without_slots_never_keeps_nodes_of_another_from_going() -> None:
    both = [member("x", demand=asked(1, 1)), member("y", total=0, demand=asked(0, 0))]

    assert [each.move for each in advise([pool(*both)], 25, WEEK)] == [Move.REMOVE, Move.NONE]


def meets(one: Member, target: float) -> bool:
    assert one.demand.peak is not None
    assert one.serving is not None
    assert one.total is not None
    return keeps(one.demand.peak, one.serving, one.total, target)


@settings(max_examples=100, deadline=None)
@given(members(), TARGETS)
def test_what_is_added_is_enough_and_one_fewer_is_not(one: Member, target: float) -> None:
    found = advice(one, target=target)

    if found.move is Move.ADD:
        assert meets(with_nodes(one, found.nodes), target)
        assert not meets(with_nodes(one, found.nodes - 1), target)
    else:
        assert meets(one, target)


@settings(max_examples=60, deadline=None)
@given(pools(), TARGETS)
def test_all_advice_together_keeps_what_it_promises(of: Pool, target: float) -> None:
    found = advise([of], target, WEEK)

    (then,) = applied([of], [Nodes(each.gateways[0], each.executor, each.nodes) for each in found]).pools

    assert all(meets(each, target) for each in then.members)
    assert all((each.nodes or 0) >= 1 for each in then.members)
    if any(each.move is Move.REMOVE for each in found):
        assert headroom(then, target).verdict is Verdict.FITS
        assert all(fit.verdict is Verdict.FITS for fit in losses(then) if fit.loss is Loss.NODE)


@settings(max_examples=60, deadline=None)
@given(members(), TARGETS)
def test_one_node_more_than_advised_can_not_go(one: Member, target: float) -> None:
    found = advice(one, target=target)

    if found.move is Move.REMOVE:
        most = next(by for by in count(1) if not _may_go(with_nodes(one, -by), target)) - 1
        assert -found.nodes == most


def _may_go(less: Member, target: float) -> bool:
    after = pool(less)
    fits = [fit for fit in losses(after) if fit.loss is not Loss.SITE]
    return meets(less, target) and all(fit.verdict is Verdict.FITS for fit in fits)


@settings(max_examples=60, deadline=None)
@given(members(), st.floats(0.0, 1.0))
def test_less_load_never_needs_more_nodes(one: Member, factor: float) -> None:
    less = member(one.executor, one.demand.times(factor), total=one.total, nodes=one.nodes, stranded=one.stranded)

    assert advice(less).nodes <= advice(one).nodes
