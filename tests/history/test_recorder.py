import threading
from collections.abc import Callable
from contextlib import closing

import pytest

from lib.history.recorder import Recorder

PATIENCE = 20.0


class Counted:
    """Something to take, which tells how often it was taken."""

    def __init__(self, take: Callable[[], object] = lambda: None) -> None:
        self.times = 0
        self._take = take
        self._changed = threading.Condition()

    def __call__(self) -> None:
        with self._changed:
            self.times += 1
            self._changed.notify_all()
        self._take()

    def await_times(self, times: int) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: self.times >= times, PATIENCE)


def fail() -> None:
    raise ValueError("no sample today")


def test_the_first_sample_is_taken_at_once_and_others_follow() -> None:
    with closing(Recorder(taken := Counted(), 0.01)) as recorder:
        recorder.start()
        taken.await_times(4)


def test_after_the_first_sample_it_waits_for_the_interval() -> None:
    with closing(Recorder(taken := Counted(), 86_400)) as recorder:
        recorder.start()
        taken.await_times(1)
    assert taken.times == 1


def test_a_sample_that_fails_is_logged_and_the_next_one_is_tried(caplog: pytest.LogCaptureFixture) -> None:
    with closing(Recorder(taken := Counted(fail), 0.01)) as recorder:
        recorder.start()
        taken.await_times(3)
    assert "no sample today" in caplog.text
    assert "the next one is tried" in caplog.text


def test_closing_waits_for_the_sample_that_is_being_taken_and_no_other_follows() -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slow() -> None:
        begun.set()
        assert go_on.wait(PATIENCE)

    recorder = Recorder(taken := Counted(slow), 0.01)
    recorder.start()
    assert begun.wait(PATIENCE)
    closer = threading.Thread(target=recorder.close)
    closer.start()
    go_on.set()
    closer.join(PATIENCE)
    assert not closer.is_alive()
    assert taken.times == 1


def test_samples_that_were_missed_are_not_caught_up_on() -> None:
    go_on = threading.Event()
    taken = Counted(lambda: go_on.wait(0.2))
    with closing(Recorder(taken, 0.05)) as recorder:
        recorder.start()
        taken.await_times(3)
        go_on.set()
        before = taken.times
    assert taken.times <= before + 1


def test_one_that_was_never_started_can_be_closed() -> None:
    Recorder(fail, 1).close()
