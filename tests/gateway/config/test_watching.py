import json
import logging
import os
import threading
from pathlib import Path

import pytest

from lib.gateway.config import ConfigurationFile
from lib.gateway.config.watching import LOOK_EVERY
from tests.gateway.clock import Clock

ONE = [{"id": "us", "url": "http://us.example"}]
TWO = [*ONE, {"id": "eu", "url": "http://eu.example"}]


class Watched:
    """A gateways file that a test edits, and its watcher a second later."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.clock = Clock()
        self.file = ConfigurationFile(path, {}, self.clock)
        self._edits = 0

    def write(self, text: str) -> None:
        self.path.write_text(text)
        self._edits += 1
        os.utime(self.path, ns=(0, self._edits))  # two edits within one tick of the file system's clock differ too

    def write_json(self, document: object) -> None:
        self.write(json.dumps(document))

    def look(self) -> tuple[list[str] | None, str | None]:
        """The ids and the problem that are seen after a second."""
        self.clock.now += LOOK_EVERY
        configuration, error = self.file.current()
        ids = [gateway.id for gateway in configuration.gateways] if configuration else None
        return ids, error.problem if error else None


@pytest.fixture
def watched(tmp_path: Path) -> Watched:
    return Watched(tmp_path / "gateways.json")


def test_an_edit_is_seen(watched: Watched) -> None:
    watched.write_json(ONE)
    assert watched.look() == (["us"], None)
    watched.write_json(TWO)
    assert watched.look() == (["us", "eu"], None)


def test_the_same_configuration_is_given_as_long_as_nothing_changes(watched: Watched) -> None:
    watched.write_json(ONE)
    first, _ = watched.file.current()
    watched.look()
    assert watched.file.current()[0] is first


def test_the_file_is_looked_at_once_a_second_at_most(watched: Watched) -> None:
    watched.write_json(ONE)
    watched.look()
    watched.write_json(TWO)
    watched.clock.now += LOOK_EVERY / 2
    configuration, _ = watched.file.current()
    assert configuration is not None
    assert len(configuration.gateways) == 1


@pytest.mark.parametrize("broken", ["", "{", "[]", '[{"id": "us"}]', '{"token": "x"}'])
def test_a_broken_edit_keeps_the_last_good_configuration_beside_the_error(watched: Watched, broken: str) -> None:
    watched.write_json(ONE)
    watched.look()
    watched.write(broken)
    ids, problem = watched.look()
    assert ids == ["us"]
    assert problem
    watched.write_json(TWO)
    assert watched.look() == (["us", "eu"], None)


def test_a_removed_file_keeps_the_last_good_configuration(watched: Watched) -> None:
    watched.write_json(ONE)
    watched.look()
    watched.path.unlink()
    assert watched.look() == (["us"], "the file does not exist")
    watched.write_json(ONE)
    assert watched.look() == (["us"], None)


def test_a_file_that_was_never_good_gives_the_error_alone(watched: Watched) -> None:
    assert watched.look() == (None, "the file does not exist")


def test_a_file_that_is_replaced_by_another_of_the_same_size_and_time_is_seen(watched: Watched) -> None:
    watched.write_json(ONE)
    watched.look()
    other = watched.path.with_suffix(".new")
    other.write_text(json.dumps(ONE).replace("us", "eu"))
    os.utime(other, ns=(0, watched.path.stat().st_mtime_ns))
    other.replace(watched.path)
    assert watched.look() == (["eu"], None)


def test_each_change_writes_one_line_and_no_change_none(watched: Watched, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "lib.gateway.config")
    for text in (json.dumps(TWO), "{", json.dumps(ONE)):
        watched.write(text)
        for _ in range(3):
            watched.look()
    watched.path.unlink()
    for _ in range(3):
        watched.look()
    assert [record.levelname for record in caplog.records] == ["INFO", "WARNING", "INFO", "WARNING"]


def test_many_threads_get_one_and_the_same_configuration(watched: Watched) -> None:
    watched.write_json(TWO)
    seen: list[object] = []
    threads = [threading.Thread(target=lambda: seen.append(watched.file.current()[0])) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seen) == 20
    assert len(set(map(id, seen))) == 1
