from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest

from lib.history.duckdb_file import DuckdbArchive
from lib.history.keeper import HELD_AT_MOST, Keeper, Written
from lib.history.samples import Change
from tests.history.holding import held
from tests.history.pasts import BEGIN, EVERY, GATEWAY, moments, steady

BATCH = timedelta(seconds=60)

Make = Callable[[], Keeper]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "history.duckdb"


@pytest.fixture
def make(file: Path) -> Iterator[Make]:
    with ExitStack() as made:

        def keeper() -> Keeper:
            new = Keeper(file, BATCH)
            made.callback(new.close)
            return new

        yield keeper


def keep(keeper: Keeper, count: int, begin: int = 0) -> None:
    """Give it so many samples one by one; the first is the one of this number."""
    for at in moments(count, BEGIN + begin * EVERY):
        keeper.keep(steady(1, {"extract_1": 1}, at), [])


def written(keeper: Keeper, file: Path) -> int:
    assert isinstance(keeper.archive, DuckdbArchive)
    copy = file.with_name("looked at")
    keeper.archive.copy_to(copy)
    with duckdb.connect(str(copy), read_only=True) as opened:
        [(number,)] = opened.execute("SELECT count(*) FROM gateway_raw").fetchall()
    assert isinstance(number, int)
    return number


def test_samples_are_written_once_a_batch_is_full(make: Make, file: Path) -> None:
    keeper = make()
    keep(keeper, 2)
    assert written(keeper, file) == 0
    assert keeper.written_at is None
    keep(keeper, 1, 2)
    assert written(keeper, file) == 3
    assert keeper.written_at is not None


def test_what_is_written_and_what_waits_is_counted(make: Make) -> None:
    keeper = make()
    keep(keeper, 2)
    assert (keeper.written, keeper.held) == (Written(), 2)
    keep(keeper, 1, 2)
    assert (keeper.written, keeper.held) == (Written(batches=1, rows=6), 0)
    keeper.close()
    assert keeper.written == Written(batches=1, rows=6)


def test_a_clock_that_goes_back_holds_nothing_up(make: Make, file: Path) -> None:
    keeper = make()
    keep(keeper, 1, 1000)
    keep(keeper, 1)
    assert written(keeper, file) == 2


def test_closing_writes_what_is_held(make: Make, file: Path) -> None:
    keeper = make()
    keeper.keep(steady(1, {"extract_1": 1}), [Change(BEGIN, GATEWAY, "extract_1", "status", "", "SERVING", "")])
    keeper.close()
    assert keeper.archive is None
    with duckdb.connect(str(file), read_only=True) as opened:
        for table in ("gateway_raw", "change"):
            assert opened.execute(f"SELECT count(*) FROM {table}").fetchall() == [(1,)]  # noqa: S608 - tables of ours


def test_a_file_that_was_set_aside_is_told_and_the_new_one_is_written(make: Make, file: Path) -> None:
    file.write_text("no database")
    keeper = make()
    assert keeper.trouble is None
    assert keeper.notice is not None
    assert "unreadable" in keeper.notice
    keep(keeper, 3)
    assert written(keeper, file) == 3


def test_while_another_process_has_the_file_that_is_told_and_nothing_is_lost(
    make: Make, file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    with held(file):
        keeper = make()
        keep(keeper, 6)
        assert keeper.archive is None
        assert keeper.trouble is not None
        assert "open in another process" in keeper.trouble
        assert (keeper.written.batches, keeper.written.failures) == (0, 4)
    keep(keeper, 1, 6)
    assert keeper.trouble is None
    assert written(keeper, file) == 7
    assert [record.levelname for record in caplog.records] == ["ERROR", "INFO"]


def test_a_later_version_of_the_file_is_told_until_it_is_gone(make: Make, file: Path) -> None:
    DuckdbArchive(file).close()
    with duckdb.connect(str(file)) as opened:
        opened.execute("UPDATE schema_version SET version = 1000")
    keeper = make()
    keep(keeper, 3)
    assert keeper.trouble is not None
    assert "later version" in keeper.trouble
    file.unlink()
    keep(keeper, 1, 3)
    assert (keeper.trouble, written(keeper, file)) == (None, 4)


def test_a_folder_in_the_place_of_the_file_is_told_until_it_is_gone(make: Make, file: Path) -> None:
    file.mkdir()
    keeper = make()
    keep(keeper, 3)
    assert keeper.trouble is not None
    assert str(file) in keeper.trouble
    file.rmdir()
    keep(keeper, 1, 3)
    assert (keeper.trouble, written(keeper, file)) == (None, 4)


def test_what_can_not_be_written_for_too_long_is_lost_and_that_is_said(
    make: Make, file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file.mkdir()
    keeper = make()
    most = HELD_AT_MOST // EVERY
    keep(keeper, most + 20)
    assert "are lost" in caplog.text
    file.rmdir()
    keep(keeper, 1, most + 20)
    assert most <= written(keeper, file) <= most + 2


def test_one_that_is_closed_with_nothing_to_write_leaves_an_empty_file(make: Make, file: Path) -> None:
    make().close()
    with duckdb.connect(str(file), read_only=True) as opened:
        assert opened.execute("SELECT count(*) FROM gateway_raw").fetchall() == [(0,)]
