"""What executors share that lost all their nodes together."""

from collections.abc import Iterable, Mapping

import pytest

from lib.fleet.model import Fleet
from lib.fleet.trouble import ENOUGH_EMPTIED
from tests.fleet.aging import LIMIT, WELL, apart, seen


def with_nodes(of: Mapping[str, Iterable[str]], seconds: float = 0, before: Fleet | None = None) -> Fleet:
    """A gateway's fleet that many seconds after `NOW`, all of whose nodes are well."""
    return seen({name: dict.fromkeys(nodes, WELL) for name, nodes in of.items()}, seconds, before)


OCR = [f"ocr-executor-prod-us-east-1-{number:03}" for number in range(ENOUGH_EMPTIED)]
NER = [f"ner-executor-prod-us-east-1-{number:03}" for number in range(5)]
FULL = with_nodes({name: apart(3 * number, 3) for number, name in enumerate([*OCR, *NER])})


def emptied(names: Iterable[str], seconds: float = 10, before: Fleet = FULL) -> Fleet:
    """The fleet some seconds later, after executors lost their nodes."""
    of = {name: apart(3 * number, 3) for number, name in enumerate([*OCR, *NER])}
    return with_nodes({**of, **dict.fromkeys(names, ())}, seconds, before)


def sentences(known: Fleet) -> list[str]:
    return [trouble.sentence for trouble in known.troubles]


def test_executors_that_lost_their_nodes_together_share_a_part_of_their_names() -> None:
    [trouble] = emptied(OCR).troubles

    assert trouble.sentence == (
        "All 3 executors that lost all their nodes within 2\u202fmin of each other are of the function ocr "
        "(all 3 executors of it)."
    )
    assert trouble.executors == tuple(OCR)


def test_most_executors_of_a_gateway_that_lost_their_nodes_point_to_the_gateway() -> None:
    [sentence] = sentences(emptied([*OCR, *NER]))

    assert sentence == (
        "All 8 executors of this gateway lost all their nodes within 2\u202fmin of each other: "
        "look at the gateway, its etcd and the network between them first."
    )


@pytest.mark.parametrize("names", [OCR[:2], [*OCR[:2], NER[0]], NER[:2]])
def test_few_executors_without_nodes_or_mixed_ones_are_scaled_down(names: list[str]) -> None:
    assert sentences(emptied(names)) == []


def test_executors_that_were_empty_before_anybody_looked_are_no_trouble() -> None:
    first = with_nodes({**dict.fromkeys(OCR, ()), **{name: apart(9, 1) for name in NER}})

    assert sentences(first) == []
    assert sentences(emptied(OCR, 20, first)) == []


def test_executors_that_lost_their_nodes_long_after_one_another_are_no_trouble() -> None:
    known, gone = FULL, []
    for number, name in enumerate(OCR, start=1):
        known = emptied(gone, number * (LIMIT + 5) - 5, known)
        gone.append(name)
        known = emptied(gone, number * (LIMIT + 5), known)

    assert [each.emptied_at for each in known.executors if each.name in OCR].count(None) == 0
    assert sentences(known) == []
