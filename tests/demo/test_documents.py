from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import msgspec
import pytest

from lib.demo import fleets
from lib.demo.documents import capacity, deployment_nodes, deployment_status, deployments, whole_seconds
from lib.demo.incidents import Incident, Moment, afflicted
from lib.demo.node import Node
from lib.demo.routes import documents_of
from lib.demo.world import Executor, ExecutorState, Generation, NodeState, Snapshot, World, snapshot
from tests.demo import wire_shapes

_FLEETS = [fleets.us_east, fleets.eu_west, fleets.ap_south]


def _result(document: dict[str, Any], shape: Any) -> Any:
    """Decode the way a client does, from bytes, and so strictly that any difference fails."""
    envelope = msgspec.json.decode(msgspec.json.encode(document), type=wire_shapes.Ok)
    return msgspec.convert(envelope.result, shape)


@pytest.mark.parametrize("fleet", _FLEETS)
@pytest.mark.parametrize("hour", range(0, 24, 3))
def test_each_document_has_the_contracts_fields_types_and_formats(
    noon: datetime, fleet: Callable[[datetime], World], hour: int
) -> None:
    known = snapshot(fleet(noon), noon + timedelta(hours=hour, seconds=hour))
    shapes = wire_shapes.G1 if known.world.generation is Generation.G1 else wire_shapes.G2
    documents = documents_of(known.world.generation)
    for path, shape in shapes.items():
        _result(documents[path](known), shape)


@pytest.mark.parametrize(
    "incident",
    [
        Incident.HOLLOW,
        Incident.ETCD_LOST,
        Incident.FROZEN,
        Incident.DRIFT,
        Incident.STALE_NODE,
        Incident.STALE_HOST,
        Incident.LOST_HOST,
    ],
)
def test_the_shapes_hold_in_trouble(noon: datetime, incident: Incident) -> None:
    at = Moment(incident, noon - timedelta(minutes=2), None)
    known = snapshot(afflicted(fleets.ap_south(noon), at), noon)
    _result(deployments(known), wire_shapes.G2Deployments)
    _result(deployment_status(known), wire_shapes.G2DeploymentStatus)


def test_only_g1_has_the_legacy_map(noon: datetime) -> None:
    assert list(deployments(snapshot(fleets.eu_west(noon), noon))["result"]) == ["deployments", "deployment_nodes"]
    assert list(deployments(snapshot(fleets.us_east(noon), noon))["result"]) == ["deployment_nodes"]


def test_only_g2_has_nodes_in_capacity(noon: datetime) -> None:
    assert "nodes" not in capacity(snapshot(fleets.eu_west(noon), noon))["result"]
    assert "nodes" in capacity(snapshot(fleets.us_east(noon), noon))["result"]


def test_deployment_nodes_is_the_map_that_deployments_holds(noon: datetime) -> None:
    known = snapshot(fleets.eu_west(noon), noon)
    assert deployment_nodes(known)["result"] == deployments(known)["result"]["deployment_nodes"]


def test_a_node_is_listed_once_for_each_endpoint(noon: datetime) -> None:
    known = snapshot(fleets.us_east(noon), noon)
    rows = deployment_nodes(known)["result"]["form_executor"]
    endpoints = {"_jina_dry_run_", "/default", "/document/extract", "/document/status"}
    assert len(rows) == 2 * len(endpoints)
    assert {row["endpoint"] for row in rows} == endpoints
    assert {row["executor"] for row in rows} == {"form_executor"}
    assert all(row["address"] == f"grpc://{row['gateway']}" for row in rows)


def test_the_legacy_map_loses_one_of_two_executors_on_one_address(noon: datetime) -> None:
    known = snapshot(replace(fleets.us_east(noon), generation=Generation.G1), noon)
    legacy = deployments(known)["result"]["deployments"]
    assert legacy["10.4.200.11:7101"]["executor"] == "remark_executor"


def test_the_legacy_status_is_the_best_of_the_executor_and_unknown_without_documents(noon: datetime) -> None:
    known = snapshot(replace(fleets.us_east(noon), generation=Generation.G1), noon)
    rows = deployments(known)["result"]["deployments"].values()
    by_executor: dict[str, set[str]] = {}
    for row in rows:
        by_executor.setdefault(row["executor"], set()).add(row["status"])
    assert all(len(words) == 1 for words in by_executor.values())
    assert by_executor["ocr-executor-prod-us-east-1-032"] == {"SERVING"}
    assert by_executor["barcode_executor"] == {"SERVICE_UNKNOWN"}


def test_capacity_rows_are_sorted_and_their_sums_are_the_totals(noon: datetime) -> None:
    result = capacity(snapshot(fleets.us_east(noon), noon))["result"]
    rows = result["slots"]
    assert [row["name"] for row in rows] == sorted(row["name"] for row in rows)
    sums = {word: sum(row[word] for row in rows) for word in ("capacity", "used", "available")}
    assert result["totals"] == {**sums, "holder_count": sum(row["holders"] for row in rows)}
    for row in rows:
        assert row["target"] == row["capacity"]
        assert row["available"] == max(0, row["capacity"] - row["used"])


def test_a_slot_row_miscounts_exactly_where_used_and_holders_differ(noon: datetime) -> None:
    rows = capacity(snapshot(fleets.us_east(noon), noon))["result"]["slots"]
    assert {row["name"] for row in rows if row["notes"]} == {"embedding-executor-prod-us-east-1-033"}
    assert all((row["used"] != row["holders"]) == bool(row["notes"]) for row in rows)


def test_the_not_equal_sign_is_raw_utf8(noon: datetime) -> None:
    assert "COUNT≠HOLDERS".encode() in msgspec.json.encode(capacity(snapshot(fleets.us_east(noon), noon)))


def test_capacity_without_etcd_is_an_error_with_a_sentence(noon: datetime) -> None:
    known = snapshot(replace(fleets.ap_south(noon), etcd_lost_since=noon), noon)
    failed = msgspec.json.decode(msgspec.json.encode(capacity(known)), type=wire_shapes.Failed)
    assert "etcd" in failed.result


def test_a_booting_gateway_says_empty_maps_and_keeps_the_slots_of_etcd(noon: datetime) -> None:
    known = snapshot(replace(fleets.ap_south(noon), booting=True), noon)
    assert deployments(known)["result"] == {"deployment_nodes": {}}
    assert deployment_status(known)["result"] == {"desired": {}, "status": {}}
    assert capacity(known)["result"]["nodes"] == []
    assert capacity(known)["result"]["totals"]["capacity"] > 0


@pytest.mark.parametrize(
    ("slots", "active", "utilization", "state"),
    [
        (0, 0, None, "disabled"),
        (3, 0, 0.0, "idle"),
        (3, 1, 33.3, "active"),
        (3, 3, 100.0, "saturated"),
    ],
)
def test_a_nodes_load_gives_its_routing_state(
    noon: datetime, slots: int, active: int, utilization: float | None, state: str
) -> None:
    node = Node("ocr_executor", 0, 1, "10.4.0.11:7101", slots, 12.0, 0.5, noon)
    executor = Executor("ocr_executor", "ocr", ("/default",), (node,))
    states = (ExecutorState(executor, (NodeState(node, None, None, active, 0),), waiting=0),)
    [load] = capacity(Snapshot(fleets.us_east(noon), noon, noon, states, states))["result"]["nodes"]
    assert (load["utilization_pct"], load["routing_state"]) == (utilization, state)
    assert load["slot_available"] == slots - active


def test_a_node_that_gets_no_traffic_is_unavailable(noon: datetime) -> None:
    nodes = capacity(snapshot(fleets.us_east(noon), noon))["result"]["nodes"]
    assert all((node["routing_state"] == "unavailable") != node["accepting_traffic"] for node in nodes)


def test_a_time_loses_its_microseconds(noon: datetime) -> None:
    assert whole_seconds(noon.replace(microsecond=999_999)) == "2026-03-04T12:00:00Z"
