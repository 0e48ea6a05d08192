from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from lib.demo import fleets
from lib.demo.world import Snapshot, World, snapshot


def _used(world: World, at: datetime) -> int:
    return sum(state.used for state in snapshot(world, at).executors)


def _two_hours(world: World, noon: datetime) -> list[Snapshot]:
    return [snapshot(world, noon + timedelta(minutes=minutes, seconds=minutes)) for minutes in range(0, 120, 7)]


def test_a_snapshot_depends_on_world_and_time_alone(noon: datetime) -> None:
    later = noon + timedelta(hours=5)
    assert snapshot(fleets.us_east(noon), later) == snapshot(fleets.us_east(noon), later)
    assert snapshot(fleets.us_east(noon), later) != snapshot(fleets.us_east(noon), noon)


def test_load_follows_the_hours_of_the_regions_day(noon: datetime) -> None:
    world = fleets.us_east(noon)
    assert _used(world, noon.replace(hour=17)) > 3 * _used(world, noon.replace(hour=5))


def test_load_is_lower_on_a_sunday(noon: datetime) -> None:
    world, sunday = fleets.us_east(noon), noon + timedelta(days=4)
    assert _used(world, sunday.replace(hour=17)) < 0.7 * _used(world, noon.replace(hour=17))


def test_load_varies_from_minute_to_minute(noon: datetime) -> None:
    world = fleets.eu_west(noon)
    assert len({_used(world, noon + timedelta(minutes=minute)) for minute in range(10)}) > 2


def test_jobs_wait_exactly_where_all_slots_are_taken(noon: datetime) -> None:
    world = fleets.us_east(noon)
    for known in _two_hours(world, noon):
        for state in known.executors:
            full = bool(state.nodes) and state.holders == state.capacity
            assert (state.waiting > 0) == full


def test_only_leaked_slots_are_used_without_a_holder(noon: datetime) -> None:
    for known in _two_hours(fleets.us_east(noon), noon):
        for state in known.executors:
            assert state.used - state.holders == state.executor.leaked_slots


def test_a_booting_gateway_has_discovered_nothing(noon: datetime) -> None:
    known = snapshot(replace(fleets.ap_south(noon), booting=True), noon)
    assert known.discovered == ()
    assert known.executors


@pytest.mark.parametrize("seconds", [1, 30, 3600])
def test_a_gateway_that_lost_etcd_knows_what_it_knew(noon: datetime, seconds: int) -> None:
    world = replace(fleets.ap_south(noon), etcd_lost_since=noon)
    assert snapshot(world, noon + timedelta(seconds=seconds)).executors == snapshot(world, noon).executors


def test_hollow_documents_keep_their_selections_and_their_work(noon: datetime) -> None:
    world = fleets.ap_south(noon)
    hollow = snapshot(replace(world, hollow_since=noon - timedelta(hours=1)), noon)
    whole = snapshot(world, noon)
    for emptied, full in zip(hollow.executors, whole.executors, strict=True):
        assert [node.selections for node in emptied.nodes] == [node.selections for node in full.nodes]
        assert emptied.used == full.used
        assert {node.status.owner for node in emptied.nodes if node.status} == {""}
