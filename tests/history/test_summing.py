import random
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from statistics import fmean

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lib.history.duckdb_file import DuckdbArchive
from lib.history.questions import COARSE, FINE, Scope, Window
from lib.history.samples import GatewaySample
from tests.history.pasts import BEGIN, EVERY, executor, gateway, moments, steady

ALL = Scope()
HOUR = Window(BEGIN, BEGIN + COARSE)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "history.duckdb"


@pytest.fixture
def archive(file: Path) -> Iterator[DuckdbArchive]:
    with closing(DuckdbArchive(file)) as archive:
        yield archive


def used(*slots: int | None, begin: datetime = BEGIN) -> list[GatewaySample]:
    """Samples one after another in which an executor used so many of ten slots."""
    each = zip(moments(len(slots), begin), slots, strict=True)
    return [gateway(at, executor("extract_1", number, 10)) for at, number in each]


def told(archive: DuckdbArchive, window: Window = HOUR) -> list[tuple[object, ...]]:
    frame = archive.series(ALL, window)
    return list(zip((frame["at"] - BEGIN).tolist(), frame["samples"], frame["used"], strict=True))


def test_a_step_is_the_mean_the_most_and_the_95th_percentile_of_its_samples(archive: DuckdbArchive) -> None:
    archive.write(used(*range(10), 0))
    (row,) = archive.series(ALL, HOUR).itertuples()
    assert (row.used, row.used_max, row.available_min) == (4.5, 9, 1)
    assert row.used_p95 == pytest.approx(8.55)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.one_of(st.none(), st.integers(0, 10)), min_size=10, max_size=10))
def test_what_was_not_known_is_left_out_of_a_step(tmp_path_factory: pytest.TempPathFactory, slots: list[int]) -> None:
    known = [each for each in slots if each is not None]
    with closing(DuckdbArchive(tmp_path_factory.mktemp("one") / "history.duckdb")) as archive:
        archive.write([*used(*slots), *used(0, begin=BEGIN + FINE)])
        (row,) = archive.series(ALL, Window(BEGIN, BEGIN + FINE)).itertuples()
    assert row.samples == len(known)
    if known:
        assert row.used == pytest.approx(fmean(known))
        assert row.used_p95 == pytest.approx(float(np.quantile(known, 0.95)))
    else:
        assert row.used != row.used


def test_an_hour_is_summed_up_from_samples_and_not_from_steps(archive: DuckdbArchive) -> None:
    samples = [*used(*[10] * 10), *used(*[0] * 5, begin=BEGIN + FINE), *used(0, begin=BEGIN + COARSE)]
    archive.write(samples)
    (row,) = archive.statistics(ALL, Window(BEGIN, BEGIN + timedelta(days=8))).itertuples()
    assert row.steps == 1
    assert row.used_mean == pytest.approx(100 / 15, rel=1e-6)


@pytest.mark.parametrize("size", [1, 3, 10, 31])
def test_each_step_is_summed_up_once_however_the_samples_come_in(
    archive: DuckdbArchive, size: int, tmp_path: Path
) -> None:
    dice = random.Random(size)  # noqa: S311 - draws what a test writes
    samples = used(*(dice.randrange(11) for _ in range(131)))
    for batch in _batches(samples, size):
        archive.write(batch)
    with closing(DuckdbArchive(tmp_path / "at once.duckdb")) as other:
        other.write(samples)
        assert told(archive) == told(other)
        assert len(told(archive)) == 12


def test_each_step_is_summed_up_once_across_reopening(file: Path) -> None:
    for batch in _batches(used(*[1] * 61), 7):
        with closing(DuckdbArchive(file)) as archive:
            archive.write(batch)
    with closing(DuckdbArchive(file)) as archive:
        assert told(archive) == [(number * FINE, 10, 1) for number in range(6)]


def _batches(samples: Sequence[GatewaySample], size: int) -> Iterator[list[GatewaySample]]:
    return (list(samples[begin : begin + size]) for begin in range(0, len(samples), size))


def test_a_late_sample_changes_no_step_that_is_summed_up(archive: DuckdbArchive) -> None:
    archive.write(used(*[1] * 21))
    archive.write([gateway(BEGIN + EVERY / 2, executor("extract_1", 9, 10))])
    archive.write(used(*[1] * 21, begin=BEGIN + 2 * FINE + EVERY))
    assert [row for row in told(archive) if row[0] < 2 * FINE] == [(0 * FINE, 10, 1), (FINE, 10, 1)]


def test_samples_of_a_clock_that_was_ahead_do_not_keep_later_steps_from_being_summed_up(
    archive: DuckdbArchive,
) -> None:
    archive.write(used(*[1] * 21))
    archive.write(used(*[9] * 21, begin=BEGIN + timedelta(days=2)))
    archive.write(used(*[2] * 20, begin=BEGIN + 2 * FINE + EVERY))
    archive.write(used(*[3] * 11, begin=BEGIN + 4 * FINE + EVERY))
    steps = [(row[0] // FINE, row[2]) for row in told(archive)]
    assert steps == [(0, 1), (1, 1), (2, 1), (3, 2), (4, pytest.approx(2.9))]
    extent = archive.extent()
    assert extent is not None
    assert extent.end == BEGIN + 5 * FINE


def test_samples_of_a_clock_that_went_back_are_not_summed_up_twice(archive: DuckdbArchive) -> None:
    archive.write(used(*[1] * 61))
    archive.write(used(*[9] * 21, begin=BEGIN + FINE))
    archive.write(used(*[2] * 30, begin=BEGIN + 6 * FINE + EVERY))
    frame = archive.series(ALL, HOUR)
    assert frame["at"].is_unique
    assert list(frame["used"].iloc[:6]) == [1.0] * 6


def test_a_gateway_in_a_step_is_the_share_of_its_samples(archive: DuckdbArchive) -> None:
    out = [gateway(at, reachable=False, nodes=None, fresh_nodes=None) for at in moments(4, BEGIN + 6 * EVERY)]
    archive.write([*steady(6, {"extract_1": 1}), *out, *steady(1, {"extract_1": 1}, BEGIN + FINE)])
    (row,) = archive.reached(ALL, Window(BEGIN, BEGIN + FINE)).itertuples()
    assert (row.samples, row.reachable, row.readable, row.nodes) == (10, pytest.approx(0.6), pytest.approx(0.6), 2)


def test_nothing_is_summed_up_where_nothing_was_sampled(archive: DuckdbArchive) -> None:
    archive.write([])
    assert archive.extent() is None
    assert told(archive) == []
