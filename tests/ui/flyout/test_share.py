import json
import os
import shlex
import subprocess
from typing import Any

import pytest

from lib.feed.reading import Reading
from lib.gateway.config import Gateway
from lib.gateway.health import HealthCheck
from lib.gateway.routes import Kind
from lib.ui.flyout.share import draw, health_command
from lib.ui.flyout.subject import Subject
from tests.fleet.documents import NAME, NOW, ONE, desired, fleet, parts
from tests.ui.observed import observation, subject_of
from tests.ui.scripts import given, tells
from tests.ui.session import opened

TOKEN = "mas_the-token-of-the-canary"
SECRET = "hunter2-of-the-canary"
HOSTILE = [
    ("us-east-1", "/health"),
    ("us; rm -rf $HOME", "/a;reboot"),
    ("$(id)`id`", "/$(id)`id`"),
    ("quo'te\"", "/quo'te\"&x"),
    ("ünï 执行者", "/ünï"),
]


def gateway(gateway_id: str = "us-east-1", **told: Any) -> Gateway:
    return Gateway.model_validate({"id": gateway_id, "url": "http://gw.example:8080", **told})


def test_the_command_asks_the_health_route_of_the_gateway() -> None:
    assert health_command(gateway(), "/health") == "curl http://gw.example:8080/health"


def test_a_token_is_named_by_its_variable_and_never_told() -> None:
    said = health_command(gateway(token=TOKEN), "/")
    assert said == 'curl -H "Authorization: Bearer $GATEWAY_TOKEN_US_EAST_1" http://gw.example:8080/'


@pytest.mark.parametrize(("gateway_id", "route"), HOSTILE)
def test_whatever_a_gateway_is_called_a_shell_runs_one_curl_with_one_address(gateway_id: str, route: str) -> None:
    command = health_command(gateway(gateway_id, token=TOKEN, name=gateway_id), route)
    assert TOKEN not in command
    words = shlex.split(command)
    assert words[:2] == ["curl", "-H"]
    assert words[2].startswith("Authorization: Bearer $GATEWAY_TOKEN_")
    assert words[3:] == [f"http://gw.example:8080{route}"]


def test_the_shell_puts_the_token_into_the_header_by_itself() -> None:
    command = health_command(gateway(token=TOKEN), "/a b'c?text=ping")
    said = subprocess.run(
        ["sh", "-c", command.replace("curl", "printf '%s\\n'", 1)],
        env={**os.environ, "GATEWAY_TOKEN_US_EAST_1": "from-the-shell"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout.splitlines() == [
        "-H",
        "Authorization: Bearer from-the-shell",
        "http://gw.example:8080/a b'c?text=ping",
    ]


def health(check: HealthCheck) -> Reading:
    return Reading(Kind.HEALTH).succeeded(check, at=NOW, monotonic=0.0, took=0.1, due=5.0)


@pytest.mark.parametrize(
    ("readings", "route"),
    [
        ([], "/up"),
        ([health(HealthCheck((), "/check?text=ping", 0.1))], "'http://gw.example:8080/check?text=ping'"),
        ([health(HealthCheck((), None, None))], "/up"),
    ],
    ids=["never asked", "answered on another route", "no route answered"],
)
def test_the_route_that_answered_last_is_asked_else_the_configured_one(readings: list[Reading], route: str) -> None:
    known = fleet(parts())
    found = known.executor(NAME)
    assert found is not None
    about = Subject(found, observation(known, *readings, gateway=gateway(health_path="/up", token=TOKEN)))
    command = given(opened(lambda: draw(about)), "share")["command"]
    assert command.endswith(route)
    assert TOKEN not in command


def test_the_json_is_made_when_it_is_asked_for_and_only_then() -> None:
    params = {"job_id": "0198f0aa", "api_key": SECRET, "args": ["--password", SECRET]}
    about = subject_of(parts(wanted={ONE: desired(params=params)}))
    page = opened(lambda: draw(about))
    assert given(page, "share")["json"] is None
    said = given(tells(page, "share", json=1), "share")["json"]
    told = json.loads(said)
    assert (told["executor"], told["nodes"][0]["address"]) == (NAME, ONE)
    assert "0198f0aa" in said
    assert SECRET not in said
    assert given(page.run(), "share")["json"] is None


def test_the_json_of_one_executor_is_not_given_for_another() -> None:
    name = "other/ünï executor"
    shown = [subject_of(parts({NAME: [ONE]})), subject_of(parts({name: [ONE]}), name)]
    page = opened(lambda: draw(shown[0]))
    shown.reverse()  # somebody walks on at the moment of the click
    assert given(tells(page, "share", json=1), "share")["json"] is None
    assert name in given(tells(page, "share", json=2), "share")["json"]
