from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from lib import process
from lib.settings import Settings
from tests.gateway.server import ScriptedServer
from tests.pages.gateways import be_captured, write_gateways

_PAGES = Path(process.__file__).parents[1] / "pages"
_LIMIT = 30.0

Open = Callable[..., AppTest]


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    """The gateway of the captured bodies, until a test makes it another."""
    with ScriptedServer() as running:
        be_captured(running)
        yield running


@pytest.fixture
def gateways_file(tmp_path: Path, server: ScriptedServer) -> Path:
    """A gateways file that names the server as ``captured`` and, as a second gateway, as ``twin``."""
    file = tmp_path / "gateways.json"
    write_gateways(file, {"captured": server, "twin": server})
    return file


@pytest.fixture
def deployments(gateways_file: Path) -> Iterator[Open]:
    """Open the Deployments page with settings of the test; its dashboard ends with the test."""
    with ExitStack() as dashboards:

        def open_page(query: str = "", **settings: float) -> AppTest:
            dashboards.enter_context(process.running(process.Dashboard(Settings(**settings), gateways_file)))
            page = AppTest.from_file(str(_PAGES / "deployments.py"), default_timeout=_LIMIT)
            for name, _, value in (each.partition("=") for each in query.split("&") if each):
                page.query_params[name] = [*page.query_params.get(name, []), value]
            return page.run()

        yield open_page
