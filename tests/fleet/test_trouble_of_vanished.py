"""What nodes share that vanished from the gateway's list."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.fleet.model import Fleet
from lib.gateway.wire import Deployments, DeploymentStatus
from tests.fleet.aging import STALE, WELL, Ages, apart, later, on, seen
from tests.fleet.documents import RULES, desired, fleet, written
from tests.fleet.random_ages import fleets_of, shuffled

AT_ONCE = 10.0
TOLD = AT_ONCE + RULES.fresh + 1
TOGETHER = "within 2\u202fmin of each other"
LOOK_AT_THE_GATEWAY = "look at the gateway, its etcd and the network between them first."
QUICK = settings(derandomize=True, max_examples=150, deadline=None)
ALL_NODES = "lost all their nodes"
HOST = "10.4.0.12"
OTHERS: Ages = {"well_executor": apart(100, 10)}


def lost(before: Ages, now: Ages, seconds: float = TOLD) -> Fleet:
    """The fleet of that time, after the gateway listed nodes, and fewer from `AT_ONCE` on."""
    return seen(now, seconds, seen(now, AT_ONCE, seen(before, 0)))


def said(known: Fleet) -> list[str]:
    return [trouble.sentence for trouble in known.troubles]


def ocr(region: str, number: int) -> str:
    return f"ocr-executor-prod-{region}-{number:03}"


NER: Ages = {"ner-executor-prod-us-east-1-001": apart(50, 6), "ner-executor-prod-eu-west-1-002": apart(60, 6)}

SENTENCES: dict[str, tuple[Ages, Ages, str]] = {
    "a host": (
        {"a_executor": {**on(HOST, 3, WELL), **apart(1, 2)}, "b_executor": {**on(HOST, 2, WELL), **apart(3, 1)}},
        {"a_executor": apart(1, 2), "b_executor": apart(3, 1)},
        f"All 5 nodes that vanished {TOGETHER} were on 10.4.0.12 (all 5 nodes there).",
    ),
    "a host, and a node elsewhere": (
        {"a_executor": {**on(HOST, 3, WELL), **apart(1, 2)}, "b_executor": {**on(HOST, 2, WELL), **apart(3, 2)}},
        {"a_executor": apart(1, 2), "b_executor": apart(3, 1)},
        f"5 of 6 nodes that vanished {TOGETHER} were on 10.4.0.12 (all 5 nodes there).",
    ),
    "a host of which a node is left": (
        {"a_executor": {**on(HOST, 3, WELL), **apart(1, 2)}, "b_executor": {f"{HOST}:9000": WELL}},
        {"a_executor": apart(1, 2), "b_executor": {f"{HOST}:9000": WELL}},
        f"All 3 nodes that vanished {TOGETHER} were on 10.4.0.12 (3 of 4 nodes there).",
    ),
    "a host with the last nodes of its executors": (
        {ocr("us-east-1", number): {f"{HOST}:{number}": WELL} for number in range(4)},
        {ocr("us-east-1", number): {} for number in range(4)},
        f"All 4 nodes that vanished {TOGETHER} were on 10.4.0.12 (all 4 nodes there).",
    ),
    "a host of which some nodes are listed and stale": (
        {"a_executor": {**on(HOST, 3, WELL), **apart(1, 2)}, "b_executor": {f"{HOST}:9000": WELL, **apart(3, 1)}},
        {"a_executor": apart(1, 2), "b_executor": {f"{HOST}:9000": TOLD, **apart(3, 1)}},
        f"All 4 nodes that vanished or went stale {TOGETHER} are on 10.4.0.12 (all 4 nodes there).",
    ),
    "a host, and a stale node elsewhere": (
        {"a_executor": {**on(HOST, 3, WELL), **apart(1, 2)}, "b_executor": apart(3, 1)},
        {"a_executor": apart(1, 2), "b_executor": apart(3, 1, TOLD)},
        f"3 of 4 nodes that vanished or went stale {TOGETHER} were on 10.4.0.12 (all 3 nodes there).",
    ),
    "a function": (
        {ocr("us-east-1", 1): apart(1, 4), ocr("eu-west-1", 2): apart(5, 4), **NER},
        {ocr("us-east-1", 1): apart(1, 1), ocr("eu-west-1", 2): apart(5, 2), **NER},
        f"All 5 nodes that vanished {TOGETHER} were of the function ocr (5 of 8 nodes of it).",
    ),
    "another part of the name": (
        {"ocr_gpu_1": apart(1, 4), "ner_gpu_2": apart(5, 4), "ocr_1": apart(20, 6), "ner_2": apart(30, 6)},
        {"ocr_gpu_1": apart(1, 1), "ner_gpu_2": apart(5, 1), "ocr_1": apart(20, 6), "ner_2": apart(30, 6)},
        f"All 6 nodes that vanished {TOGETHER} had “gpu” in the name (6 of 8 nodes with it).",
    ),
    "most of the gateway": (
        {"a_executor": apart(1, 8), "b_executor": apart(11, 8), "well_executor": apart(100, 10)},
        {"a_executor": apart(1, 1), "b_executor": apart(11, 1), "well_executor": apart(100, 2)},
        f"22 of 26 nodes of this gateway vanished {TOGETHER}: {LOOK_AT_THE_GATEWAY}",
    ),
    "executors without nodes, and one with": (
        {**{ocr("us-east-1", number): apart(4 * number, 3) for number in range(4)}, **NER},
        {**{ocr("us-east-1", number): {} for number in range(3)}, ocr("us-east-1", 3): apart(12, 1), **NER},
        f"All 11 nodes that vanished {TOGETHER} were of the function ocr (11 of 12 nodes of it).",
    ),
    "executors without nodes alone": (
        {**{ocr("us-east-1", number): apart(4 * number, 3) for number in range(3)}, **NER},
        {**{ocr("us-east-1", number): {} for number in range(3)}, **NER},
        f"All 3 executors that lost all their nodes {TOGETHER} are of the function ocr (all 3 executors of it).",
    ),
    "all executors without nodes": (
        {"a_executor": apart(1, 3), "b_executor": apart(4, 3), "c_executor": apart(7, 3), "well_executor": {}},
        {"a_executor": {}, "b_executor": {}, "c_executor": {}, "well_executor": {}},
        f"3 of 4 executors of this gateway lost all their nodes {TOGETHER}: {LOOK_AT_THE_GATEWAY}",
    ),
}


@pytest.mark.parametrize(("before", "now", "expected"), SENTENCES.values(), ids=SENTENCES.keys())
def test_what_vanished_nodes_share_is_said_once_where_it_explains(before: Ages, now: Ages, expected: str) -> None:
    assert said(lost({**OTHERS, **before}, {**OTHERS, **now})) == [expected]


SILENT: dict[str, tuple[Ages, Ages]] = {
    "a node": ({"a_executor": apart(1, 3)}, {"a_executor": apart(1, 2)}),
    "two nodes of an executor on one host": (
        {"a_executor": {**on(HOST, 2, WELL), **apart(1, 3)}},
        {"a_executor": apart(1, 3)},
    ),
    "a node each of two executors": (
        {"a_executor": apart(1, 3), "b_executor": apart(4, 3)},
        {"a_executor": apart(1, 2), "b_executor": apart(4, 2)},
    ),
    "all nodes of two executors of one function": (
        {ocr("us-east-1", 1): apart(1, 3), ocr("us-east-1", 2): apart(4, 3)},
        {ocr("us-east-1", 1): {}, ocr("us-east-1", 2): {}},
    ),
    "nodes that others have replaced": (
        {"a_executor": {**on(HOST, 3, WELL), **apart(1, 2)}},
        {"a_executor": {**on("10.4.0.13", 3, WELL), **apart(1, 2)}},
    ),
    "a few nodes of many there": (
        {"a_executor": {**on(HOST, 9, WELL), **apart(1, 2)}},
        {"a_executor": {**on(HOST, 6, WELL), **apart(1, 2)}},
    ),
}


@pytest.mark.parametrize(("before", "now"), SILENT.values(), ids=SILENT.keys())
def test_nothing_is_said_of_vanished_nodes_where_nothing_explains(before: Ages, now: Ages) -> None:
    assert said(lost({**OTHERS, **before}, {**OTHERS, **now})) == []


WITH_HOST: Ages = {"a_executor": {**on(HOST, 3, WELL), **apart(1, 2)}, "b_executor": on(HOST, 2, WELL), **OTHERS}
WITHOUT_HOST: Ages = {"a_executor": apart(1, 2), "b_executor": {}, **OTHERS}


@pytest.mark.parametrize(("told", "expected"), [(AT_ONCE, 0), (TOLD - 1, 0), (TOLD, 1), (3_600, 1), (3_601, 0)])
def test_a_lost_host_is_told_after_half_a_minute_and_for_an_hour(told: float, expected: int) -> None:
    assert len(lost(WITH_HOST, WITHOUT_HOST, told).troubles) == expected


def test_a_lost_host_names_the_executors_that_ran_there() -> None:
    [trouble] = lost(WITH_HOST, WITHOUT_HOST).troubles

    assert (trouble.executors, trouble.size) == (("a_executor", "b_executor"), 5)


def test_a_host_that_is_back_is_not_told_any_more() -> None:
    assert said(seen(WITH_HOST, TOLD + 10, lost(WITH_HOST, WITHOUT_HOST))) == []


STARTS_AGAIN: dict[str, list[Ages]] = {
    "nothing": [{}, {}, {}],
    "nothing, then some nodes": [{}, {"a_executor": apart(1, 2)}, WITHOUT_HOST],
    "some nodes": [OTHERS, OTHERS, OTHERS],
    "all executors and some nodes for half a minute": [WITHOUT_HOST, WITHOUT_HOST, WITH_HOST],
}


@pytest.mark.parametrize("lists", STARTS_AGAIN.values(), ids=STARTS_AGAIN.keys())
def test_a_gateway_that_starts_again_and_lists_at_first(lists: list[Ages]) -> None:
    known = seen(WITH_HOST, 0)
    for number, ages in enumerate(lists, start=1):
        known = seen(ages, 15 * number, known)
        assert said(known) == []


def test_of_a_list_that_is_old_nothing_is_said_and_all_is_remembered() -> None:
    told = lost(WITH_HOST, WITHOUT_HOST)
    old = fleet(replace(later(WITHOUT_HOST, TOLD + 40), deployments_stale=True), told)

    assert said(old) == []
    assert old.vanished == told.vanished
    assert said(seen(WITHOUT_HOST, TOLD + 50, old)) == said(told)


def test_what_could_not_be_read_is_not_gone() -> None:
    known = later(WITHOUT_HOST, AT_ONCE)
    assert known.deployments is not None
    broken = replace(known, deployments=Deployments(known.deployments.deployment_nodes, unreadable=5))
    full = seen(WITH_HOST, 0)
    emptied = fleet(broken, full).executor("b_executor")

    assert fleet(broken, full).listing is full.listing
    assert emptied is not None
    assert (emptied.rollup.node_count, emptied.emptied_at) == (0, None)


def test_a_worker_that_lost_only_its_registration_has_not_vanished() -> None:
    alive = later({**WITHOUT_HOST, "a_executor": WITH_HOST["a_executor"]}, TOLD)
    known = replace(later(WITHOUT_HOST, TOLD), status=alive.status)

    vanished = fleet(known, lost(WITH_HOST, WITHOUT_HOST, AT_ONCE)).vanished

    assert [node.place for node in vanished] == [("b_executor", f"{HOST}:{port}") for port in (7_101, 7_102)]


def test_vanished_nodes_and_others_that_are_put_aside_began_to_fail() -> None:
    put_aside = {"c_executor": {f"{HOST}:9000": WELL, **apart(30, 1)}}
    known = later({**WITHOUT_HOST, **put_aside}, TOLD)
    assert known.status is not None
    away = {f"{HOST}:9000/c_executor": desired(params={"status_degraded_since": written(-5)})}
    known = replace(known, status=DeploymentStatus(known.status.status, {**(known.status.desired or {}), **away}))

    [sentence] = said(fleet(known, lost({**WITH_HOST, **put_aside}, {**WITHOUT_HOST, **put_aside}, AT_ONCE)))

    assert sentence == f"All 6 nodes that vanished or began to fail {TOGETHER} are on 10.4.0.12 (all 6 nodes there)."


@st.composite
def losses(draw: st.DrawFn) -> tuple[Ages, Ages]:
    """What a gateway lists of some executors, and what is left of it."""
    before = draw(fleets_of(st.just(WELL)))
    left = {
        name: {address: age for address, age in of_it.items() if draw(st.booleans())} for name, of_it in before.items()
    }
    stale = st.sampled_from([WELL, WELL, TOLD, STALE])
    return before, {name: {address: draw(stale) for address in of_it} for name, of_it in left.items()}


@given(losses())
@QUICK
def test_no_more_is_told_than_vanished_or_fails_and_nothing_twice(loss: tuple[Ages, Ages]) -> None:
    before, now = loss
    known = lost(before, now)
    gone = {(name, address) for name, of_it in before.items() for address in of_it if address not in now[name]}
    unwell = sum(age > RULES.fresh for of_it in now.values() for age in of_it.values())
    emptied = sum(bool(before[name]) and not now[name] for name in now)
    sizes = {
        noun: sum(each.size for each in known.troubles if noun in each.sentence) for noun in (" nodes ", ALL_NODES)
    }

    assert {node.place for node in known.vanished} == gone
    assert sizes[ALL_NODES] <= emptied
    assert sizes[" nodes "] - sizes[ALL_NODES] <= len(gone) + unwell


@given(fleets_of(st.just(WELL)))
@QUICK
def test_a_fleet_that_loses_no_node_has_no_trouble(ages: Ages) -> None:
    known = lost(ages, ages)

    assert (known.vanished, known.troubles) == ((), ())


@given(losses(), st.randoms(use_true_random=False))
@QUICK
def test_the_order_of_lists_changes_nothing(loss: tuple[Ages, Ages], random: Any) -> None:
    before, now = loss

    one, other = lost(before, now), lost(shuffled(before, random), shuffled(now, random))

    assert (one.vanished, one.troubles) == (other.vanished, other.troubles)
