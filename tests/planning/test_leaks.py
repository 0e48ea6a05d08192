from typing import Any

import pandas as pd
import pytest
from msgspec import structs

from lib.fleet.model import Activity, Fleet, Node, NodeLoad, Status
from lib.planning.leaks import LEAST_STEPS, leak
from tests.fleet.documents import NAME, NOW, parts
from tests.fleet.documents import fleet as assembled
from tests.fleet.records import executor, fleet, slots

IDLE = structs.replace(assembled(parts()).nodes_of(NAME)[0])
BUSY = structs.replace(IDLE, activity=Activity.BUSY)
LEAKING = {"capacity": 4, "used": 4, "available": 0, "holders": 2, "per_node": 2}


def past(used: float = 4.0, steps: int = LEAST_STEPS, **told: Any) -> pd.DataFrame:
    at = pd.date_range(end=NOW, periods=steps, freq="5min")
    return pd.DataFrame({"at": at, "used": used, "total": 4.0, **told})


def found(
    *nodes: Node,
    steps: pd.DataFrame | None = None,
    waiting: int | None = 0,
    of: dict[str, Any] | None = None,
    **told: Any,
) -> tuple[str, ...]:
    """The evidence of an executor with four slots used, two tickets, and these nodes of two slots."""
    one = executor(slots=slots(**{**LEAKING, **(of or {})}))
    known: Fleet = fleet(one, nodes_of=lambda _name: nodes or (BUSY, IDLE), **told)
    return leak(known, one, waiting, past() if steps is None else steps)


def test_slots_that_neither_tickets_nor_busy_nodes_explain_are_suspected_with_the_evidence() -> None:
    assert found() == (
        "At least 95\u202f% in use in all 12 known steps since 2026-03-01 11:05 UTC.",
        "4 slots counted as used, but 2 tickets held.",
        "1 of 2 nodes busy, which explains 2 slots at most.",
        "Nothing waits meanwhile.",
    )


def test_jobs_that_wait_meanwhile_are_told_and_unknown_ones_are_not() -> None:
    assert found(waiting=3)[-1] == "3 jobs waiting meanwhile."
    assert len(found(waiting=None)) == 3


@pytest.mark.parametrize(
    "steps",
    [
        past(steps=LEAST_STEPS - 1),
        past(used=3.7),
        past(used=[4.0] * 11 + [3.0]),
        past(used=[float("nan")] * 11 + [4.0]),
        past(steps=0),
    ],
    ids=["too short", "not quite full", "once not full", "mostly unknown", "unknown"],
)
def test_nothing_is_suspected_unless_all_of_a_known_past_was_full(steps: pd.DataFrame) -> None:
    assert found(steps=steps) == ()


def test_a_short_gap_between_two_jobs_is_still_full() -> None:
    assert found(steps=past(used=3.9))


@pytest.mark.parametrize(
    "of", [{"holders": 4}, {"holders": None}, {"available": 1}, {"available": None}, {"used": 0}, {"used": None}]
)
def test_nothing_is_suspected_where_tickets_agree_or_slots_are_free_or_not_known(of: dict[str, Any]) -> None:
    assert found(of=of) == ()


def test_nothing_is_suspected_where_busy_nodes_explain_the_slots() -> None:
    assert found(BUSY, BUSY) == ()
    load = NodeLoad(capacity=4, available=0, active=4, accepting=True, routing_state="saturated")
    assert found(structs.replace(BUSY, load=load), IDLE) == ()


def test_nothing_is_suspected_where_a_node_does_not_say_whether_it_works() -> None:
    assert found(BUSY, structs.replace(IDLE, status=Status.UNKNOWN)) == ()
    assert found(BUSY, IDLE, of={"per_node": None}) == ()
    assert found(IDLE, IDLE, of={"per_node": None})


@pytest.mark.parametrize("told", [{"capacity_stale": True}, {"status_stale": True}, {"frozen_since": NOW}])
def test_nothing_is_suspected_of_what_is_no_longer_a_fact(told: dict[str, Any]) -> None:
    assert found(**told) == ()


def test_nothing_is_suspected_of_an_executor_without_slots() -> None:
    assert leak(fleet(), executor(), 0, past()) == ()
