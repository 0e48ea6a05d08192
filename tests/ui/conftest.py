import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from lib import process
from lib.process import Dashboard
from lib.settings import Settings
from tests.gateway.server import PATIENCE, ScriptedServer
from tests.pages.gateways import be_captured, be_drifting, write_gateways
from tests.ui.drawn import Open

SHELL = Path(__file__).resolve().parents[2] / "lib" / "ui" / "shell.py"


@pytest.fixture
def servers() -> Iterator[list[ScriptedServer]]:
    """Three gateways that answer: two of one etcd, and one of another; a test may show the first of them alone."""
    with ScriptedServer() as first, ScriptedServer() as second, ScriptedServer() as apart:
        for server in (first, second):
            be_captured(server)
        be_drifting(apart, ["extract_executor", "redaction_executor"])
        yield [first, second, apart]


@pytest.fixture
def server(servers: list[ScriptedServer]) -> ScriptedServer:
    return servers[0]


@pytest.fixture
def overview(tmp_path: Path, servers: list[ScriptedServer]) -> Iterator[Open]:
    """Open the Overview in the shell, with so many of the servers as gateways g0, g1, …, and settings of the test.

    The dashboard ends before the servers do.
    """
    with ExitStack() as dashboards:

        def open_overview(gateways: int, **settings: Any) -> AppTest:
            file = tmp_path / "gateways.json"
            if gateways:
                write_gateways(file, {f"g{number}": each for number, each in enumerate(servers[:gateways])})
            patient = Settings(**{"first_read_wait": PATIENCE, **settings})
            dashboards.enter_context(process.running(process.Dashboard(patient, file)))
            return AppTest.from_file(SHELL, default_timeout=3 * PATIENCE).run()

        yield open_overview


@pytest.fixture
def shown_in_browser(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """A browser that shows the pages, with its cookies, which a test may set; AppTest has none."""
    cookies: dict[str, str] = {}
    monkeypatch.setattr(type(st.context), "headers", {"User-Agent": "Mozilla/5.0"})
    monkeypatch.setattr(type(st.context), "cookies", cookies)
    return cookies


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Lets so many seconds pass on the process's clock, at once."""

    def pass_by(seconds: float) -> None:
        before = time.monotonic
        monkeypatch.setattr(time, "monotonic", lambda: before() + seconds)

    return pass_by


@pytest.fixture
def dashboard(tmp_path: Path, server: ScriptedServer) -> Iterator[Callable[..., Dashboard]]:
    """Makes dashboards that read nothing twice unless they are told to: of servers by the ids of their gateways.

    Untold, there is one gateway, ``us``.
    """
    with ExitStack() as made:

        def make(servers: dict[str, ScriptedServer] | None = None, **told: Any) -> Dashboard:
            file = tmp_path / "gateways.json"
            write_gateways(file, servers or {"us": server})
            once = dict.fromkeys((f"refresh_{kind}" for kind in ("health", "executors", "capacity", "desired")), 3_600)
            new = Dashboard(Settings.model_validate({**once, "first_read_wait": PATIENCE, **told}), file)
            made.callback(new.close)
            return new

        yield make
