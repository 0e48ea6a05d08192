from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.fleet.shared_etcd import EtcdGroup, Proof, Site, grouped, mark, sentence, site_ids
from tests.fleet.records import totals
from tests.fleet.sites import NO_LIST, NO_SLOTS_SENT, OLD_LIST, OLD_SLOTS, addresses, runs, site

TEN = addresses("cluster", 10)


def gateway(gateway_id: str, nodes: frozenset[str] | None = TEN, **told: Any) -> Site:
    """A gateway with two executors of four slots, one of which is used."""
    return site(gateway_id, runs("extract_executor"), runs("ocr_executor"), **{"addresses": nodes, **told})


def labels(sites: Sequence[Site]) -> list[str]:
    return [group.label for group in grouped(sites)]


def group(*sites: Site) -> EtcdGroup:
    [found] = grouped(sites)
    return found


def together(one: Site, other: Site) -> Proof | None:
    """What says that two gateways share one etcd; None where each has its own."""
    first, *rest = grouped([one, other])
    if not rest:
        return first.proof
    return Proof.NONE if any(group.maybe for group in (first, *rest)) else None


def slots_of(*executors: Any) -> dict[str, Any]:
    return {"slots": tuple(each.slots for each in executors)}


ROWS = slots_of(runs("extract_executor"), runs("ocr_executor"))
BUSIER = slots_of(runs("extract_executor", used=3, holders=3), runs("ocr_executor"))
SCALED = slots_of(runs("extract_executor", capacity=8), runs("ocr_executor"))
OTHERS = slots_of(runs("extract_executor", capacity=8), runs("ocr_executor", capacity=2))
IDLE = slots_of(*(runs(f"{each}_executor", used=0, holders=0) for each in ("extract", "ocr")))
ALL_ZERO = slots_of(*(runs(f"{each}_executor", capacity=0, used=0, holders=0) for each in ("extract", "ocr")))
RENAMED = slots_of(runs("extract_executor"), runs("layout_executor"), runs("split_executor"))


@pytest.mark.parametrize(
    ("told", "nodes", "proof"),
    [
        (ROWS, TEN, Proof.SLOTS),
        (BUSIER, TEN, Proof.SLOTS),
        (SCALED, TEN, Proof.NODES),
        (OTHERS, TEN, None),
        (RENAMED, TEN, None),
        (ROWS, addresses("cluster", 5), Proof.SLOTS),
        (ROWS, addresses("cluster", 5) | addresses("other", 5), Proof.SLOTS),
        (ROWS, addresses("cluster", 4) | addresses("other", 6), None),
        (ROWS, addresses("other", 10), None),
        (ALL_ZERO, TEN, Proof.NONE),
        ({"slots": ()}, TEN, Proof.NONE),
        ({"slots": ()}, addresses("other", 10), None),
    ],
    ids=[
        "the same",
        "the same, read when fewer slots were used",
        "one of two executors scaled between the readings",
        "no slots in common",
        "other executors",
        "half of the nodes discovered yet",
        "half of the nodes in common",
        "less than half of the nodes in common",
        "laid out alike on other nodes",
        "all slots zero, on the same nodes",
        "no slots, on the same nodes",
        "no slots, on other nodes",
    ],
)
def test_where_nodes_are_known_they_decide(told: dict[str, Any], nodes: frozenset[str], proof: Proof | None) -> None:
    assert together(gateway("a"), gateway("b", nodes, **told)) == proof


@pytest.mark.parametrize("nodes", [None, frozenset()], ids=["no list", "an empty list"])
@pytest.mark.parametrize(
    ("told", "proof"),
    [
        (ROWS, Proof.SLOTS),
        (BUSIER, Proof.NONE),
        (SCALED, None),
        (RENAMED, None),
        (ALL_ZERO, None),
        ({"slots": ()}, None),
    ],
    ids=["the same", "as many used elsewhere", "another size", "other executors", "all zero", "no slots"],
)
def test_where_nodes_are_not_known_only_slots_in_use_prove_anything(
    told: dict[str, Any], nodes: frozenset[str] | None, proof: Proof | None
) -> None:
    assert together(gateway("a", nodes), gateway("b", **told)) == proof


@pytest.mark.parametrize(
    ("told", "proof"), [(IDLE, Proof.NONE), (ALL_ZERO, None), ({"slots": ()}, None)], ids=["idle", "all zero", "none"]
)
def test_gateways_without_known_nodes_of_which_none_is_used_prove_nothing(
    told: dict[str, Any], proof: Proof | None
) -> None:
    assert together(gateway("a", None, **told), gateway("b", None, **told)) == proof


def test_sharing_is_transitive() -> None:
    first, last = addresses("cluster", 6), addresses("cluster", 12) - addresses("cluster", 6)
    sites = [gateway("a", first), gateway("b", first | last), gateway("c", last), gateway("d", addresses("other", 3))]
    assert together(sites[0], sites[2]) is None
    assert labels(sites) == ["a + b + c", "d"]


def maybe(*sites: Site) -> dict[str, tuple[str, ...]]:
    """The groups that may be others, and which."""
    return {group.label: group.maybe for group in grouped(sites) if group.maybe}


def test_what_may_be_another_cluster_or_one_of_several_names_them_all() -> None:
    alike = gateway("d", addresses("elsewhere", 10))
    assert maybe(gateway("a"), gateway("b"), gateway("c", None, **BUSIER), alike) == {"c": ("a", "b", "d")}


@pytest.mark.parametrize(("first", "second"), [("a", "b"), ("b", "a")])
def test_the_gateway_whose_nodes_are_not_known_is_the_doubtful_one(first: str, second: str) -> None:
    assert maybe(gateway(first, None, **BUSIER), gateway(second)) == {first: (second,)}


def test_of_gateways_known_alike_the_later_one_is_doubtful() -> None:
    assert maybe(*(gateway(each, None, **IDLE) for each in "bac")) == {"b": ("a",), "c": ("a",)}


def test_no_gateways_are_no_groups() -> None:
    assert grouped([]) == ()


@given(st.permutations([gateway("a"), gateway("b"), gateway("c", None, **BUSIER), gateway("d", addresses("x", 2))]))
def test_the_order_of_the_gateways_changes_nothing(sites: list[Site]) -> None:
    assert labels(sites) == ["a + b", "c", "d"]
    assert maybe(*sites) == {"c": ("a", "b", "d")}


def test_a_gateway_by_itself_is_a_group_without_doubt() -> None:
    found = group(gateway("a", None, **NO_SLOTS_SENT))
    assert (found.label, found.maybe, sentence(found), mark(found, "a")) == ("a", (), "", "")


@pytest.mark.parametrize(
    ("datacenters", "datacenter"),
    [
        ((None, None), None),
        (("us", None), "us"),
        (("us", "us"), "us"),
        (("us", "eu"), None),
    ],
)
def test_a_group_is_where_its_gateways_are_if_they_agree(
    datacenters: tuple[str | None, str | None], datacenter: str | None
) -> None:
    one, other = datacenters
    assert group(gateway("a", datacenter=one), gateway("b", datacenter=other)).datacenter == datacenter


def test_slots_are_those_of_a_gateway_that_knows_them_and_if_possible_which_are_stranded() -> None:
    old = gateway("a", **OLD_SLOTS)
    vague = gateway("b", capacity=totals(stranded=None))
    clear = gateway("c")
    assert group(old, vague, clear).counting is clear.fleet
    assert group(old, vague).counting is vague.fleet
    assert group(old).counting is None
    assert group(gateway("a", **NO_SLOTS_SENT)).counting is None


def test_one_list_of_nodes_is_enough_for_one_cluster() -> None:
    assert group(gateway("a", **OLD_LIST), gateway("b")).listed
    assert not group(gateway("a", **OLD_LIST), gateway("b", **OLD_LIST)).listed


def test_nothing_is_counted_of_a_gateway_that_may_be_counted_already() -> None:
    counted, doubtful = grouped([gateway("a"), gateway("b", **ALL_ZERO)])
    assert (counted.listed, counted.counting) == (True, counted.sites[0].fleet)
    assert (doubtful.listed, doubtful.counting) == (False, None)


@pytest.mark.parametrize(
    ("sites", "said"),
    [
        (
            (gateway("us-east-1"), gateway("us-east-1b")),
            "us-east-1 and us-east-1b share one etcd (identical slots): counted once.",
        ),
        (
            (gateway("a"), gateway("b"), gateway("c", **SCALED)),
            "a, b and c share one etcd (the same nodes): counted once.",
        ),
        (
            (gateway("a"), gateway("b", **OLD_SLOTS)),
            "a and b share one etcd (identical slots, as of their last answers): counted once.",
        ),
        (
            (gateway("a"), gateway("b", **OLD_LIST)),
            "a and b share one etcd (identical slots, as of their last answers): counted once.",
        ),
    ],
    ids=["identical", "scaling", "old slots", "old list"],
)
def test_a_group_says_why_it_is_one_and_how_it_is_counted(sites: tuple[Site, ...], said: str) -> None:
    assert sentence(group(*sites)) == said


def test_a_doubtful_gateway_says_that_it_is_not_counted() -> None:
    groups = grouped([gateway("a"), gateway("b"), gateway("c", **NO_LIST, **BUSIER)])
    assert [sentence(each) for each in groups] == [
        "a and b share one etcd (identical slots): counted once.",
        "c may share one etcd with a or b: not counted, so sums are at least what they say.",
    ]


def test_a_gateway_is_marked_with_those_it_shares_its_etcd_with() -> None:
    assert mark(group(gateway("a"), gateway("b"), gateway("c")), "b") == "shares one etcd with a and c"
    assert [mark(each, each.label) for each in grouped([gateway("a"), gateway("b", **ALL_ZERO)])] == [
        "",
        "may share one etcd with a",
    ]


def test_a_gateway_with_its_own_etcd_stands_for_it() -> None:
    alone = [gateway("a"), gateway("b", addresses("other", 10))]
    assert site_ids(alone) == {"a": "a", "b": "b"}


def test_gateways_of_one_etcd_have_the_first_of_them_in_common() -> None:
    assert site_ids([gateway("b"), gateway("c"), gateway("a")]) == {"a": "a", "b": "a", "c": "a"}


def test_a_gateway_that_may_share_an_etcd_is_counted_with_it() -> None:
    sites = [gateway("a"), gateway("b", nodes=None, **IDLE)]
    assert [each.maybe for each in grouped(sites)] == [(), ("a",)]
    assert site_ids(sites) == {"a": "a", "b": "a"}


def test_no_gateway_is_no_site() -> None:
    assert site_ids([]) == {}
