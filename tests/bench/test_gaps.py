from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import pytest

from bench.gaps import LAG, Gap, Kept, expected, gaps, unexplained
from bench.incidents import Happened
from lib.demo.incidents import Incident

BEGIN = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
EVERY = timedelta(seconds=30)


def after(seconds: float) -> datetime:
    return BEGIN + timedelta(seconds=seconds)


def kept(reachable: Iterable[int], gateway: str = "us") -> Kept:
    """A sample every thirty seconds: 1 where the gateway was reached."""
    return [(BEGIN + number * EVERY, gateway, bool(each)) for number, each in enumerate(reachable)]


def incident(began: float, ended: float, what: Incident = Incident.REFUSED, gateway: str = "us") -> Happened:
    return Happened(gateway, what, after(began), after(ended))


def test_samples_one_after_another_are_one_gap_of_their_gateway() -> None:
    both = sorted([*kept([1, 0, 0, 1, 0]), *kept([1, 1, 1, 1, 0], "eu")])
    assert gaps(both) == [
        Gap("us", after(30), after(60)),
        Gap("eu", after(120), after(120)),
        Gap("us", after(120), after(120)),
    ]


def test_an_incident_and_its_gap_explain_each_other() -> None:
    assert unexplained(kept([1, 1, 0, 0, 1, 1]), [incident(45, 95)]) == []
    assert unexplained(kept([1, 1, 1]), [incident(10, 60, Incident.SLOW)]) == []


def test_a_gap_may_last_until_the_next_try_and_the_next_sample() -> None:
    late = int(LAG / EVERY)
    assert unexplained(kept([1, *[0] * (late + 1), 1]), [incident(20, 65)]) == []
    assert len(unexplained(kept([1, *[0] * (late + 4), 1]), [incident(20, 65)])) == 2


@pytest.mark.parametrize(
    "incidents", [[], [incident(70, 120)], [incident(20, 65, gateway="eu")], [incident(20, 65, Incident.SLOW)]]
)
def test_a_gap_without_its_incident_is_told(incidents: list[Happened]) -> None:
    found = [each for each in unexplained(kept([1, 0, 1, 1]), incidents) if "no incident" in each]
    assert found == [f"us had a gap from {after(30)} to {after(30)}, and no incident"]


def test_an_incident_without_its_gap_is_told() -> None:
    found = unexplained(kept([1] * 6), [incident(45, 95)])
    assert found == [f"us had REFUSED from {after(45)} to {after(95)}, and no gap"]


def test_an_incident_at_the_ends_of_the_history_may_have_no_gap() -> None:
    samples = kept([1] * 4)
    assert expected(samples, [incident(-10, 50), incident(60, 120)]) == []
    assert expected(kept([]), [incident(0, 50)]) == []
