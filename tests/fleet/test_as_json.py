import json
import re
from typing import Any

from hypothesis import given
from hypothesis import settings as limits

from lib.fleet.as_json import json_of
from lib.fleet.masking import MASK
from lib.fleet.model import Fleet
from lib.fleet.parts import Parts
from lib.gateway import wire
from tests.fleet import records
from tests.fleet.documents import (
    NAME,
    NOW,
    ONE,
    capacity,
    desired,
    fleet,
    load,
    parts,
    readiness,
    slot,
    status,
    worker,
    written,
)
from tests.fleet.random_fleets import gateways

CANARY = "zq7#canary#7qz"
UTC_TIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{6})?Z")


def copied(known: Fleet, name: str = NAME) -> dict[str, Any]:
    """The executor of a fleet as people copy it, after a way through JSON."""
    executor = known.executor(name)
    assert executor is not None
    asked = (known.nodes_of(name), known.endpoints_of(name), known.vitals_of(name))
    made: dict[str, Any] = json.loads(json.dumps(json_of(executor, *asked, known.gateway_id, known.observed_at)))
    return made


def rich() -> Parts:
    """An executor of which its gateway tells everything."""
    listing = {
        "deployment_nodes": {NAME: [{"address": ONE, "endpoint": "/extract", "method": "POST", "schema": {"a": 1}}]}
    }
    return parts(
        deployments=wire.decode_deployments(json.dumps(listing).encode()),
        actual={ONE: status(details={"cpu": 2})},
        wanted={ONE: desired(created_at=written(900))},
        capacity=capacity(
            slot(capacity=2, used=1, available=1), loads=[load(ONE, slot_capacity=2, routing_state="active")]
        ),
        readiness=readiness(worker("ready", first_seen_at=written(120), last_ready_at=written(110))),
    )


def test_a_copy_has_all_that_the_flyout_shows() -> None:
    made = copied(fleet(rich()))
    assert (made["gateway"], made["executor"], made["observed_at"]) == ("us-east", NAME, "2026-03-01T12:00:00Z")
    assert made["status"] == {
        "word": "SERVING",
        "was": None,
        "reason": "0 busy, 1 ready",
        "since": "2026-03-01T12:00:00Z",
        "activity": "idle, ready",
    }
    assert made["owners"] == ["rep-0"]
    assert made["epochs"] == {"lowest": 3, "highest": 3}
    assert made["verdict"]["desired"] == {
        "phase": "SCHEDULED",
        "created_at": "2026-03-01T11:45:00Z",
        "updated_at": "2026-03-01T11:50:00Z",
        "epochs": {"lowest": 3, "highest": 3},
    }
    assert (made["slots"]["total"], made["slots"]["utilization"]) == (2, 50.0)
    assert made["endpoints"] == [
        {
            "path": "/extract",
            "internal": False,
            "nodes": 1,
            "methods": ["POST"],
            "descriptions": [],
            "schemas": [{"of": None, "schema": {"a": 1}}],
        }
    ]
    assert [row["setting"] for row in made["configuration"]] == ["cpu", "job_id"]


def test_a_node_in_a_copy_has_what_is_known_of_it() -> None:
    (made,) = copied(fleet(rich()))["nodes"]
    assert (made["address"], made["health"], made["gateway_word"]) == (ONE, "HEALTHY", "NOT_SERVING")
    assert (made["epoch"], made["desired"]["epoch"], made["verdict"]) == (3, 3, "match")
    assert made["load"] == {"slots": 2, "available": None, "active": None, "accepting": None, "routing": "active"}
    assert (made["seen_since"], made["last_ready_at"]) == ("2026-03-01T11:58:00Z", "2026-03-01T11:58:10Z")
    assert (made["check"], made["uptime_seconds"]) == ("ready", None)


def test_what_is_not_known_is_null() -> None:
    made = json_of(records.unknown(), (), (), {}, "us-east", NOW)
    unknown = ("function", "registered_nodes", "epochs", "last_updated", "slots")
    assert {key: made[key] for key in unknown} == dict.fromkeys(unknown)
    assert made["verdict"]["desired"] is None
    assert (made["nodes"], made["endpoints"], made["configuration"], made["owners"]) == ([], [], [], [])


def test_an_executor_that_is_gone_can_be_copied_as_it_was() -> None:
    known = fleet(parts())
    made = json_of(known.executors[0], known.nodes_of(NAME), (), {}, "us-east", NOW)
    assert [node["address"] for node in made["nodes"]] == [ONE]
    assert "uptime_seconds" not in made["nodes"][0]


def test_no_secret_is_in_a_copy() -> None:
    carried = {"password": CANARY, "deep": [{"name": "API_KEY", "value": CANARY}]}
    listing = {
        NAME: [{"address": ONE, "endpoint": "/a", "description": f"token={CANARY}", "schema": {"default": carried}}]
    }
    state = {"owner": "rep-0", "epoch": 3, "status_name": "SERVING", "details": carried, "resources": carried}
    known = parts(
        deployments=wire.decode_deployments(json.dumps({"deployment_nodes": listing}).encode()),
        status=wire.decode_status(
            json.dumps({"status": {f"{ONE}/{NAME}": {**state, "heartbeat_at": written(1)}}}).encode()
        ),
        readiness=readiness(worker("error", last_error=f"mongodb://ada:{CANARY}@mongo is down")),
    )
    made = copied(fleet(known))
    assert CANARY not in json.dumps(made)
    assert MASK in made["status"]["reason"]
    assert MASK in made["nodes"][0]["last_error"]


@limits(deadline=None)
@given(gateways())
def test_any_executor_can_be_copied_and_its_times_are_utc(known: Parts) -> None:
    made = fleet(known)
    for executor in made.executors:
        copy = copied(made, executor.name)
        times = (copy["observed_at"], copy["status"]["since"], copy["heartbeat"]["newest"], copy["last_updated"])
        assert all(UTC_TIME.fullmatch(time) for time in times if time is not None)
