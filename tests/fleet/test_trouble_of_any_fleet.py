"""What holds of the troubles of every fleet."""

import re
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from lib.fleet.evidence import gather
from lib.fleet.failures import failing_nodes
from lib.fleet.model import NodeHealth
from lib.fleet.parts import Parts
from tests.fleet.aging import LIMIT, WELL, Ages, gateway
from tests.fleet.documents import fleet
from tests.fleet.random_ages import fleets_of, shuffled
from tests.fleet.random_fleets import gateways

QUICK = settings(derandomize=True, max_examples=150, deadline=None)

well_or_stale = st.sampled_from([WELL, WELL, 90, 100, 95 + LIMIT, 5_000])


@given(fleets_of(st.just(WELL)))
@QUICK
def test_a_healthy_fleet_has_no_trouble(ages: Ages) -> None:
    assert fleet(gateway(ages)).troubles == ()


@given(fleets_of(well_or_stale))
@QUICK
def test_no_number_in_a_sentence_exceeds_the_failing_nodes_and_none_is_told_twice(ages: Ages) -> None:
    known = gateway(ages)
    seen = fleet(known)
    failing = len(failing_nodes(seen.executors, seen, gather(known)))

    assert sum(trouble.size for trouble in seen.troubles) <= failing
    for trouble in seen.troubles:
        numbers = re.match(r"(?:All (\d+)|(\d+) of (\d+)|(Both)) ", trouble.sentence)
        assert numbers is not None
        every, part, whole, both = numbers.groups()
        assert trouble.size == (2 if both else int(every or part))
        assert "of this gateway" in trouble.sentence or int(whole or 0) <= failing


@given(gateways())
@QUICK
def test_troubles_are_of_executors_with_an_unhealthy_node(known: Parts) -> None:
    seen = fleet(known)
    for trouble in seen.troubles:
        for name in trouble.executors:
            assert NodeHealth.UNHEALTHY in {node.health for node in seen.nodes_of(name)}


@given(fleets_of(well_or_stale), st.randoms(use_true_random=False))
@QUICK
def test_the_order_of_documents_changes_nothing(ages: Ages, random: Any) -> None:
    one, other = gateway(ages, dict.fromkeys(ages, 3)), gateway(shuffled(ages, random), dict.fromkeys(ages, 3))

    assert fleet(one).troubles == fleet(other).troubles
