"""Which nodes are remembered as missing, list after list, and which of them have vanished."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.fleet.evidence import gather
from lib.fleet.listing import GONE_FOR, KEPT, OVERLAP, WINDOW, Listing, Missing, followed, vanished
from lib.fleet.times import Moments
from tests.fleet.documents import NOW, RULES, parts, status

QUICK = settings(derandomize=True, max_examples=200, deadline=None)
LIMIT, HOUR, TEN_MINUTES = WINDOW.total_seconds(), GONE_FOR.total_seconds(), OVERLAP.total_seconds()

Lists = Mapping[str, str]
"""Executor → its nodes, a letter each."""
Steps = Sequence[tuple[float, Lists]]
"""Lists one after another, and when each is read, in seconds after `NOW`."""


def at(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def sets(lists: Lists) -> dict[str, frozenset[str]]:
    return {name: frozenset(nodes) for name, nodes in lists.items()}


def after(steps: Steps) -> Listing:
    """What is remembered when the last of the lists has been read."""
    (begun, first), *others = steps
    known = Listing(sets(first), at(begun))
    for seconds, lists in others:
        known = followed(known, sets(lists), at(seconds))
    return known


def missing(steps: Steps) -> list[tuple[str, str]]:
    return [node.place for node in after(steps).missing]


FULL = {"e": "abcd", "other": "xy"}
LOST = {"e": "cd", "other": "xy"}
A_AND_B = [("e", "a"), ("e", "b")]

REMEMBERED = {
    "nodes that are listed no more": ([(0, FULL), (10, LOST)], A_AND_B),
    "list after list": ([(0, FULL), (10, LOST), (20, LOST), (1_800, LOST)], A_AND_B),
    "the last node of an executor": ([(0, FULL), (10, {**FULL, "e": ""})], [("e", node) for node in "abcd"]),
    "nodes that go one after another": (
        [(0, FULL), (10, {**FULL, "e": "bcd"}), (20, {**LOST, "other": "x"})],
        [("e", "a"), ("e", "b"), ("other", "y")],
    ),
    "one of two when the other comes back": ([(0, FULL), (10, LOST), (20, {**FULL, "e": "acd"})], [("e", "b")]),
    "the first that went when the second is replaced": (
        [(0, FULL), (10, {**FULL, "e": "bcd"}), (20, LOST), (30, {**FULL, "e": "cdn"})],
        [("e", "a")],
    ),
    "of more than came at once": ([(0, FULL), (10, {**FULL, "e": "dn"})], [("e", node) for node in "abc"]),
    "again when it comes back for a moment": ([(0, FULL), (10, LOST), (20, FULL), (30, LOST)], A_AND_B),
    "after its replacement went, too": (
        [(0, FULL), (10, {**FULL, "e": "bcd"}), (20, {**FULL, "e": "bcdn"}), (30, {**FULL, "e": "bcd"})],
        [("e", "n")],
    ),
    "beside a new executor": ([(0, FULL), (10, {**LOST, "new": "mn"})], A_AND_B),
    "after a pause that is short enough": ([(0, FULL), (LIMIT, LOST)], A_AND_B),
    "through a pause": ([(0, FULL), (10, LOST), (1_000, {**LOST, "other": "x"})], A_AND_B),
    "for an hour": ([(0, FULL), (10, LOST), (HOUR, LOST)], A_AND_B),
    "of an executor that grew long before": (
        [(0, LOST), (10, FULL), (10 + TEN_MINUTES, FULL), (20 + TEN_MINUTES, LOST)],
        A_AND_B,
    ),
}


@pytest.mark.parametrize(("steps", "expected"), REMEMBERED.values(), ids=REMEMBERED.keys())
def test_what_is_remembered_as_missing(steps: Steps, expected: list[tuple[str, str]]) -> None:
    assert missing(steps) == expected


FORGOTTEN: dict[str, Steps] = {
    "nothing changes": [(0, FULL), (10, FULL), (20, FULL)],
    "nodes come": [(0, LOST), (10, FULL)],
    "nodes come back": [(0, FULL), (10, LOST), (20, FULL)],
    "others take their place": [(0, FULL), (10, LOST), (20, {**FULL, "e": "cdmn"})],
    "others take their place at once": [(0, FULL), (10, {**FULL, "e": "cdmn"})],
    "others came before": [(0, FULL), (10, {**FULL, "e": "abcdmn"}), (200, {**FULL, "e": "cdmn"})],
    "a rollout goes on in steps": [
        (0, FULL),
        (10, {**FULL, "e": "abcdk"}),
        (20, {**FULL, "e": "bcdk"}),
        (30, {**FULL, "e": "bcdkl"}),
        (40, {**FULL, "e": "cdkl"}),
        (50, {**FULL, "e": "cdklmn"}),
        (60, {**FULL, "e": "klmn"}),
    ],
    "more are needed no longer": [(0, FULL), (10, {**FULL, "e": "abcdmn"}), (20, FULL)],
    "the gateway starts again": [(0, FULL), (10, {})],
    "the gateway has started again, and found some nodes": [(0, FULL), (10, {}), (20, {"e": "c"}), (30, LOST)],
    "the gateway has started again unseen, and found some nodes": [(0, FULL), (10, {"e": "c"})],
    "it starts again after they went": [(0, FULL), (10, LOST), (20, {}), (30, LOST)],
    "another gateway answers": [(0, FULL), (10, {"e": "c", "foreign": "z"})],
    "they went during a pause": [(0, FULL), (LIMIT + 1, LOST)],
    "they have been gone for more than an hour": [(0, FULL), (10, LOST), (HOUR + 1, LOST)],
    "the clock was set back": [(1_000, FULL), (10, LOST)],
    "the clock was set back later": [(0, FULL), (10, LOST), (5, LOST)],
}


@pytest.mark.parametrize("steps", FORGOTTEN.values(), ids=FORGOTTEN.keys())
def test_nothing_is_missing_where(steps: Steps) -> None:
    assert missing(steps) == []


def test_a_missing_node_was_listed_last_by_the_list_before_the_first_that_lacks_it() -> None:
    known = after([(0, FULL), (10, FULL), (20, {**FULL, "e": "bcd"}), (30, {**FULL, "e": "bcd"})])

    assert known == Listing(sets({**FULL, "e": "bcd"}), at(30), (Missing("e", "a", at(10), at(20), needed=4),), {})


def test_what_came_is_remembered_for_as_long_as_it_may_run_beside_what_it_replaces() -> None:
    grown = [(0.0, LOST), (10.0, FULL)]

    assert after(grown).grown.keys() == {"e"}
    assert after([*grown, (10 + TEN_MINUTES, FULL)]).grown.keys() == {"e"}
    assert after([*grown, (11 + TEN_MINUTES, FULL)]).grown == {}


def test_more_missing_nodes_than_are_kept_are_not_remembered_in_part() -> None:
    many = [f"10.0.{number // 250}.{number % 250}:7101" for number in range(KEPT + 1)]
    nodes = {"all": frozenset(many), "others": frozenset("xy")}
    first = Listing(nodes, NOW)

    assert len(followed(first, {**nodes, "all": frozenset(many[:1])}, at(10)).missing) == KEPT
    assert followed(first, {**nodes, "all": frozenset()}, at(10)).missing == ()


@pytest.mark.parametrize(("apart", "close"), [(-1, False), (0, True), (LIMIT, True), (LIMIT + 1, False)])
def test_a_list_tells_when_a_node_went_if_it_is_close_enough_to_the_one_before(apart: float, *, close: bool) -> None:
    assert Listing({}, NOW).leads_to(at(apart)) is close


def found(steps: Steps, actual: Mapping[str, Any] | None = None) -> list[tuple[str, str]]:
    """The places of the nodes that have vanished when the last of the lists is read."""
    evidence = gather(parts({}, actual or {}, {}))
    return [node.place for node in vanished(after(steps), evidence, Moments(at(steps[-1][0])), RULES)]


@pytest.mark.parametrize(("later", "gone"), [(0, False), (RULES.fresh, False), (RULES.fresh + 1, True)])
def test_a_node_has_vanished_when_every_list_lacks_it_for_longer_than_a_heartbeat_may_be_old(
    later: float, *, gone: bool
) -> None:
    assert found([(0, FULL), (LIMIT, LOST), (LIMIT + later, LOST)]) == (A_AND_B if gone else [])


@pytest.mark.parametrize(("beat", "gone"), [(-3_600, False), (0, False), (30, False), (30.5, True), (900, True)])
def test_a_node_that_sends_heartbeats_has_not_vanished_whatever_else_is_left_of_it(beat: float, *, gone: bool) -> None:
    left = {"a/e": status(beat=beat - 60), "b/e": status(heartbeat_at="soon")}

    assert found([(0, FULL), (10, LOST), (60, LOST)], left) == (A_AND_B if gone else A_AND_B[1:])


names = st.sampled_from("ef")
nodes = st.text("abcd", max_size=4)
lists = st.fixed_dictionaries({"e": nodes, "f": nodes})
pauses = st.sampled_from([0, 10, 10, 10, 31, LIMIT, LIMIT + 1, TEN_MINUTES])
walks = st.lists(st.tuples(pauses, lists), min_size=1, max_size=12)


def steps_of(walk: Iterable[tuple[float, Lists]]) -> list[tuple[float, Lists]]:
    seconds = 0.0
    steps = []
    for pause, each in walk:
        seconds += pause
        steps.append((seconds, each))
    return steps


@given(walks)
@QUICK
def test_what_is_missing_was_listed_and_is_not_now(walk: Sequence[tuple[float, Lists]]) -> None:
    steps = steps_of(walk)
    known = after(steps)

    for node in known.missing:
        assert node.address not in steps[-1][1][node.executor]
        assert any(node.address in each[node.executor] and at(when) == node.last_listed for when, each in steps)
        assert all(node.address not in each[node.executor] for when, each in steps if at(when) > node.last_listed)
    assert len({node.place for node in known.missing}) == len(known.missing)


@given(walks)
@QUICK
def test_an_executor_that_never_loses_a_node_misses_none(walk: Sequence[tuple[float, Lists]]) -> None:
    listed = {"e": "", "f": ""}
    growing = []
    for pause, each in walk:
        listed = {name: "".join(sorted({*listed[name], *each[name]})) for name in listed}
        growing.append((pause, listed))

    assert missing(steps_of(growing)) == []


@given(walks, st.randoms(use_true_random=False))
@QUICK
def test_the_order_of_a_list_changes_nothing(walk: Sequence[tuple[float, Lists]], random: Any) -> None:
    steps = steps_of(walk)
    turned = [(when, dict(random.sample(list(each.items()), len(each)))) for when, each in steps]

    assert after(turned) == after(steps)


@given(walks)
@QUICK
def test_a_list_that_is_read_twice_changes_nothing(walk: Sequence[tuple[float, Lists]]) -> None:
    steps = steps_of(walk)

    assert after([each for each in steps for _ in range(2)]) == after(steps)
