from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from lib import process
from lib.settings import Settings
from tests.gateway.server import PATIENCE, ScriptedServer
from tests.pages.gateways import be_captured, write_gateways

PROJECT = Path(__file__).resolve().parents[2]

Open = Callable[..., AppTest]


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    """The gateway of the captured bodies, until a test makes it another."""
    with ScriptedServer() as running:
        be_captured(running)
        yield running


@pytest.fixture
def gateways_file(tmp_path: Path, server: ScriptedServer) -> Path:
    """A gateways file that names the server ``captured`` and, as a second gateway, ``twin``."""
    file = tmp_path / "gateways.json"
    write_gateways(file, {"captured": server, "twin": server})
    return file


@pytest.fixture
def opened(gateways_file: Path) -> Iterator[Open]:
    """Open a script of the project with an address and settings of the test; the dashboard ends with the test.

    However busy the machine is, the page waits for the first answers.
    """
    with ExitStack() as dashboards:

        def open_script(path: str, query: Mapping[str, str | list[str]] | None = None, **settings: float) -> AppTest:
            chosen = Settings.model_validate({"first_read_wait": PATIENCE, **settings})
            dashboards.enter_context(process.running(process.Dashboard(chosen, gateways_file)))
            page = AppTest.from_file(str(PROJECT / path), default_timeout=3 * PATIENCE)
            page.query_params.update(query or {})
            return page.run()

        yield open_script


@pytest.fixture
def deployments(opened: Open) -> Open:
    """Open the Deployments page with an address and settings of the test."""
    return lambda query=None, **settings: opened("pages/deployments.py", query, **settings)
