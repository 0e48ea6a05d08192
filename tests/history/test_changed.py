from lib.fleet.history import History, remembered
from lib.fleet.model import Executor, Status, Verdict
from lib.history.changed import NO_STATUS, new_changes
from lib.history.samples import Change
from tests.fleet import records
from tests.fleet.pasts import EMPTY, at, fleet, look

GATEWAY = "us-east-1"


def seen(history: History, seconds: float, **told: object) -> History:
    executors: tuple[Executor, ...] = (records.executor("extract", records.rollup(**told)),)
    return remembered(history, fleet(seconds, *executors), None)


def brief(changes: list[Change]) -> list[tuple[str, str, str]]:
    return [(change.sort, change.before, change.after) for change in changes]


def test_the_first_look_is_no_change() -> None:
    assert new_changes(GATEWAY, None, look(EMPTY, 0, extract=Status.SERVING)) == []


def test_a_look_that_finds_the_same_is_no_change() -> None:
    before = look(EMPTY, 0, extract=Status.SERVING)
    assert new_changes(GATEWAY, before, look(before, 10, extract=Status.SERVING)) == []


def test_a_status_that_turns_is_told_once_with_when_and_why() -> None:
    first = seen(EMPTY, 0)
    second = seen(first, 10, status=Status.ERROR, reason="no heartbeat")
    third = seen(second, 20, status=Status.ERROR, reason="no heartbeat")
    assert new_changes(GATEWAY, first, second) == [
        Change(at(10), GATEWAY, "extract", "status", Status.SERVING, Status.ERROR, "no heartbeat")
    ]
    assert new_changes(GATEWAY, second, third) == []


def test_a_verdict_that_turns_is_told() -> None:
    first = seen(EMPTY, 0)
    second = seen(first, 10, verdict=Verdict.DRIFT, verdict_reason="epoch 3 behind")
    assert brief(new_changes(GATEWAY, first, second)) == [("verdict", "match", "drift")]


def test_an_executor_that_comes_and_one_that_goes_are_changes_from_and_to_nothing() -> None:
    first = look(EMPTY, 0, extract=Status.SERVING)
    second = look(first, 10, ocr=Status.SERVING)
    assert sorted(brief(new_changes(GATEWAY, first, second))) == [
        ("status", NO_STATUS, "SERVING"),
        ("status", "SERVING", NO_STATUS),
    ]


def test_dispatches_that_follow_each_other_are_told_once() -> None:
    first = seen(EMPTY, 0, epochs=(3, 3))
    second = seen(first, 10, epochs=(4, 4))
    third = seen(second, 20, epochs=(5, 5))
    assert brief(new_changes(GATEWAY, first, second)) == [("epoch", "3", "4")]
    assert new_changes(GATEWAY, second, third) == []


def test_an_epoch_that_falls_says_why() -> None:
    first = seen(EMPTY, 0, epochs=(3, 3))
    second = seen(first, 10, epochs=(1, 1))
    (change,) = new_changes(GATEWAY, first, second)
    assert (change.before, change.after) == ("3", "1")
    assert "older epoch" in change.reason


def test_changes_come_in_the_order_of_time_then_name() -> None:
    first = look(EMPTY, 0, b=Status.SERVING, a=Status.SERVING)
    second = look(look(first, 10, b=Status.ERROR, a=Status.SERVING), 20, b=Status.ERROR, a=Status.ERROR)
    assert [change.executor for change in new_changes(GATEWAY, first, second)] == ["b", "a"]
