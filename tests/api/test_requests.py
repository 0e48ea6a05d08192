import logging
from collections.abc import Awaitable, Callable
from typing import Any

import anyio
import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from lib.access.caller import Caller, Role
from lib.access.token import fresh
from lib.api.callers import SCOPE_KEY
from lib.api.requests import LONGEST_PATH, Requests
from lib.fleet.masking import MASK
from lib.logs import request_id

pytestmark = pytest.mark.anyio

HEADER = request_id.HEADER
LOGGER = "lib.api.requests"

Lines = Callable[[], list[logging.LogRecord]]


def fails(_request: Request) -> Response:
    raise RuntimeError("a bug")


def says_its_id(_request: Request) -> Response:
    """Answered on a worker thread."""
    logging.getLogger("lib.x").warning("within")
    return PlainTextResponse(request_id.CURRENT.get())


def is_anns(request: Request) -> Response:
    request.scope[SCOPE_KEY] = Caller("ann", Role.VIEWER)
    return PlainTextResponse("hers", 201)


ROUTES = [Route("/fails", fails), Route("/id", says_its_id), Route("/ann", is_anns)]


async def ask(path: str, headers: dict[str, str] | None = None) -> httpx.Response:
    transport = httpx.ASGITransport(Starlette(routes=ROUTES, middleware=[Middleware(Requests)]))
    async with httpx.AsyncClient(transport=transport, base_url="http://dashboard.example") as client:
        return await client.get(path, headers=headers)


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> Lines:
    """The lines of requests so far."""
    caplog.set_level(logging.INFO)
    return lambda: [each for each in caplog.records if each.name == LOGGER and each.levelno == logging.INFO]


def fields(record: logging.LogRecord) -> dict[str, Any]:
    found: dict[str, Any] = record.__dict__["fields"]
    return found


async def test_an_id_is_taken_over_and_known_on_the_thread_that_answers() -> None:
    answer = await ask("/id", {HEADER: "abc-1"})
    assert (answer.text, answer.headers[HEADER]) == ("abc-1", "abc-1")
    assert request_id.CURRENT.get() is None


async def test_a_malformed_id_is_replaced() -> None:
    answer = await ask("/id", {HEADER: "a b"})
    assert answer.headers[HEADER] == answer.text
    assert len(answer.text) == 32


async def test_an_id_that_is_the_token_of_the_request_is_replaced() -> None:
    for header in ("Authorization", "Proxy-Authorization", "Cookie", "X-API-Key"):
        answer = await ask("/id", {HEADER: "hunter2-hunter2", header: "Bearer hunter2-hunter2"})
        assert answer.headers[HEADER] == answer.text
        assert len(answer.text) == 32


async def test_a_part_of_a_path_that_looks_like_a_secret_is_not_logged(lines: Lines) -> None:
    await ask(f"/api/v1/{fresh()}/gateways/extract_executor")
    [line] = lines()
    assert fields(line)["path"] == f"/api/v1/{MASK}/gateways/extract_executor"
    assert f"GET /api/v1/{MASK}/gateways/extract_executor 404" in line.getMessage()


async def test_each_request_has_one_line_without_its_query(lines: Lines) -> None:
    await ask("/nothing?token=hunter2")
    [line] = lines()
    said = fields(line)
    assert (said["method"], said["path"], said["status"]) == ("GET", "/nothing", 404)
    assert said["duration_seconds"] >= 0
    assert "caller" not in said
    assert line.getMessage().startswith("GET /nothing 404 in ")
    assert "hunter2" not in f"{line.getMessage()} {said}"


async def test_the_caller_is_named(lines: Lines) -> None:
    await ask("/ann")
    [line] = lines()
    assert (fields(line)["caller"], fields(line)["status"]) == ("ann", 201)
    assert line.getMessage().endswith(" for ann")


async def test_a_long_path_is_cut(lines: Lines) -> None:
    await ask("/" + 1000 * "x")
    assert len(fields(lines()[0])["path"]) == LONGEST_PATH


async def test_what_nobody_caught_is_logged_and_answered_with_the_id(
    lines: Lines, caplog: pytest.LogCaptureFixture
) -> None:
    answer = await ask("/fails", {HEADER: "abc-1"})
    assert (answer.status_code, answer.headers[HEADER]) == (500, "abc-1")
    assert "abc-1" in answer.text
    assert "bug" not in answer.text
    [raised] = [each for each in caplog.records if each.exc_info]
    assert raised.getMessage() == "GET /fails failed"
    assert fields(lines()[0])["status"] == 500


async def test_an_answer_is_not_held_back() -> None:
    first_came, sent = anyio.Event(), []

    async def parts() -> Any:
        yield b"first"
        await first_came.wait()
        yield b"second"

    async def send(message: Any) -> None:
        sent.append(message)
        if message.get("body") == b"first":
            first_came.set()

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await StreamingResponse(parts())(scope, receive, send)

    await Requests(app)(scope("http"), never, send)
    assert [message.get("body") for message in sent[1:]] == [b"first", b"second", b""]


def scope(kind: str) -> dict[str, Any]:
    return {"type": kind, "path": "/stream", "method": "GET", "headers": [], "asgi": {"spec_version": "2.4"}}


async def never() -> Any:
    await anyio.sleep_forever()


async def connect(*sent: dict[str, Any], error: Exception | None = None) -> list[dict[str, Any]]:
    """What a browser gets of a WebSocket that sends this."""
    got: list[dict[str, Any]] = []

    async def app(_scope: Scope, _receive: Receive, send: Callable[[Any], Awaitable[None]]) -> None:
        for message in sent:
            await send(message)
        if error is not None:
            raise error

    async def send(message: Any) -> None:
        got.append(message)

    await Requests(app)(scope("websocket"), never, send)
    return got


async def test_a_websocket_is_one_request_and_its_messages_pass_unchanged(lines: Lines) -> None:
    frame = {"type": "websocket.send", "bytes": b"frame"}
    accepted, *others = await connect({"type": "websocket.accept"}, frame, {"type": "websocket.close", "code": 1000})
    assert [name for name, _ in accepted["headers"]] == [HEADER.lower().encode()]
    assert others == [frame, {"type": "websocket.close", "code": 1000}]
    [line] = lines()
    assert (fields(line)["method"], fields(line)["status"]) == ("WEBSOCKET", 101)


async def test_a_websocket_that_is_not_accepted_was_refused(lines: Lines) -> None:
    await connect({"type": "websocket.close", "code": 1008})
    assert fields(lines()[0])["status"] == 403


async def test_an_error_of_a_websocket_goes_on_to_the_server(lines: Lines) -> None:
    with pytest.raises(ValueError, match="a bug"):
        await connect({"type": "websocket.accept"}, error=ValueError("a bug"))
    assert fields(lines()[0])["status"] == 101
