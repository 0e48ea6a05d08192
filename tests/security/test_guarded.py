"""No secret of a login or a token leaves the process, whatever the provider and callers do with them."""

import io
import json
import re

import httpx
import pyarrow.parquet as pq
import pytest

from lib.access.session import COOKIE
from lib.api.login_page import log_in, rendered
from lib.api.routes import BASE
from tests.security.guarded import MACHINE, Guarded, used
from tests.security.secrets import sightings

WHO = " · operator"
"""Behind the name of the person who has logged in."""


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Guarded:
    return used(tmp_path_factory.mktemp("guarded"))


def told(answer: httpx.Response, *but: str) -> bytes:
    """Head and body of an answer, without these headers."""
    head = [pair for pair in answer.headers.multi_items() if pair[0] not in but]
    return str(head).encode() + answer.content


def test_a_login_is_one_and_the_provider_was_told_the_secret(guarded: Guarded) -> None:
    assert guarded.entered[-1].headers["location"] == BASE, "the place that was asked for"
    assert set(guarded.cookies) == {COOKIE, f"{COOKIE}_tokens"}
    assert sightings(guarded.told_to_the_provider)


def test_every_login_that_fails_comes_to_nothing_and_says_so_without_a_secret(guarded: Guarded) -> None:
    for how, answers in guarded.failed.items():
        assert answers[-1].status_code == 401, how
        assert answers[-1].text == rendered(log_in(BASE, failed=True)), how
        for answer in answers:
            assert sightings(told(answer)) == [], how


def test_a_login_gives_the_browser_its_own_cookies_and_nothing_else(guarded: Guarded) -> None:
    assert guarded.left is not None
    *before, brings, after = guarded.entered
    assert sightings(told(brings), guarded.unmarked), "cookies are looked for"
    for answer in (*before, after):
        assert sightings(told(answer), guarded.unmarked) == []
    assert sightings(told(brings, "set-cookie"), guarded.unmarked) == []
    assert sightings(told(guarded.left, "location"), guarded.unmarked) == [], "only the provider gets its ID token back"


def test_no_answer_to_any_caller_has_a_token(guarded: Guarded) -> None:
    assert {answer.status_code for how, answer in guarded.answers.items() if how.startswith("its token at /m")} == {200}
    for how, answer in guarded.answers.items():
        assert answer.status_code < 500, how
        assert sightings(told(answer), guarded.unmarked) == [], how


def test_no_page_and_no_download_has_a_secret(guarded: Guarded) -> None:
    for name, page in guarded.visits.items():
        received = b"\n".join(page.received)
        assert WHO.encode() in received, name
        assert sightings(received, guarded.unmarked) == [], name
    kinds = {each.headers["content-type"].partition(";")[0] for each in guarded.downloads}
    assert kinds == {"text/csv", "application/vnd.apache.parquet", "text/html"}
    for each in guarded.downloads:
        assert sightings(told(each), guarded.unmarked) == []
        if "parquet" in each.headers["content-type"]:  # it may be compressed
            assert sightings(str(pq.read_table(io.BytesIO(each.content)).to_pylist()).encode()) == []


def test_no_line_of_the_log_has_a_secret_though_everything_is_logged(guarded: Guarded) -> None:
    assert "DEBUG" in guarded.log
    assert "/api/v1/gateways 200 in" in guarded.log
    assert f"for {MACHINE}" in guarded.log
    assert sightings(guarded.log.encode(), guarded.unmarked) == []


def test_the_only_tracebacks_are_those_of_logins_that_failed(guarded: Guarded) -> None:
    traced = [line for line in guarded.log.split("\n") if "Traceback (most recent call last)" in line]
    assert len(traced) > 5
    said = re.compile(r"OAuth token exchange failed|Error during OAuth authorization redirect")
    assert [line for line in traced if not said.search(line)] == []


def test_every_line_in_json_is_json(guarded: Guarded) -> None:
    lines = [line for line in guarded.log.split("\n") if line.startswith("{")]
    assert all(json.loads(line)["level"] for line in lines)


def test_no_file_and_no_command_line_has_a_secret(guarded: Guarded) -> None:
    assert guarded.files.keys() >= {"history.duckdb", "alerts.json", "rows"}
    for name, content in guarded.files.items():
        assert sightings(content, guarded.unmarked) == [], name
    assert b"app.py" in guarded.command_lines
    assert sightings(guarded.command_lines, guarded.unmarked) == []
