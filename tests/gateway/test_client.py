import logging
from collections.abc import AsyncIterator, Callable

import anyio
import pytest

from lib.gateway import errors, wire
from lib.gateway.client import GatewayClient
from lib.gateway.config import Gateway
from lib.gateway.generation import Generation
from lib.gateway.health import HealthCheck
from lib.gateway.limits import Limits
from lib.gateway.routes import PATHS, Kind, is_forbidden
from tests.gateway.bodies import G2_OPENAPI, be_g1, be_g2
from tests.gateway.conftest import TOKEN
from tests.gateway.server import Hang, Reply, Reset, ScriptedServer

pytestmark = pytest.mark.anyio

NOTHING_WAITS = wire.FrontierSummary(ready_by_executor={})


@pytest.fixture
async def client(gateway: Gateway, limits: Limits) -> AsyncIterator[GatewayClient]:
    async with GatewayClient(gateway, limits) as opened:
        yield opened


async def test_a_g2_gateway_gives_a_typed_value_of_each_kind(server: ScriptedServer, client: GatewayClient) -> None:
    be_g2(server)
    assert [type(await client.fetch(kind)) for kind in Kind] == [
        HealthCheck,
        wire.Deployments,
        wire.DeploymentStatus,
        wire.Capacity,
        wire.Readiness,
        wire.OperationsHealth,
        wire.Debug,
    ]
    assert client.generation is Generation.G2


async def test_a_g1_gateway_is_not_asked_for_what_it_lacks(server: ScriptedServer, client: GatewayClient) -> None:
    be_g1(server)
    assert await client.fetch(Kind.READINESS) is None
    assert await client.fetch(Kind.OPERATIONS) is None
    assert client.generation is Generation.G1
    assert server.paths == ["/openapi.json"]


async def test_a_gateway_of_unknown_generation_is_not_asked_either(
    server: ScriptedServer, client: GatewayClient
) -> None:
    assert await client.fetch(Kind.READINESS) is None
    assert server.paths == ["/openapi.json"]


async def test_a_g2_gateway_without_list_of_routes_is_known_by_its_documents(
    server: ScriptedServer, client: GatewayClient
) -> None:
    be_g2(server)
    server.on("/openapi.json", Reply(status=404))
    await client.fetch(Kind.EXECUTORS)
    assert await client.fetch(Kind.READINESS) is not None


async def test_a_g2_gateway_is_known_by_its_capacity(server: ScriptedServer, client: GatewayClient) -> None:
    be_g2(server)
    await client.fetch(Kind.CAPACITY)
    assert client.generation is Generation.G2


async def test_a_listed_route_that_is_missing_is_none_and_no_error(
    server: ScriptedServer, client: GatewayClient
) -> None:
    server.on("/openapi.json", Reply(json=G2_OPENAPI))
    assert await client.fetch(Kind.READINESS) is None
    assert await client.fetch(Kind.OPERATIONS) is None


@pytest.mark.parametrize("be", [be_g1, be_g2])
async def test_waiting_jobs_are_asked_of_both_generations_and_none_where_the_route_is_missing(
    server: ScriptedServer, client: GatewayClient, be: Callable[[ScriptedServer], None]
) -> None:
    be(server)
    assert await client.fetch(Kind.DEBUG) == wire.Debug(wire.Frontier(available=True, summary=NOTHING_WAITS))
    assert server.paths == ["/api/debug"]
    server.on("/api/debug", Reply(status=404))
    assert await client.fetch(Kind.DEBUG) is None


async def test_a_listed_route_that_fails_is_an_error(server: ScriptedServer, client: GatewayClient) -> None:
    server.on("/openapi.json", Reply(json=G2_OPENAPI))
    server.on("/api/operations/health", Reply(json={"status": "error", "message": "starting"}, status=503))
    with pytest.raises(errors.ServerFailed) as caught:
        await client.fetch(Kind.OPERATIONS)
    assert caught.value.detail == "starting"


async def test_a_list_of_routes_that_hangs_delays_no_other_kind(server: ScriptedServer, client: GatewayClient) -> None:
    be_g1(server)
    server.on("/openapi.json", Hang())
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(client.fetch, Kind.READINESS)
        await anyio.to_thread.run_sync(server.wait_for_requests, 1)
        for kind in (Kind.HEALTH, Kind.EXECUTORS, Kind.STATUS, Kind.CAPACITY):
            assert await client.fetch(kind) is not None
        tasks.cancel_scope.cancel()


@pytest.mark.parametrize("kind", [Kind.HEALTH, Kind.EXECUTORS, Kind.STATUS, Kind.CAPACITY])
async def test_after_an_outage_a_newer_gateway_is_noticed(
    server: ScriptedServer, client: GatewayClient, kind: Kind
) -> None:
    be_g1(server)
    assert await client.fetch(Kind.READINESS) is None
    server.forget()
    server.otherwise(Reset())
    with pytest.raises(errors.ConnectionBroken):
        await client.fetch(kind)
    be_g2(server)
    await client.fetch(kind)
    assert await client.fetch(Kind.READINESS) is not None


@pytest.mark.parametrize("kind", [Kind.EXECUTORS, Kind.STATUS, Kind.CAPACITY, Kind.DEBUG])
async def test_an_error_inside_a_200_is_raised_with_its_place(
    server: ScriptedServer, client: GatewayClient, kind: Kind
) -> None:
    server.on(PATHS[kind], Reply(json={"status": "error", "result": "etcd is gone"}))
    with pytest.raises(errors.ReportedError) as caught:
        await client.fetch(kind)
    assert str(caught.value) == f"US East {PATHS[kind]}: reported: etcd is gone"


async def test_health_raises_the_error_and_the_steps_hold_it(server: ScriptedServer, client: GatewayClient) -> None:
    server.on("/health", Reply(status=503))
    with pytest.raises(errors.ServerFailed):
        await client.fetch(Kind.HEALTH)
    check = await client.health_steps()
    assert isinstance(check.error, errors.ServerFailed)
    assert [step.route for step in check.steps] == ["/health"]


async def test_health_tells_the_generation_as_far_as_it_is_known(server: ScriptedServer, client: GatewayClient) -> None:
    be_g2(server)
    assert (await client.fetch(Kind.HEALTH)).generation is Generation.UNKNOWN
    await client.fetch(Kind.READINESS)
    assert (await client.fetch(Kind.HEALTH)).generation is Generation.G2


async def test_the_configured_health_path_is_asked_first(server: ScriptedServer, limits: Limits) -> None:
    gateway = Gateway(id="us", url=f"{server.url}/prefix/", health_path="/healthz")
    server.on("/prefix/healthz", Reply(json={}))
    async with GatewayClient(gateway, limits) as client:
        assert (await client.fetch(Kind.HEALTH)).route == "/healthz"
    assert server.paths == ["/prefix/healthz"]


@pytest.mark.parametrize("be", [be_g1, be_g2])
async def test_a_full_round_asks_with_get_and_never_for_a_forbidden_route(
    server: ScriptedServer, client: GatewayClient, be: Callable[[ScriptedServer], None]
) -> None:
    be(server)
    for kind in Kind:
        await client.fetch(kind)
    await client.health_steps()
    assert {request.method for request in server.requests} == {"GET"}
    assert not [path for path in server.paths if is_forbidden(path)]


async def test_the_token_is_sent_with_every_request_and_appears_nowhere_else(
    server: ScriptedServer, client: GatewayClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    be_g2(server)
    values = [await client.fetch(kind) for kind in Kind]
    assert {request.headers["authorization"] for request in server.requests} == {f"Bearer {TOKEN}"}
    assert not [path for path in server.paths if TOKEN in path]
    assert TOKEN not in f"{client!r} {client.gateway!r} {values!r} {caplog.text}"
