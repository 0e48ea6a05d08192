import asyncio

import pytest

from lib.demo.process import Cast, Chore, Wishes, benchmark, demo, run
from lib.demo.world import Generation

pytestmark = pytest.mark.anyio


def test_the_demo_has_its_three_gateways_and_only_the_last_has_trouble() -> None:
    gateways = [server.gateway for server in demo().servers]
    assert [gateway.world.id for gateway in gateways] == ["us-east-1", "eu-west-1", "ap-south-1"]


def test_a_benchmark_is_one_gateway_whose_documents_are_renewed() -> None:
    cast = benchmark(executors=3, nodes=2, generation=Generation.G1, port=0)
    [server] = cast.servers
    assert [len(executor.nodes) for executor in server.gateway.world.executors] == [2, 2, 2]
    assert server.gateway.world.generation is Generation.G1
    assert len(cast.chores) == 1


async def test_a_chore_is_repeated_until_cancelled() -> None:
    done = asyncio.Semaphore(0)

    async def work() -> None:
        done.release()

    chore = asyncio.create_task(Chore(0, work).repeat())
    for _ in range(3):
        await done.acquire()
    chore.cancel()
    with pytest.raises(asyncio.CancelledError):
        await chore


async def test_a_chore_that_fails_ends_the_run() -> None:
    async def work() -> None:
        raise ArithmeticError

    with pytest.raises(ExceptionGroup) as caught:
        await run(Cast([], [Chore(0, work)]), Wishes())
    assert caught.group_contains(ArithmeticError)
