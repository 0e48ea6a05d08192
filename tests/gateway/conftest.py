from collections.abc import Iterator

import pytest

from lib.gateway.config import Gateway
from lib.gateway.limits import Limits
from tests.gateway.server import ScriptedServer

TOKEN = "mas_canary" + "0123456789" * 5


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    with ScriptedServer() as running:
        yield running


@pytest.fixture
def limits() -> Limits:
    """Generous limits; a test of a limit makes that one small."""
    return Limits(connect=20, read=20, call=20, body=1024 * 1024)


@pytest.fixture
def gateway(server: ScriptedServer) -> Gateway:
    """The scripted server as a gateway with a token."""
    return Gateway.model_validate({"id": "us", "name": "US East", "url": server.url, "token": TOKEN})
