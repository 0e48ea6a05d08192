import gc
import weakref
from collections.abc import Sequence
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st
from msgspec import structs

from lib.fleet.across import Across, Comparisons, compare
from lib.fleet.shared_etcd import Site
from lib.fleet.sums import NOTHING, SlotSums, at_least, exactly
from tests.fleet.documents import fleet
from tests.fleet.random_fleets import gateways
from tests.fleet.records import totals
from tests.fleet.sites import ALL_OLD, OLD_LIST, OLD_SLOTS, runs, site

OCR = "ocr_executor"
SAME_NODES = {"addresses": frozenset({"10.0.0.1:7101"})}

_places = st.sampled_from(["dc-1", "dc-2", None])


@st.composite
def fleets(draw: st.DrawFn) -> list[Site]:
    """Up to three gateways, some of which may share an etcd."""
    drawn = draw(st.lists(gateways(), min_size=1, max_size=3))
    return [
        Site(structs.replace(fleet(parts), gateway_id=f"g{number}"), draw(_places))
        for number, parts in enumerate(drawn)
    ]


def numbers(found: Across) -> tuple[SlotSums, list[Any]]:
    """What is said in numbers and verdicts, without the names of gateways."""
    return found.slots, [
        (
            each.name,
            each.redundancy,
            each.gateways,
            each.regions,
            each.executors,
            each.nodes,
            each.slots,
            each.tightest and each.tightest[1],
            len(each.bottleneck_in),
        )
        for each in found.functions
    ]


def has_slots(one: Site) -> bool:
    return any(row.capacity for row in one.fleet.slots)


@given(fleets(), st.data())
def test_a_gateway_that_is_listed_under_a_second_id_changes_no_number(sites: list[Site], data: st.DataObject) -> None:
    one = data.draw(st.sampled_from(sites))
    assume(has_slots(one) and one.fleet.addresses)
    twin = one._replace(fleet=structs.replace(one.fleet, gateway_id=f"{one.fleet.gateway_id}-twin"))
    assert numbers(compare([*sites, twin])) == numbers(compare(sites))


@given(fleets(), st.randoms(use_true_random=False))
def test_the_order_of_the_gateways_changes_nothing(sites: list[Site], chance: Any) -> None:
    shuffled = list(sites)
    chance.shuffle(shuffled)
    assert compare(shuffled) == compare(sites)


@given(fleets())
def test_no_sum_is_more_than_what_all_gateways_report_together(sites: list[Site]) -> None:
    found = compare(sites)
    reported = sum((one.fleet.capacity and one.fleet.capacity.capacity) or 0 for one in sites)
    assert (found.slots.total.known or 0) <= reported
    assert sum(each.nodes.known or 0 for each in found.functions) <= sum(
        one.fleet.last_counts.nodes or 0 for one in sites
    )


def test_slots_are_added_up_as_the_gateways_count_them() -> None:
    odd = totals(capacity=30, used=20, available=10, stranded=4)
    found = compare([site("a", runs(OCR)), site("b", runs(OCR), capacity=odd)])
    assert found.slots == (exactly(34), exactly(21), exactly(9), (21, 34))


def test_gateways_of_one_etcd_are_counted_once_and_it_is_said() -> None:
    found = compare([site("a", runs(OCR), **SAME_NODES), site("b", runs(OCR), **SAME_NODES), site("c", runs(OCR))])
    assert found.slots.total == exactly(8)
    assert found.sharing == ("a and b share one etcd (identical slots): counted once.",)
    assert found.marks == {"a": "shares one etcd with b", "b": "shares one etcd with a", "c": ""}


def test_slots_that_are_not_known_make_the_sum_a_bound_and_it_is_said_whose_they_are() -> None:
    found = compare([site("a", runs(OCR)), site("b", runs(OCR), **OLD_SLOTS), site("c", runs(OCR), capacity=None)])
    assert found.slots.total == at_least(4)
    assert found.slots_not_known_in == ("b", "c")
    assert found.nodes_not_known_in == ()


def test_gateways_whose_nodes_are_not_known_are_said() -> None:
    found = compare([site("a", runs(OCR)), site("b", runs(OCR), **OLD_LIST), site("c", **ALL_OLD)])
    assert found.nodes_not_known_in == ("b", "c")


def test_no_gateways_add_up_to_nothing() -> None:
    found = compare([])
    assert (found.slots.total, found.functions, found.bottlenecks, found.sharing) == (NOTHING, (), (), ())


def sites_of(*executors: Any) -> Sequence[Site]:
    return [site("a", *executors), site("b", *executors)]


def test_a_comparison_is_worked_out_once_for_all_who_look() -> None:
    comparisons, sites = Comparisons(), sites_of(runs(OCR))
    assert comparisons.of(sites) is comparisons.of(list(sites))


def test_a_new_fleet_is_compared_anew() -> None:
    comparisons = Comparisons()
    before = comparisons.of(sites_of(runs(OCR)))
    assert comparisons.of(sites_of(runs(OCR), runs("ner_executor"))).functions != before.functions


def test_another_datacenter_or_another_gateway_is_compared_anew() -> None:
    comparisons, sites = Comparisons(), sites_of(runs(OCR))
    [here] = comparisons.of(sites).functions
    [there] = comparisons.of([each._replace(datacenter="dc-1") for each in sites]).functions
    [alone] = comparisons.of(sites[:1]).functions
    assert [each.region_names for each in (here, there)] == [(), ("dc-1",)]
    assert [each.gateways for each in (here, alone)] == [exactly(2), exactly(1)]


def test_a_comparison_keeps_no_fleet_alive() -> None:
    comparisons, sites = Comparisons(), sites_of(runs(OCR))
    kept = comparisons.of(sites)
    compared = [weakref.ref(each.fleet) for each in sites]
    del sites
    gc.collect()
    assert [each() for each in compared] == [None, None]
    assert kept.functions
