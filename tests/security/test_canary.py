"""No secret leaves the process, whatever gateways do with the token that they are sent."""

import io

import pyarrow.parquet as pq
import pytest

from lib.gateway.repeated import MASK
from tests.security.conftest import MASKED, GivenAway
from tests.security.misbehaving import REPEATING
from tests.security.secrets import TOKEN, sightings


def test_every_gateway_was_sent_its_token_and_another_server_nothing(given_away: GivenAway) -> None:
    for id_, server in given_away.gateways.items():
        sent = {request.headers.get("authorization") for request in server.requests}
        assert sent == {f"Bearer {TOKEN}"}, id_
    assert given_away.elsewhere.connections == 0


@pytest.mark.parametrize("seen", ["overview", "deployments", "panel", "capacity", "activity"])
def test_no_page_shows_a_secret(given_away: GivenAway, seen: str) -> None:
    received = given_away.received(seen)
    assert MASK.encode() in received, "a token was masked here"
    assert sightings(received) == []


def test_no_download_has_a_secret_in_it_or_in_its_name(given_away: GivenAway) -> None:
    kinds = {each.headers["content-type"].partition(";")[0] for each in given_away.downloads}
    assert kinds == {"text/csv", "application/vnd.apache.parquet", "text/html"}
    assert any(MASKED.encode() in each.content for each in given_away.downloads)
    for each in given_away.downloads:
        assert sightings(each.content + str(each.headers).encode()) == []
        if "parquet" in each.headers["content-type"]:  # it may be compressed
            assert sightings(str(pq.read_table(io.BytesIO(each.content)).to_pylist()).encode()) == []


def test_no_route_answers_with_a_secret(given_away: GivenAway) -> None:
    told = {path.partition("?")[0] for path, answer in given_away.answers.items() if MASKED in answer.text}
    assert told >= {"/metrics", "/trpc/deployments.getDeployments", "/api/v1/gateways/answers/deployments"}
    for path, answer in given_away.answers.items():
        assert answer.status_code < 500, path
        assert sightings(answer.content + str(answer.headers).encode()) == [], path


def test_no_line_of_the_log_has_a_secret_though_everything_is_logged(given_away: GivenAway) -> None:
    assert " DEBUG " in given_away.log
    assert all(f"lib.gateway.client: Gateway {id_} GET " in given_away.log for id_ in REPEATING)
    assert sightings(given_away.log.encode()) == []


def test_no_notification_tells_a_secret(given_away: GivenAway) -> None:
    told = "\n".join(given_away.notifications)
    assert "Gateway unreachable: denies" in told
    assert MASKED in told
    assert sightings(told.encode()) == []


def test_no_file_keeps_a_secret(given_away: GivenAway) -> None:
    assert given_away.files.keys() >= {"history.duckdb", "copy.duckdb", "alerts.json", "rows"}
    assert MASKED in given_away.files["rows"].decode()
    assert MASKED in given_away.files["alerts.json"].decode()
    for name, content in given_away.files.items():
        assert sightings(content) == [], name


def test_no_command_line_and_no_child_of_the_process_has_a_secret(given_away: GivenAway) -> None:
    assert b"app.py" in given_away.command_lines
    assert sightings(given_away.command_lines) == []
    assert sightings(given_away.environments_of_children) == []
