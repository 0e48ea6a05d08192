"""Contract section 10, quirks 4 to 13: which nodes there are."""

from typing import Any

import pytest

from lib.fleet.model import Activity, Status
from lib.gateway import wire
from tests.fleet.answers import BUSY, IDLE, UNKNOWN, body, entry, heard, one_node, only_node, state
from tests.fleet.documents import NAME, ONE, written


def test_4_the_legacy_map_of_an_older_gateway_changes_nothing() -> None:
    legacy = {ONE: {"prefix": "deployments/status", "address": ONE, "executor": "another", "status": "SERVING"}}
    older = wire.decode_deployments(body({"deployments": legacy, "deployment_nodes": {NAME: [entry(ONE)]}}))
    newer = wire.decode_deployments(body({"deployment_nodes": {NAME: [entry(ONE)]}}))

    assert older.deployment_nodes == newer.deployment_nodes
    assert (older.legacy_present, newer.legacy_present) == (True, False)


def test_5_an_older_gateway_sends_no_load_per_node() -> None:
    older = heard({NAME: [entry(ONE)]}, slots={"slots": [], "totals": {}})
    newer = heard({NAME: [entry(ONE)]}, slots={"slots": [], "nodes": [{"executor": NAME, "address": ONE}]})

    assert (older.per_node_load, only_node(older).load) == (False, None)
    assert newer.per_node_load
    assert only_node(newer).load is not None


def test_6_empty_maps_at_start_up_are_an_empty_fleet_and_no_error() -> None:
    starting = heard()

    assert (starting.executors, starting.notices) == ((), ())
    assert (starting.counts.executors, starting.counts.nodes, starting.counts.healthy_percent) == (0, 0, None)


def test_7_an_executor_with_an_empty_list_is_stopped() -> None:
    (found,) = heard({NAME: []}).executors

    assert (found.rollup.status, found.rollup.reason) == (Status.STOPPED, "no nodes registered")
    assert found.rollup.node_count == 0


def test_8_one_address_with_many_endpoints_is_one_node() -> None:
    many = heard({NAME: [entry(ONE, "/a"), entry(ONE, "/b"), entry(ONE, "_jina_dry_run_")]})

    assert many.counts.nodes == 1
    assert many.executors[0].endpoints == ("/a", "/b")


def test_9_one_address_with_two_executors_is_two_nodes_at_one_address() -> None:
    shared = heard({"a": [entry(ONE)], "b": [entry(ONE)]}, {f"{ONE}/a": IDLE, f"{ONE}/b": BUSY})

    assert (shared.counts.nodes, shared.counts.addresses) == (2, 1)
    assert [each.rollup.activity for each in shared.executors] == [Activity.READY, Activity.BUSY]


@pytest.mark.parametrize("address", ["grpc://{}", "grpcs://{}", "{}"])
@pytest.mark.parametrize("place", [ONE, "[fd00::7]:7101"])
def test_10_an_address_meets_its_status_however_it_is_written(address: str, place: str) -> None:
    known = heard({NAME: [entry(address.format(place))]}, {f"{place}/{NAME}": IDLE})

    assert [(made.address, made.status) for made in known.nodes_of(NAME)] == [(place, Status.SERVING)]


def test_10_entries_without_an_address_are_skipped_and_counted() -> None:
    known = heard({NAME: [entry(""), entry(None), {"endpoint": "/default"}, entry(ONE)]})

    assert known.counts.nodes == 1
    assert known.notices == ("3 entries named no usable address or executor and could not be placed.",)


@pytest.mark.parametrize(
    ("document", "activity", "reason"),
    [
        (IDLE, Activity.NONE, "alive but not registered: the gateway can't route work to it"),
        (BUSY, Activity.BUSY, "running a job, but not registered: no new work reaches it"),
    ],
)
def test_11_a_worker_that_is_not_registered_is_alive_but_not_active(
    document: dict[str, Any], activity: Activity, reason: str
) -> None:
    known = heard({NAME: []}, {f"{ONE}/{NAME}": document})

    assert state(known) == (Status.UNKNOWN, activity)
    assert known.executors[0].rollup.reason == reason
    assert known.counts.active == 0


def test_12_a_node_without_status_was_never_used() -> None:
    known = one_node()

    assert state(known) == UNKNOWN
    assert known.executors[0].rollup.reason == "never used: registered, no job sent to it yet"
    assert (known.counts.silent_nodes, known.counts.healthy_percent) == (1, 0)


def test_13_a_ghost_does_not_keep_an_executor_alive() -> None:
    ghost = {**BUSY, "heartbeat_at": written(3_600)}
    known = heard({NAME: []}, {f"{ONE}/{NAME}": ghost})

    assert state(known) == (Status.STOPPED, Activity.NONE)
    assert only_node(known).reason == "a leftover: not registered, no heartbeat for 1\u202fh"
    assert known.counts.nodes == 0
