from datetime import UTC, datetime

import pytest

from bench import assembly, report
from lib.demo import fleets
from lib.demo.node import Trait
from lib.demo.world import Generation, World
from lib.gateway.wire import decode_capacity, decode_deployments, decode_status


@pytest.fixture
def now() -> datetime:
    return datetime(2026, 3, 4, 12, tzinfo=UTC)


@pytest.fixture
def world(now: datetime) -> World:
    return fleets.benchmark(now, Generation.G2, executors=25, nodes=assembly.NODES)


def test_the_bodies_are_those_of_the_whole_world(world: World, now: datetime) -> None:
    bodies = assembly.encoded(world, now)
    assert len(decode_deployments(bodies.deployments).deployment_nodes) == 25
    assert len(decode_status(bodies.status).status or ()) == 100
    assert len(decode_capacity(bodies.capacity).nodes or ()) == 100


def test_every_tenth_node_is_odd_in_every_way(world: World) -> None:
    odd = assembly.with_odd_nodes(world)
    traits = [node.trait for executor in odd.executors for node in executor.nodes if node.trait is not Trait.FINE]
    assert len(traits) == 10
    assert len(set(traits)) == 5


def test_it_prints_fleets_in_order_and_odd_ones_of_each_size() -> None:
    section = assembly.measure(sizes=(3, 5), rounds=1)
    assert [row.goal for row in section.rows] == [3, None, None, None] * 2
    assert all(row.ratio for row in section.rows)
    assert "| 5 executors, every tenth node odd (" in report.section(section)
