import socket
from datetime import datetime

import httpx
import pytest

from lib.demo import fleets
from lib.demo.app import application
from lib.demo.gateway import Gateway, LiveBodies
from lib.demo.incidents import TROUBLE, Incident
from lib.demo.server import GatewayServer
from tests.demo.conftest import HandClock, seconds_until

pytestmark = pytest.mark.anyio


@pytest.fixture
def server(noon: datetime, clock: HandClock) -> GatewayServer:
    gateway = Gateway(fleets.ap_south(noon), TROUBLE, clock)
    return GatewayServer(gateway, application(gateway, LiveBodies(gateway)))


async def test_it_answers_over_real_http(server: GatewayServer) -> None:
    async with server, httpx.AsyncClient(base_url=server.url) as client:
        answer = await client.get("/api/deployments")
    assert answer.content == LiveBodies(server.gateway)["/api/deployments"]
    assert server.gateway.requests == {"/api/deployments": 1}


async def test_new_and_kept_connections_are_refused_and_later_accepted_on_the_same_port(
    server: GatewayServer, clock: HandClock
) -> None:
    async with server, httpx.AsyncClient(base_url=server.url) as client:
        port = server.port
        assert (await client.get("/")).status_code == 200
        clock.turn(seconds_until(Incident.REFUSED))
        await server.attend()
        with pytest.raises(httpx.ConnectError, match="All connection attempts failed"):
            await client.get("/")
        clock.turn(60)
        await server.attend()
        assert server.port == port
        assert (await client.get("/")).status_code == 200


async def test_nobody_else_gets_the_port_while_it_is_refused(server: GatewayServer, clock: HandClock) -> None:
    clock.turn(seconds_until(Incident.REFUSED))
    async with server:
        with socket.socket() as other, pytest.raises(OSError, match="Address already in use"):
            other.bind(("127.0.0.1", server.port))


async def test_attending_twice_changes_nothing(server: GatewayServer, clock: HandClock) -> None:
    async with server, httpx.AsyncClient(base_url=server.url) as client:
        await server.attend()
        assert (await client.get("/")).status_code == 200
        clock.turn(seconds_until(Incident.REFUSED))
        await server.attend()
        await server.attend()


async def test_a_taken_port_is_an_error_at_entering(server: GatewayServer) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        server.port = other.getsockname()[1]
        with pytest.raises(OSError, match="Address already in use"):
            async with server:
                pass


async def test_after_the_block_the_port_is_free(server: GatewayServer) -> None:
    async with server:
        port = server.port
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", port))
