"""With access controlled, no route of the whole app answers without a login; what is new is refused by itself."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from lib.api.headers import HEADERS
from lib.api.routes import ROUTES
from lib.settings import Settings
from tests.access.logins import SETTINGS

ROOT = Path(__file__).parents[2]
OPEN = {"/", "/livez"}
LOGGING_IN = {"/infrastructure/auth/login", "/infrastructure/auth/logout", "/infrastructure/oauth2callback"}


@pytest.fixture(scope="module")
def answers() -> list[dict[str, Any]]:
    kept = {name: value for name, value in os.environ.items() if name.lower() not in Settings.model_fields}
    controlled = {name.upper(): str(value) for name, value in SETTINGS.items()}
    done = subprocess.run(
        [sys.executable, "-m", "tests.api.every_route"],
        cwd=ROOT,
        env={**kept, **controlled, "HISTORY": "off"},
        capture_output=True,
        text=True,
        check=True,
    )
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def test_every_route_is_asked(answers: list[dict[str, Any]]) -> None:
    asked = {answer["path"] for answer in answers}
    assert {re.sub(r"\{[^}]*\}", "x", route.path) for route in ROUTES} <= asked
    for streamlits in ("media/x", "_stcore/stream", "_stcore/host-config", "_stcore/upload_file/x/x", "component/x"):
        assert f"/infrastructure/{streamlits}" in asked


def test_all_but_what_is_named_refuse_nobody_in_particular(answers: list[dict[str, Any]]) -> None:
    answered = {
        answer["path"]
        for answer in answers
        if answer["method"] != "websocket" and answer["status"] != 401 and answer["path"] not in LOGGING_IN
    }
    assert answered == OPEN
    assert all(answer["status"] == ["websocket.close"] for answer in answers if answer["method"] == "websocket")


def test_what_begins_or_ends_a_login_says_nothing(answers: list[dict[str, Any]]) -> None:
    told = [answer for answer in answers if answer["path"] in LOGGING_IN]
    assert {answer["path"] for answer in told} == LOGGING_IN
    assert {answer["status"] for answer in told} <= {302, 405}
    assert all(answer["size"] < 40 for answer in told)


def test_every_answer_has_the_headers(answers: list[dict[str, Any]]) -> None:
    needed = {name.lower() for name in (*HEADERS, "Content-Security-Policy")}
    for answer in answers:
        if answer["method"] != "websocket":
            assert needed <= set(answer["headers"]), answer
            assert not [name for name in answer["headers"] if name.startswith("access-control-")]
