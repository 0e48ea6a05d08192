"""What becomes of the history file while the dashboard records: samples go on, and it is said why until it is well."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

from lib.process import Dashboard
from lib.settings import Settings
from tests.gateway.server import PATIENCE, ScriptedServer
from tests.history.holding import held
from tests.pages.gateways import be_captured, write_gateways
from tests.security.secrets import TOKEN, sightings

ROOT: Final = Path(__file__).parents[2]
SOON: Final = 0.05
AS_OTHERS: Final = ("setpriv", "--bounding-set", "-dac_override,-dac_read_search") if os.geteuid() == 0 else ()
"""Begins a command in which root may read and write no more than its files allow."""


@dataclass(frozen=True)
class Trouble:
    """A row: what is wrong with the place of the file for as long as the block runs, and a part of what is said."""

    name: str
    wrong: Callable[[Path], AbstractContextManager[None]]
    says: str


@contextmanager
def _folder_in_its_place(file: Path) -> Iterator[None]:
    file.mkdir()
    yield
    file.rmdir()


ROWS: Final = (
    Trouble("history file locked", held, "is open in another process"),
    Trouble("history file corrupt: a directory in its place", _folder_in_its_place, "can't be opened"),
)


def _until(condition: Callable[[], object]) -> None:
    give_up = time.monotonic() + 2 * PATIENCE
    while not condition():
        assert time.monotonic() < give_up
        time.sleep(SOON)


@pytest.fixture(scope="module")
def server() -> Iterator[ScriptedServer]:
    with ScriptedServer() as listening:
        be_captured(listening)
        yield listening


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_samples_go_on_and_are_kept_once_the_file_can_be_written(
    tmp_path: Path, server: ScriptedServer, row: Trouble
) -> None:
    file = tmp_path / "history.duckdb"
    write_gateways(tmp_path / "gateways.json", {"us": server})
    settings = Settings(
        history_file=file, alerts_state=tmp_path / "alerts.json", history_interval=SOON, history_batch=SOON
    )
    dashboard = Dashboard(settings, tmp_path / "gateways.json")
    try:
        with row.wrong(file):
            dashboard.record()
            assert dashboard.recording is not None
            keeper = dashboard.recording.keeper
            _until(lambda: dashboard.samples() and dashboard.samples()[0].readable)
            assert row.says in (keeper.trouble or "")
            assert "HISTORY_FILE" in (keeper.trouble or "")
            [configured] = dashboard.configuration()[0].gateways  # type: ignore[union-attr]
            assert len(dashboard.observe(configured).fleet.executors) == 8
        _until(lambda: keeper.trouble is None and keeper.archive is not None and not keeper.archive.is_empty())
    finally:
        dashboard.close()
    assert {request.headers["authorization"] for request in server.requests} == {f"Bearer {TOKEN}"}
    assert [found for kept in tmp_path.iterdir() for found in sightings(kept.read_bytes())] == []


_WITHOUT_RIGHTS = """
import json, sys, time
from contextlib import ExitStack
from pathlib import Path
from lib.process import Dashboard
from lib.settings import Settings
from tests.gateway.server import ScriptedServer
from tests.pages.gateways import be_captured, write_gateways

folder, mode = Path(sys.argv[1]), int(sys.argv[2], 8)
gateways, data = folder / "gateways.json", folder / "data"
file = data / "history.duckdb"
data.mkdir()

def until(condition):
    give_up = time.monotonic() + 60
    while not (found := condition()):
        assert time.monotonic() < give_up
        time.sleep(0.05)
    return found

def known(dashboard):
    configuration, _ = dashboard.configuration()
    return [len(dashboard.observe(each).fleet.executors) for each in configuration.gateways]

with ScriptedServer() as server, ExitStack() as made:
    be_captured(server)
    write_gateways(gateways, {"us": server})
    data.chmod(mode)
    often = {"history_interval": 0.05, "history_batch": 0.05}
    settings = Settings(history_file=file, alerts_state=folder / "alerts.json", **often)
    dashboard = Dashboard(settings, gateways)
    made.callback(dashboard.close)
    dashboard.record()
    keeper = dashboard.recording.keeper
    until(lambda: dashboard.samples() and dashboard.samples()[0].readable)
    told = {"history": until(lambda: keeper.trouble), "known": known(dashboard)}
    data.chmod(0o755)
    until(lambda: keeper.trouble is None and keeper.archive is not None and not keeper.archive.is_empty())
    gateways.chmod(0)
    told["gateways"] = str(until(lambda: dashboard.configuration()[1]))
    told["still known"] = known(dashboard)
    gateways.chmod(0o644)
    until(lambda: dashboard.configuration()[1] is None)
print(json.dumps(told))
"""


@pytest.mark.parametrize("mode", ["555", "000"])
def test_without_rights_both_files_are_told_and_both_are_used_once_there_are_rights(tmp_path: Path, mode: str) -> None:
    ran = subprocess.run(
        [*AS_OTHERS, sys.executable, "-c", _WITHOUT_RIGHTS, str(tmp_path), mode],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert "Traceback" not in ran.stderr
    assert sightings((ran.stdout + ran.stderr).encode()) == []
    told = json.loads(ran.stdout)
    assert "can't be opened" in told["history"]
    assert "HISTORY_FILE" in told["history"]
    assert "the file cannot be read (Permission denied). Let the dashboard's user read it" in told["gateways"]
    assert told["known"] == told["still known"] == [8]
