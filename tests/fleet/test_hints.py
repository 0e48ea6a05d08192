import pytest

from lib.fleet.hints import RESTART_AFTER, STUCK_AFTER, Hint, hints
from lib.fleet.model import Executor, Fleet, RollUp, Status, Verdict
from tests.fleet import documents
from tests.fleet.documents import NOW, ONE, TWO, capacity, listing, moment, parts, slot, status
from tests.fleet.records import counts, executor, fleet, rollup, totals, unknown


def stale(age: float = 95, **told: object) -> RollUp:
    """An executor of one node whose heartbeat is that many seconds old."""
    return rollup(fresh=0, heartbeat_at=moment(age), oldest_heartbeat_at=moment(age), **told)


def starting(age: float) -> Executor:
    return executor("slow_executor", rollup(status=Status.STARTING), status_since=moment(age))


DRIFTING = rollup(verdict=Verdict.DRIFT)


def only(known: Fleet) -> Hint:
    [hint] = hints(known, NOW)
    return hint


def cases(known: Fleet) -> list[str]:
    return [hint.case for hint in hints(known, NOW)]


def test_a_calm_fleet_needs_no_hint() -> None:
    assert hints(fleet(executor("a"), executor("b")), NOW) == ()
    assert hints(documents.fleet(parts()), NOW) == ()


def test_a_gateway_that_lists_no_executors_is_starting_or_alone() -> None:
    hint = only(fleet())
    assert hint.case.startswith("The gateway answers but lists no executors")
    assert len(hint.steps) == 3


def test_a_gateway_that_never_answered_is_not_said_to_list_no_executors() -> None:
    assert hints(fleet(counts=counts(executors=None)), NOW) == ()


def test_a_stale_heartbeat_names_its_executor_and_age() -> None:
    hint = only(fleet(executor("calm"), executor("late", stale(95))))
    assert hint.case == "Stale heartbeats on late; the oldest is 1\u202fmin 35\u202fs old."


def test_the_oldest_heartbeat_is_that_of_the_stalest_executor() -> None:
    case = only(fleet(executor("late", stale(95)), executor("later", stale(120)))).case
    assert case == "Stale heartbeats on late, later; the oldest is 2\u202fmin old."


@pytest.mark.parametrize(("age", "advised"), [(RESTART_AFTER, False), (RESTART_AFTER + 1, True)])
def test_a_restart_is_advised_past_five_minutes_only(*, age: float, advised: bool) -> None:
    steps = only(fleet(executor("late", stale(age)))).steps
    assert any("Restart" in step for step in steps) is advised


def test_a_node_that_never_reported_has_no_stale_heartbeat() -> None:
    silent = rollup(fresh=0, silent=1, heartbeat_at=None, oldest_heartbeat_at=None)
    assert hints(fleet(executor("silent", silent)), NOW) == ()


def test_a_status_reading_of_the_past_says_nothing_of_heartbeats_now() -> None:
    assert hints(fleet(executor("late", stale()), status_stale=True), NOW) == ()


def test_where_all_heartbeats_stopped_together_no_executor_is_named() -> None:
    assert hints(fleet(executor("late", stale()), frozen_since=moment(95)), NOW) == ()


def test_a_stale_node_beside_a_fresh_one_is_enough() -> None:
    known = parts(deployments=listing({documents.NAME: [ONE, TWO]}), actual={ONE: status(), TWO: status(beat=95)})
    assert any(case.startswith(f"Stale heartbeats on {documents.NAME}") for case in cases(documents.fleet(known)))


@pytest.mark.parametrize(
    ("told", "full"),
    [
        ({"available": 0}, True),
        ({"available": 2, "stranded": 2}, True),
        ({"available": 2, "stranded": 1}, False),
        ({"available": 0, "capacity": 0}, False),
        ({"available": None}, False),
        ({"available": 2, "stranded": None}, False),
        ({"available": 0, "stranded": None}, True),
    ],
)
def test_capacity_is_full_where_no_slot_is_free_that_a_job_could_get(told: dict[str, int], *, full: bool) -> None:
    found = hints(fleet(executor(), capacity=totals(**told)), NOW)
    assert [hint.case for hint in found] == (["No slot is free that a job could get."] if full else [])


def test_capacity_of_the_past_is_not_full_now() -> None:
    assert hints(fleet(executor(), capacity=totals(available=0), capacity_stale=True), NOW) == ()
    assert hints(fleet(executor(), capacity=None), NOW) == ()


def test_a_full_gateway_is_told_from_its_documents() -> None:
    full = slot(capacity=2, used=2, available=0)
    assert cases(documents.fleet(parts(capacity=capacity(full)))) == ["No slot is free that a job could get."]


def test_starting_is_stuck_past_two_minutes_only() -> None:
    assert hints(fleet(starting(STUCK_AFTER)), NOW) == ()
    assert only(fleet(starting(STUCK_AFTER + 5))).case == "STARTING for up to 2\u202fmin 5\u202fs: slow_executor."


def test_drift_names_its_executors_and_settling_is_none() -> None:
    settling = rollup(verdict=Verdict.SETTLING)
    hint = only(fleet(executor("a", DRIFTING), executor("b", settling), unknown("c"), executor("d", DRIFTING)))
    assert hint.case == "Actual and desired state differ on a, d."


@pytest.mark.parametrize(
    ("many", "named"),
    [
        (3, "a, b, c"),
        (4, "a, b, c, and 1 more executor"),
        (6, "a, b, c, and 3 more executors"),
    ],
)
@pytest.mark.parametrize("rolled", [stale(), DRIFTING, rollup(status=Status.STARTING)], ids=["stale", "drift", "stuck"])
def test_three_executors_are_named_and_the_others_counted(many: int, named: str, rolled: RollUp) -> None:
    known = fleet(*(executor(name, rolled, status_since=moment(999)) for name in "abcdef"[:many]))
    assert named in only(known).case.replace(";", ".")


def test_hints_come_the_most_urgent_first() -> None:
    known = fleet(executor("late", stale(verdict=Verdict.DRIFT)), starting(999), capacity=totals(available=0))
    first_words = [case.split()[0] for case in cases(known)]
    assert first_words == ["Stale", "No", "STARTING", "Actual"]


@pytest.mark.parametrize("known", [fleet(), fleet(executor("late", stale()))], ids=["empty", "stale"])
def test_every_hint_has_steps_to_take(known: Fleet) -> None:
    assert all(hint.steps and all(hint.steps) for hint in hints(known, NOW))
