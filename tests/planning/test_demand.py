from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

import msgspec
import pandas as pd
import pytest

from lib.demo import fleets
from lib.demo.routes import documents_of
from lib.demo.world import snapshot as seen_of
from lib.feed.reading import Reading, Snapshot
from lib.feed.schedule import Schedule
from lib.fleet.assembly import assemble
from lib.fleet.model import Fleet
from lib.fleet.parts import Parts
from lib.fleet.rules import Rules
from lib.gateway import wire
from lib.gateway.config import Gateway
from lib.gateway.errors import GatewayError, ReadTimedOut
from lib.gateway.routes import Kind
from lib.planning.demand import DEMANDS, ExecutorDemand, Pressure, Waiting, demand, table, waiting
from tests.fleet.documents import NAME, NOW
from tests.fleet.records import executor, fleet, slots

EAST: Final = Gateway(id="us-east", url="http://us-east.example:8080")
EVERY: Final = Schedule({Kind.HEALTH: 5.0, Kind.DEBUG: 30.0}, on_request=frozenset({Kind.DEBUG}))
NEVER: Final = Schedule({Kind.HEALTH: 5.0})


def seen(reading: Reading, *, age: float = 4.0, schedule: Schedule = EVERY) -> Snapshot:
    return Snapshot(EAST, {Kind.DEBUG: reading}, version=1, taken=age, taken_at=NOW, schedule=schedule)


def answered(frontier: wire.Frontier | None, *, unreadable: int = 0) -> Reading:
    answer = wire.Debug(frontier, unreadable)
    return Reading(Kind.DEBUG).succeeded(answer, at=NOW, monotonic=0.0, took=0.1, due=30.0)


def failed(reading: Reading, error: GatewayError) -> Reading:
    return reading.failed(error.at("us-east", "/api/debug"), at=NOW, due=30.0)


def summary(jobs: Mapping[str, int | None], **stalest: list[float | None]) -> wire.Frontier:
    stale = {name: [wire.ReadyJob(seconds) for seconds in waits] for name, waits in stalest.items()}
    return wire.Frontier(available=True, summary=wire.FrontierSummary(dict(jobs), {**stale} or None))


def test_waiting_jobs_are_told_by_name_with_the_longest_wait_and_the_age_of_the_answer() -> None:
    frontier = summary({"a": 2, "": 1, "b": 0}, a=[2.1, None, 9.5], b=[None])
    assert waiting(seen(answered(frontier))) == Waiting({"a": 2, "": 1, "b": 0}, {"a": 9.5}, "", 4.0)


def test_a_number_that_makes_no_sense_is_not_known() -> None:
    told = waiting(seen(answered(summary({"a": None, "b": -3}, a=[-2.0]))))
    assert told == Waiting({"a": None, "b": None}, {"a": 0.0}, "", 4.0)


NOT_TOLD = "This gateway does not tell how many jobs wait."
KNOWN = answered(summary({"a": 2}))


@pytest.mark.parametrize(
    ("snapshot", "why"),
    [
        (seen(Reading(Kind.DEBUG), schedule=NEVER), "Waiting jobs are not asked for: DEMAND is off."),
        (seen(Reading(Kind.DEBUG)), "Waiting jobs have not been read yet."),
        (
            seen(Reading(Kind.DEBUG).succeeded(None, at=NOW, monotonic=0.0, took=0.1, due=30.0)),
            "This gateway has no route that tells how many jobs wait.",
        ),
        (seen(answered(None)), NOT_TOLD),
        (seen(answered(wire.Frontier())), NOT_TOLD),
        (seen(answered(wire.Frontier(summary=wire.FrontierSummary()))), NOT_TOLD),
        (
            seen(answered(wire.Frontier(summary_error="no lease"))),
            "The gateway could not count waiting jobs: no lease",
        ),
        (
            seen(answered(wire.Frontier(available=False, summary=wire.FrontierSummary({})))),
            "The gateway's planner, which knows the waiting jobs, is not available.",
        ),
        (seen(KNOWN, age=91.0), "Waiting jobs were read too long ago."),
        (
            seen(failed(KNOWN, ReadTimedOut(5)), age=91.0),
            "Gateway us-east did not answer /api/debug within 5 s. Check that it is running and not overloaded.",
        ),
        (
            seen(failed(Reading(Kind.DEBUG), ReadTimedOut(5))),
            "Gateway us-east did not answer /api/debug within 5 s. Check that it is running and not overloaded.",
        ),
    ],
)
def test_what_is_not_known_says_why(snapshot: Snapshot, why: str) -> None:
    told = waiting(snapshot)
    assert (told.jobs, told.longest, told.why) == (None, {}, why)


def test_a_failure_leaves_what_is_recent_a_fact() -> None:
    assert waiting(seen(failed(KNOWN, ReadTimedOut(5)), age=89.0)).jobs == {"a": 2}


def jobs(**told: int | None) -> Waiting:
    return Waiting(told, {}, "", 1.0)


def one(waits: Waiting, known: Fleet | None = None, **of: Any) -> ExecutorDemand:
    """The demand of an executor with four slots, one of them used unless told."""
    found = demand(known or fleet(executor(slots=slots(**of))), waits)
    return next(each for each in found if each.executor == NAME)


FULL = {"used": 4, "available": 0}
STRANDED = {"stranded": 3}


@pytest.mark.parametrize(
    ("waits", "of", "pressure", "reason"),
    [
        (2, FULL, "full and waiting", "2 jobs waiting, and no slot is free."),
        (0, FULL, "full and content", "No slot is free, and nothing waits."),
        (1, {}, "waiting beside free slots", "1 job waiting, although 3 slots free."),
        (0, {}, "free", "3 slots free, and nothing waits."),
        (2, STRANDED, "free slots out of reach", "2 jobs waiting; 3 slots free, all on nodes that no work reaches."),
        (0, STRANDED, "free slots out of reach", "3 slots free, all on nodes that no work reaches; nothing waits."),
        (0, {"capacity": 0, "used": 0, "available": 0}, "no slots", "It has no slots, and nothing waits."),
        (
            2,
            {"capacity": 0, "used": 0, "available": 0},
            "full and waiting",
            "2 jobs waiting, and it has no slots.",
        ),
        (None, {}, "not known", "The number of waiting jobs is unreadable."),
        (2, {"stranded": None}, "not known", "Whether a job can get the free slots is not known."),
        (0, {"available": None}, "not known", "The gateway tells no slots of it."),
    ],
)
def test_jobs_beside_slots_are_judged_in_words(
    waits: int | None, of: dict[str, Any], pressure: str, reason: str
) -> None:
    found = one(jobs(**{NAME: waits}), **of)
    assert (found.pressure, found.reason, found.waiting) == (pressure, reason, waits)


def test_a_name_that_is_not_told_has_no_job_waiting() -> None:
    assert one(jobs(another=2), **FULL).pressure is Pressure.FULL_CONTENT


def test_without_an_answer_nothing_is_judged_and_the_reason_is_the_answers() -> None:
    found = one(Waiting(None, {}, "DEMAND is off.", None), **FULL)
    assert (found.pressure, found.reason, found.waiting) == (Pressure.UNKNOWN, "DEMAND is off.", None)
    assert (found.used, found.free) == (4, 0)


def test_slots_that_are_no_longer_a_fact_are_not_told() -> None:
    found = one(jobs(**{NAME: 2}), fleet(executor(slots=slots(**FULL)), capacity_stale=True))
    assert (found.pressure, found.reason) == (Pressure.UNKNOWN, "Slots were read too long ago.")
    assert (found.total, found.used, found.free, found.waiting) == (None, None, None, 2)


def test_names_without_an_executor_are_listed_and_match_only_exactly() -> None:
    found = demand(fleet(executor("a", slots=slots("a"))), Waiting({"A": 2, "": 1, "a": 0}, {"A": 7.0}, "", 1.0))
    assert [(each.executor, each.waiting, each.longest, each.known) for each in found] == [
        ("A", 2, 7.0, False),
        ("", 1, None, False),
        ("a", 0, None, True),
    ]
    assert {each.pressure for each in found if not each.known} == {Pressure.UNKNOWN}


def test_the_worst_comes_first() -> None:
    free = {"used": 1, "available": 3}
    of = {"few": FULL, "many": FULL, "content": FULL, "free": free, "beside": free, "out": STRANDED}
    known = fleet(*(executor(name, slots=slots(name, **told)) for name, told in of.items()))
    found = demand(known, jobs(few=1, many=5, beside=9, out=1, gone=7))
    assert [each.executor for each in found] == ["many", "few", "out", "beside", "gone", "content", "free"]


def test_the_table_has_a_row_a_name_and_leaves_what_is_not_known_empty() -> None:
    made = table(demand(fleet(executor(slots=slots(**FULL))), jobs(**{NAME: 2, "gone": None})))
    assert list(made.columns) == [column.name for column in DEMANDS]
    rows = made.set_index("executor")
    assert rows.loc[NAME, ["jobs_waiting", "slots_free", "demand"]].to_list() == [2, 0, "full and waiting"]
    assert rows.loc["gone", ["jobs_waiting", "slots_free", "slots_total", "leak_evidence"]].isna().all()


def of_the_demo() -> tuple[Fleet, Waiting]:
    """The demo's gateway that has an executor with leaked slots, read through its own documents."""
    world = fleets.us_east(NOW - timedelta(hours=1))
    documents, known = documents_of(world.generation), seen_of(world, NOW)

    def body(path: str) -> bytes:
        return msgspec.json.encode(documents[path](known))

    read = Parts(
        gateway_id=world.id,
        observed_at=NOW,
        deployments=wire.decode_deployments(body("/api/deployments")),
        status=wire.decode_status(body("/api/deployment-status")),
        capacity=wire.decode_capacity(body("/api/capacity")),
    )
    answer = wire.decode_debug(body("/api/debug"))
    reading = Reading(Kind.DEBUG).succeeded(answer, at=NOW, monotonic=0.0, took=0.1, due=30.0)
    return assemble(read, Rules(), None), waiting(seen(reading))


def test_the_demo_has_jobs_that_wait_and_a_leak_beside_an_honest_full_executor() -> None:
    known, waits = of_the_demo()
    past = pd.DataFrame(
        {"gateway": known.gateway_id, "at": pd.Timestamp(NOW) + pd.Timedelta(minutes=5 * step), "executor": each.name}
        | {"used": each.slots.used, "total": each.slots.capacity}
        for each in known.executors
        if each.slots
        for step in range(-12, 0)
    )
    found = {each.executor: each for each in demand(known, waits, past)}
    leaking, honest = found["embedding-executor-prod-us-east-1-033"], found["ocr-executor-prod-us-east-1-032"]
    assert {leaking.pressure, honest.pressure} == {Pressure.FULL_WAITING}
    assert honest.longest is not None
    assert leaking.leak
    assert [each.executor for each in found.values() if each.leak] == [leaking.executor]
    elsewhere = past.assign(gateway="another")
    assert not any(each.leak for each in demand(known, waits, elsewhere))
