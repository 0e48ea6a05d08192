from datetime import datetime

import pytest

from lib.demo import fleets
from lib.demo.faces import Plight, afflicted, faces, well
from lib.demo.node import Trait
from lib.demo.world import World
from lib.fleet.model import Status, Verdict

EXTRACT = "extract-executor-prod-ap-south-1-001"


@pytest.fixture
def world(noon: datetime) -> World:
    return well(fleets.ap_south(noon))


def test_a_world_that_is_well_has_only_nodes_that_work_or_were_never_used(noon: datetime) -> None:
    traits = {
        node.trait
        for make in (fleets.us_east, fleets.eu_west)
        for each in well(make(noon)).executors
        for node in each.nodes
    }
    assert traits == {Trait.FINE, Trait.NEVER_USED}


def test_every_executor_of_a_demo_fleet_has_a_face(noon: datetime) -> None:
    for make in (fleets.us_east, fleets.eu_west, fleets.ap_south):
        told = faces(make(noon), noon)
        assert {face.name for face in told.values()} == {each.name for each in make(noon).executors}
        assert all(face.total == sum(n.slots for n in e.nodes) for e in make(noon).executors for face in [told[e.name]])


def test_an_executor_that_is_well_serves_and_matches(world: World, noon: datetime) -> None:
    face = faces(world, noon)[EXTRACT]
    assert (face.status, face.verdict, face.healthy, face.stranded) == (Status.SERVING, Verdict.MATCH, 4, 0)
    assert (face.workers, face.slots, face.total) == (4, 5, 20)


@pytest.mark.parametrize(
    ("plight", "seen"),
    [
        (Plight.DRIFT, (Status.SERVING, Verdict.DRIFT, 4, 0)),
        (Plight.SILENT_NODE, (Status.SERVING, Verdict.MATCH, 3, 5)),
        (Plight.SILENT, (Status.ERROR, Verdict.MATCH, 0, 20)),
    ],
)
def test_a_plight_is_seen_as_the_dashboard_judges_it(
    world: World, noon: datetime, plight: Plight, seen: tuple[Status, Verdict, int, int]
) -> None:
    face = afflicted(world, EXTRACT, plight, noon)
    assert (face.status, face.verdict, face.workers, face.stranded) == seen


def test_one_node_less_takes_its_slots_with_it(world: World, noon: datetime) -> None:
    face = faces(world, noon)[EXTRACT].without_a_node()
    assert (face.workers, face.healthy, face.total) == (3, 3, 15)
