"""Answers of a gateway, changed at random places: what a seed leads to is the same for ever."""

import json
import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

from lib.gateway import wire
from lib.gateway.routes import PATHS, Kind
from tests.fixtures.bodies import shifted
from tests.fleet.documents import NOW, written
from tests.gateway.bodies import OPERATIONS

DECODERS: Final[dict[Kind, Callable[[bytes], object]]] = {
    Kind.EXECUTORS: wire.decode_deployments,
    Kind.STATUS: wire.decode_status,
    Kind.CAPACITY: wire.decode_capacity,
    Kind.READINESS: wire.decode_readiness,
    Kind.OPERATIONS: wire.decode_operations,
    Kind.DEBUG: wire.decode_debug,
}

_WORKER: Final = {
    "address": "10.1.0.0:50000",
    "registered": True,
    "ready": False,
    "state": "degraded",
    "retry_attempt": 3,
    "first_seen_at": written(9_000),
    "last_ready_at": written(300),
    "last_error": "deadline exceeded",
    "executors": ["extract-executor-prod-us-east-1-000", "ner_executor_005"],
}
_LOAD: Final = {
    "executor": "ner_executor_005",
    "address": "10.1.5.0:50005",
    "active_requests": 1,
    "accepting_traffic": False,
    "gateways": ["10.1.5.0:50005"],
    "slot_capacity": 2,
    "slot_available": 1,
    "utilization_pct": 50.0,
    "routing_state": "active",
}
_DETAILS: Final = {
    "uptime_seconds": 7500,
    "resources": {"limits": {"cpu": "4"}},
    "env": [{"name": "LOG_LEVEL", "value": "info"}, {"name": "DB_PASSWORD", "value": "hunter2"}],
    "args": ["--password", "hunter2", "https://user:hunter2@db:5432"],
}
_FRONTIER: Final = {
    "available": True,
    "summary": {"ready_by_executor": {"ner_executor_005": 3}, "stalest_ready": {"": [{"ready_for_s": 1.5}]}},
}


def _bodies() -> dict[Kind, bytes]:
    """The captured bodies with what newer and richer servers send beside, so that there is more to change."""
    found = {kind: json.loads(shifted(NOW)[path]) for kind, path in PATHS.items() if path in shifted(NOW)}
    found[Kind.CAPACITY]["result"]["nodes"] = [_LOAD]
    for document in list(found[Kind.STATUS]["result"]["status"].values())[:2]:
        document["details"] = _DETAILS
    found[Kind.READINESS] = {"result": {"readiness": "degraded", "gateways": [_WORKER]}}
    found[Kind.OPERATIONS] = OPERATIONS
    found[Kind.DEBUG] = {"result": {"frontier": _FRONTIER}}
    return {kind: json.dumps(found[kind]).encode() for kind in DECODERS}


BODIES: Final = _bodies()

ODD: Final[tuple[Any, ...]] = (
    *(None, True, False, 0, -1, 1, 7, 2**31, 2**53, 2**53 + 1, -(2**63), 2**64, 10**399, 0.5, -0.0, 1e300, 5e-324),
    *("", " ", "null", "NaN", "12", "1e5", "-", "/", "://", "grpc://", "a/b/c", "[::1]:7101", "10.1.0.0:50000", ":0"),
    *("SERVING", "STOPPED", "CODE_7", "checking", "COUNT≠HOLDERS", "_jina_dry_run_", "=1+1", "@SUM(A1)", "\t=1"),
    *("0001-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59Z", "9999-12-31T23:59:59-14:00"),
    *("2028-02-29T00:00:00Z", "2027-02-29T00:00:00Z", "20260301T120000Z", "2026-W09-7", "12:00", written(-3_600)),
    *("\u202eresucexe", "a\u200bb", "\ufeff", "\u2028", "\x00", "\x1b[31m", "é", "é", "𝒳", "🤖" * 40, "x" * 10_000),
    *("<script>alert(1)</script>", "**b**", "$x$", ":material/star:", "{0}", "%s", "${a}", "'; DROP TABLE x; --"),
    *("password=hunter2", "Bearer abc.def.ghi", "-----BEGIN PRIVATE KEY-----", '{"a": ', "[" * 50, "eyJhIjoiYiJ9"),
    *([], {}, [[]], [None], [{}], {"": {}}, {"a": {"b": {"c": [1, {"d": "e"}]}}}, ["a"] * 30),
)
"""Values that somebody may send where something else belongs."""

_KEYS: Final = ("name", "address", "executor", "epoch", "status_degraded_since", "params", "job_id", "10.1.0.0:50000/x")
_CUTS: Final = (b"", b'"', b"[", b"{", b"}", b",", b"\\ud800", b"\\u0000", b"\xff", b"\xc3", b"1e999", b"NaN", b"\x00")


def mutated(seed: int) -> dict[Kind, bytes]:
    """All bodies, each with some changes: mostly of values, now and then of bytes."""
    chance = random.Random(seed)  # noqa: S311 - draws what a test sends
    return {kind: _mutated(body, chance) for kind, body in BODIES.items()}


def _mutated(body: bytes, chance: random.Random) -> bytes:
    if chance.random() < 0.15:
        return _cut(body, chance)
    document = json.loads(body)
    for _ in range(chance.choice((0, 1, 1, 2, 3, 6))):
        _change(document["result"], chance)
    return json.dumps(document, ensure_ascii=chance.random() < 0.5).encode(errors="surrogatepass")


def _change(value: Any, chance: random.Random) -> None:
    """Change something somewhere in a container."""
    while isinstance(value, dict | list) and value:
        key = chance.choice(list(value) if isinstance(value, dict) else range(len(value)))
        inner = value[key]
        if not isinstance(inner, dict | list) or not inner or chance.random() < 0.12:
            _replace(value, key, chance)
            return
        value = inner


def _replace(container: Any, key: Any, chance: random.Random) -> None:
    how = chance.random()
    if how < 0.7:
        container[key] = chance.choice(ODD)
    elif how < 0.85 or isinstance(container, list):
        del container[key]
    else:
        odd = chance.choice(ODD)
        container[odd if isinstance(odd, str) else chance.choice(_KEYS)] = container.pop(key)


def _cut(body: bytes, chance: random.Random) -> bytes:
    begin = chance.randrange(len(body))
    end = chance.choice((begin, begin + 1, begin + chance.randrange(40), len(body)))
    return body[:begin] + chance.choice(_CUTS) + body[end:]


EVERY: Final = timedelta(seconds=10)
"""From one look at a gateway to the next."""
