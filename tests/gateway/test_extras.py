import json
from typing import Any

import msgspec
import pytest
from msgspec import Raw

from lib.gateway import wire
from lib.gateway.extras import entries_by_executor, fields, objects, status_by_key

ENTRY = {"address": "grpc://10.4.0.11:7101", "endpoint": "/extract", "method": "POST", "schema": {"type": "object"}}
STATE = {"status_name": "SERVING", "uptime": 7, "resources": {"cpu": 2}}
KEY = "10.4.0.11:7101/a"


def raw(value: object) -> Raw:
    return Raw(json.dumps(value).encode())


def ok(result: object) -> bytes:
    return json.dumps({"status": "OK", "result": result}).encode()


@pytest.mark.parametrize("odd", [[], [7], [{"address": 7}]], ids=["in order", "odd", "odd field"])
@pytest.mark.parametrize("enveloped", [True, False])
def test_a_document_keeps_all_that_was_listed_for_an_executor(odd: list[Any], *, enveloped: bool) -> None:
    listing = {"deployment_nodes": {"a": [ENTRY, *odd], "b": []}}
    document = wire.decode_deployments(ok(listing) if enveloped else json.dumps(listing).encode())
    listed = entries_by_executor(document.answer)
    assert objects(listed["a"])[0] == ENTRY
    assert objects(listed["b"]) == []


@pytest.mark.parametrize("epoch", [3, "odd"])
def test_a_document_keeps_all_that_a_status_document_says(epoch: object) -> None:
    document = wire.decode_status(ok({"status": {KEY: {**STATE, "epoch": epoch}}, "desired": {}, "answer": 7}))
    assert fields(status_by_key(document.answer)[KEY]) == {**STATE, "epoch": epoch}


@pytest.mark.parametrize("answer", [Raw(), raw(None), raw([]), raw({}), raw({"deployment_nodes": 7, "status": None})])
def test_an_answer_of_another_outline_has_nothing_to_read(answer: Raw) -> None:
    assert entries_by_executor(answer) == status_by_key(answer) == {}


@pytest.mark.parametrize("value", [None, 7, "x", True])
def test_what_is_neither_a_list_nor_an_object_holds_nothing(value: object) -> None:
    assert objects(raw(value)) == []
    assert fields(raw(value)) == {}


def test_nothing_holds_nothing() -> None:
    assert objects(None) == []
    assert fields(None) == {}


def test_what_a_list_holds_beside_objects_is_left_out() -> None:
    assert objects(raw([7, ENTRY, None, [ENTRY]])) == [ENTRY]


def test_what_is_no_text_holds_nothing() -> None:
    assert objects(Raw(b'[{"description":"\xff"}]')) == []
    assert entries_by_executor(Raw(b'{"deployment_nodes":{"\xff":[]}}')) == {}


def test_what_is_nested_too_deeply_holds_nothing() -> None:
    deep = Raw(b"[" * 100_000)
    assert objects(deep) == []
    assert fields(deep) == entries_by_executor(deep) == status_by_key(deep) == {}


def test_documents_that_say_the_same_are_equal() -> None:
    body = ok({"deployment_nodes": {"a": [ENTRY]}})
    assert wire.decode_deployments(body) == wire.decode_deployments(bytes(bytearray(body)))
    assert msgspec.json.decode(wire.decode_deployments(body).answer) == {"deployment_nodes": {"a": [ENTRY]}}
