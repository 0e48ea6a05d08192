from lib.feed.settling import Settling
from lib.gateway.routes import Kind
from tests.feed.fakes import PATIENCE, in_threads, join


def test_a_wait_for_nothing_is_over_at_once() -> None:
    assert Settling().over


def test_the_last_kind_ends_the_wait() -> None:
    settling = Settling([Kind.HEALTH, Kind.CAPACITY])
    settling.settle(Kind.HEALTH)
    assert settling.awaited == {Kind.CAPACITY}
    assert not settling.over
    settling.settle(Kind.CAPACITY)
    assert settling.over


def test_a_kind_that_nobody_awaits_ends_nothing() -> None:
    settling = Settling([Kind.HEALTH])
    settling.settle(Kind.CAPACITY)
    assert settling.awaited == {Kind.HEALTH}
    assert not settling.over


def test_every_waiting_thread_goes_on_when_the_last_kind_settles() -> None:
    settling = Settling([Kind.HEALTH])
    waiting = in_threads(10, lambda: settling.wait(PATIENCE))
    settling.settle(Kind.HEALTH)
    join(waiting)


def test_the_first_whose_patience_ends_releases_everybody() -> None:
    settling = Settling([Kind.HEALTH])
    patient = in_threads(3, lambda: settling.wait(10 * PATIENCE))
    settling.wait(0.01)
    join(patient)
    assert settling.awaited == {Kind.HEALTH}
