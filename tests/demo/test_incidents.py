import itertools
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from lib.demo import fleets
from lib.demo.documents import capacity, deployment_nodes, deployment_status
from lib.demo.incidents import CALM, TROUBLE, Act, Incident, Moment, afflicted, moment
from lib.demo.world import Snapshot, World, snapshot
from tests.demo.conftest import seconds_until

_SPAN = sum(act.seconds for act in TROUBLE)


def _seen(noon: datetime, incident: Incident, after: float) -> Snapshot:
    """Give what ap-south-1 knows so many seconds after the incident has begun."""
    at = noon + timedelta(seconds=seconds_until(incident) + after)
    now = moment(TROUBLE, noon, at)
    assert now.incident is incident
    return snapshot(afflicted(fleets.ap_south(noon), now), at)


def _epochs_behind(known: Snapshot) -> list[int]:
    result = deployment_status(known)["result"]
    return [result["desired"][key]["epoch"] - status["epoch"] for key, status in result["status"].items()]


def _listed(known: Snapshot) -> set[str]:
    nodes = deployment_nodes(known)["result"]
    return {f"{row['gateway']}/{executor}" for executor, rows in nodes.items() for row in rows}


def _heartbeats(known: Snapshot) -> dict[str, str]:
    return {key: status["heartbeat_at"] for key, status in deployment_status(known)["result"]["status"].items()}


def test_the_script_begins_well_and_has_every_incident_in_the_promised_order() -> None:
    assert [act.incident for act in TROUBLE if act.incident is not Incident.NONE] == [
        Incident.HOLLOW,
        Incident.SLOW,
        Incident.PROXY,
        Incident.REFUSED,
        Incident.DRIFT,
        Incident.STALE_NODE,
        Incident.STALE_HOST,
        Incident.LOST_HOST,
        Incident.ETCD_LOST,
        Incident.FROZEN,
        Incident.RESTART,
    ]
    assert TROUBLE[0] == Act(Incident.NONE, 60)


def test_between_two_incidents_it_is_calm_but_only_a_restart_ends_a_freeze() -> None:
    acts = [act.incident for act in (*TROUBLE, TROUBLE[0])]
    adjacent = [pair for pair in itertools.pairwise(acts) if Incident.NONE not in pair]
    assert adjacent == [(Incident.FROZEN, Incident.RESTART)]
    assert (Incident.NONE, Incident.NONE) not in itertools.pairwise(acts)


def test_the_incidents_come_in_turn_and_again_in_the_next_round(noon: datetime) -> None:
    for rounds in (0, 1, 5):
        began = noon + timedelta(seconds=rounds * _SPAN)
        for act in TROUBLE:
            first = moment(TROUBLE, noon, began)
            last = moment(TROUBLE, noon, began + timedelta(seconds=act.seconds, microseconds=-1))
            assert (first.incident, first.began) == (last.incident, last.began) == (act.incident, began)
            began += timedelta(seconds=act.seconds)


def test_the_last_restart_is_remembered_until_the_next(noon: datetime) -> None:
    restart = noon + timedelta(seconds=seconds_until(Incident.RESTART))
    assert moment(TROUBLE, noon, restart - timedelta(seconds=1)).restarted is None
    assert moment(TROUBLE, noon, restart).restarted == restart
    a_round_later = restart + timedelta(seconds=_SPAN)
    assert moment(TROUBLE, noon, a_round_later - timedelta(seconds=1)).restarted == restart
    assert moment(TROUBLE, noon, a_round_later).restarted == a_round_later


def test_a_clock_set_back_shows_the_first_act(noon: datetime) -> None:
    assert moment(TROUBLE, noon, noon - timedelta(days=1)) == Moment(Incident.NONE, noon, None)


def test_a_calm_script_has_no_incident_ever(noon: datetime) -> None:
    assert {moment(CALM, noon, noon + timedelta(hours=hour)).incident for hour in range(48)} == {Incident.NONE}


def _ap_south(noon: datetime) -> World:
    return fleets.ap_south(noon)


@pytest.mark.parametrize("incident", [Incident.NONE, Incident.SLOW, Incident.PROXY, Incident.REFUSED])
def test_trouble_of_http_leaves_the_world_alone(noon: datetime, incident: Incident) -> None:
    world = _ap_south(noon)
    assert afflicted(world, Moment(incident, noon, None)) == world


def test_a_restart_stays_visible_in_the_start_time(noon: datetime) -> None:
    world = _ap_south(noon)
    assert afflicted(world, Moment(Incident.NONE, noon, noon)) == replace(world, gateway_started=noon)


def test_documents_become_hollow_one_after_the_other(noon: datetime) -> None:
    owners_at_once = {
        s["owner"] for s in deployment_status(_seen(noon, Incident.HOLLOW, 1))["result"]["status"].values()
    }
    assert "" in owners_at_once
    assert len(owners_at_once) > 1
    result = deployment_status(_seen(noon, Incident.HOLLOW, 59.9))["result"]
    for status in result["status"].values():
        assert {**status, "heartbeat_at": ""} == {
            "status_code": 3,
            "status_name": "SERVICE_UNKNOWN",
            "owner": "",
            "epoch": 0,
            "updated_at": status["heartbeat_at"],
            "heartbeat_at": "",
            "details": None,
        }
    hollow = [desired for desired in result["desired"].values() if desired["epoch"] == 0]
    assert hollow
    assert all((desired["phase"], desired["params"]) == ("SCHEDULED", {}) for desired in hollow)


def test_hollow_documents_still_show_that_the_workers_live(noon: datetime) -> None:
    early, late = (_heartbeats(_seen(noon, Incident.HOLLOW, after)) for after in (20, 40))
    assert all(early[key] < late[key] for key in early)


def test_drift_leaves_the_first_node_of_each_executor_three_epochs_behind_for_minutes(noon: datetime) -> None:
    executors = len(_ap_south(noon).executors)
    for after in (0, 31, 120, 179):
        behind = _epochs_behind(_seen(noon, Incident.DRIFT, after))
        assert (behind.count(3), behind.count(0)) == (executors, len(behind) - executors)


def test_epochs_never_go_down_through_the_whole_script(noon: datetime) -> None:
    world = _ap_south(noon)
    known: dict[str, int] = {}
    for seconds in range(0, int(2 * _SPAN), 10):
        at = noon + timedelta(seconds=seconds)
        now = moment(TROUBLE, noon, at)
        desired = deployment_status(snapshot(afflicted(world, now), at))["result"]["desired"]
        whole = {key: document["epoch"] for key, document in desired.items() if document["epoch"]}
        assert all(known.get(key, 0) <= epoch for key, epoch in whole.items()), now
        known |= whole


def test_one_node_goes_stale_and_stays_registered(noon: datetime) -> None:
    early, late = (_seen(noon, Incident.STALE_NODE, after) for after in (12, 59))
    frozen = [key for key, beat in _heartbeats(early).items() if _heartbeats(late)[key] == beat]
    [first] = frozen
    address, executor = first.rsplit("/", 1)
    assert address in {row["gateway"] for row in deployment_nodes(late)["result"][executor]}


def test_the_nodes_of_several_executors_on_one_host_go_stale_and_stay_registered(noon: datetime) -> None:
    early, late = (_seen(noon, Incident.STALE_HOST, after) for after in (12, 89))
    frozen = [key for key, beat in _heartbeats(early).items() if _heartbeats(late)[key] == beat]
    hosts = {key.rpartition("/")[0].rpartition(":")[0] for key in frozen}
    executors = {key.rpartition("/")[2] for key in frozen}
    [host] = hosts
    on_host = {key for key in _heartbeats(late) if key.startswith(f"{host}:")}
    assert on_host == set(frozen) < _heartbeats(late).keys()
    assert len(executors) > 2
    assert deployment_nodes(early) == deployment_nodes(late)


def test_all_nodes_of_a_lost_host_vanish_and_their_executors_stay(noon: datetime) -> None:
    before, early, late = (_seen(noon, Incident.LOST_HOST, after) for after in (0, 10, 89))
    listed = [_listed(known) for known in (before, early, late)]
    lost = {place for place in listed[0] if place.startswith("10.6.0.11:")}
    assert listed[1] == listed[2] == listed[0] - lost
    assert len({place.rpartition("/")[2] for place in lost}) == len(_ap_south(noon).executors)
    assert deployment_nodes(late)["result"].keys() == deployment_nodes(before)["result"].keys()
    assert _heartbeats(early).keys() == listed[0]
    assert _heartbeats(late).keys() == listed[0] - lost
    assert deployment_status(late)["result"]["desired"].keys() == listed[0]
    capacities = [capacity(known)["result"]["totals"]["capacity"] for known in (before, late)]
    assert capacities[1] < capacities[0]


def test_a_frozen_gateway_keeps_old_heartbeats_and_answers_capacity_as_ever(noon: datetime) -> None:
    early, late = (_seen(noon, Incident.FROZEN, after) for after in (0, 89))
    assert deployment_status(early) == deployment_status(late)
    assert deployment_nodes(early) == deployment_nodes(late)
    assert capacity(early)["status"] == capacity(late)["status"] == "OK"
    assert capacity(early) != capacity(late)


def test_without_etcd_capacity_fails_and_everything_else_is_old_memory(noon: datetime) -> None:
    early, late = (_seen(noon, Incident.ETCD_LOST, after) for after in (0, 59))
    assert capacity(early)["status"] == capacity(late)["status"] == "error"
    assert deployment_status(early) == deployment_status(late)
    assert deployment_nodes(early) == deployment_nodes(late)


def test_after_a_restart_the_maps_are_empty_for_seconds(noon: datetime) -> None:
    assert deployment_nodes(_seen(noon, Incident.RESTART, 19))["result"] == {}
    later = noon + timedelta(seconds=_SPAN)
    assert deployment_nodes(snapshot(afflicted(_ap_south(noon), moment(TROUBLE, noon, later)), later))["result"]
