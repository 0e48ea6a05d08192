"""The rules of planning on what a real archive answers."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from lib.history.duckdb_file import DuckdbArchive
from lib.history.questions import Scope, Window
from lib.planning.advice import Move, advise
from lib.planning.headroom import Verdict, losses, worst
from lib.planning.load import coverage, load_by_function, total_load
from lib.planning.now import executors
from lib.planning.peaks import contributors, top_peaks
from lib.planning.pools import Pool, pools
from tests.history.pasts import BEGIN, steady

HOUR = timedelta(hours=1)
DAY = Window(BEGIN, BEGIN + 4 * HOUR)
EVERYTHING = Scope()
ONE_ETCD = {"site": "a"}


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[DuckdbArchive]:
    """Two gateways of one etcd: calm for an hour, silent for one, busy for one, and calm again."""
    kept = DuckdbArchive(tmp_path / "history.duckdb")
    for begin, used, count in ((0, 1, 120), (2, 3, 120), (3, 1, 121)):
        slots = {"extract_1": used, "extract_2": 1}
        both = [steady(count, slots, BEGIN + begin * HOUR, gateway=name, **ONE_ETCD) for name in ("a", "b")]
        kept.write([sample for each in both for sample in each])
    yield kept
    kept.close()


@pytest.fixture
def pool(archive: DuckdbArchive) -> Pool:
    now = executors(steady(1, {"extract_1": 1, "extract_2": 1}, gateway="a", **ONE_ETCD))
    loads = load_by_function(archive.usage(EVERYTHING, DAY), DAY, archive.reached(EVERYTHING, DAY))
    (found,) = pools(archive.statistics(EVERYTHING, DAY), loads, DAY, now)
    return found


def test_one_etcd_counts_once_and_the_silent_hour_is_no_idle_one(archive: DuckdbArchive) -> None:
    load = total_load(archive.usage(EVERYTHING, DAY), DAY)

    known = load.dropna(subset=["used"])
    assert (set(known["total"]), set(known["used"])) == ({8}, {2, 4})
    assert list(load.index[load["used"].isna()]) == list(range(12, 24))


def test_both_gateways_have_the_same_gap(archive: DuckdbArchive) -> None:
    one, other = coverage(archive.usage(EVERYTHING, DAY), DAY, ["a", "b"])

    assert (one.gaps, len(one.gaps)) == (other.gaps, 1)
    assert one.share == 0.75


def test_the_busy_hour_is_the_peak_and_its_executor_made_it(archive: DuckdbArchive) -> None:
    (peak,) = top_peaks(total_load(archive.usage(EVERYTHING, DAY), DAY), DAY)

    span = archive.series(EVERYTHING, Window(peak.begin, peak.end))
    made = contributors(span, archive.statistics(EVERYTHING, DAY))

    assert (peak.height, peak.begin) == (50, BEGIN + 2 * HOUR)
    assert (made["executor"].iloc[0], made["share"].iloc[0]) == ("extract_1", 75)
    assert made["rise"].iloc[0] > 0 == made["rise"].iloc[1]


def test_the_pool_has_each_executor_once(pool: Pool) -> None:
    assert [(each.executor, each.total, each.nodes) for each in pool.members] == [
        ("extract_1", 4, 2),
        ("extract_2", 4, 2),
    ]
    assert (pool.used, pool.serving, pool.demand.peak) == (2, 8, 4)
    assert pool.demand.enough


def test_the_executor_that_a_lost_node_would_fill_decides(pool: Pool) -> None:
    assert worst(losses(pool)) is Verdict.TOO_SMALL


def test_an_executor_is_advised_what_its_busy_hour_needs(pool: Pool) -> None:
    found = {each.executor: (each.move, each.nodes) for each in advise([pool], 30, DAY)}

    assert found == {"extract_1": (Move.ADD, 1), "extract_2": (Move.KEEP, 0)}
