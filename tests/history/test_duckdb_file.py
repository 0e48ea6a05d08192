import random
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, closing, suppress
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest

from lib.history.duckdb_file import DuckdbArchive
from lib.history.questions import FINE, ArchiveError, Scope, Window
from lib.history.samples import Change
from lib.history.schema import RAW_FOR, STEPS_FOR
from tests.history.holding import held, kept_until_killed
from tests.history.pasts import BEGIN, executor, gateway, moments, steady

ALL = Scope()
DICE = random.Random(7)  # noqa: S311 - draws what a test writes
SAMPLE = steady(1, {"extract_1": 1})


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "data" / "history.duckdb"


@pytest.fixture
def archive(file: Path) -> Iterator[DuckdbArchive]:
    with closing(DuckdbArchive(file)) as archive:
        yield archive


def rows(file: Path, query: str) -> list[tuple[object, ...]]:
    """What an analyst finds in a copy, or in a file that nobody has open."""
    with duckdb.connect(str(file), read_only=True) as opened:
        return opened.execute(query).fetchall()


def count(file: Path, table: str) -> int:
    [(number,)] = rows(file, f"SELECT count(*) FROM {table}")  # noqa: S608 - a table of ours
    assert isinstance(number, int)
    return number


def test_a_file_is_made_with_its_folder_where_there_is_none(archive: DuckdbArchive, file: Path) -> None:
    assert file.is_file()
    assert archive.extent() is None
    assert archive.set_aside is None
    assert archive.is_empty()


def test_what_is_kept_is_there_after_closing(file: Path) -> None:
    with closing(DuckdbArchive(file)) as archive:
        archive.write(steady(21, {"extract_1": 1}))
    with closing(DuckdbArchive(file)) as archive:
        assert archive.extent() == Window(BEGIN, BEGIN + 2 * FINE)
        assert not archive.is_empty()


def test_a_batch_that_fails_leaves_nothing_of_itself(archive: DuckdbArchive, file: Path) -> None:
    unknown = Change(BEGIN, "us-east-1", "extract_1", "status", "", "SERVING", None)  # type: ignore[arg-type]
    with pytest.raises(ArchiveError, match="NOT NULL"):
        archive.write(SAMPLE, [unknown])
    archive.close()
    assert [count(file, table) for table in ("executor_raw", "gateway_raw", "executor")] == [0, 0, 0]


def test_a_number_that_no_column_holds_is_not_known_and_stops_nothing(archive: DuckdbArchive, file: Path) -> None:
    archive.write([gateway(BEGIN, executor("extract_1", used=2**40, total=2**70, epoch=2**64), executor("ocr_1"))])
    archive.close()
    assert rows(file, "SELECT total, used, epoch FROM executor_raw ORDER BY key") == [(None, None, None), (4, 1, 3)]


def test_a_batch_that_cannot_be_written_says_so(archive: DuckdbArchive) -> None:
    archive.close()
    with pytest.raises(ArchiveError, match="is closed"):
        archive.write(SAMPLE)
    with pytest.raises(ArchiveError, match="is closed"):
        archive.usage(ALL, Window(BEGIN, BEGIN + FINE))


def test_raw_samples_are_kept_for_their_time_and_steps_for_theirs(archive: DuckdbArchive, file: Path) -> None:
    archive.write(steady(21, {"extract_1": 1}))
    archive.write(steady(21, {"extract_1": 1}, BEGIN + RAW_FOR + timedelta(hours=1)))
    archive.copy_to(file.with_name("week"))
    archive.write(steady(21, {"extract_1": 1}, BEGIN + STEPS_FOR + timedelta(hours=2)))
    archive.close()
    assert [count(file.with_name("week"), f"executor_{of}") for of in ("raw", "5min")] == [21, 5]
    assert [count(file, f"executor_{of}") for of in ("raw", "5min")] == [21, 5]
    [(first,)] = rows(file, "SELECT min(moment) FROM executor_5min")
    assert first == (BEGIN + RAW_FOR + timedelta(hours=1)).replace(tzinfo=None)


def test_changes_are_forgotten_with_the_steps(archive: DuckdbArchive, file: Path) -> None:
    archive.write(SAMPLE, [Change(BEGIN, "us-east-1", "extract_1", "status", "", "SERVING", "")])
    archive.write(steady(1, {"extract_1": 1}, BEGIN + STEPS_FOR + timedelta(hours=2)))
    archive.close()
    assert count(file, "change") == 0


def test_the_file_does_not_grow_while_raw_samples_come_and_go(archive: DuckdbArchive) -> None:
    """Days of 200 executors that are sampled once an hour; each day is a batch."""
    sizes = []
    for day in range(50):
        hours = moments(24, BEGIN + timedelta(days=day), every=timedelta(hours=1))
        archive.write([gateway(at, *(executor(f"extract_{n}", DICE.randrange(4)) for n in range(200))) for at in hours])
        sizes.append(archive.size())
    steps_added = 15 * 24 * 200 * 2 * 60  # bytes: 15 days of steps of both lengths, with room to spare
    assert max(sizes[-10:]) <= max(sizes[15:35]) + steps_added


def test_after_a_kill_at_any_moment_the_file_opens_with_every_batch_that_was_told_as_written(file: Path) -> None:
    for _ in range(6):
        told = kept_until_killed(file, 1 + DICE.randrange(60), DICE.uniform(0, 0.02))
        with closing(DuckdbArchive(file)) as archive:
            assert archive.set_aside is None
        found = count(file, "gateway_raw")
        assert told <= found <= told + 1
        assert count(file, "executor_raw") == 50 * found
        steps = rows(file, "SELECT count(*) = count(DISTINCT (moment, key)) FROM executor_5min")
        assert steps == [(True,)]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda good: b"no database" * len(good),
        lambda good: good[:5000],
        lambda good: good[:100] + bytes(100) + good[200:],
        lambda good: good[:12288] + bytes(len(good) - 12288),
    ],
    ids=["something else", "its beginning", "a broken header", "broken blocks"],
)
def test_a_file_that_can_not_be_read_is_set_aside_and_a_new_one_begun(
    file: Path, spoil: object, caplog: pytest.LogCaptureFixture
) -> None:
    with closing(DuckdbArchive(file)) as archive:
        for begin in (BEGIN, BEGIN + timedelta(days=1)):
            archive.write(steady(200, {f"extract_{number}": number % 4 for number in range(40)}, begin))
    assert callable(spoil)
    bad = spoil(file.read_bytes())
    file.write_bytes(bad)

    with closing(DuckdbArchive(file)) as archive:
        assert archive.set_aside is not None
        assert archive.set_aside.read_bytes() == bad
        assert archive.set_aside.parent == file.parent
        assert str(archive.set_aside) in caplog.text
        archive.write(SAMPLE)
        assert not archive.is_empty()


def test_of_a_log_without_its_end_all_but_that_is_kept(file: Path) -> None:
    told = kept_until_killed(file, 5, 0)
    log = file.with_name(f"{file.name}.wal")
    log.write_bytes(log.read_bytes()[:-10])
    with closing(DuckdbArchive(file)) as archive:
        assert archive.set_aside is None
    assert told - 1 <= count(file, "gateway_raw") <= told


def test_a_file_that_is_open_in_another_process_stays_and_is_said(file: Path) -> None:
    with held(file), pytest.raises(ArchiveError, match=r"open in another process.*HISTORY_FILE"):
        DuckdbArchive(file)
    with closing(DuckdbArchive(file)) as archive:
        assert archive.set_aside is None


def test_a_file_of_a_later_version_stays_and_is_said(file: Path) -> None:
    DuckdbArchive(file).close()
    with duckdb.connect(str(file)) as opened:
        opened.execute("UPDATE schema_version SET version = 1000")
    before = file.read_bytes()
    with pytest.raises(ArchiveError, match=r"later version.*1000.*HISTORY_FILE"):
        DuckdbArchive(file)
    assert file.read_bytes() == before


def test_a_folder_in_the_place_of_the_file_stays_and_is_said(file: Path) -> None:
    (file / "precious").mkdir(parents=True)
    with pytest.raises(ArchiveError, match="HISTORY_FILE"):
        DuckdbArchive(file)
    assert (file / "precious").exists()


def test_a_file_in_the_place_of_the_folder_is_said(file: Path) -> None:
    file.parent.touch()
    with pytest.raises(ArchiveError, match="HISTORY_FILE"):
        DuckdbArchive(file)


def test_a_copy_holds_all_at_one_instant_and_replaces_an_older_one(
    archive: DuckdbArchive, file: Path, tmp_path: Path
) -> None:
    target = tmp_path / "it's a copy"
    archive.write(steady(21, {"extract_1": 1}))
    archive.copy_to(target)
    assert count(target, "gateway_raw") == 21
    archive.write(steady(21, {"extract_1": 1}, BEGIN + timedelta(hours=1)))
    archive.copy_to(target)
    assert count(target, "gateway_raw") == 42
    assert [each.name for each in tmp_path.iterdir() if each != file.parent] == ["it's a copy"]
    with closing(DuckdbArchive(target)) as copy:
        assert copy.extent() == archive.extent()


def test_a_copy_that_can_not_be_written_is_said_and_the_next_one_goes_well(
    archive: DuckdbArchive, tmp_path: Path
) -> None:
    archive.write(SAMPLE)
    with pytest.raises(ArchiveError):
        archive.copy_to(tmp_path / "missing" / "copy")
    (tmp_path / "folder").mkdir()
    with pytest.raises(ArchiveError, match="folder"):
        archive.copy_to(tmp_path / "folder")
    archive.copy_to(tmp_path / "copy")
    assert count(tmp_path / "copy", "gateway_raw") == 1


def test_the_size_is_that_of_the_file_and_its_log(archive: DuckdbArchive, file: Path) -> None:
    archive.write(SAMPLE)
    assert archive.size() == sum(each.stat().st_size for each in file.parent.iterdir())


def _full_disk(folder: Path, size: str) -> ExitStack:
    folder.mkdir()
    mounted = ExitStack()
    ran = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder], capture_output=True, check=False
    )
    if ran.returncode:
        pytest.skip("no small disk can be made here: mounting needs root")
    mounted.callback(subprocess.run, ["umount", "-l", folder], check=True)
    return mounted


def _written_until_full(archive: DuckdbArchive) -> int:
    for written, at in enumerate(moments(10_000)):
        try:
            archive.write([gateway(at, *(executor(f"extract_{n}", DICE.randrange(4)) for n in range(500)))])
        except ArchiveError as error:
            assert "No space" in str(error)  # noqa: PT017 - which of the batches finds no room is not known
            with suppress(ArchiveError):
                archive.close()
            return written
    raise AssertionError("the disk was not full")


def test_a_full_disk_is_said_keeps_what_was_there_and_is_written_again_once_there_is_room(tmp_path: Path) -> None:
    folder = tmp_path / "small"
    with _full_disk(folder, "3m"):
        ballast = folder / "ballast"
        ballast.write_bytes(bytes(2_000_000))
        file = folder / "history.duckdb"
        written = _written_until_full(DuckdbArchive(file))
        ballast.unlink()
        with closing(DuckdbArchive(file)) as archive:
            assert archive.set_aside is None
            archive.write(steady(1, {"extract_1": 1}, BEGIN + timedelta(days=3)))
        assert written <= count(file, "gateway_raw") - 1 <= written + 1
