import gzip
import logging
import socket
import traceback
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace

import anyio
import anyio.to_thread
import httpx
import pytest

from lib.gateway import errors, wire
from lib.gateway.config import Gateway
from lib.gateway.exchange import Exchange
from lib.gateway.limits import Limits
from lib.gateway.repeated import MASK
from lib.gateway.words import sentence
from lib.settings import VERSION
from tests.gateway.conftest import TOKEN
from tests.gateway.server import Answer, Drip, Hang, Raw, Reply, Reset, ScriptedServer

pytestmark = pytest.mark.anyio

ROUTE = "/api/capacity"
BODY = b'{"status": "OK", "result": {"slots": []}}'
HEAD = b"HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\n"
HTTP2_SETTINGS = bytes.fromhex("00001204000000000000030000008000040000ffff000500004000")


@pytest.fixture
async def exchange(gateway: Gateway, limits: Limits) -> AsyncIterator[Exchange]:
    opened = Exchange(gateway, limits)
    yield opened
    await opened.aclose()


@pytest.fixture
def full_port() -> Iterator[int]:
    """A port whose queue of connections is full, so that another connection is never taken."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as listening:
        port: int = listening.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)):
            yield port


async def failure(url: str, limits: Limits) -> errors.GatewayError:
    """The error that one GET ends with."""
    exchange = Exchange(Gateway(id="us", name="US East", url=url), limits)
    try:
        with pytest.raises(errors.GatewayError) as caught:
            await exchange.get(ROUTE)
    finally:
        await exchange.aclose()
    assert (caught.value.gateway, caught.value.route) == ("US East", ROUTE)
    return caught.value


async def test_a_get_carries_the_token_and_asks_for_json_in_encodings_that_can_be_read(
    server: ScriptedServer, exchange: Exchange
) -> None:
    server.on(ROUTE, Reply(BODY))
    answer = await exchange.get(ROUTE)
    (request,) = server.requests
    assert (answer.route, answer.status, answer.body) == (ROUTE, 200, BODY)
    assert request.method == "GET"
    assert request.headers["authorization"] == f"Bearer {TOKEN}"
    assert request.headers["accept"] == "application/json"
    assert request.headers["accept-encoding"] == "gzip, deflate"
    assert request.headers["user-agent"] == f"deployments-dashboard/{VERSION}"


async def test_without_a_token_there_is_no_authorization(server: ScriptedServer, limits: Limits) -> None:
    await failure(server.url, limits)
    assert "authorization" not in server.requests[0].headers


async def test_the_environments_proxy_and_netrc_are_not_used(
    server: ScriptedServer, limits: Limits, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    assert isinstance(await failure(server.url, limits), errors.RouteMissing)


async def test_a_connection_is_kept_and_cookies_are_not(server: ScriptedServer, exchange: Exchange) -> None:
    server.on(ROUTE, Reply(BODY, headers={"set-cookie": "session=1"}))
    await exchange.get(ROUTE)
    await exchange.get(ROUTE)
    assert server.connections == 1
    assert "cookie" not in server.requests[1].headers


async def test_a_compressed_answer_is_read(server: ScriptedServer, exchange: Exchange) -> None:
    server.on(ROUTE, Reply(gzip.compress(BODY), headers={"content-encoding": "gzip"}))
    assert (await exchange.get(ROUTE)).body == BODY


async def test_a_refused_connection_is_told(limits: Limits) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    assert type(await failure(f"http://127.0.0.1:{port}", limits)) is errors.ConnectionRefused


async def test_a_name_without_an_address_is_told(limits: Limits) -> None:
    assert type(await failure("http://gateway.invalid", limits)) is errors.NameNotResolved


async def test_a_connection_that_is_not_taken_ends_at_its_limit(full_port: int, limits: Limits) -> None:
    error = await failure(f"http://127.0.0.1:{full_port}", replace(limits, connect=0.1))
    assert isinstance(error, errors.ConnectTimedOut)
    assert error.limit == 0.1


async def test_https_on_a_port_without_tls_is_told(server: ScriptedServer, limits: Limits) -> None:
    server.speak_first(b"HTTP/1.1 400 Bad Request\r\n\r\n")
    assert type(await failure(server.url.replace("http", "https"), limits)) is errors.TlsFailed


async def test_a_grpc_port_gets_its_own_hint(server: ScriptedServer, limits: Limits) -> None:
    server.speak_first(HTTP2_SETTINGS)
    error = await failure(server.url, limits)
    assert type(error) is errors.NotHttp
    assert "gRPC" in sentence(error)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (Raw(), errors.NotHttp),
        (Raw(HTTP2_SETTINGS), errors.NotHttp),
        (Raw(b"HTTP/1.1 101 Switching Protocols\r\n\r\n"), errors.NotHttp),
        (Reset(), errors.ConnectionBroken),
        (Reset(HEAD + b"{"), errors.ConnectionBroken),
        (Raw(HEAD + b"{"), errors.Truncated),
        (Raw(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{"), errors.Truncated),
        (Reply(BODY, headers={"content-encoding": "br"}), errors.BadEncoding),
        (Reply(BODY, headers={"content-encoding": "gzip"}), errors.BadEncoding),
        (Reply(b" " * 2_000_000), errors.TooLarge),
        (Reply(gzip.compress(b" " * 2_000_000), headers={"content-encoding": "gzip"}), errors.TooLarge),
        (Reply(status=204), errors.UnexpectedStatus),
        (Reply(status=401), errors.AccessDenied),
        (Reply(b"<html>", 403, {"content-type": "text/html"}), errors.AccessDenied),
        (Reply(status=404), errors.RouteMissing),
        (Reply(status=421), errors.UnexpectedStatus),
        (Reply(status=422), errors.BadQuery),
        (Reply(status=429), errors.TooManyRequests),
        (Reply(status=503), errors.ServerFailed),
        (Reply(status=999), errors.UnexpectedStatus),
    ],
)
async def test_each_fault_has_its_class(
    server: ScriptedServer, limits: Limits, answer: Answer, expected: type[errors.GatewayError]
) -> None:
    server.on(ROUTE, answer)
    assert type(await failure(server.url, limits)) is expected


async def test_after_a_fault_the_next_get_works(server: ScriptedServer, exchange: Exchange) -> None:
    for fault in (Reset(HEAD + b"{"), Raw(HEAD + b"{"), Reply(b" " * 2_000_000), Reply(status=503)):
        server.on(ROUTE, fault)
        with pytest.raises(errors.GatewayError):
            await exchange.get(ROUTE)
        server.on(ROUTE, Reply(BODY))
        assert (await exchange.get(ROUTE)).body == BODY


@pytest.mark.parametrize("answer", [Hang(), Hang(HEAD), Hang(HEAD + b"{")])
async def test_silence_ends_at_the_read_limit(server: ScriptedServer, limits: Limits, answer: Answer) -> None:
    server.on(ROUTE, answer)
    error = await failure(server.url, replace(limits, read=0.1))
    assert isinstance(error, errors.ReadTimedOut)
    assert error.limit == 0.1


async def test_a_slow_drip_ends_at_the_limit_of_the_call(server: ScriptedServer, limits: Limits) -> None:
    server.on(ROUTE, Drip(Reply(b" " * 100_000)))
    error = await failure(server.url, replace(limits, call=0.2))
    assert isinstance(error, errors.CallTimedOut)
    assert error.limit == 0.2


async def test_a_caller_who_gives_up_is_not_told_of_a_timeout(server: ScriptedServer, exchange: Exchange) -> None:
    server.on(ROUTE, Hang())
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(exchange.get, ROUTE)
        await anyio.to_thread.run_sync(server.wait_for_requests, 1)
        tasks.cancel_scope.cancel()
    assert tasks.cancel_scope.cancelled_caught


async def test_a_failures_own_sentence_is_kept(server: ScriptedServer, limits: Limits) -> None:
    server.on(ROUTE, Reply(json={"status": "error", "message": "etcd is gone"}, status=503))
    assert (await failure(server.url, limits)).detail == "etcd is gone"


async def test_a_failures_status_is_told_even_if_its_body_never_ends(server: ScriptedServer, limits: Limits) -> None:
    server.on(ROUTE, Hang(b"HTTP/1.1 503 Unavailable\r\ncontent-length: 9\r\n\r\n{"))
    assert type(await failure(server.url, replace(limits, read=0.1))) is errors.ServerFailed


async def test_a_redirect_is_not_followed_and_the_other_host_hears_nothing(
    server: ScriptedServer, exchange: Exchange
) -> None:
    with ScriptedServer() as other:
        server.on(ROUTE, Reply(status=307, headers={"location": f"{other.url}/login"}))
        with pytest.raises(errors.Redirected) as caught:
            await exchange.get(ROUTE)
        assert caught.value.target_host == "127.0.0.1"
        assert other.requests == []


async def test_a_document_is_decoded_and_its_error_names_the_place(server: ScriptedServer, exchange: Exchange) -> None:
    server.on(ROUTE, Reply(BODY))
    assert await exchange.document(ROUTE, wire.decode_object) == {"status": "OK", "result": {"slots": []}}
    server.on(ROUTE, Reply(b"<html>"))
    with pytest.raises(errors.NotJson) as caught:
        await exchange.document(ROUTE, wire.decode_object)
    assert (caught.value.gateway, caught.value.route) == ("US East", ROUTE)


@pytest.mark.parametrize(
    "answer",
    [
        Raw(b"HTTP/1.1 200 OK\r\nodd header " + TOKEN.encode() + b"\r\n\r\n"),
        Raw(TOKEN.encode() + b"\r\n\r\n"),
        Raw(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n" + TOKEN.encode() + b"\r\n"),
        Reply(TOKEN.encode()),
        Reply(json={"status": "error", "result": f"unknown key {TOKEN}"}),
        Reply(json={"status": "error", "result": "x" * 280 + TOKEN}),
        Reply(json={"message": f"unknown key {TOKEN}"}, status=401),
        Reply(json={"detail": f"unknown key {TOKEN}"}, status=422),
        Reply(BODY, headers={"content-encoding": TOKEN}),
        Reply(status=302, headers={"location": f"/login?token={TOKEN}"}),
        Reply(status=302, headers={"location": f"https://{TOKEN}.example/login"}),
        Reply(status=302, headers={"location": f"https://{TOKEN}@gw.example/login"}),
        Reset(),
        Hang(),
    ],
)
async def test_a_token_that_is_sent_back_gets_into_no_error_and_no_log(
    server: ScriptedServer,
    gateway: Gateway,
    limits: Limits,
    answer: Answer,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    caplog.set_level(logging.DEBUG, "lib")
    server.on(ROUTE, answer)
    exchange = Exchange(gateway, replace(limits, read=0.2))
    with pytest.raises(errors.GatewayError) as caught:
        await exchange.document(ROUTE, wire.decode_capacity)
    await exchange.aclose()
    error = caught.value
    told = [repr(exchange), repr(error), str(error), str(vars(error)), sentence(error), caplog.text]
    told += traceback.format_exception(error)
    assert TOKEN[:12] not in "\n".join(told)


async def test_a_token_that_an_answer_repeats_is_masked_before_anybody_reads_it(
    server: ScriptedServer, exchange: Exchange
) -> None:
    server.on(ROUTE, Reply(BODY))
    assert exchange.shown(await exchange.get(ROUTE)) == BODY.decode()
    server.on(ROUTE, Reply(json={"name": f"key {TOKEN}"}))
    answer = await exchange.get(ROUTE)
    assert exchange.shown(answer) == f'{{"name": "key {MASK}"}}'
    assert TOKEN.encode() not in answer.body
    server.on(ROUTE, Reply(gzip.compress(TOKEN.encode()), headers={"content-encoding": "gzip"}))
    assert (await exchange.get(ROUTE)).body == MASK.encode()


async def test_the_rest_of_a_sentence_with_the_token_in_it_is_kept(server: ScriptedServer, exchange: Exchange) -> None:
    server.on(ROUTE, Reply(json={"message": f"the key {TOKEN} is unknown"}, status=401))
    with pytest.raises(errors.AccessDenied) as caught:
        await exchange.get(ROUTE)
    assert caught.value.detail == f"the key {MASK} is unknown"


async def test_each_request_writes_one_line_with_its_outcome(
    server: ScriptedServer, exchange: Exchange, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "lib.gateway")
    server.on(ROUTE, Reply(BODY))
    await exchange.get(ROUTE)
    server.on(ROUTE, Reset())
    with pytest.raises(errors.ConnectionBroken):
        await exchange.get(ROUTE)
    first, second = (record.getMessage() for record in caplog.records)
    assert first.startswith("Gateway us GET /api/capacity: 200 in ")
    assert second.startswith("Gateway us GET /api/capacity: broken in ")


async def test_a_transport_can_stand_for_the_network(gateway: Gateway, limits: Limits) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, stream=httpx.ByteStream(request.url.raw_path))

    exchange = Exchange(gateway, limits, httpx.MockTransport(answer))
    assert (await exchange.get(ROUTE)).body == ROUTE.encode()
    await exchange.aclose()
