from typing import Any

import pytest

from lib.fleet.functions import Bottleneck, Function, Redundancy, across, function_of
from lib.fleet.shared_etcd import Site, grouped
from lib.fleet.sums import NO_SLOTS, NOTHING, UNKNOWN, UNKNOWN_SLOTS, at_least, exactly
from tests.fleet.records import executor
from tests.fleet.sites import ALL_OLD, NO_LIST, NO_SLOTS_SENT, OLD_LIST, OLD_SLOTS, runs, site, without_slots


def functions(*sites: Site) -> dict[str, Function]:
    """Every function of these gateways by its name, worst first."""
    return {each.name: each for each in across(grouped(sites))[0]}


def only(*sites: Site) -> Function:
    [found] = functions(*sites).values()
    return found


def bottlenecks(*sites: Site) -> list[tuple[str, str | None]]:
    return [(each.gateways, each.function) for each in across(grouped(sites))[1]]


OCR = "ocr_executor"


@pytest.mark.parametrize(
    ("name", "function"),
    [
        ("extract-executor-prod-us-east-1-001", "extract"),
        ("document_split_executor", "document_split"),
        ("ocr.gpu", "ocr.gpu"),
    ],
)
def test_a_name_outside_the_convention_stands_for_itself(name: str, function: str) -> None:
    assert function_of(executor(name)) == function


def test_a_function_is_summed_up_over_executors_and_gateways() -> None:
    east = site("east", runs("ocr-executor-prod-us-east-1-001", 2), runs("ocr-executor-prod-us-east-1-002", 3, used=4))
    west = site("west", runs("ocr-executor-prod-us-west-1-001", 1, capacity=8, used=1, available=7, stranded=3))
    found = only(east, west)
    assert (found.redundancy, found.gateways, found.runs_in) == (Redundancy.ENOUGH, exactly(2), ("east", "west"))
    assert (found.executors, found.nodes) == (exactly(3), exactly(6))
    assert found.slots == (exactly(16), exactly(6), exactly(10), (6, 16))
    assert (found.regions, found.region_names) == (exactly(2), ("us-east-1", "us-west-1"))
    assert (found.not_known_in, found.ran_in) == ((), ())


def test_functions_are_told_apart() -> None:
    found = functions(site("east", runs(OCR), runs("ner_executor", 2)), site("west", runs(OCR)))
    assert {name: (each.runs_in, each.nodes) for name, each in found.items()} == {
        "ner": (("east",), exactly(2)),
        "ocr": (("east", "west"), exactly(2)),
    }


def test_gateways_of_one_etcd_are_one() -> None:
    shared = {"addresses": frozenset({"n0", "n1"})}
    found = only(site("a", runs(OCR, 2), **shared), site("b", runs(OCR, 2), **shared))
    assert (found.redundancy, found.gateways, found.runs_in) == (Redundancy.SINGLE, exactly(1), ("a + b",))
    assert (found.executors, found.nodes, found.slots.total) == (exactly(1), exactly(2), exactly(4))


def test_of_gateways_of_one_etcd_the_one_that_lists_most_nodes_of_a_function_is_believed() -> None:
    shared = {"addresses": frozenset({"n0", "n1"})}
    early = site("a", runs(OCR, 0), runs("ner_executor", 2), **shared)
    late = site("b", runs(OCR, 2), runs("ner_executor", 1), **shared)
    found = functions(early, late)
    assert (found["ocr"].nodes, found["ner"].nodes) == (exactly(2), exactly(2))


def test_an_old_list_of_a_gateway_does_not_hide_the_fresh_one_of_another_on_the_same_etcd() -> None:
    shared = {"addresses": frozenset({"n0", "n1"})}
    found = only(site("a", runs(OCR, 2), **shared, **OLD_LIST), site("b", runs(OCR, 2), **shared, **OLD_SLOTS))
    assert (found.not_known_in, found.nodes, found.slots.total) == ((), exactly(2), exactly(4))


RUNNING, IDLE_NAME, ELSEWHERE = runs(OCR), runs(OCR, 0), runs("ner_executor")


@pytest.mark.parametrize(
    ("sites", "redundancy", "gateways"),
    [
        ([("a", [RUNNING], {}), ("b", [RUNNING], {})], Redundancy.ENOUGH, exactly(2)),
        ([("a", [RUNNING], {}), ("b", [ELSEWHERE], {})], Redundancy.SINGLE, exactly(1)),
        ([("a", [RUNNING], {}), ("b", [IDLE_NAME], {})], Redundancy.SINGLE, exactly(1)),
        ([("a", [IDLE_NAME], {}), ("b", [IDLE_NAME], {})], Redundancy.NOWHERE, NOTHING),
        ([("a", [RUNNING], {}), ("b", [RUNNING], ALL_OLD)], Redundancy.UNKNOWN, at_least(1)),
        ([("a", [RUNNING], {}), ("b", [], ALL_OLD)], Redundancy.UNKNOWN, at_least(1)),
        ([("a", [RUNNING], {}), ("b", [], {**NO_LIST, **NO_SLOTS_SENT})], Redundancy.UNKNOWN, at_least(1)),
        ([("a", [RUNNING], {}), ("b", [RUNNING], {}), ("c", [], ALL_OLD)], Redundancy.ENOUGH, at_least(2)),
        ([("a", [RUNNING], ALL_OLD), ("b", [RUNNING], ALL_OLD)], Redundancy.UNKNOWN, UNKNOWN),
        ([("a", [IDLE_NAME], {}), ("b", [], ALL_OLD)], Redundancy.UNKNOWN, UNKNOWN),
        ([("a", [RUNNING], {}), ("b", [runs(OCR, None, capacity=8)], NO_LIST)], Redundancy.UNKNOWN, at_least(1)),
    ],
    ids=[
        "in two",
        "in one of two",
        "in one, without nodes in the other",
        "without nodes in both",
        "in one, in the other as far as was known",
        "in one, not in the other as far as was known",
        "in one, the other never answered",
        "in two, the third is not known",
        "in both as far as was known",
        "without nodes in one, the other is not known",
        "in one, in the other only its slots are known",
    ],
)
def test_at_least_two_gateways_are_enough_and_nothing_is_said_of_what_is_not_known(
    sites: list[tuple[str, list[Any], dict[str, Any]]], redundancy: Redundancy, gateways: Any
) -> None:
    found = functions(*(site(name, *executors, **told) for name, executors, told in sites))["ocr"]
    assert (found.redundancy, found.gateways) == (redundancy, gateways)


def test_a_gateway_that_is_not_known_is_named_with_what_ran_there() -> None:
    found = functions(site("a", runs(OCR)), site("b", runs(OCR, 3), **ALL_OLD), site("c", **ALL_OLD))["ocr"]
    assert (found.runs_in, found.not_known_in, found.ran_in) == (("a",), ("b", "c"), ("b",))
    assert (found.executors, found.nodes) == (at_least(1), at_least(1))
    assert (found.slots.total, found.slots.free) == (at_least(4), at_least(3))


def test_a_function_that_is_known_from_old_answers_alone_stays_without_numbers() -> None:
    found = only(site("a", runs(OCR), **ALL_OLD))
    assert (found.ran_in, found.executors, found.nodes, found.regions) == (("a",), UNKNOWN, UNKNOWN, UNKNOWN)
    assert (found.slots, found.tightest) == (UNKNOWN_SLOTS, None)


def test_a_gateway_that_may_be_counted_already_is_not_counted_again() -> None:
    doubtful = {**NO_LIST, "capacity_stale": False}
    found = only(site("a", runs(OCR)), site("b", runs(OCR, None, used=3, holders=3), **doubtful))
    assert (found.redundancy, found.runs_in, found.not_known_in) == (Redundancy.UNKNOWN, ("a",), ("b",))
    assert (found.slots.total, found.slots.used) == (at_least(4), at_least(1))


def test_old_slots_are_in_no_sum() -> None:
    found = only(site("a", runs(OCR)), site("b", without_slots(OCR), **OLD_SLOTS))
    assert (found.nodes, found.slots.total) == (exactly(2), at_least(4))
    assert found.tightest == ("a", 25)


def test_an_executor_with_nodes_and_without_slots_makes_a_bound_and_one_without_nodes_does_not() -> None:
    assert only(site("a", runs(OCR), without_slots("ocr-executor-2"))).slots.total == at_least(4)
    assert only(site("a", runs(OCR), without_slots("ocr-executor-2", 0))).slots.total == exactly(4)
    assert only(site("a", without_slots(OCR, 0))).slots == NO_SLOTS


def test_slots_are_known_where_only_the_list_of_nodes_is_not() -> None:
    found = functions(site("a", runs(OCR)), site("b", runs("ner_executor", None), **NO_LIST))["ocr"]
    assert (found.nodes, found.slots.total) == (at_least(1), exactly(4))


@pytest.mark.parametrize(
    ("sites", "regions", "names"),
    [
        (
            [site("a", runs(OCR), datacenter="dc-1"), site("b", runs(OCR), datacenter="dc-2")],
            exactly(2),
            ("dc-1", "dc-2"),
        ),
        ([site("a", runs(OCR), datacenter="dc-1"), site("b", runs(OCR), datacenter="dc-1")], exactly(1), ("dc-1",)),
        ([site("a", runs(OCR), datacenter="dc-1"), site("b", runs(OCR))], at_least(1), ("dc-1",)),
        ([site("a", runs(OCR)), site("b", runs(OCR))], UNKNOWN, ()),
        ([site("a", runs("ocr-executor-prod-eu-west-1-1"), datacenter="dc-1")], exactly(1), ("eu-west-1",)),
        ([site("a", runs("ocr-executor-prod-eu-west-1-1", 0), datacenter="dc-1")], NOTHING, ()),
        ([site("a", runs(OCR), datacenter="dc-1"), site("b", **ALL_OLD)], at_least(1), ("dc-1",)),
    ],
    ids=[
        "two datacenters",
        "one datacenter",
        "one gateway without a datacenter",
        "no datacenters",
        "the name says it",
        "nothing runs",
        "a gateway is not known",
    ],
)
def test_a_region_is_what_the_name_says_else_the_datacenter(
    sites: list[Site], regions: Any, names: tuple[str, ...]
) -> None:
    found = functions(*sites)["ocr"]
    assert (found.regions, found.region_names) == (regions, names)


def test_tightest_is_the_gateway_with_the_highest_utilization() -> None:
    sites = [site("a", runs(OCR, used=1)), site("b", runs(OCR, used=3)), site("c", runs(OCR, capacity=0, used=0))]
    assert only(*sites).tightest == ("b", 75)


def test_where_gateways_are_equally_tight_the_first_is_named() -> None:
    assert only(site("b", runs(OCR, 2)), site("a", runs(OCR, 1))).tightest == ("a", 25)


FULL = {"used": 4, "available": 0}


@pytest.mark.parametrize(
    ("executors", "function"),
    [
        ([runs(OCR, used=1), runs("ner_executor", used=2)], None),
        ([runs(OCR, capacity=10, used=7)], None),
        ([runs(OCR, capacity=10, used=8, available=2)], "ocr"),
        ([runs(OCR, capacity=10, used=8, available=2), runs("ner_executor", capacity=10, used=9, available=1)], "ner"),
        ([runs(OCR, capacity=10, used=9, available=1), runs("ner_executor", **FULL)], "ner"),
        ([runs(OCR, capacity=10, used=9, available=1), runs("ner_executor", used=1, stranded=3)], "ner"),
        ([runs(OCR, used=1, stranded=3, stranded_derived=True)], None),
        ([runs(OCR, used=0, available=4, stranded=4)], None),
        ([runs(OCR, used=6, available=0), runs("ner_executor", **FULL)], "ocr"),
        ([runs(OCR, **FULL), runs("ner_executor", **FULL)], "ner"),
        ([without_slots(OCR)], None),
        ([], None),
    ],
    ids=[
        "comfortable",
        "exactly at the edge of normal",
        "busy",
        "the fuller of two",
        "none free before nearly full",
        "none free as the rest is stranded",
        "perhaps stranded",
        "nothing used",
        "over-committed before full",
        "equally full, by name",
        "slots not known",
        "no executors",
    ],
)
def test_the_bottleneck_is_the_function_that_runs_out_of_slots_first(
    executors: list[Any], function: str | None
) -> None:
    assert bottlenecks(site("a", *executors)) == [("a", function)]


def test_each_gateway_has_a_bottleneck_of_its_own_and_a_function_says_where_it_is_one() -> None:
    sites = [
        site("a", runs(OCR, **FULL), runs("ner_executor", used=1)),
        site("b", runs(OCR, used=1), runs("ner_executor", **FULL)),
        site("c", runs(OCR, **FULL)),
    ]
    assert bottlenecks(*sites) == [("a", "ocr"), ("b", "ner"), ("c", "ocr")]
    assert {name: each.bottleneck_in for name, each in functions(*sites).items()} == {"ocr": ("a", "c"), "ner": ("b",)}


def test_where_no_slots_are_known_neither_is_a_bottleneck() -> None:
    [found] = across(grouped([site("a", runs(OCR, **FULL), **OLD_SLOTS)]))[1]
    assert found == Bottleneck("a", known=False, function=None, slots=NO_SLOTS)


def test_the_worst_comes_first() -> None:
    names = ("single", "busy", "idle", "full", "twin", "nowhere")
    of = dict(zip(names, (f"{name}_executor" for name in names), strict=True))
    here = [
        runs(of["twin"], used=4),
        runs(of["single"], used=1),
        runs(of["busy"], used=3),
        runs(of["nowhere"], 0, capacity=0, used=0, available=0),
        runs(of["idle"], capacity=0, used=0),
        runs(of["full"], used=4),
    ]
    there = [runs(of["twin"], used=4), runs(of["full"], used=4)]
    assert list(functions(site("a", *here), site("b", *there))) == ["nowhere", "busy", "single", "idle", "full", "twin"]
