from lib.alerts.rules import Subject
from lib.alerts.silences import Silence, silencing
from tests.alerts.observed import after


def silence(until: float = 60, **scope: str) -> Silence:
    return Silence("s", after(0), after(until), "Ann", "maintenance", **scope)


def test_it_holds_until_its_time_and_not_at_it() -> None:
    subject = Subject("us", "extract")
    assert silencing([silence()], "drift-long", subject, after(59))
    assert silencing([silence()], "drift-long", subject, after(60)) is None


def test_of_several_the_one_that_lasts_longest_is_told() -> None:
    found = silencing([silence(60), silence(120), silence(90)], "drift-long", Subject("us"), after(0))
    assert found == silence(120)


def test_a_silence_of_an_executor_is_not_one_of_its_gateway() -> None:
    assert not silence(executor="extract").covers("available-low", Subject("us"))
    assert silence(gateway="us").covers("drift-long", Subject("us", "extract"))


def test_its_scope_is_told_in_words() -> None:
    assert silence(rule="drift-long", gateway="us", executor="a").scope == "Long drift of a on us"
    assert silence(executor="a").scope == "All alerts of a"
    assert silence(gateway="us").scope == "All alerts of us"
    assert silence(rule="drift-long").scope == "Long drift of all gateways"
    assert silence(rule="gone-rule").scope == "gone-rule of all gateways"
