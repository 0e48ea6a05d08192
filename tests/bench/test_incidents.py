from datetime import UTC, datetime, timedelta
from itertools import pairwise

from bench.gaps import SEEN_AFTER
from bench.incidents import UNREACHABLE, happened, script
from lib.demo.incidents import Incident

BEGIN = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def test_a_seed_has_one_script_and_another_seed_another() -> None:
    assert script("one") == script("one")
    assert script("one") != script("two")


def test_incidents_of_a_day_have_calm_between_and_last_long_enough_to_be_sampled() -> None:
    incidents = list(happened("us", script("one"), BEGIN))
    assert incidents[-1].ended - BEGIN >= timedelta(days=1)
    assert all(each.ended - each.began >= SEEN_AFTER for each in incidents)
    assert all(late.began - early.ended >= timedelta(minutes=1) for early, late in pairwise(incidents))


def test_every_incident_happens_and_every_second_one_makes_a_gap() -> None:
    incidents = [each.incident for each in happened("us", script("one"), BEGIN)]
    assert set(incidents) == set(Incident) - {Incident.NONE}
    assert all((each in UNREACHABLE) == (number % 2 == 0) for number, each in enumerate(incidents))
