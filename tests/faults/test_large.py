"""Fleets that are far larger or have far odder names than any should: read, in tables and on the page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import msgspec
import pytest

from lib.gateway.routes import Kind
from lib.process import Observation
from tests.faults.page_model import Looks, make_files, make_page, make_samples
from tests.fleet.documents import NOW, written

TEN_KB: Final = "n" * 10_000
TURNED: Final = "\u202eresucexe\u202c"
UNSEEN: Final = "extract\u200b_exec\u2060utor\ufeff"


@dataclass(frozen=True)
class Large:
    """A row: the number of nodes of each executor, by its name."""

    name: str
    nodes: Mapping[str, int]


FLEETS: Final = (
    Large("10,000 executors", {f"extract_executor_{number}": 1 for number in range(10_000)}),
    Large("one executor with 5,000 nodes", {"extract_executor": 5_000}),
    Large("names of 10 kB", {f"{TEN_KB}{number}": 2 for number in range(20)}),
    Large("right-to-left characters", {TURNED: 2, "מבצע": 1, "منفذ_executor": 1}),
    Large("zero-width characters", {UNSEEN: 2, "extract_executor": 1}),
)


def _places(fleet: Large) -> list[tuple[str, str]]:
    return [
        (name, f"10.{number % 200}.{node // 250}.{node % 250}:{7000 + number // 200}")
        for number, (name, nodes) in enumerate(fleet.nodes.items())
        for node in range(nodes)
    ]


def _answers(fleet: Large) -> dict[Kind, Any]:
    listed: dict[str, list[Any]] = {name: [] for name in fleet.nodes}
    for name, place in _places(fleet):
        listed[name].append({"address": f"grpc://{place}", "endpoint": "/default"})
    status = {"status_name": "NOT_SERVING", "owner": "rep-0", "epoch": 3, "heartbeat_at": written(1)}
    wanted = {"phase": "SCHEDULED", "epoch": 3, "params": {}, "updated_at": written(600)}
    keys = [f"{place}/{name}" for name, place in _places(fleet)]
    slots = [{"name": name, "capacity": 2**53, "used": 1, "available": 2**53 - 1} for name in fleet.nodes]
    return {
        Kind.EXECUTORS: {"deployment_nodes": listed},
        Kind.STATUS: {"status": dict.fromkeys(keys, status), "desired": dict.fromkeys(keys, wanted)},
        Kind.CAPACITY: {"slots": slots},
    }


def _seen(fleet: Large) -> Observation:
    looks = Looks.begun(NOW)
    bodies = {kind: msgspec.json.encode({"result": result}) for kind, result in _answers(fleet).items()}
    return looks.look(bodies)


@pytest.mark.parametrize("fleet", FLEETS, ids=lambda fleet: fleet.name)
def test_a_large_or_odd_fleet_is_read_whole_and_all_is_made_of_it(fleet: Large) -> None:
    seen = _seen(fleet)
    assert {each.name: each.rollup.node_count for each in seen.fleet.executors} == dict(fleet.nodes)
    assert seen.fleet.counts.healthy_percent == 100
    assert list(seen.tables.executors["executor"]) == [each.name for each in seen.fleet.executors]
    make_page(seen)
    make_samples(seen)
    make_files(seen)
