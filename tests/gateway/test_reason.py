import json
from typing import Any

import pytest

from lib.gateway.reason import reason, reason_in


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"status": "error", "result": "etcd is gone"}, "etcd is gone"),
        ({"status": "error", "message": "no such state", "code": "INVALID_STATE"}, "no such state"),
        ({"status": "error", "message": "Internal server error", "detail": "boom"}, "Internal server error"),
        ({"detail": "Not Found"}, "Not Found"),
        ({"detail": [{"type": "missing", "loc": ["query", "text"], "msg": "Field required"}]}, "Field required"),
        ({"error": "unknown"}, "unknown"),
        ({"message": " ", "detail": "x"}, "x"),
        ({"result": {"deployments": {}}}, ""),
        ({"detail": [1]}, ""),
        ({}, ""),
    ],
)
def test_each_layers_sentence_is_found(fields: dict[str, Any], expected: str) -> None:
    assert reason(fields) == expected
    assert reason_in(json.dumps(fields).encode()) == expected


@pytest.mark.parametrize("body", [b"", b"<html>", b"[1]", b'"x"', b"{", b"\xff"])
def test_a_body_that_is_no_json_object_has_no_sentence(body: bytes) -> None:
    assert reason_in(body) == ""
