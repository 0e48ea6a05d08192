from dataclasses import replace
from datetime import datetime, timedelta

import msgspec
import pytest

from lib.demo import fleets
from lib.demo.diagnostics import debug, software
from lib.demo.world import snapshot
from tests.demo.debug_shapes import G2Debug
from tests.demo.formats import NaiveMicroseconds
from tests.demo.wire_shapes import Software


@pytest.mark.parametrize("hour", range(0, 24, 4))
def test_jobs_wait_for_exactly_the_executors_whose_slots_are_full(noon: datetime, hour: int) -> None:
    known = snapshot(fleets.us_east(noon), noon + timedelta(hours=hour))
    summary = debug(known)["result"]["frontier"]["summary"]
    full = {state.executor.name for state in known.executors if state.nodes and state.holders == state.capacity}
    assert summary["ready_by_executor"].keys() == summary["stalest_ready"].keys() == full
    assert sum(summary["ready_by_executor"].values()) == summary["totals"]["ready"]
    assert "ocr-executor-prod-us-east-1-032" in full


def test_queues_are_kinds_of_work_and_their_counts_add_up(noon: datetime) -> None:
    known = snapshot(fleets.us_east(noon), noon)
    queues = debug(known)["result"]["job_state_counts"]["queues"]
    assert queues.keys().isdisjoint(state.executor.name for state in known.executors)
    assert sum(queue["active"] for queue in queues.values()) == sum(state.holders for state in known.executors)
    assert all(2 * queue["all"] == sum(queue.values()) for queue in queues.values())


def test_jobs_of_the_past_only_grow(noon: datetime) -> None:
    world = fleets.us_east(noon)
    early, late = (debug(snapshot(world, noon + timedelta(hours=hours)))["result"] for hours in (0, 1))
    assert early["counters"]["submission_count"] < late["counters"]["submission_count"]
    for name, queue in early["job_state_counts"]["queues"].items():
        assert queue["completed"] < late["job_state_counts"]["queues"][name]["completed"]


def test_a_gateway_that_just_started_has_no_dags_and_nothing_ready(noon: datetime) -> None:
    known = snapshot(replace(fleets.ap_south(noon), booting=True, gateway_started=noon), noon + timedelta(seconds=5))
    result = debug(known)["result"]
    msgspec.convert(result, G2Debug)
    assert "active_dags" not in result
    assert "stalest_ready" not in result["frontier"]["summary"]
    assert result["timing_info"]["uptime_seconds"] == 5
    assert result["timing_info"]["uptime_human"] == "0:00:05"


def test_only_g2_has_llm_dispatch(noon: datetime) -> None:
    assert "llm_dispatch" in debug(snapshot(fleets.us_east(noon), noon))["result"]
    assert "llm_dispatch" not in debug(snapshot(fleets.eu_west(noon), noon))["result"]


def test_software_is_all_strings_with_the_version_at_marie_marie(noon: datetime) -> None:
    body = msgspec.json.encode(software(snapshot(fleets.eu_west(noon), noon)))
    decoded = msgspec.json.decode(body, type=Software)
    assert decoded.marie["marie"] == "4.0.9"
    msgspec.convert(decoded.marie["uptime"], NaiveMicroseconds)
