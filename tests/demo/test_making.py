import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from lib.demo.making import made_in_background, write_past
from lib.history.duckdb_file import DuckdbArchive
from lib.history.questions import ArchiveError
from tests.history.pasts import steady

ROOT = Path(__file__).parents[2]
LIMIT = 120


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "demo.duckdb"


@pytest.fixture
def archive(file: Path) -> Iterator[DuckdbArchive]:
    with closing(DuckdbArchive(file)) as archive:
        yield archive


def made(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "lib.demo", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=LIMIT)


def test_the_command_makes_a_past_of_so_many_days_that_is_told_as_made_up(file: Path) -> None:
    ran = made("--history", "2d", "--history-file", file)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert str(file) in ran.stdout
    with closing(DuckdbArchive(file)) as archive:
        span = archive.made_up()
    assert span is not None
    assert timedelta(days=2) <= span.span < timedelta(days=3)
    assert span.begin.time() == datetime.min.time()


def test_the_command_refuses_a_file_with_samples_and_leaves_it_as_it_is(file: Path) -> None:
    with closing(DuckdbArchive(file)) as archive:
        archive.write(steady(3, {"extract_1": 1}))
    ran = made("--history", "2d", "--history-file", file)
    assert ran.returncode == 1
    assert "holds samples already" in ran.stderr
    with closing(DuckdbArchive(file)) as archive:
        assert archive.made_up() is None
        assert not archive.is_empty()


def test_the_command_says_that_a_file_is_open_elsewhere(file: Path, archive: DuckdbArchive) -> None:
    ran = made("--history", "1", "--history-file", file)
    assert ran.returncode == 1
    assert "open in another process" in ran.stderr
    assert archive.is_empty()


@pytest.mark.parametrize("days", ["0d", "401d", "week"])
def test_the_command_refuses_days_that_make_no_sense(days: str, file: Path) -> None:
    assert made("--history", days, "--history-file", file).returncode == 2
    assert not file.exists()


def test_a_past_is_not_written_twice(file: Path) -> None:
    write_past(file, 1)
    with pytest.raises(ArchiveError, match="holds samples already"):
        write_past(file, 1)


def test_in_the_background_an_empty_file_gets_its_past(archive: DuckdbArchive) -> None:
    with made_in_background(archive, days=1):
        while archive.made_up() is None:
            pass
    span = archive.made_up()
    assert span is not None
    assert span.end <= datetime.now(UTC)


def test_in_the_background_a_file_with_samples_stays_as_it_is(archive: DuckdbArchive) -> None:
    archive.write(steady(3, {"extract_1": 1}))
    with made_in_background(archive, days=1):
        pass
    assert archive.made_up() is None


def test_where_the_process_ends_before_the_file_stays_empty(archive: DuckdbArchive) -> None:
    with made_in_background(archive, days=400):
        pass
    assert archive.made_up() is None
    assert archive.is_empty()


def test_where_no_past_can_be_kept_nothing_is_made() -> None:
    with made_in_background(None):
        pass
