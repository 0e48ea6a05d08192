"""What becomes of the gateways file while the dashboard runs: the last good gateways stay, and it is said why."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote

import pytest

from lib.process import Dashboard
from lib.settings import Settings
from lib.ui.frame import notices
from tests.faults.watched import known
from tests.gateway.server import PATIENCE, ScriptedServer
from tests.pages.gateways import be_captured
from tests.pages.reading import plain
from tests.security.secrets import TOKEN, sightings
from tests.ui.session import opened

ENDLESS: Final = dict.fromkeys((f"refresh_{kind}" for kind in ("health", "executors", "capacity", "desired")), 86_400)


@dataclass(frozen=True)
class Spoiling:
    """A row: what is done to the file, and a part of what the pages say then."""

    name: str
    spoil: Callable[[Path], object]
    says: str


def _put(text: str) -> Callable[[Path], object]:
    return lambda file: file.write_text(text)


def _instead(make: Callable[[Path], object]) -> Callable[[Path], object]:
    def spoil(file: Path) -> None:
        file.unlink()
        make(file)

    return spoil


def _with(**fields: str) -> str:
    """A file with a gateway that has these fields too."""
    return json.dumps([{"id": "us", "url": "http://us.test", **fields}])


TWICE: Final = [{"id": "us", "url": "http://us.test"}, {"id": "us", "url": "http://eu.test"}]
ROWS: Final = (
    Spoiling("gateways.json edited: broken", _put('{"gateways": ['), "broken at line 1"),
    Spoiling("gateways.json edited: emptied", _put(""), "the file is empty"),
    Spoiling("gateways.json edited: no gateway left", _put("[]"), "lists no gateway"),
    Spoiling("gateways.json edited: a token in it", _put(_with(token=TOKEN)), "a secret must not stand in this file"),
    Spoiling(
        "gateways.json edited: a token in an address",
        _put(_with(url=f"http://ann:{quote(TOKEN)}@us.test")),
        "must not hold a user name or password",
    ),
    Spoiling("gateways.json edited: broken behind a token", _put(_with(token=TOKEN)[:-2]), "broken at line 1"),
    Spoiling("gateways.json edited: one id twice", _put(json.dumps(TWICE)), "Give each gateway its own id"),
    Spoiling("gateways.json edited: another encoding", lambda file: file.write_bytes(b"\xff\xfe["), "Save it as UTF-8"),
    Spoiling("gateways.json removed", Path.unlink, "the file does not exist"),
    Spoiling(
        "gateways.json unreadable: a link to itself", _instead(lambda file: file.symlink_to(file)), "cannot be read"
    ),
    Spoiling("gateways.json unreadable: no file", _instead(lambda file: file.parent.rmdir()), "does not exist"),
    Spoiling("gateways.json directory", _instead(Path.mkdir), "this is a directory"),
)


@dataclass(frozen=True)
class Course:
    """What a dashboard said and knew before its file was spoilt, meanwhile, and after it was mended."""

    file: Path
    before: object
    said: str
    meanwhile: object
    said_after: str
    after: object


class Spoilt:
    """A dashboard with its file."""

    def __init__(self, folder: Path, server: ScriptedServer) -> None:
        self.file = folder / "gateways.json"
        self._text = json.dumps([{"id": "us", "url": server.url}])
        self.mend()
        self.dashboard = Dashboard(Settings.model_validate({**ENDLESS, "first_read_wait": PATIENCE}), self.file)

    def known(self) -> tuple[object, ...]:
        """The gateways of now, and what is known of them."""
        configuration, _ = self.dashboard.configuration()
        assert configuration is not None
        return configuration.gateways, [known(self.dashboard.observe(each)) for each in configuration.gateways]

    def said(self) -> str:
        """What stands above every page."""
        return plain("".join(each.value for each in opened(lambda: notices(self.dashboard)).warning))

    def mend(self) -> None:
        """Put the file back."""
        if self.file.is_dir() and not self.file.is_symlink():
            self.file.rmdir()
        self.file.unlink(missing_ok=True)
        self.file.parent.mkdir(exist_ok=True)
        self.file.write_text(self._text)

    def until(self, *, wrong: bool) -> None:
        """Wait until the file is known to be wrong, or well."""
        give_up = time.monotonic() + PATIENCE
        while (self.dashboard.configuration()[1] is not None) is not wrong:
            assert time.monotonic() < give_up
            time.sleep(0.02)


@pytest.fixture(scope="module")
def courses(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Course]]:
    """The course of a dashboard a row, all spoilt together, as each looks at its file once a second."""
    with ExitStack() as made:
        server = made.enter_context(ScriptedServer())
        be_captured(server)
        all_ = {row.name: Spoilt(tmp_path_factory.mktemp("row") / "etc", server) for row in ROWS}
        for each in all_.values():
            made.callback(each.dashboard.close)
        before = {name: each.known() for name, each in all_.items()}
        for row in ROWS:
            row.spoil(all_[row.name].file)
        for each in all_.values():
            each.until(wrong=True)
        meanwhile = {name: (each.said(), each.known()) for name, each in all_.items()}
        for each in all_.values():
            each.mend()
        for each in all_.values():
            each.until(wrong=False)
        yield {
            name: Course(each.file, before[name], *meanwhile[name], each.said(), each.known())
            for name, each in all_.items()
        }


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_the_last_good_gateways_stay_while_every_page_says_what_is_wrong(
    courses: dict[str, Course], row: Spoiling
) -> None:
    course = courses[row.name]
    assert row.says in course.said
    assert str(course.file) in course.said
    assert course.meanwhile == course.before
    assert course.said_after == ""
    assert course.after == course.before
    assert sightings(repr(course).encode()) == []
