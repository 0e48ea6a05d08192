"""Whatever a gateway sends, it ends as a fleet or as an error of the tree."""

import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any, Final, TypeVar

from hypothesis import given, settings
from hypothesis import strategies as st

from lib.fleet.model import Fleet
from lib.fleet.parts import Parts
from lib.gateway import wire
from lib.gateway.errors import GatewayError
from tests.fleet.documents import NAME, NOW, ONE, TWO, fleet, written

QUICK = settings(derandomize=True, max_examples=200, deadline=None)
Document = TypeVar("Document")

_STATUS = {"status_code": 1, "status_name": "SERVING", "owner": "rep-0", "epoch": 3, "details": None}
_ROW = {"capacity": 4, "target": 4, "used": 2, "available": 2, "holders": 2, "notes": "COUNT≠HOLDERS"}
_LOAD = {"active_requests": 1, "accepting_traffic": True, "slot_capacity": 2, "slot_available": 1, "gateways": [ONE]}
ANSWERS: Final[dict[str, Any]] = {
    "deployments": {
        "deployments": {ONE: {"address": ONE, "executor": NAME, "status": "SERVING"}},
        "deployment_nodes": {
            NAME: [{"address": f"grpc://{address}", "endpoint": "/a", "gateway": ONE} for address in (ONE, TWO)],
            "gone": [],
        },
    },
    "status": {
        "status": {
            f"{address}/{NAME}": {**_STATUS, "updated_at": written(9), "heartbeat_at": written(1)}
            for address in (ONE, TWO)
        },
        "desired": {
            f"{address}/{NAME}": {"phase": "SCHEDULED", "epoch": 3, "params": {"misses": 1}, "updated_at": written(60)}
            for address in (ONE, TWO)
        },
    },
    "capacity": {
        "slots": [{"name": NAME, **_ROW}, {"name": "ocr.gpu", **_ROW}],
        "totals": {"capacity": 8, "used": 4, "available": 4, "holder_count": 4},
        "nodes": [{"executor": NAME, "address": address, **_LOAD} for address in (ONE, TWO)],
    },
    "readiness": {
        "readiness": "degraded",
        "gateways": [{"address": ONE, "ready": True, "state": "ready", "last_error": None, "executors": [NAME]}],
    },
}
BODIES: Final = {name: json.dumps({"status": "OK", "result": result}).encode() for name, result in ANSWERS.items()}

_WORDS = ["", " ", "null", "12", "1e5", "CODE_7", "STOPPED", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"]
_NAMES = st.sampled_from(sorted(ANSWERS))
_KEYS = st.sampled_from([NAME, f"{ONE}/{NAME}", "/", "address", "executor", "status_degraded_since"])
_VALUES: st.SearchStrategy[Any] = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 5),
    st.sampled_from([2**53 + 1, -(2**70), 10**400, 0.5, -0.0, 1e300, written(5), written(-9), written(900), *_WORDS]),
    st.text(max_size=5),
    st.sampled_from([[], {}, [[]], [None], {"": {}}, [{}], ["a"]]),
    st.dictionaries(_KEYS, st.sampled_from([None, {}, [{}]]), max_size=2),
)


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every container in a JSON value with each of its keys."""
    if isinstance(value, dict | list):
        for key in list(value) if isinstance(value, dict) else range(len(value)):
            yield value, key
            yield from _places(value[key])


@st.composite
def _bent(draw: st.DrawFn) -> dict[str, bytes]:
    """The bodies with a few values replaced, removed or given another name."""
    answers = {name: {"status": "OK", "result": deepcopy(result)} for name, result in ANSWERS.items()}
    for _ in range(draw(st.integers(1, 4))):
        places = list(_places(answers[draw(_NAMES)]))
        if not places:
            continue
        container, key = draw(st.sampled_from(places))
        how = draw(st.sampled_from(["replace", "replace", "remove", "rename"]))
        if how == "replace":
            container[key] = deepcopy(draw(_VALUES))
        elif how == "remove" or isinstance(container, list):
            del container[key]
        else:
            container[draw(_KEYS | st.text(max_size=5))] = container.pop(key)
    return {name: json.dumps(answer, ensure_ascii=draw(st.booleans())).encode() for name, answer in answers.items()}


@st.composite
def _broken(draw: st.DrawFn) -> dict[str, bytes]:
    """The bodies with some bytes of each cut out and others put in their place."""
    return {name: draw(_cut(body)) for name, body in BODIES.items()}


@st.composite
def _cut(draw: st.DrawFn, body: bytes) -> bytes:
    start = draw(st.integers(0, len(body)))
    end = draw(st.integers(start, min(len(body), start + 8)) | st.just(len(body)))
    filling = draw(st.binary(max_size=3) | st.sampled_from([b'"', b"[", b"{", b"\\ud800", b"\xff", b"1e999", b"NaN"]))
    return body[:start] + filling + body[end:]


def _read(decode: Callable[[bytes], Document], body: bytes) -> Document | None:
    try:
        return decode(body)
    except GatewayError:
        return None


def _fleet_of(bodies: dict[str, bytes], previous: Fleet | None) -> Fleet:
    return fleet(
        Parts(
            gateway_id="us-east",
            observed_at=NOW,
            deployments=_read(wire.decode_deployments, bodies["deployments"]),
            status=_read(wire.decode_status, bodies["status"]),
            capacity=_read(wire.decode_capacity, bodies["capacity"]),
            readiness=_read(wire.decode_readiness, bodies["readiness"]),
        ),
        previous,
    )


SOUND: Final = _fleet_of(BODIES, None)


def _is_whole(known: Fleet) -> bool:
    """Whether everything of a fleet can be asked for without an error."""
    nodes = [node for executor in known.executors for node in known.nodes_of(executor.name)]
    shares = [known.counts.healthy_percent, *(row.utilization for row in known.slots)]
    totals = known.capacity
    left = None if totals is None else (totals.utilization, totals.truly_available)
    return bool(repr((nodes, shares, left, known.executors, known.notices)))


def test_the_bodies_are_sound_before_they_are_bent() -> None:
    assert [executor.name for executor in SOUND.executors] == ["gone", NAME, "ocr.gpu"]
    assert SOUND.notices == ()


@given(_bent())
@QUICK
def test_bent_bodies_end_as_a_fleet(bodies: dict[str, bytes]) -> None:
    assert _is_whole(_fleet_of(bodies, SOUND))


@given(_broken())
@QUICK
def test_broken_bodies_end_as_a_fleet(bodies: dict[str, bytes]) -> None:
    assert _is_whole(_fleet_of(bodies, SOUND))
