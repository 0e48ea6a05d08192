"""Typed documents from bodies (contract section 3), and what happens to bodies that are no use."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final

import pytest

from lib.gateway import errors, wire
from tests.fixtures.bodies import shifted
from tests.gateway.decoded import bare

DECODERS: Final[dict[str, Callable[[bytes], Any]]] = {
    "deployments": wire.decode_deployments,
    "status": wire.decode_status,
    "capacity": wire.decode_capacity,
    "readiness": wire.decode_readiness,
    "operations": wire.decode_operations,
    "debug": wire.decode_debug,
}
EVERY_DECODER = pytest.mark.parametrize("decode", DECODERS.values(), ids=DECODERS.keys())
DEEP = b"[" * 100_000


def ok(result: object) -> bytes:
    return json.dumps({"status": "OK", "result": result}).encode()


NODE = {"address": "grpc://10.4.0.11:7101", "endpoint": "/default", "executor": "a", "gateway": "10.4.0.11:7101"}
ENDPOINT = wire.Endpoint("grpc://10.4.0.11:7101", "/default", "10.4.0.11:7101")


def test_deployments_of_an_older_gateway() -> None:
    answer = {"deployments": {"10.4.0.11:7101": {}}, "deployment_nodes": {"a": [NODE], "b": []}}

    assert bare(wire.decode_deployments(ok(answer))) == wire.Deployments(
        {"a": [ENDPOINT], "b": []}, legacy_present=True
    )


@pytest.mark.parametrize("legacy", [{}, {"deployments": None}])
def test_deployments_of_a_newer_gateway(legacy: dict[str, Any]) -> None:
    assert bare(wire.decode_deployments(ok({**legacy, "deployment_nodes": {}}))) == wire.Deployments({})


def test_status_and_desired() -> None:
    actual: dict[str, Any] = {
        "status_code": 1,
        "status_name": "SERVING",
        "owner": "a/rep-0@10.4.0.11:7101",
        "epoch": 42,
        "updated_at": "2026-03-01T09:15:02Z",
        "heartbeat_at": "2026-03-01T09:15:31Z",
        "details": {"any": ["thing"]},
    }
    wanted: dict[str, Any] = {
        "phase": "SCHEDULED",
        "epoch": 42,
        "params": {"job_id": "0198"},
        "updated_at": "2026-03-01T09:15:02Z",
    }

    decoded = bare(
        wire.decode_status(ok({"status": {"10.4.0.11:7101/a": actual}, "desired": {"10.4.0.11:7101/a": wanted}}))
    )

    assert decoded == wire.DeploymentStatus(
        {"10.4.0.11:7101/a": wire.StatusDocument(**actual)}, {"10.4.0.11:7101/a": wire.DesiredDocument(**wanted)}
    )


def test_capacity_of_a_newer_gateway() -> None:
    row: dict[str, Any] = {
        "name": "a",
        "capacity": 6,
        "target": 6,
        "used": 5,
        "available": 1,
        "holders": 4,
        "notes": "COUNT≠HOLDERS",
    }
    totals: dict[str, Any] = {"capacity": 6, "used": 5, "available": 1, "holder_count": 4}
    load: dict[str, Any] = {
        "executor": "a",
        "address": "10.4.0.11:7101",
        "active_requests": 1,
        "selection_count": 88,
        "accepting_traffic": True,
        "gateways": ["10.4.0.11:7101"],
        "slot_capacity": 2,
        "slot_available": 1,
        "utilization_pct": 50.0,
        "routing_state": "active",
    }

    assert wire.decode_capacity(ok({"slots": [row], "totals": totals, "nodes": [load]})) == wire.Capacity(
        [wire.SlotRow(**row)],
        wire.Totals(**totals),
        [wire.NodeLoad(**load)],
    )


def test_capacity_of_an_older_gateway_has_no_nodes() -> None:
    assert wire.decode_capacity(ok({"slots": [], "totals": {}})).nodes is None


def test_readiness() -> None:
    server: dict[str, Any] = {
        "address": "10.4.0.12:7101",
        "registered": True,
        "ready": False,
        "state": "retrying",
        "retry_attempt": 2,
        "first_seen_at": "2026-06-01T09:58:00Z",
        "last_ready_at": "2026-06-01T09:59:00Z",
        "last_error": "…",
        "executors": ["a"],
    }
    others = {"port": 7101, "next_retry_at": "2026-06-01T10:00:09.412000Z"}

    decoded = wire.decode_readiness(
        ok({"readiness": "degraded", "control_plane_ready": True, "gateways": [server | others]})
    )

    assert decoded == wire.Readiness(
        readiness="degraded", control_plane_ready=True, gateways=[wire.WorkerServer(**server)]
    )


def test_operations_health() -> None:
    etcd: dict[str, Any] = {"name": "etcd", "state": "bad", "latency_ms": None, "summary": "no leader"}
    answer = {
        "schema_version": 1,
        "overall_state": "degraded",
        "partial": False,
        "dependencies": [{**etcd, "details": {}}],
    }

    assert wire.decode_operations(ok(answer)) == wire.OperationsHealth(
        overall_state="degraded", partial=False, dependencies=[wire.Dependency(**etcd)]
    )


def test_waiting_jobs() -> None:
    job = {"id": "j9", "name": "invoice", "priority": 0, "job_level": 1, "ready_for_s": 2.1}
    summary = {
        "totals": {"ready": 2},
        "ready_by_executor": {"a": 2, "": 1},
        "ready_age_seconds": {"max": 2.1},
        "stalest_ready": {"a": [job]},
    }
    answer = {"scheduler_info": {}, "frontier": {"available": True, "batch_size": 1000, "summary": summary}}

    assert wire.decode_debug(ok(answer)) == wire.Debug(
        wire.Frontier(
            available=True,
            summary=wire.FrontierSummary({"a": 2, "": 1}, {"a": [wire.ReadyJob(2.1)]}),
        )
    )


@pytest.mark.parametrize(
    ("result", "read"),
    [
        ({"llm_dispatch": {}}, wire.Debug()),
        ({"frontier": None}, wire.Debug()),
        ({"frontier": {"available": False}}, wire.Debug(wire.Frontier(available=False))),
        ({"frontier": {"summary_error": "no lease"}}, wire.Debug(wire.Frontier(summary_error="no lease"))),
        ({"frontier": "none"}, wire.Debug(unreadable=1)),
    ],
)
def test_everything_about_waiting_jobs_is_optional(result: dict[str, Any], read: wire.Debug) -> None:
    assert wire.decode_debug(ok(result)) == read


def test_an_odd_number_of_waiting_jobs_is_not_known_and_not_none_waiting() -> None:
    summary = {"ready_by_executor": {"a": "many", "b": 2}, "stalest_ready": {"a": "old", "b": [{"ready_for_s": 9}]}}

    assert wire.decode_debug(ok({"frontier": {"summary": summary}})) == wire.Debug(
        wire.Frontier(summary=wire.FrontierSummary({"a": None, "b": 2}, {"a": None, "b": [wire.ReadyJob(9.0)]})),
        unreadable=2,
    )


@pytest.mark.parametrize("sent", [[], "none", 3])
def test_waiting_jobs_that_are_no_map_are_not_known(sent: object) -> None:
    assert wire.decode_debug(ok({"frontier": {"summary": {"ready_by_executor": sent}}})) == wire.Debug(
        wire.Frontier(summary=wire.FrontierSummary()), unreadable=1
    )


def test_the_captured_bodies_are_read_completely() -> None:
    bodies = shifted(datetime(2026, 3, 1, tzinfo=UTC))
    answers: list[Any] = [
        wire.decode_deployments(bodies["/api/deployments"]),
        wire.decode_status(bodies["/api/deployment-status"]),
        wire.decode_capacity(bodies["/api/capacity"]),
    ]

    assert [answer.unreadable for answer in answers] == [0, 0, 0]
    assert wire.decode_object(bodies["/check"]) == {"result": "ok"}


def test_an_answer_without_an_envelope_is_read_too() -> None:
    assert bare(wire.decode_deployments(b'{"deployment_nodes":{"a":[]}}')) == wire.Deployments({"a": []})
    assert wire.decode_capacity(b'{"slots":[]}') == wire.Capacity([])


def test_a_byte_order_mark_and_space_around_are_no_matter() -> None:
    body = b"\xef\xbb\xbf \n" + ok({"deployment_nodes": {}}) + b" \n"

    assert bare(wire.decode_deployments(body)) == wire.Deployments({})


@pytest.mark.parametrize(("sent", "read"), [(4, 4), (4.0, 4), ("4", 4), ("-1", -1), (None, None), (2**53, 2**53)])
def test_a_number_comes_in_several_forms(sent: object, read: int | None) -> None:
    decoded = bare(wire.decode_status(ok({"status": {"k": {"epoch": sent}}})))

    assert decoded == wire.DeploymentStatus({"k": wire.StatusDocument(epoch=read)})


@pytest.mark.parametrize("sent", [4.5, "4.5", "four", "", True, [4], {"4": 4}, 2**53 + 1, 10**40])
def test_a_value_of_a_wrong_type_is_not_known_and_counted(sent: object) -> None:
    decoded = bare(wire.decode_status(ok({"status": {"k": {"epoch": sent, "owner": "rep-0"}}, "desired": {}})))

    assert decoded == wire.DeploymentStatus({"k": wire.StatusDocument(owner="rep-0")}, {}, unreadable=1)


def test_an_odd_entry_among_deployments_hides_no_other() -> None:
    answer = {"deployments": {}, "deployment_nodes": {"a": [NODE, "odd", {**NODE, "address": 7}], "b": "odd"}}

    assert bare(wire.decode_deployments(ok(answer))) == wire.Deployments(
        {"a": [ENDPOINT, wire.Endpoint(None, "/default", "10.4.0.11:7101")], "b": []}, legacy_present=True, unreadable=3
    )


def test_an_answer_cannot_say_how_much_of_it_was_readable() -> None:
    assert wire.decode_capacity(ok({"slots": [], "unreadable": 7})).unreadable == 0


@EVERY_DECODER
@pytest.mark.parametrize("word", ["error", "ERROR"])
def test_success_that_reports_an_error_is_that_error(decode: Callable[[bytes], Any], word: str) -> None:
    body = json.dumps({"status": word, "result": "etcd is\n not there"}).encode()

    with pytest.raises(errors.ReportedError) as caught:
        decode(body)

    assert caught.value.detail == "etcd is not there"


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"message": "state unknown", "code": "INVALID_STATE"}, "state unknown"),
        ({"result": {"why": "no"}}, '{"why":"no"}'),
        ({"result": "", "detail": "etcd"}, "etcd"),
        ({"result": None}, "no reason given"),
        ({}, "no reason given"),
    ],
)
def test_a_reported_error_keeps_the_gateways_reason(answer: dict[str, Any], said: str) -> None:
    with pytest.raises(errors.ReportedError) as caught:
        wire.decode_capacity(json.dumps({"status": "error", **answer}).encode())

    assert caught.value.detail == said


@EVERY_DECODER
@pytest.mark.parametrize(
    ("body", "error"),
    [
        (b"", errors.EmptyBody),
        (b" \r\n\t", errors.EmptyBody),
        (b"\xef\xbb\xbf", errors.EmptyBody),
        (b"<!doctype html><html>", errors.NotJson),
        (b"Bad Gateway", errors.NotJson),
        (b'{"status":"OK"} {"status":"OK"}', errors.NotJson),
        ('{"status":"OK","result":{"slots":[]}}'.encode("utf-16"), errors.NotJson),
        (b'{"status":"\xff","result":{}}', errors.NotJson),
        (b'{"status":"OK","result":{', errors.Truncated),
        (b'{"status":"OK","res', errors.Truncated),
        (b"null", errors.WrongShape),
        (b"[]", errors.WrongShape),
        (b'"OK"', errors.WrongShape),
        (b'{"status":"OK","result":null}', errors.WrongShape),
        (b'{"status":"OK","result":[]}', errors.WrongShape),
        (b'{"status":"OK","result":"fine"}', errors.WrongShape),
        (b'{"status":"OK","result":' + DEEP, errors.WrongShape),
        (DEEP, errors.WrongShape),
    ],
)
def test_a_body_that_is_no_use(decode: Callable[[bytes], Any], body: bytes, error: type[errors.BadBody]) -> None:
    with pytest.raises(errors.BadBody) as caught:
        decode(body)

    assert type(caught.value) is error


@pytest.mark.parametrize("decode", [DECODERS[name] for name in DECODERS if name != "debug"])
@pytest.mark.parametrize(
    "body",
    [b"{}", b'{"status":"OK"}', b'{"detail":"Not Found"}', b'{"status":"OK","result":{}}', b'{"status":7,"result":{}}'],
)
def test_an_object_without_what_is_expected_is_no_use(decode: Callable[[bytes], Any], body: bytes) -> None:
    with pytest.raises(errors.WrongShape):
        decode(body)


@pytest.mark.parametrize(
    ("decode", "result"),
    [
        (wire.decode_deployments, b'{"deployment_nodes":{"a\xff":[]}}'),
        (wire.decode_status, b'{"status":{"k":{"owner":"\xff"}},"desired":{}}'),
        (wire.decode_capacity, b'{"slots":[{"name":"\xff"}]}'),
        (wire.decode_readiness, b'{"readiness":"\xff"}'),
        (wire.decode_operations, b'{"overall_state":"\xff"}'),
    ],
)
def test_text_that_is_not_utf_8_is_not_json(decode: Callable[[bytes], Any], result: bytes) -> None:
    with pytest.raises(errors.NotJson):
        decode(b'{"status":"OK","result":' + result + b"}")


@pytest.mark.parametrize("result", [b'{"status":{"k":{"epoch":1e999}}}', b'{"status":{"k":{"details":1e999}}}'])
def test_a_number_beyond_all_bounds_is_no_document(result: bytes) -> None:
    with pytest.raises(errors.BadBody):
        wire.decode_status(b'{"status":"OK","result":' + result + b"}")


@pytest.mark.parametrize("nodes", [None, [], "none", 0])
def test_deployments_without_their_map_have_a_wrong_shape(nodes: object) -> None:
    with pytest.raises(errors.WrongShape):
        wire.decode_deployments(ok({"deployments": {}, "deployment_nodes": nodes}))


def test_an_html_page_is_told_apart() -> None:
    with pytest.raises(errors.NotJson) as page:
        wire.decode_status(b"\n <html>")
    with pytest.raises(errors.NotJson) as text:
        wire.decode_status(b"upstream failed")

    assert (page.value.html, text.value.html) == (True, False)


@pytest.mark.parametrize("body", [b"[]", b"7", b"null", b'"ok"'])
def test_any_object_is_an_object_and_nothing_else(body: bytes) -> None:
    assert wire.decode_object(b'{"anything": [1]}') == {"anything": [1]}
    with pytest.raises(errors.WrongShape):
        wire.decode_object(body)
