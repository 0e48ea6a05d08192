from collections.abc import Iterator
from datetime import timedelta
from typing import Any, Final
from urllib.parse import parse_qs

import httpx
import pytest

from lib.history.prometheus_server import MAX_POINTS, PrometheusServer
from lib.history.questions import ArchiveError
from tests.gateway.server import Answer, Drip, Hang, Raw, Reply, Reset, ScriptedServer
from tests.history.pasts import BEGIN

QUERY, STEPS = "/api/v1/query", "/api/v1/query_range"
SOON: Final = 0.2
"""Seconds after which a server that is silent is given up."""


def answer(*series: Any, **told: Any) -> Reply:
    return Reply(json={"status": "success", "data": {"resultType": "matrix", "result": series}, **told})


@pytest.fixture
def listening() -> Iterator[ScriptedServer]:
    with ScriptedServer() as server:
        yield server


def asked(listening: ScriptedServer, timeout: float = 20.0, path: str = "") -> str:
    """Why the server can't say what is asked."""
    server = PrometheusServer(listening.url + path, timeout)
    with pytest.raises(ArchiveError) as said:
        server.at("up", BEGIN)
    server.close()
    return str(said.value)


def test_a_server_that_is_not_there_is_named() -> None:
    with ScriptedServer() as gone:
        url = gone.url
    server = PrometheusServer(url)
    with pytest.raises(ArchiveError, match=r"can't be asked .*See whether it runs, and HISTORY_URL") as said:
        server.at("up", BEGIN)
    assert url in str(said.value)
    server.close()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (
            Reply(json={"status": "error", "errorType": "timeout", "error": "took too long"}, status=503),
            "took too long",
        ),
        (Reply(json={"status": "error", "errorType": "bad_data", "error": "parse"}, status=400), "bad_data: parse"),
        (Reply(status=401), "Put user and password into HISTORY_URL"),
        (Reply(status=403), "refuses access (HTTP 403)"),
        (Reply(status=404, body=b"404 page not found"), "does not answer as Prometheus does (HTTP 404)"),
        (Reply(status=302, headers={"Location": "/login"}), "does not answer as Prometheus does (HTTP 302)"),
        (Reply(body=b"<html>"), "up to before /api/v1"),
        (Reply(body=b'{"status":"success","data":{"result":[{"metric"'), "does not answer as Prometheus does"),
        (Reply(json={"status": "success", "data": {"result": "nothing"}}), "does not answer as Prometheus does"),
        (Reply(json={"status": "success"}), "could not answer"),
        (answer(warnings=["store 2 is away"]), "answered only in part: store 2 is away"),
        (Raw(b"SSH-2.0\r\n"), "can't be asked"),
        (Reset(), "can't be asked"),
    ],
    ids=str,
)
def test_an_answer_that_is_none_is_said_with_what_to_do(listening: ScriptedServer, given: Answer, said: str) -> None:
    listening.on(QUERY, given)
    message = asked(listening)
    assert said in message
    assert message.startswith(f"The Prometheus server {listening.url}")
    assert message.endswith(".")


@pytest.mark.parametrize("silent", [Hang(), Drip(answer(), pause=3 * SOON)], ids=["silent", "slow"])
def test_a_server_that_does_not_answer_in_time_is_given_up(listening: ScriptedServer, silent: Answer) -> None:
    listening.on(QUERY, silent)
    assert "did not answer within 0.2 s. Ask about a shorter window" in asked(listening, SOON)


def test_a_password_in_the_address_is_used_and_told_to_nobody(listening: ScriptedServer) -> None:
    listening.on(f"/prometheus{QUERY}", Reply(status=401))
    server = PrometheusServer(f"http://me:s3cret@127.0.0.1:{listening.port}/prometheus")
    with pytest.raises(ArchiveError) as said:
        server.at("up", BEGIN)
    server.close()
    assert listening.requests[0].headers["authorization"] == "Basic bWU6czNjcmV0"  # of me:s3cret
    assert "s3cret" not in str(said.value) + repr(server)
    assert f"http://127.0.0.1:{listening.port}/prometheus" in str(said.value)


def test_an_address_that_is_none_is_said() -> None:
    with pytest.raises(ArchiveError, match="HISTORY_URL is not an address"):
        PrometheusServer("http://prometheus.example:port")


def test_a_server_that_is_closed_says_so(listening: ScriptedServer) -> None:
    server = PrometheusServer(listening.url)
    server.close()
    with pytest.raises(ArchiveError, match="can't be asked"):
        server.at("up", BEGIN)


def test_a_span_of_many_steps_is_asked_for_in_parts_that_meet() -> None:
    asked = list[dict[str, list[str]]]()
    step = timedelta(minutes=5)

    def answered(request: httpx.Request) -> httpx.Response:
        asked.append(parse_qs(request.content.decode()))
        return httpx.Response(200, json={"status": "success", "data": {"result": []}})

    server = PrometheusServer("http://prometheus.example", transport=httpx.MockTransport(answered))
    server.steps("up", BEGIN, BEGIN + MAX_POINTS * step, step)
    server.close()
    starts, ends = ([float(form[name][0]) for form in asked] for name in ("start", "end"))
    begin, length = BEGIN.timestamp(), step.total_seconds()
    assert starts == [begin, begin + MAX_POINTS * length]
    assert ends == [begin + (MAX_POINTS - 1) * length, begin + MAX_POINTS * length]


def test_where_the_last_step_is_before_the_first_nothing_is_asked(listening: ScriptedServer) -> None:
    server = PrometheusServer(listening.url)
    assert server.steps("up", BEGIN, BEGIN - timedelta(hours=1), timedelta(hours=1)) == []
    server.close()
    assert listening.paths == []
