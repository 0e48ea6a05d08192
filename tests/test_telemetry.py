import pytest
from prometheus_client.exposition import generate_latest

from lib import telemetry
from tests.ui.measured import runs


def test_a_run_is_measured_under_its_part() -> None:
    with telemetry.rerun("table"):
        pass
    assert runs("table") == 1


def test_what_runs_within_a_run_belongs_to_that_one() -> None:
    with telemetry.rerun("outer"), telemetry.rerun("inner"):
        pass
    assert (runs("outer"), runs("inner")) == (1, 0)


def test_a_run_that_ends_early_is_measured_and_the_next_one_too() -> None:
    for _ in range(2):
        with pytest.raises(ValueError, match="early"), telemetry.rerun("ended"):
            raise ValueError("early")
    assert runs("ended") == 2


def test_no_series_tells_when_a_counter_was_made() -> None:
    assert b"_created" not in generate_latest(telemetry.REGISTRY)
