import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from lib.demo import fleets
from lib.demo.documents import capacity, deployment_nodes, deployment_status
from lib.demo.node import Trait
from lib.demo.readiness import readiness
from lib.demo.world import Generation, World, snapshot
from lib.fleet.names import parts

_CONVENTION = re.compile(r"[a-z]+-executor-(prod|staging)-[a-z]+-[a-z]+-\d-\d{3}")
_UPSTREAM = re.compile(r"[a-z]+(_[a-z]+)*_executor")


class Shown:
    """What a client of us-east-1 reads at one time."""

    def __init__(self, at: datetime, started: datetime) -> None:
        known = snapshot(fleets.us_east(started), at)
        self.at = at
        self.nodes: dict[str, list[dict[str, str]]] = deployment_nodes(known)["result"]
        self.desired: dict[str, dict[str, Any]] = deployment_status(known)["result"]["desired"]
        self.status: dict[str, dict[str, Any]] = deployment_status(known)["result"]["status"]
        self.capacity: dict[str, Any] = capacity(known)["result"]
        self.workers: list[dict[str, Any]] = readiness(known)["result"]["gateways"]

    def addresses(self, executor: str) -> set[str]:
        return {row["gateway"] for row in self.nodes[executor]}

    def heartbeat_age(self, key: str) -> timedelta:
        return self.at - datetime.fromisoformat(self.status[key]["heartbeat_at"])

    def slots(self, executor: str) -> dict[str, Any]:
        [row] = [row for row in self.capacity["slots"] if row["name"] == executor]
        return dict(row)

    def keys(self, executor: str) -> list[str]:
        return [f"{address}/{executor}" for address in sorted(self.addresses(executor))]

    def worker_states(self, executor: str) -> set[str]:
        return {worker["state"] for worker in self.workers if executor in worker["executors"]}


def _is_starting_by_its_check(shown: Shown) -> bool:
    return any(shown.worker_states(name) == {"checking"} for name in shown.nodes)


def _is_starting_by_a_fresh_dispatch(shown: Shown) -> bool:
    young = {
        key
        for key, desired in shown.desired.items()
        if shown.at - datetime.fromisoformat(desired["updated_at"]) < timedelta(seconds=30) and key not in shown.status
    }
    return any(shown.nodes[name] and young.issuperset(shown.keys(name)) for name in shown.nodes)


def _is_stopped(shown: Shown) -> bool:
    return any(
        not nodes and not any(key.endswith(f"/{name}") for key in shown.status) for name, nodes in shown.nodes.items()
    )


def _is_in_error_by_its_checks(shown: Shown) -> bool:
    errors = {"retrying", "error"}
    said = all(worker["last_error"] for worker in shown.workers if worker["state"] in errors)
    return said and any(shown.worker_states(name) == errors for name in shown.nodes)


def _has_a_quarantined_node(shown: Shown) -> bool:
    quarantined = [key for key, desired in shown.desired.items() if "status_degraded_since" in desired["params"]]
    idle = [node for node in shown.capacity["nodes"] if f"{node['address']}/{node['executor']}" in quarantined]
    return bool(idle) and all(not node["accepting_traffic"] for node in idle)


def _is_never_used(shown: Shown) -> bool:
    written = shown.desired.keys() | shown.status.keys()
    ready = [name for name in shown.nodes if shown.worker_states(name) == {"ready"}]
    return any(written.isdisjoint(shown.keys(name)) for name in ready)


def _is_degraded_by_one_stale_heartbeat_of_three(shown: Shown) -> bool:
    for name in shown.nodes:
        keys = shown.keys(name)
        stale = [key for key in keys if key in shown.status and shown.heartbeat_age(key) > timedelta(minutes=5)]
        if len(keys) == 3 and len(stale) == 1 and all(key in shown.status for key in keys):
            return True
    return False


def _is_three_epochs_behind(shown: Shown) -> bool:
    return any(
        shown.desired[key]["epoch"] - status["epoch"] == 3
        and shown.at - datetime.fromisoformat(shown.desired[key]["updated_at"]) > timedelta(seconds=30)
        and shown.heartbeat_age(key) < timedelta(seconds=15)
        for key, status in shown.status.items()
    )


def _is_saturated(shown: Shown) -> bool:
    return any(
        row["used"] == row["capacity"] > 0 and row["notes"] == "" and row["name"].startswith("ocr-executor")
        for row in shown.capacity["slots"]
    )


def _is_over_committed(shown: Shown) -> bool:
    return any(
        row["used"] > row["capacity"] > 0 and row["available"] == 0 and row["notes"] == "COUNT≠HOLDERS"
        for row in shown.capacity["slots"]
    )


def _is_long_gone(shown: Shown) -> bool:
    return any(row["capacity"] == 0 and row["name"] not in shown.nodes for row in shown.capacity["slots"])


def _two_executors_share_an_address(shown: Shown) -> bool:
    return any(len(worker["executors"]) == 2 for worker in shown.workers)


def _has_an_ipv6_node(shown: Shown) -> bool:
    return any(row["address"] == "grpc://[fd00::7]:7101" for rows in shown.nodes.values() for row in rows)


_ALWAYS_THERE = [
    _is_starting_by_its_check,
    _is_starting_by_a_fresh_dispatch,
    _is_stopped,
    _is_in_error_by_its_checks,
    _has_a_quarantined_node,
    _is_never_used,
    _is_degraded_by_one_stale_heartbeat_of_three,
    _is_three_epochs_behind,
    _is_saturated,
    _is_over_committed,
    _is_long_gone,
    _two_executors_share_an_address,
    _has_an_ipv6_node,
]


@pytest.mark.parametrize("hour", range(24))
def test_us_east_shows_every_state_at_any_hour(noon: datetime, hour: int) -> None:
    shown = Shown(noon + timedelta(hours=hour, minutes=2 * hour, seconds=5 * hour), noon)
    assert [state.__name__ for state in _ALWAYS_THERE if not state(shown)] == []


def test_us_east_settles_now_and_then(noon: datetime) -> None:
    def settling(shown: Shown) -> int:
        return sum(shown.desired[key]["epoch"] - status["epoch"] == 1 for key, status in shown.status.items())

    counts = [settling(Shown(noon + timedelta(seconds=seconds), noon)) for seconds in range(0, 60, 5)]
    assert set(counts) == {0, 1}
    assert counts.count(1) == 4


def test_most_of_us_east_is_well(noon: datetime) -> None:
    traits = [node.trait for executor in fleets.us_east(noon).executors for node in executor.nodes]
    assert 0.88 < traits.count(Trait.FINE) / len(traits) < 0.95


@pytest.mark.parametrize(
    ("fleet", "generation", "executors"),
    [(fleets.us_east, Generation.G2, 42), (fleets.eu_west, Generation.G1, 16), (fleets.ap_south, Generation.G2, 12)],
)
def test_each_fleet_has_its_size_and_generation(
    noon: datetime, fleet: Callable[[datetime], World], generation: Generation, executors: int
) -> None:
    world = fleet(noon)
    assert (world.generation, len(world.executors)) == (generation, executors)
    assert len({executor.name for executor in world.executors}) == executors


@pytest.mark.parametrize("fleet", [fleets.us_east, fleets.eu_west, fleets.ap_south])
def test_names_follow_the_convention_or_the_upstream_style(noon: datetime, fleet: Callable[[datetime], World]) -> None:
    names = [executor.name for executor in fleet(noon).executors]
    by_convention = [name for name in names if _CONVENTION.fullmatch(name)]
    upstream = [name for name in names if _UPSTREAM.fullmatch(name)]
    assert by_convention
    assert upstream
    assert len(by_convention) + len(upstream) == len(names)


@pytest.mark.parametrize("fleet", [fleets.us_east, fleets.eu_west, fleets.ap_south])
def test_nodes_and_slots_stay_in_their_ranges(noon: datetime, fleet: Callable[[datetime], World]) -> None:
    for executor in fleet(noon).executors:
        assert len(executor.nodes) <= 6
        assert all(1 <= node.slots <= 8 for node in executor.nodes)
        assert len({node.slots for node in executor.nodes}) <= 1
        assert len({node.address for node in executor.nodes}) == len(executor.nodes)


def test_eu_west_has_an_executor_without_nodes_and_one_never_used(noon: datetime) -> None:
    executors = fleets.eu_west(noon).executors
    assert sum(not executor.nodes for executor in executors) == 1
    assert sum({node.trait for node in executor.nodes} == {Trait.NEVER_USED} for executor in executors) == 1


def test_eu_west_remembers_misses_of_the_past(noon: datetime) -> None:
    result = deployment_status(snapshot(fleets.eu_west(noon), noon))["result"]
    misses = [desired["params"].get("misses") for desired in result["desired"].values()]
    assert {2, None} == set(misses)


def _gateways_of_functions(noon: datetime) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for world in (fleets.us_east(noon), fleets.eu_west(noon), fleets.ap_south(noon)):
        for executor in world.executors:
            if executor.nodes:
                found.setdefault(parts(executor.name).function or executor.name, set()).add(world.id)
    return found


def test_most_functions_run_in_several_gateways_and_two_in_one_alone(noon: datetime) -> None:
    found = _gateways_of_functions(noon)
    assert {name: where for name, where in found.items() if len(where) == 1} == {
        "remark": {"us-east-1"},
        "contract": {"eu-west-1"},
    }
    assert len(found) == 17


@pytest.mark.parametrize("hour", range(0, 24, 6))
def test_us_east_has_a_function_without_a_free_slot_that_another_gateway_has_room_for(
    noon: datetime, hour: int
) -> None:
    def available(world: World) -> int:
        slots = capacity(snapshot(world, noon + timedelta(hours=hour)))["result"]["slots"]
        return sum(row["available"] for row in slots if row["name"] == "key_value_executor")

    assert available(fleets.us_east(noon)) == 0
    assert available(fleets.eu_west(noon)) > 0


def test_a_benchmark_fleet_has_the_size_asked_for_and_is_well(noon: datetime) -> None:
    world = fleets.benchmark(noon, Generation.G1, executors=600, nodes=3)
    nodes = [node for executor in world.executors for node in executor.nodes]
    assert (len(world.executors), len(nodes), world.generation) == (600, 1800, Generation.G1)
    assert len({node.address for node in nodes}) == 1800
    assert {node.trait for node in nodes} == {Trait.FINE}
