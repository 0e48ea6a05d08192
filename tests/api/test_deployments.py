import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings

from lib import process
from lib.api.deployments import detailed, listed
from lib.api.faults import Code
from lib.api.models import MOST_ROWS
from lib.fleet.assembly import assemble
from lib.fleet.masking import MASK
from lib.fleet.parts import Parts
from lib.fleet.rules import Rules
from lib.fleet.unsaid import NO_LOAD, NO_SLOTS, PATHS_ALONE
from lib.gateway.routes import Kind
from tests.api.asked import SEES, asking, awaited
from tests.fleet.random_fleets import gateways as gateways_of_any_kind
from tests.gateway.server import Reply, ScriptedServer
from tests.pages.gateways import be_captured, be_down, be_hollow, be_idle, be_silent

SECRET = "hunter2-is-no-password"


@pytest.fixture(scope="module")
def gateways() -> Iterator[dict[str, ScriptedServer]]:
    """One as it was captured, and one that fails from the first moment."""
    with ScriptedServer() as captured, ScriptedServer() as down:
        be_captured(captured)
        be_down(down)
        yield {"us": captured, "down": down}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory, gateways: dict[str, ScriptedServer]) -> Iterator[httpx.Client]:
    with asking(tmp_path_factory.mktemp("deployments"), gateways) as client:
        yield client


def fleet() -> process.Observation:
    dashboard = process.current()
    configuration, _ = dashboard.configuration()
    assert configuration is not None
    return dashboard.observe(configuration.gateways[0])


def told(client: httpx.Client, path: str, **query: Any) -> Any:
    answer = client.get(f"/api/v1/gateways/us{path}", params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_the_executors_are_those_of_the_table_with_its_numbers(client: httpx.Client) -> None:
    table = fleet().tables.executors
    listed = told(client, "/deployments")["executors"]
    assert [each["executorId"] for each in listed] == list(table["executor"])
    assert [each["status"]["word"] for each in listed] == list(table["status"])
    assert [each["registeredNodes"] for each in listed] == list(table["nodes"])
    assert [each["verdict"]["word"] for each in listed] == list(table["verdict"])


def test_an_answer_says_when_its_oldest_reading_was_made_and_that_it_is_a_fact(client: httpx.Client) -> None:
    answer = told(client, "/deployments")
    assert answer["observedAt"].endswith("Z")
    assert answer["observedAt"] == min(part["observedAt"] for part in answer["parts"])
    assert answer["ageMs"] >= 0
    assert (answer["stale"], answer["troubles"]) == (False, [])
    assert {part["part"] for part in answer["parts"]} == {"executors", "status", "capacity"}


def test_pages_follow_one_another_and_have_every_executor_once(client: httpx.Client) -> None:
    names: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        answer = told(client, "/deployments", limit=3, **cursor)
        names += [each["executorId"] for each in answer["executors"]]
        if answer["nextCursor"] is None:
            break
        cursor = {"cursor": answer["nextCursor"]}
    assert names == list(fleet().tables.executors["executor"])


def test_a_status_has_nodes_endpoints_slots_and_configuration(client: httpx.Client) -> None:
    executor = told(client, "/deployments/extract-executor-prod-us-east-1-000")["executor"]
    assert [node["address"] for node in executor["nodes"]]
    assert executor["slots"]["total"] is not None
    assert "/document/extract" in [endpoint["path"] for endpoint in executor["endpoints"]]
    assert {"topic", "setting", "value", "source", "nodes"} == set(executor["configuration"][0])
    assert executor["why"] == {"load": NO_LOAD, "methods": PATHS_ALONE}


def test_the_capacity_is_that_of_the_card_with_its_holders(client: httpx.Client) -> None:
    seen, answer = fleet().fleet, told(client, "/capacity")
    assert seen.capacity is not None
    assert (answer["totals"]["total"], answer["totals"]["used"]) == (seen.capacity.capacity, seen.capacity.used)
    assert [each["executorId"] for each in answer["executors"]] == [each.name for each in seen.slots]
    assert [each["used"] for each in answer["executors"]] == [each.used for each in seen.slots]


def test_desired_states_stand_beside_the_actual_ones(client: httpx.Client) -> None:
    answer = told(client, "/desired-states")
    assert {each["verdict"]["word"] for each in answer["executors"]} <= {"match", "settling", "drift", "unknown"}
    assert answer["why"] == {"createdAt": "Gateways do not send it."}
    assert all(
        each["verdict"]["desired"]["createdAt"] is None for each in answer["executors"] if each["verdict"]["desired"]
    )


def test_asking_makes_no_more_requests_than_a_page_would(
    client: httpx.Client, gateways: dict[str, ScriptedServer]
) -> None:
    fleet()
    before = len(gateways["us"].paths)
    for path in ("/deployments", "/capacity", "/desired-states", "/health"):
        told(client, path)
    fleet()
    assert len(gateways["us"].paths) == before


@pytest.mark.parametrize("gateway", ["no such", "a/b", "..%5C"])
def test_a_gateway_that_is_not_configured_is_not_found(client: httpx.Client, gateway: str) -> None:
    answer = client.get("/trpc/deployments.getCapacity", params={"input": json.dumps({"gatewayId": gateway})})
    assert (answer.status_code, answer.json()["error"]["data"]["code"]) == (404, Code.NOT_FOUND)


def test_an_executor_that_is_not_listed_is_not_found_with_the_age_of_what_is_known(client: httpx.Client) -> None:
    answer = client.get("/api/v1/gateways/us/deployments/no such")
    assert (answer.status_code, answer.json()["code"]) == (404, Code.NOT_FOUND)
    assert answer.json()["ageMs"] >= 0


@pytest.mark.parametrize("path", ["deployments", "deployments/a", "capacity", "desired-states"])
def test_a_gateway_that_was_never_read_fails_as_such(client: httpx.Client, path: str) -> None:
    answer = client.get(f"/api/v1/gateways/down/{path}")
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (502, Code.BAD_GATEWAY)
    assert (problem["observedAt"], problem["ageMs"]) == (None, None)
    assert problem["troubles"][0]["kind"] == "http_503"
    assert problem["troubles"][0]["sentence"] == problem["detail"]


def test_who_may_not_see_a_gateway_is_answered_as_if_there_were_none(client: httpx.Client) -> None:
    for path in ("deployments", "deployments/a", "capacity", "desired-states", "health"):
        hidden = client.get(f"/api/v1/gateways/us/{path}", headers={SEES: "down"})
        missing = client.get(f"/api/v1/gateways/no such/{path}")
        assert (hidden.status_code, hidden.json()) == (missing.status_code, missing.json())


def test_a_gateway_that_has_gone_is_told_with_its_last_good_data_their_age_and_why(tmp_path: Any) -> None:
    with ScriptedServer() as server:
        be_captured(server)
        with asking(tmp_path, {"us": server}) as client:
            before = told(client, "/deployments")
            be_down(server)
            dashboard = process.current()
            dashboard.refresh(fleet().snapshot.gateway)
            after = told(client, "/deployments")
    assert [each["executorId"] for each in after["executors"]] == [each["executorId"] for each in before["executors"]]
    assert after["observedAt"] == before["observedAt"]
    assert {trouble["kind"] for trouble in after["troubles"]} == {"http_503"}
    assert all(each["sentence"].startswith("Gateway us failed at /api/") for each in after["troubles"])


def test_where_no_status_is_known_the_active_ones_are_not_zero_but_null(tmp_path: Any) -> None:
    with ScriptedServer() as server:
        be_hollow(server, ["invoice_executor"])
        with asking(tmp_path, {"us": server}) as client:
            answer = told(client, "/deployments")
    assert [each["status"]["word"] for each in answer["executors"]] == ["UNKNOWN"]
    assert (answer["counts"]["executors"], answer["counts"]["active"]) == (1, None)


def test_what_is_too_old_is_told_as_what_was(tmp_path: Any) -> None:
    soon = {f"refresh_{kind}": 0.2 for kind in ("health", "executors", "capacity", "desired")}
    with ScriptedServer() as server:
        be_captured(server)
        with asking(tmp_path, {"us": server}, **soon) as client:
            awaited(
                lambda: told(client, "/deployments"),
                lambda each: "SERVING" in {executor["status"]["word"] for executor in each["executors"]},
            )
            be_down(server)
            answer = awaited(
                lambda: told(client, "/deployments"), lambda each: all(part["stale"] for part in each["parts"])
            )
    assert {each["status"]["word"] for each in answer["executors"]} == {"UNKNOWN"}
    assert "SERVING" in {each["status"]["was"] for each in answer["executors"]}
    assert answer["counts"] == {"executors": None, "nodes": None, "active": None, "healthyPercent": None}
    assert answer["stale"]
    assert answer["ageMs"] > 0


def test_a_gateway_that_never_answers_is_waited_for_as_a_page_waits_and_told_so(tmp_path: Any) -> None:
    with ScriptedServer() as server:
        be_silent(server)
        with asking(tmp_path, {"us": server}, first_read_wait=0, call_timeout=2) as client:
            first = client.get("/api/v1/gateways/us/deployments")
            answer = awaited(
                lambda: client.get("/api/v1/gateways/us/deployments"), lambda each: each.status_code != 503
            )
    assert (first.status_code, first.json()["code"]) == (503, Code.SERVICE_UNAVAILABLE)
    assert (answer.status_code, answer.json()["code"]) == (504, Code.GATEWAY_TIMEOUT)


def test_one_part_that_fails_leaves_the_others_as_they_are(tmp_path: Any) -> None:
    with ScriptedServer() as server:
        be_captured(server)
        server.on("/api/capacity", Reply(json={}, status=503))
        with asking(tmp_path, {"us": server}) as client:
            listed = told(client, "/deployments")
            capacity = client.get("/api/v1/gateways/us/capacity")
    parts = {part["part"]: part["stale"] for part in listed["parts"]}
    assert parts == {"executors": False, "status": False, "capacity": True}
    assert listed["stale"]
    assert all(each["slots"] is None for each in listed["executors"])
    assert listed["executors"][0]["why"] == {"slots": NO_SLOTS}
    assert capacity.status_code == 502


def test_no_secret_is_told(tmp_path: Any) -> None:
    params = {"env": {"DB_PASSWORD": SECRET}, "url": f"postgres://user:{SECRET}@db/x", "list": [{"token": SECRET}]}
    with ScriptedServer() as server:
        be_idle(server, ["ocr_executor"])
        document = {"phase": "SCHEDULED", "epoch": 3, "params": params, "updated_at": "2026-01-01T00:00:00Z"}
        desired = {"10.4.0.1:7101/ocr_executor": document}
        server.on("/api/deployment-status", Reply(json={"status": "OK", "result": {"desired": desired, "status": {}}}))
        with asking(tmp_path, {"us": server}) as client:
            answer = client.get("/api/v1/gateways/us/deployments/ocr_executor")
    assert SECRET not in answer.text
    assert MASK in [each["value"] for each in answer.json()["executor"]["configuration"]]


def test_an_executor_with_any_name_can_be_asked_for(tmp_path: Any) -> None:
    names = ["a/b", "ä-東 \u202e", "50%", "x,y", "\ufffd"]
    with ScriptedServer() as server:
        be_idle(server, names)
        with asking(tmp_path, {"us": server}) as client:
            listed = [each["executorId"] for each in told(client, "/deployments")["executors"]]
            for name in names:
                path = "".join(f"%{byte:02X}" for byte in name.encode())
                assert told(client, f"/deployments/{path}")["executor"]["executorId"] == name
                asked = json.dumps({"gatewayId": "us", "executorId": name})
                assert client.get("/trpc/deployments.getDeploymentStatus", params={"input": asked}).status_code == 200
    assert sorted(listed) == sorted(names)


def test_ten_thousand_executors_are_told_in_pages(tmp_path: Any) -> None:
    names = [f"ocr_executor_{number:05}" for number in range(10_000)]
    found: list[str] = []
    with ScriptedServer() as server:
        be_idle(server, names)
        with asking(tmp_path, {"us": server}) as client:
            cursor: dict[str, str] = {}
            for _ in range(len(names) // MOST_ROWS):
                answer = told(client, "/deployments", **cursor)
                found += [each["executorId"] for each in answer["executors"]]
                cursor = {"cursor": answer["nextCursor"]}
            capacity = told(client, "/capacity", limit=1)
    assert found == names
    assert answer["nextCursor"] is None
    assert answer["counts"]["executors"] == 10_000
    assert capacity["totals"]["total"] == 20_000


@given(gateways_of_any_kind())
@hypothesis_settings(derandomize=True, max_examples=60, deadline=None)
def test_whatever_a_gateway_says_can_be_told(parts: Parts) -> None:
    known = assemble(parts, Rules(), None)
    for executor in known.executors:
        short, whole = (
            json.loads(each.model_dump_json(by_alias=True)) for each in (listed(executor), detailed(known, executor))
        )
        assert short["executorId"] == whole["executorId"] == executor.name
        assert len(whole["nodes"]) == len(known.nodes_of(executor.name))
        assert short["status"] == whole["status"]


def test_the_kinds_that_answers_rest_on_are_read_for_every_page() -> None:
    assert {Kind.EXECUTORS, Kind.STATUS, Kind.CAPACITY} <= set(process.schedule(process.Settings()).regular)
