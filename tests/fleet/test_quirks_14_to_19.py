"""Contract section 10, quirks 14 to 19: what documents of nodes say."""

import pytest

from lib.fleet.model import NodeHealth, Verdict
from tests.fleet.answers import HOLLOW, IDLE, READY, UNKNOWN, WANTED, entry, heard, one_node, only_node, state
from tests.fleet.documents import NAME, ONE, TWO, written


def test_14_hollow_documents_alone_are_alive_with_an_unknown_status() -> None:
    known = one_node(HOLLOW, {"phase": "SCHEDULED", "epoch": 0, "params": {}, "updated_at": written(1)})

    assert state(known) == UNKNOWN
    assert only_node(known).health is NodeHealth.HEALTHY
    assert known.executors[0].rollup.verdict is Verdict.UNKNOWN
    assert known.counts.fresh_nodes == 1
    assert known.notices[0].startswith("1 live document arrived empty")


def test_14_a_hollow_document_beside_a_real_one_hides_only_its_own_node() -> None:
    known = heard({NAME: [entry(ONE), entry(TWO)]}, {f"{ONE}/{NAME}": HOLLOW, f"{TWO}/{NAME}": IDLE})

    assert state(known) == READY
    assert known.executors[0].rollup.reason.startswith(f"1 of 2 nodes accept; {ONE}: its live document arrives empty")
    assert known.executors[0].rollup.epochs == (3, 3)


def test_15_a_code_is_unknown_and_shown() -> None:
    known = one_node({**IDLE, "status_code": 7, "status_name": "CODE_7"})

    assert state(known) == UNKNOWN
    assert known.executors[0].rollup.reason == "the worker reports CODE_7"


@pytest.mark.parametrize("details", [None, {}, {"gpu": {"index": 0}}, ["note"], "text"])
def test_16_details_are_null_or_anything(details: object) -> None:
    known = one_node({**IDLE, "details": details})

    assert (state(known), only_node(known).details) == (READY, details)


def test_16_details_make_a_document_not_hollow() -> None:
    known = one_node({**HOLLOW, "details": {"gpu": 0}})

    assert known.executors[0].rollup.hollow == 0
    assert known.executors[0].rollup.reason == "the worker reports SERVICE_UNKNOWN"


def test_17_an_epoch_that_went_down_is_drift_ahead_of_desired() -> None:
    known = one_node({**IDLE, "epoch": 5}, WANTED)

    assert state(known) == READY
    assert (known.executors[0].rollup.verdict, known.executors[0].rollup.verdict_reason) == (
        Verdict.DRIFT,
        "epoch 2 ahead of desired",
    )


def test_18_misses_of_the_past_change_nothing() -> None:
    known = one_node(IDLE, {**WANTED, "params": {"job_id": "0198", "misses": 3}})

    assert (state(known), known.executors[0].rollup.verdict) == (READY, Verdict.MATCH)


@pytest.mark.parametrize(
    "heartbeat",
    ["2026-03-01T11:59:50Z", "2026-03-01T11:59:50.000000+00:00", "2026-03-01T11:59:50.000000Z", "2026-03-01T11:59:50"],
)
def test_19_a_heartbeat_counts_in_every_format(heartbeat: str) -> None:
    assert only_node(one_node({**IDLE, "heartbeat_at": heartbeat})).heartbeat_age == 10


@pytest.mark.parametrize("heartbeat", ["", None, "just now"])
def test_19_a_heartbeat_that_cannot_be_read_is_none(heartbeat: str | None) -> None:
    known = one_node({**IDLE, "heartbeat_at": heartbeat})

    assert (state(known), only_node(known).heartbeat_age) == (UNKNOWN, None)


@pytest.mark.parametrize(("ahead", "skewed"), [(4, 0), (60, 1)])
def test_19_a_heartbeat_in_the_future_is_fresh_and_noted_beyond_5_s(ahead: int, skewed: int) -> None:
    known = one_node({**IDLE, "heartbeat_at": written(-ahead)})

    assert (state(known), only_node(known).heartbeat_age) == (READY, 0)
    assert (known.executors[0].rollup.skewed, len(known.notices)) == (skewed, skewed)
