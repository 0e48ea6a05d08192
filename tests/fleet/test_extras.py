import json
from typing import Any

from lib.fleet.parts import Parts
from lib.gateway import wire
from tests.fleet.documents import NAME, ONE, TWO, fleet, parts, readiness, worker, written

ENTRY = {"address": f"grpc://{ONE}", "endpoint": "/extract", "executor": NAME, "method": "POST"}
STATE = {"status_name": "SERVING", "owner": "rep-0", "epoch": 3, "heartbeat_at": written(1), "uptime": 90}


def rich(listed: Any = None, states: Any = None, **told: Any) -> Parts:
    """The documents of a server that sends more than the contract names, as they are decoded."""
    listing = {"deployment_nodes": {NAME: [ENTRY] if listed is None else listed}}
    status = {"status": {f"{ONE}/{NAME}": STATE} if states is None else states, "desired": {}}
    return parts(
        deployments=wire.decode_deployments(json.dumps(listing).encode()),
        status=wire.decode_status(json.dumps(status).encode()),
        **told,
    )


def test_a_fleet_tells_of_the_endpoints_of_an_executor_what_its_server_sends() -> None:
    (found,) = fleet(rich()).endpoints_of(NAME)
    assert (found.path, found.methods) == ("/extract", ("POST",))


def test_a_fleet_tells_of_the_nodes_of_an_executor_what_its_server_sends() -> None:
    assert fleet(rich()).vitals_of(NAME)[ONE].uptime == 90


def test_a_value_of_an_unforeseen_type_costs_nothing_but_itself() -> None:
    known = fleet(rich([{**ENTRY, "method": 7, "description": "Reads."}], {f"{ONE}/{NAME}": {**STATE, "uptime": []}}))
    assert known.notices == ()
    assert known.endpoints_of(NAME)[0].descriptions == ("Reads.",)
    assert known.vitals_of(NAME)[ONE].uptime is None


def test_an_entry_with_a_fault_keeps_what_else_it_says() -> None:
    known = fleet(rich([{**ENTRY, "gateway": 7}, "odd"], {f"grpc://{ONE}/{NAME}": {**STATE, "epoch": "odd"}}))
    assert known.endpoints_of(NAME)[0].methods == ("POST",)
    assert known.vitals_of(NAME)[ONE].uptime == 90


def test_every_node_that_any_document_names_has_vitals() -> None:
    found = fleet(rich(readiness=readiness(worker("ready", TWO)))).vitals_of(NAME)
    assert [(address, each.uptime, each.check) for address, each in found.items()] == [
        (ONE, 90, None),
        (TWO, None, "ready"),
    ]


def test_of_what_is_not_there_nothing_is_told() -> None:
    known = fleet(rich())
    assert (known.endpoints_of("no such executor"), known.vitals_of("no such executor")) == ((), {})
    nothing = Parts("us-east", parts().observed_at)
    assert fleet(nothing).endpoints_of(NAME) == ()
    assert fleet(nothing).vitals_of(NAME) == {}


def test_documents_without_their_answer_still_have_their_endpoints() -> None:
    assert [each.path for each in fleet(parts()).endpoints_of(NAME)] == ["/default"]
