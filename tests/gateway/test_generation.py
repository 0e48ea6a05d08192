from collections.abc import AsyncIterator
from dataclasses import replace

import anyio
import pytest

from lib.gateway import errors, wire
from lib.gateway.config import Gateway
from lib.gateway.exchange import Exchange
from lib.gateway.generation import ASK_AGAIN, Generation, GenerationFinder
from lib.gateway.limits import Limits
from tests.gateway.bodies import G1_OPENAPI, G2_OPENAPI
from tests.gateway.clock import Clock
from tests.gateway.server import Answer, Hang, Reply, Reset, ScriptedServer

pytestmark = pytest.mark.anyio

OPENAPI = "/openapi.json"
G1_DOCUMENT = wire.Deployments({}, legacy_present=True)
G2_DOCUMENT = wire.Deployments({}, legacy_present=False)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def finder(gateway: Gateway, limits: Limits, clock: Clock) -> AsyncIterator[GenerationFinder]:
    exchange = Exchange(gateway, replace(limits, read=0.1))
    yield GenerationFinder(exchange, clock)
    await exchange.aclose()


@pytest.mark.parametrize(("listed", "expected"), [(G1_OPENAPI, Generation.G1), (G2_OPENAPI, Generation.G2)])
async def test_the_list_of_routes_tells_the_generation(
    server: ScriptedServer, finder: GenerationFinder, listed: dict[str, object], expected: Generation
) -> None:
    assert finder.current is Generation.UNKNOWN
    server.on(OPENAPI, Reply(json=listed))
    assert await finder.find() is expected
    assert finder.current is expected


async def test_many_askers_make_one_request(server: ScriptedServer, finder: GenerationFinder) -> None:
    server.on(OPENAPI, Reply(json=G2_OPENAPI))
    async with anyio.create_task_group() as tasks:
        for _ in range(5):
            tasks.start_soon(finder.find)
    assert server.paths == [OPENAPI]


async def test_it_is_asked_again_after_ten_minutes(
    server: ScriptedServer, finder: GenerationFinder, clock: Clock
) -> None:
    server.on(OPENAPI, Reply(json=G1_OPENAPI))
    await finder.find()
    server.on(OPENAPI, Reply(json=G2_OPENAPI))
    clock.now += ASK_AGAIN - 1
    assert await finder.find() is Generation.G1
    clock.now += 1
    assert await finder.find() is Generation.G2


async def test_it_is_asked_again_once_the_gateway_is_back_from_an_outage(
    server: ScriptedServer, finder: GenerationFinder
) -> None:
    server.on(OPENAPI, Reply(json=G1_OPENAPI))
    await finder.find()
    server.on(OPENAPI, Reply(json=G2_OPENAPI))
    finder.saw_error(errors.ConnectionRefused())
    assert await finder.find() is Generation.G1
    finder.saw_answer()
    assert await finder.find() is Generation.G2
    finder.saw_answer()
    await finder.find()
    assert server.paths == [OPENAPI, OPENAPI]


async def test_an_error_that_is_an_answer_ends_an_outage_too(server: ScriptedServer, finder: GenerationFinder) -> None:
    await finder.find()
    finder.saw_error(errors.ReadTimedOut(5))
    finder.saw_error(errors.ReportedError("etcd is gone"))
    await finder.find()
    assert server.paths == [OPENAPI, OPENAPI]


async def test_an_error_without_an_outage_changes_nothing(server: ScriptedServer, finder: GenerationFinder) -> None:
    await finder.find()
    finder.saw_error(errors.ReportedError("etcd is gone"))
    await finder.find()
    assert server.paths == [OPENAPI]


@pytest.mark.parametrize(
    "answer",
    [
        Reply(status=404),
        Reply(status=503),
        Reply(b"<html>"),
        Reply(b""),
        Reply(json=[]),
        Reply(json={"paths": []}),
        Reset(),
        Hang(),
    ],
)
async def test_without_a_list_of_routes_the_documents_tell(
    server: ScriptedServer, finder: GenerationFinder, answer: Answer
) -> None:
    server.on(OPENAPI, answer)
    assert await finder.find() is Generation.UNKNOWN
    finder.saw_deployments(G2_DOCUMENT)
    assert await finder.find() is Generation.G2
    finder.saw_deployments(G1_DOCUMENT)
    assert await finder.find() is Generation.G1
    assert server.paths == [OPENAPI]


@pytest.mark.parametrize(("nodes", "expected"), [(None, Generation.UNKNOWN), ([], Generation.G2)])
async def test_the_load_of_nodes_tells_g2_where_nothing_else_does(
    finder: GenerationFinder, nodes: list[wire.NodeLoad] | None, expected: Generation
) -> None:
    finder.saw_capacity(wire.Capacity(slots=[], nodes=nodes))
    assert finder.current is expected


async def test_the_load_of_nodes_does_not_outweigh_the_executors(finder: GenerationFinder) -> None:
    finder.saw_deployments(G1_DOCUMENT)
    finder.saw_capacity(wire.Capacity(slots=[], nodes=[]))
    assert finder.current is Generation.G1


async def test_the_list_of_routes_outweighs_the_documents(server: ScriptedServer, finder: GenerationFinder) -> None:
    server.on(OPENAPI, Reply(json=G2_OPENAPI))
    finder.saw_deployments(G1_DOCUMENT)
    assert await finder.find() is Generation.G2


@pytest.mark.parametrize(
    ("answer", "expected"), [(Reply(status=404), Generation.G1), (Reset(), Generation.G2), (Hang(), Generation.G2)]
)
async def test_a_list_that_is_gone_is_forgotten_and_one_that_did_not_come_is_not(
    server: ScriptedServer, finder: GenerationFinder, clock: Clock, answer: Answer, expected: Generation
) -> None:
    server.on(OPENAPI, Reply(json=G2_OPENAPI))
    await finder.find()
    finder.saw_deployments(G1_DOCUMENT)
    server.on(OPENAPI, answer)
    clock.now += ASK_AGAIN
    assert await finder.find() is expected
