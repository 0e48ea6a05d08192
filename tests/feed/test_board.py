from datetime import timedelta

import pytest

from lib.feed.board import Board
from lib.feed.reading import Reading
from lib.gateway.errors import ReadTimedOut
from lib.gateway.routes import Kind
from tests.feed.fakes import NOON, PATIENCE, FakeClock, gateway, schedule

HEALTH, CAPACITY = Kind.HEALTH, Kind.CAPACITY


@pytest.fixture
def board(clock: FakeClock) -> Board:
    return Board(gateway(), schedule(), clock)


def publish(
    board: Board, clock: FakeClock, kind: Kind, *, due_in: float, answer: object = "good", took: float = 0.1
) -> None:
    now = clock.monotonic()
    board.publish(board.reading(kind).succeeded(answer, at=clock.now(), monotonic=now, took=took, due=now + due_in))


def fail(board: Board, clock: FakeClock, kind: Kind, *, took: float) -> None:
    error = ReadTimedOut(took)
    board.publish(board.reading(kind).failed(error, at=clock.now(), due=clock.monotonic() + 60, took=took))


def test_a_new_board_knows_nothing_about_each_kind_of_the_schedule(board: Board) -> None:
    assert board.snapshot().readings == {HEALTH: Reading(HEALTH), CAPACITY: Reading(CAPACITY)}


def test_a_snapshot_is_seen_from_now_and_does_not_change_afterwards(board: Board, clock: FakeClock) -> None:
    publish(board, clock, HEALTH, due_in=5)
    clock.advance(4)
    seen = board.snapshot()
    clock.advance(60)
    publish(board, clock, HEALTH, due_in=5)
    assert (seen.age(HEALTH), seen.taken_at) == (4.0, NOON + timedelta(seconds=4))


def test_the_version_grows_with_each_reading_and_with_nothing_else(board: Board, clock: FakeClock) -> None:
    versions = [board.snapshot().version]
    board.renew()
    clock.advance(1000)
    board.give_up(HEALTH)
    assert board.snapshot().version == versions[0]
    for kind in (HEALTH, CAPACITY, HEALTH):
        publish(board, clock, kind, due_in=5)
        versions.append(board.snapshot().version)
    assert versions == sorted(set(versions))


def test_two_boards_never_have_the_same_version(clock: FakeClock) -> None:
    boards = [Board(gateway(), schedule(), clock) for _ in range(3)]
    assert len({board.snapshot().version for board in boards}) == 3


def test_a_board_nobody_looked_at_has_been_given_up(board: Board) -> None:
    assert board.give_up(HEALTH)


def test_only_the_look_that_ends_an_absence_has_to_wake(board: Board, clock: FakeClock) -> None:
    assert [board.renew(), board.renew()] == [True, False]
    clock.advance(90)
    assert board.give_up(HEALTH)
    assert [board.renew(), board.renew()] == [True, False]


def test_interest_lasts_its_span_from_the_latest_look(board: Board, clock: FakeClock) -> None:
    board.renew()
    clock.advance(60)
    board.renew()
    clock.advance(89)
    assert not board.give_up(HEALTH)
    clock.advance(1)
    assert board.give_up(HEALTH)


def test_the_first_look_waits_for_every_kind(board: Board) -> None:
    board.renew()
    assert board.opening.awaited == {HEALTH, CAPACITY}


def test_a_look_after_an_absence_waits_for_what_is_due_when_some_of_it_is_stale(board: Board, clock: FakeClock) -> None:
    publish(board, clock, HEALTH, due_in=5)
    publish(board, clock, CAPACITY, due_in=60)
    clock.advance(20)
    board.renew()
    assert board.opening.awaited == {HEALTH}


def test_a_look_after_an_absence_shows_at_once_what_is_due_but_not_stale(board: Board, clock: FakeClock) -> None:
    publish(board, clock, HEALTH, due_in=5)
    publish(board, clock, CAPACITY, due_in=30)
    clock.advance(14)
    assert board.renew()
    assert board.opening.over


TOO_LONG = PATIENCE + 1


def test_a_look_after_an_absence_does_not_wait_for_what_hung_at_its_last_try(board: Board, clock: FakeClock) -> None:
    publish(board, clock, HEALTH, due_in=5)
    fail(board, clock, CAPACITY, took=TOO_LONG)
    clock.advance(3600)
    board.renew()
    assert board.opening.awaited == {HEALTH}


def test_a_look_after_an_absence_waits_for_nothing_of_a_gateway_that_was_found_hanging(
    board: Board, clock: FakeClock
) -> None:
    for kind in (HEALTH, CAPACITY):
        publish(board, clock, kind, due_in=5)
        fail(board, clock, kind, took=TOO_LONG)
    clock.advance(3600)
    assert board.renew()
    assert board.opening.over


def test_a_look_after_an_absence_does_not_wait_for_an_answer_that_took_too_long_the_last_time(
    board: Board, clock: FakeClock
) -> None:
    publish(board, clock, HEALTH, due_in=5)
    publish(board, clock, CAPACITY, due_in=30, took=TOO_LONG)
    clock.advance(3600)
    board.renew()
    assert board.opening.awaited == {HEALTH}


def test_a_look_after_an_absence_waits_for_what_failed_at_once(board: Board, clock: FakeClock) -> None:
    """What is quick to fail is quick to be told again, and may be well by now."""
    for kind in (HEALTH, CAPACITY):
        fail(board, clock, kind, took=0.1)
    clock.advance(3600)
    board.renew()
    assert board.opening.awaited == {HEALTH, CAPACITY}


def test_a_look_after_an_absence_does_not_wait_for_what_is_not_offered(board: Board, clock: FakeClock) -> None:
    publish(board, clock, HEALTH, due_in=5)
    publish(board, clock, CAPACITY, due_in=30, answer=None)
    clock.advance(3600)
    board.renew()
    assert board.opening.awaited == {HEALTH}


def test_what_came_in_time_again_is_waited_for_again(board: Board, clock: FakeClock) -> None:
    for kind in (HEALTH, CAPACITY):
        fail(board, clock, kind, took=TOO_LONG)
        publish(board, clock, kind, due_in=5)
    clock.advance(3600)
    board.renew()
    assert board.opening.awaited == {HEALTH, CAPACITY}


def test_no_look_waits_any_more_once_the_first_has_waited_in_vain(board: Board) -> None:
    board.renew()
    board.opening.wait(0.01)
    assert not board.renew()
    assert board.opening.over


def test_a_published_reading_settles_every_wait_for_its_kind(board: Board, clock: FakeClock) -> None:
    board.renew()
    waits = [board.opening, board.begin_refresh()]
    publish(board, clock, HEALTH, due_in=5)
    assert [wait.over for wait in waits] == [False, False]
    publish(board, clock, CAPACITY, due_in=5)
    assert [wait.over for wait in waits] == [True, True]


def test_a_refresh_under_way_serves_who_asks_meanwhile_and_a_later_one_is_another(
    board: Board, clock: FakeClock
) -> None:
    first = board.begin_refresh()
    publish(board, clock, HEALTH, due_in=5)
    assert board.begin_refresh() is first
    assert first.awaited == {CAPACITY}
    publish(board, clock, CAPACITY, due_in=5)
    assert board.begin_refresh() is not first


def test_releasing_ends_every_wait(board: Board) -> None:
    board.renew()
    wait = board.begin_refresh()
    board.release()
    assert wait.over
    assert board.opening.over


def test_a_sample_waits_for_what_was_never_read(board: Board) -> None:
    assert board.begin_sample(15).awaited == {HEALTH, CAPACITY}


def test_a_sample_does_not_wait_for_what_is_recent(board: Board, clock: FakeClock) -> None:
    publish(board, clock, HEALTH, due_in=5)
    clock.advance(10)
    publish(board, clock, CAPACITY, due_in=30)
    clock.advance(6)
    assert board.begin_sample(15).awaited == {HEALTH}


def test_a_sample_of_which_all_is_recent_is_settled_at_once(board: Board, clock: FakeClock) -> None:
    for kind in (HEALTH, CAPACITY):
        publish(board, clock, kind, due_in=5)
    assert board.begin_sample(15).over


def test_a_sample_leaves_alone_what_failed_until_its_pause_is_over(board: Board, clock: FakeClock) -> None:
    publish(board, clock, CAPACITY, due_in=30)
    fail(board, clock, HEALTH, took=1)
    clock.advance(59)
    assert board.begin_sample(60).over
    clock.advance(1)
    assert board.begin_sample(60).awaited == {HEALTH}


def test_a_sample_renews_nobodys_interest(board: Board) -> None:
    board.begin_sample(15)
    assert board.give_up(HEALTH)


def test_a_kind_is_awaited_until_its_reading_comes(board: Board, clock: FakeClock) -> None:
    assert not board.is_awaited(HEALTH)
    board.begin_sample(15)
    assert board.is_awaited(HEALTH)
    publish(board, clock, HEALTH, due_in=5)
    assert not board.is_awaited(HEALTH)
    assert board.is_awaited(CAPACITY)


def test_nothing_is_awaited_once_nothing_will_come(board: Board) -> None:
    board.begin_sample(15)
    board.release()
    assert not board.is_awaited(HEALTH)
