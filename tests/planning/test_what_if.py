"""What would be if, beside today; and the words of a link for it."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.planning.headroom import Verdict
from lib.planning.pools import Member, Pool
from lib.planning.what_if import (
    MOST_LOAD,
    MOST_NODES,
    Change,
    ChangeError,
    Each,
    Load,
    Lost,
    Nodes,
    applied,
    beside,
    parse,
    with_nodes,
    written,
)
from tests.planning.pooled import TARGETS, asked, member, pool, pools

NAMES = st.text(min_size=1, max_size=12)
CHANGES: st.SearchStrategy[Change] = st.one_of(
    st.builds(Nodes, NAMES, NAMES, st.integers(-MOST_NODES, MOST_NODES)),
    st.builds(Each, NAMES, NAMES, st.integers(1, MOST_NODES)),
    st.builds(Load, st.floats(0, MOST_LOAD), st.none() | NAMES),
    st.builds(Lost, NAMES),
)


def after(of: Pool, *changes: Change) -> Pool:
    (changed,) = applied([of], changes).pools
    return changed


def first(of: Pool, *changes: Change) -> Member:
    return after(of, *changes).members[0]


def notes(of: Pool, *changes: Change) -> tuple[str, ...]:
    return applied([of], changes).notes


def test_a_link_names_changes() -> None:
    text = "us-east-1/extract_executor:+2,us-east-1/extract_executor:4each,*1.3,extract*0.5,lost:eu-west-1"

    assert parse(text) == (
        Nodes("us-east-1", "extract_executor", 2),
        Each("us-east-1", "extract_executor", 4),
        Load(1.3),
        Load(0.5, "extract"),
        Lost("eu-west-1"),
    )
    assert written(parse(text)) == text


def test_a_name_may_hold_any_character() -> None:
    assert written([Nodes("a/b:c", "x,*é", -1)]) == "a%2Fb%3Ac/x%2C%2A%C3%A9:-1"


def test_no_words_are_no_change() -> None:
    assert parse("") == ()
    assert written([]) == ""


def test_a_plus_that_a_browser_read_as_a_space_is_a_plus() -> None:
    assert parse("a/x: 2") == parse("a/x:2") == (Nodes("a", "x", 2),)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("nonsense", "'nonsense' is no change: "),
        ("a/x", "'a/x' is no change: "),
        ("a/x:1.5", "'a/x:1.5' is no change: "),
        ("*nan", "'*nan' is no change: "),
        ("*-1", "'*-1' is no change: "),
        ("lost:", "'lost:' is no change: "),
        ("*1001", "The load can't be multiplied by 1001: from 0 to 1000 is possible."),
        ("*1e999", "The load can't be multiplied by inf: "),
        ("a/x:0each", "A node can't have 0 slots: "),
        ("a/x:+100001", "100001 nodes are too many: "),
    ],
)
def test_what_can_not_be_read_is_said(text: str, why: str) -> None:
    with pytest.raises(ChangeError) as refused:
        parse(text)

    assert str(refused.value).startswith(why)


@settings(max_examples=150)
@given(st.lists(CHANGES, max_size=4))
def test_what_was_written_is_read_as_it_was(changes: list[Change]) -> None:
    assert parse(written(changes)) == tuple(changes)


@settings(max_examples=100)
@given(st.text(max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        changes = parse(text)
    except ChangeError:
        return
    assert parse(written(changes)) == changes


def test_nodes_bring_their_slots_and_take_them() -> None:
    assert first(pool(member()), Nodes("a", "extract_executor", 2)).total == 28
    assert first(pool(member()), Nodes("a", "extract_executor", -2)).total == 12


def test_a_node_that_is_rounded_brings_the_least_and_takes_the_most() -> None:
    of = pool(member(total=11, nodes=4))

    assert first(of, Nodes("a", "extract_executor", 1)).total == 13
    assert first(of, Nodes("a", "extract_executor", -1)).total == 8
    assert notes(of, Nodes("a", "extract_executor", 1)) == (
        "11 slots of extract_executor on a are no multiple of its 4 nodes: a node is rounded.",
    )


def test_no_more_nodes_go_than_there_are() -> None:
    of = pool(member())

    assert (
        first(of, Nodes("a", "extract_executor", -9)).nodes,
        after(of, Nodes("a", "extract_executor", -9)).total,
    ) == (0, 0)
    assert notes(of, Nodes("a", "extract_executor", -9)) == (
        "extract_executor on a has 5 nodes: no more than these can go.",
    )


def test_slots_of_each_node_hold_in_any_order_with_nodes() -> None:
    nodes, each = Nodes("a", "extract_executor", 2), Each("a", "extract_executor", 6)

    assert after(pool(member()), nodes, each).total == after(pool(member()), each, nodes).total == 42


def test_slots_of_each_node_tell_what_was_not_known() -> None:
    assert after(pool(member(total=None)), Each("a", "extract_executor", 6)).total == 30


def test_nodes_of_a_size_that_is_not_known_leave_the_slots_not_known() -> None:
    of = pool(member(nodes=None))

    assert after(of, Nodes("a", "extract_executor", 1)).total is None
    assert after(of, Each("a", "extract_executor", 4)).total is None
    assert notes(of, Nodes("a", "extract_executor", 1)) == (
        "The slots of extract_executor on a are not known then, as its nodes and the slots of each are not.",
    )


def test_load_is_that_of_all_or_of_one_function() -> None:
    of = pool(member())

    assert (after(of, Load(2)).demand, after(pool(member(used=4)), Load(2)).used) == (asked(20, 24), 8)
    assert after(of, Load(2, "extract")).members[0].demand == asked(20, 24)
    assert after(of, Load(2, "classify")) == of
    assert notes(of, Load(2, "classify")) == ("No executor of the function classify is in view, so its load stays.",)


def test_load_of_nothing_known_stays_not_known() -> None:
    assert after(pool(member(demand=asked(None, None, 0))), Load(2)).members[0].demand.peak is None


def test_a_gateway_that_is_lost_takes_its_slots_and_leaves_its_load_to_the_others() -> None:
    of = pool(member("x"), member("y", site="b"))

    gone = after(of, Lost("b"))

    assert (gone.total, gone.demand) == (20, of.demand)


def test_a_gateway_whose_etcd_another_serves_takes_no_slots() -> None:
    of = pool(member(gateways=("a", "b"), site="a"))

    assert after(of, Lost("a")).total == 20
    assert notes(of, Lost("a")) == ("b shares the etcd of a and still serves its executors: no slot is lost.",)
    assert after(of, Lost("a"), Lost("b")).total == 0


def test_what_is_not_in_view_is_said() -> None:
    assert notes(pool(member()), Nodes("b", "y", 1), Lost("b")) == (
        "y on b is not in view, so it stays as it is.",
        "b has no executor in view, so nothing is lost with it.",
    )


def test_a_change_stands_beside_today() -> None:
    of = pool(member(demand=asked(16, 17)))

    (found,) = beside([of], applied([of], [Nodes("a", "extract_executor", 3)]).pools, 25)

    assert (found.today.total, found.today.p95, found.today.peak, found.today.one_lost) == (
        20,
        80,
        85,
        Verdict.TOO_SMALL,
    )
    assert (found.then.total, found.then.p95, found.then.peak) == (32, 50, pytest.approx(53.125))
    assert (found.today.headroom.verdict, found.then.headroom.verdict) == (Verdict.TOO_SMALL, Verdict.FITS)


def test_no_slots_stand_at_no_percentage() -> None:
    of = pool(member())

    (found,) = beside([of], applied([of], [Lost("a")]).pools, 25)

    assert (found.then.total, found.then.p95, found.then.headroom.verdict) == (0, None, Verdict.TOO_SMALL)


@settings(max_examples=40, deadline=None)
@given(pools(), TARGETS)
def test_no_change_is_today(of: Pool, target: float) -> None:
    name = of.members[0]
    for changes in ([], [Load(1)], [Nodes(name.site, name.executor, 0)]):
        outcome = applied([of], changes)
        assert outcome.pools == (of,)
        (found,) = beside([of], outcome.pools, target)
        assert found.today == found.then


@settings(max_examples=40, deadline=None)
@given(pools(), st.integers(1, 20))
def test_fewer_nodes_never_leave_more_slots(of: Pool, by: int) -> None:
    one = of.members[0]

    less = with_nodes(one, -by)

    assert (less.total or 0) < (one.total or 0)
    assert less == replace(one, total=less.total, nodes=less.nodes, stranded=less.stranded)
