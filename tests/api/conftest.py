from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from lib.process import Dashboard
from lib.settings import Settings
from tests.api.asked import asking
from tests.gateway.server import ScriptedServer
from tests.pages.gateways import be_captured


@pytest.fixture
def dashboard(tmp_path: Path) -> Dashboard:
    """One that knows no gateway and keeps no past; who makes it the one of the process closes it."""
    file = tmp_path / "gateways.json"
    file.write_text('{"gateways": []}')
    return Dashboard(Settings(history="off"), file)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """Asks a dashboard of one gateway, ``us``, whose bodies were captured."""
    with ScriptedServer() as server:
        be_captured(server)
        with asking(tmp_path_factory.mktemp("client"), {"us": server}) as client:
            yield client
