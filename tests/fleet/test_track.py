from typing import Any

import pytest

from lib.fleet import track
from lib.fleet.model import Activity, RollUp, Status, Verdict
from lib.fleet.track import CHANGES_KEPT, EpochRun, Run, Track, VerdictChange, begun, left, unchanged
from tests.fleet.documents import NOW, moment
from tests.fleet.pasts import PACE, SETTLING, at
from tests.fleet.records import rollup

SERVING, STARTING, STOPPING, ERROR, UNKNOWN = (
    Status.SERVING,
    Status.STARTING,
    Status.STOPPING,
    Status.ERROR,
    Status.UNKNOWN,
)
MATCH, SETTLE, DRIFT, NOT_KNOWN = Verdict.MATCH, Verdict.SETTLING, Verdict.DRIFT, Verdict.UNKNOWN
STEADY = track.STEADY.total_seconds()


def followed(found: Track, rolled: RollUp, seconds: float, before: float | None = None) -> Track:
    """The track after one more look; untold, the one before was ten seconds earlier."""
    return track.followed(found, rolled, at(seconds), at(seconds - 10 if before is None else before), PACE.settling)


def of(*looks: tuple[float, RollUp]) -> Track:
    """The track of looks one after another; the first is the first of all."""
    (first, rolled), *rest = looks
    found, before = begun(rolled, at(first), None), first
    for seconds, each in rest:
        found, before = followed(found, each, seconds, before), seconds
    return found


def statuses(*looks: tuple[float, Status]) -> Track:
    return of(*((seconds, rollup(status=status, reason=f"{status} then")) for seconds, status in looks))


def shown(found: Track) -> list[tuple[float, Status | None]]:
    return [((run.begin - NOW).total_seconds(), run.status) for run in found.runs]


def test_a_track_begins_with_what_is_seen_first() -> None:
    assert begun(rollup(), NOW, None) == Track((Run(NOW, SERVING, "0 busy, 1 ready"),), None, MATCH, (), 3, ())


def test_a_track_that_begins_later_knows_since_when_the_executor_was_not_listed() -> None:
    before = Run(moment(100), None, "")
    assert begun(rollup(), NOW, before).runs == (before, Run(NOW, SERVING, "0 busy, 1 ready"))


@pytest.mark.parametrize(
    "told",
    [
        {"activity": Activity.BUSY, "reason": "1 busy, 0 ready"},
        {"heartbeat_at": NOW, "updated_at": NOW, "owners": ()},
        {"epochs": None},
        {"epochs": (1, 3)},
    ],
    ids=["busy", "heartbeat", "no epoch", "lower epoch of another node"],
)
def test_what_moves_all_the_time_is_no_change(told: dict[str, Any]) -> None:
    found = begun(rollup(), NOW, None)
    assert unchanged(found, rollup(**told))
    assert followed(found, rollup(**told), 10) == found


@pytest.mark.parametrize("told", [{"status": ERROR}, {"verdict": DRIFT}, {"verdict": SETTLE}, {"epochs": (4, 4)}])
def test_what_may_be_a_change_is_looked_at(told: dict[str, Any]) -> None:
    assert not unchanged(begun(rollup(), NOW, None), rollup(**told))


def test_a_status_is_recorded_with_the_reason_it_had_then() -> None:
    found = statuses((0, SERVING), (10, ERROR), (20, ERROR), (30, SERVING))
    assert shown(found) == [(0, SERVING), (10, ERROR), (30, SERVING)]
    assert found.runs[1].reason == "ERROR then"


@pytest.mark.parametrize(
    ("looks", "recorded"),
    [
        ([(0, SERVING), (10, STARTING), (20, SERVING)], [(0, SERVING)]),
        ([(0, SERVING), (10, STARTING), (20, STARTING), (40, SERVING)], [(0, SERVING)]),
        ([(0, SERVING), (10, STARTING), (20, ERROR)], [(0, SERVING), (10, STARTING), (20, ERROR)]),
        ([(0, SERVING), (10, STARTING), (10 + SETTLING, STARTING)], [(0, SERVING)]),
        ([(0, SERVING), (10, STARTING), (11 + SETTLING, STARTING)], [(0, SERVING), (10, STARTING)]),
        (
            [(0, SERVING), (10, STARTING), (41, STARTING), (50, SERVING)],
            [(0, SERVING), (10, STARTING), (50, SERVING)],
        ),
        ([(0, SERVING), (10, STARTING), (20, SERVING), (45, STARTING), (55, SERVING)], [(0, SERVING)]),
        ([(0, ERROR), (10, STARTING), (20, ERROR)], [(0, ERROR), (10, STARTING), (20, ERROR)]),
        ([(0, STARTING), (10, SERVING)], [(0, STARTING), (10, SERVING)]),
        ([(0, SERVING), (10, STOPPING), (20, SERVING)], [(0, SERVING), (10, STOPPING), (20, SERVING)]),
        ([(0, SERVING), (10, UNKNOWN), (20, SERVING)], [(0, SERVING), (10, UNKNOWN), (20, SERVING)]),
    ],
    ids=[
        "a dispatch",
        "a slow dispatch",
        "a dispatch that failed",
        "as long as a dispatch may take",
        "longer than a dispatch may take",
        "back after long",
        "two dispatches",
        "a start that failed",
        "a start",
        "a word of the gateway",
        "not known for a while",
    ],
)
def test_starting_of_a_serving_executor_is_recorded_if_it_lasts_or_leads_elsewhere(
    looks: list[tuple[float, Status]], recorded: list[tuple[float, Status]]
) -> None:
    assert shown(statuses(*looks)) == recorded


def test_a_starting_that_is_held_back_is_known_and_looked_at_again() -> None:
    found = statuses((0, SERVING), (10, STARTING))
    assert found.held == Run(at(10), STARTING, "STARTING then")
    assert not unchanged(found, rollup(status=SERVING))
    assert statuses((0, SERVING), (10, STARTING), (20, SERVING)).held is None


def test_an_executor_that_left_is_not_listed_from_then_on() -> None:
    assert shown(left(statuses((0, SERVING)), at(10))) == [(0, SERVING), (10, None)]


def test_an_executor_that_left_while_it_was_starting_led_elsewhere() -> None:
    gone = left(statuses((0, SERVING), (10, STARTING)), at(20))
    assert (shown(gone), gone.held) == ([(0, SERVING), (10, STARTING), (20, None)], None)


def test_an_executor_that_came_back_has_one_track() -> None:
    back = followed(left(statuses((0, SERVING)), at(10)), rollup(), 30)
    assert shown(back) == [(0, SERVING), (10, None), (30, SERVING)]


def verdicts(*looks: Verdict) -> list[tuple[float, Verdict, Verdict]]:
    """What is recorded of verdicts ten seconds apart: when, before and after."""
    rolled = (rollup(verdict=verdict, verdict_reason=f"{verdict} then") for verdict in looks)
    found = of(*((10.0 * number, each) for number, each in enumerate(rolled)))
    assert all(change.reason == f"{change.after} then" for change in found.verdicts)
    return [((change.at - NOW).total_seconds(), change.before, change.after) for change in found.verdicts]


@pytest.mark.parametrize(
    ("looks", "recorded"),
    [
        ([MATCH, SETTLE, MATCH], []),
        ([MATCH, SETTLE, SETTLE, DRIFT], [(30, MATCH, DRIFT)]),
        ([MATCH, DRIFT, MATCH], [(10, MATCH, DRIFT), (20, DRIFT, MATCH)]),
        ([DRIFT, SETTLE, DRIFT], []),
        ([DRIFT, SETTLE, MATCH], [(20, DRIFT, MATCH)]),
        ([MATCH, SETTLE, NOT_KNOWN], [(20, MATCH, NOT_KNOWN)]),
        ([SETTLE, MATCH], []),
        ([SETTLE, DRIFT], [(10, SETTLE, DRIFT)]),
        ([NOT_KNOWN, SETTLE, MATCH], [(20, NOT_KNOWN, MATCH)]),
    ],
)
def test_settling_is_no_change_but_what_it_ends_in_may_be_one(
    looks: list[Verdict], recorded: list[tuple[float, Verdict, Verdict]]
) -> None:
    assert verdicts(*looks) == recorded


def epochs(*looks: tuple[float, int | None]) -> list[tuple[float, float, int, int]]:
    """What is recorded of highest epochs: begin, end, before and after."""
    found = of(*((seconds, rollup(epochs=epoch and (1, epoch))) for seconds, epoch in looks))
    return [
        ((run.begin - NOW).total_seconds(), (run.end - NOW).total_seconds(), run.before, run.after)
        for run in found.epochs
    ]


@pytest.mark.parametrize(
    ("looks", "recorded"),
    [
        ([(0, 40), (10, 40)], []),
        ([(0, 40), (10, 41)], [(0, 10, 40, 41)]),
        ([(0, 40), (10, 41), (20, 44), (30, 44), (40, 47)], [(0, 40, 40, 47)]),
        ([(0, 40), (10, 41), (10 + STEADY, 42)], [(0, 10 + STEADY, 40, 42)]),
        ([(0, 40), (10, 41), (900, 41), (910, 42)], [(0, 10, 40, 41), (900, 910, 41, 42)]),
        ([(0, 40), (10, 41), (20, 7), (30, 8)], [(0, 10, 40, 41), (10, 20, 41, 7), (20, 30, 7, 8)]),
        ([(0, 40), (10, 7), (20, 6)], [(0, 10, 40, 7), (10, 20, 7, 6)]),
        ([(0, 40), (10, None), (20, 41)], [(10, 20, 40, 41)]),
        ([(0, None), (10, 41)], []),
    ],
    ids=[
        "still",
        "one",
        "steadily",
        "slowly",
        "after a pause",
        "down",
        "twice down",
        "not told for a while",
        "first told",
    ],
)
def test_epochs_that_go_up_steadily_are_one_run_and_one_that_goes_down_is_another(
    looks: list[tuple[float, int | None]], recorded: list[tuple[float, float, int, int]]
) -> None:
    assert epochs(*looks) == recorded


def test_a_run_of_epochs_says_whether_it_fell() -> None:
    assert EpochRun(NOW, NOW, 47, 3).fell
    assert not EpochRun(NOW, NOW, 3, 47).fell


def test_only_so_many_changes_of_each_sort_are_kept_and_they_are_the_latest() -> None:
    unwell = rollup(status=ERROR, verdict=DRIFT, epochs=(1, 1))
    found = of(*((number, unwell if number % 2 else rollup()) for number in range(3 * CHANGES_KEPT)))
    assert len(found.runs) == len(found.verdicts) == len(found.epochs) == CHANGES_KEPT
    latest = at(3 * CHANGES_KEPT - 1)
    assert found.runs[-1].begin == found.verdicts[-1].at == found.epochs[-1].end == latest
    assert found.verdicts[-1] == VerdictChange(latest, MATCH, DRIFT, "epoch 3")


def test_an_epoch_that_rises_needs_no_reason_and_one_that_falls_has_one() -> None:
    rises, falls = (EpochRun(NOW, NOW, before, after) for before, after in ((3, 4), (4, 3)))
    assert (rises.fell, rises.reason) == (False, "")
    assert falls.fell
    assert "an older epoch was written back" in falls.reason
