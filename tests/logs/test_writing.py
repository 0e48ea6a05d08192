"""The log of the dashboard as a process of its own, written as JSON."""

import asyncio
import json
import socket
from collections.abc import Callable, Iterator
from typing import Any, Final

import httpx
import pytest
from websockets.asyncio.client import connect

from lib.logs.request_id import HEADER
from tests.browser.app import RunningApp
from tests.gateway.server import ScriptedServer
from tests.pages.gateways import be_captured, write_gateways
from tests.servers import awaited

TOKEN: Final = "zq7-canary-of-us-7qz"

Line = dict[str, Any]
Find = Callable[..., Line]


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningApp]:
    """One that samples a gateway with a token."""
    folder = tmp_path_factory.mktemp("logged")
    settings = {
        "LOG_FORMAT": "json",
        "HISTORY": "on",
        "HISTORY_FILE": str(folder / "history.duckdb"),
        "ALERTS_STATE": str(folder / "alerts.json"),
        "GATEWAY_TOKEN_US": TOKEN,
    }
    with ScriptedServer() as server:
        be_captured(server)
        write_gateways(folder / "gateways.json", {"us": server})
        with RunningApp(folder / "gateways.json", settings) as running:
            yield running


@pytest.fixture
def find(app: RunningApp) -> Find:
    """Waits for a line that has these fields."""

    def found(**wanted: object) -> Line:
        return awaited(lambda: next((line for line in lines(app) if wanted.items() <= line.items()), None))

    return found


def lines(app: RunningApp) -> list[Line]:
    return [json.loads(line) for line in app.log.splitlines() if line.startswith("{")]


def test_a_fetch_from_a_gateway_has_a_line(find: Find) -> None:
    line = find(gateway="us", route="/api/capacity")
    assert (line["outcome"], line["level"], line["logger"]) == ("200", "INFO", "lib.gateway.client")
    assert line["bytes"] > 0
    assert line["duration_seconds"] > 0


def test_a_request_has_a_line_with_the_id_that_it_was_given(app: RunningApp, find: Find) -> None:
    answer = httpx.get(f"{app.url}/livez?token={TOKEN}", headers={HEADER: "abc-1"}, trust_env=False)
    assert answer.headers[HEADER] == "abc-1"
    assert (find(path="/livez")["status"], find(path="/livez")["request_id"]) == (200, "abc-1")


def test_a_page_has_a_line_when_its_websocket_ends(app: RunningApp, find: Find) -> None:
    async def visit() -> None:
        async with connect(f"{app.url.replace('http', 'ws')}/infrastructure/_stcore/stream", proxy=None) as stream:
            assert stream.response is not None
            assert len(stream.response.headers[HEADER]) == 32

    asyncio.run(visit())
    line = find(method="WEBSOCKET", status=101)
    assert line["path"] == "/infrastructure/_stcore/stream"


def test_a_token_that_comes_in_by_a_path_is_hidden(app: RunningApp, find: Find) -> None:
    httpx.get(f"{app.url}/{TOKEN}", headers={HEADER: TOKEN}, trust_env=False)
    assert find(path="/••••••")["request_id"] == "••••••"


def test_a_line_cannot_be_forged(app: RunningApp, find: Find) -> None:
    httpx.get(f"{app.url}/forged%0A{{%22level%22:%22INFO%22,%22forged%22:true}}", trust_env=False)
    assert find(path='/forged\n{"level":"INFO","forged":true}')["level"] == "INFO"
    assert not any("forged" in line for line in lines(app))


def test_what_uvicorn_says_is_written_in_the_same_form(app: RunningApp, find: Find) -> None:
    port = int(app.url.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port)) as raw:
        raw.sendall(b"no request\r\n\r\n")
        assert raw.recv(1000).startswith(b"HTTP/1.1 400")
    assert find(message="Invalid HTTP request received.")["logger"] == "uvicorn.error"


def test_a_request_is_logged_once(app: RunningApp) -> None:
    """uvicorn has a line of its own for requests, and it is off."""
    for path in ("/once", "/after"):
        httpx.get(f"{app.url}{path}", trust_env=False)
        awaited(lambda path=path: path in app.log or None)
    assert len([line for line in app.log.splitlines() if "/once" in line]) == 1


def test_all_that_is_written_is_json_but_for_the_address(app: RunningApp) -> None:
    others = [line for line in app.log.splitlines() if line.strip() and not line.startswith("{")]
    assert ["URL" in line or "You can now view" in line for line in others] == [True, True]


def test_the_token_is_nowhere_in_the_log(app: RunningApp) -> None:
    assert "canary" not in app.log
