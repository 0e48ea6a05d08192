from pathlib import Path

import pytest

from lib.alerts.delivery import Unsent
from lib.alerts.messages import Message
from lib.alerts.rules import Severity
from lib.alerts.silences import Silence
from lib.alerts.store import Stored, StoreError, load, save
from lib.fleet.model import Status
from tests.alerts.observed import after, executor, gateway, run

STATE = run([[gateway(executor(status=Status.ERROR))]])[-1].state
WAITING = Unsent("json://a.example/…", Message(after(0), "title", "body", Severity.WARNING, over=False))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "data" / "alerts.json"


def test_what_is_saved_is_loaded(file: Path) -> None:
    silence = Silence("s", after(0), after(60), "Ann", "why", executor="extract")
    stored = Stored(state=type(STATE)(STATE.alerts, STATE.past, (silence,)), unsent=(WAITING,))
    save(file, stored)
    assert load(file) == (stored, None)
    assert [each.name for each in file.parent.iterdir()] == ["alerts.json"]


def test_without_a_file_nothing_is_remembered(file: Path) -> None:
    assert load(file) == (Stored(), None)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"version": "one"}', b'{"version": 99}', b"\xff\xfe"])
def test_a_broken_file_is_set_aside_and_told(file: Path, content: bytes) -> None:
    file.parent.mkdir()
    file.write_bytes(content)
    stored, notice = load(file)
    assert stored == Stored()
    assert notice is not None
    assert notice.startswith(f"{file} can't be used: ")
    [aside] = file.parent.iterdir()
    assert aside.name.startswith("alerts.json.broken-")
    assert aside.read_bytes() == content
    assert str(aside) in notice


def test_a_file_that_cannot_be_read_stays_where_it_is(file: Path) -> None:
    file.mkdir(parents=True)
    stored, notice = load(file)
    assert (stored, file.is_dir()) == (Stored(), True)
    assert notice is not None
    assert notice.startswith(f"{file} can't be read: ")


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("no folder")
    with pytest.raises(StoreError, match=r"can't be written: .* a restart may repeat"):
        save(blocked / "alerts.json", Stored())


def test_a_write_that_fails_leaves_the_file_of_before(file: Path) -> None:
    save(file, Stored())
    before = file.read_bytes()
    file.with_name("alerts.json.new").mkdir()
    with pytest.raises(StoreError):
        save(file, Stored(state=STATE))
    assert file.read_bytes() == before
