import os
import subprocess
import sys
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest

from lib.history import copies
from lib.history.duckdb_file import DuckdbArchive
from lib.history.export import export
from lib.history.keeper import Keeper
from lib.history.questions import ArchiveError
from tests.history.holding import held, kept_until_killed
from tests.history.pasts import steady

ROOT = Path(__file__).parents[2]
LIMIT = 60


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "data" / "history.duckdb"


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "copy.duckdb"


def exported(file: Path, *arguments: str | Path, folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "HISTORY_FILE": str(file), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "lib.history.export", *map(str, arguments)]
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=LIMIT
    )


def count(file: Path) -> int:
    with duckdb.connect(str(file), read_only=True) as opened:
        [(number,)] = opened.execute("SELECT count(*) FROM gateway_raw").fetchall()
    assert isinstance(number, int)
    return number


def test_where_no_dashboard_runs_the_file_is_copied(file: Path, target: Path) -> None:
    with closing(DuckdbArchive(file)) as archive:
        archive.write(steady(30, {"extract_1": 1}))
    before = file.read_bytes()
    ran = exported(file, target)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert str(target) in ran.stdout
    assert count(target) == 30
    assert file.read_bytes() == before


def test_what_a_killed_dashboard_left_in_its_log_is_in_the_copy(file: Path, target: Path) -> None:
    told = kept_until_killed(file, 9, 0)
    ran = exported(file, target)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert count(target) >= told


def test_where_a_dashboard_runs_it_writes_the_copy_with_all_that_it_holds(file: Path, target: Path) -> None:
    with closing(Keeper(file, timedelta(hours=1))) as keeper:
        keeper.keep(steady(5, {"extract_1": 1}), [])
        ran = exported(file, target)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "asking it for a copy" in ran.stdout
    assert count(target) == 5
    assert [each.name for each in file.parent.iterdir()] == ["history.duckdb"]


def test_a_copy_replaces_an_older_one(file: Path, target: Path) -> None:
    with closing(Keeper(file, timedelta(0))) as keeper:
        for _ in range(2):
            keeper.keep(steady(5, {"extract_1": 1}), [])
            assert exported(file, target).returncode == 0
    assert count(target) == 10


def test_without_a_target_the_copy_is_in_this_folder(file: Path, tmp_path: Path) -> None:
    DuckdbArchive(file).close()
    assert exported(file, folder=tmp_path).returncode == 0
    assert count(tmp_path / "history-copy.duckdb") == 0


def test_where_there_is_no_history_that_is_said_and_none_is_made(file: Path, target: Path) -> None:
    ran = exported(file, target)
    assert ran.returncode == 1
    assert "HISTORY_FILE" in ran.stderr
    assert not file.exists()


def test_a_file_that_is_no_history_is_said_and_stays(file: Path, target: Path) -> None:
    file.parent.mkdir()
    file.write_text("no database")
    ran = exported(file, target)
    assert ran.returncode == 1
    assert "not a valid DuckDB database" in ran.stderr
    assert file.read_text() == "no database"


def test_a_target_that_can_not_be_written_is_said(file: Path, target: Path) -> None:
    DuckdbArchive(file).close()
    ran = exported(file, target / "missing" / "copy.duckdb")
    assert ran.returncode == 1
    assert "missing" in ran.stderr


def test_a_process_that_has_the_file_and_does_not_answer_is_waited_for_so_long_and_said(
    file: Path, target: Path
) -> None:
    said: list[str] = []
    with held(file), pytest.raises(ArchiveError, match="Is it a dashboard"):
        export(file, target, said.append, patience=0.3)
    assert len(said) == 1
    assert not copies.wanted(file).exists()


def test_a_dashboard_that_can_not_write_the_copy_says_why(file: Path, target: Path) -> None:
    with closing(Keeper(file, timedelta(hours=1))):
        copies.partial(copies.copied(file)).mkdir()
        ran = exported(file, target)
    assert ran.returncode == 1
    assert "could not write the copy" in ran.stderr
    assert not target.exists()


def test_make_export_history_exports(file: Path, target: Path) -> None:
    DuckdbArchive(file).close()
    environment = {name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MAKELEVEL")}
    installed = f"{sys.prefix}/.installed-runtime"
    command = ["make", f"--assume-old={installed}", "export-history", f"VENV={sys.prefix}", f"TARGET={target}"]
    subprocess.run(command, cwd=ROOT, env={**environment, "HISTORY_FILE": str(file)}, check=True, timeout=LIMIT)
    assert count(target) == 0
