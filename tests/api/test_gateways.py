from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from lib import process
from lib.api.asking import UNUSABLE
from lib.api.faults import Code
from tests.api.asked import SEES, asking, awaited
from tests.gateway.server import ScriptedServer
from tests.pages.gateways import be_ailing, be_captured, be_down

TOKEN = "a-token-that-nobody-may-see"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GATEWAY_TOKEN_US", TOKEN)
    return tmp_path


@pytest.fixture
def client(folder: Path) -> Iterator[httpx.Client]:
    with ScriptedServer() as server, ScriptedServer() as down:
        be_captured(server)
        be_down(down)
        with asking(folder, {"us": server, "down": down}) as client:
            yield client


def config(client: httpx.Client, **headers: str) -> Any:
    return client.get("/api/v1/gateways", headers=headers).json()


def health(client: httpx.Client, gateway: str = "us") -> Any:
    return client.get(f"/api/v1/gateways/{gateway}/health").json()


def test_the_configuration_has_addresses_in_the_order_of_the_file_and_no_token(client: httpx.Client) -> None:
    answer = client.get("/api/v1/gateways")
    us, down = answer.json()["gateways"]
    assert [us["id"], down["id"]] == ["us", "down"]
    assert us["healthEndpoint"] == us["url"] + "/health"
    assert set(us) == {"id", "name", "url", "datacenter", "healthEndpoint"}
    assert TOKEN not in answer.text


def test_the_configuration_is_observed_at_the_moment_of_the_call_and_has_a_tag_all_the_same(
    client: httpx.Client,
) -> None:
    first = client.get("/api/v1/gateways")
    second = client.get("/api/v1/gateways")
    assert (first.json()["ageMs"], first.json()["stale"]) == (0, False)
    assert first.json()["observedAt"] < second.json()["observedAt"]
    assert first.headers["etag"] == second.headers["etag"]


def test_a_file_that_is_broken_leaves_the_last_good_gateways_and_is_told(client: httpx.Client, folder: Path) -> None:
    good = config(client)["gateways"]
    (folder / "gateways.json").write_text("{")
    answer = awaited(lambda: config(client), lambda each: each["stale"])
    assert (answer["gateways"], answer["observedAt"], answer["ageMs"]) == (good, None, None)
    assert str(folder / "gateways.json") in answer["troubles"][0]["sentence"]
    hidden = config(client, **{SEES: "us"})
    assert [each["id"] for each in hidden["gateways"]] == ["us"]
    assert hidden["troubles"][0]["sentence"] == UNUSABLE


def test_without_any_good_configuration_there_is_no_answer(folder: Path) -> None:
    with asking(folder, {}) as client:
        process.current().gateways_file.write_text("{")
        answer = client.get("/api/v1/gateways")
    assert (answer.status_code, answer.json()["code"]) == (503, Code.SERVICE_UNAVAILABLE)


def test_the_health_is_that_of_the_page(client: httpx.Client) -> None:
    answer = health(client)
    assert answer["state"] == "Reachable"
    assert answer["route"] == "/"
    assert answer["latencyMs"] > 0
    assert (answer["stale"], answer["troubles"]) == (False, [])
    assert [part["part"] for part in answer["parts"]] == ["health", "executors", "status", "capacity"]


def test_a_gateway_that_was_never_reached_is_unhealthy_and_no_failed_call(client: httpx.Client) -> None:
    answer = health(client, "down")
    assert (answer["state"], answer["stale"]) == ("Unhealthy", True)
    assert (answer["observedAt"], answer["ageMs"], answer["route"]) == (None, None, None)
    assert answer["why"].startswith("Gateway down failed at /health (HTTP 503)")
    assert answer["troubles"][0]["kind"] == "http_503"
    assert answer["troubles"][0]["since"].endswith("Z")


def test_what_a_gateway_says_of_itself_is_masked(folder: Path) -> None:
    with ScriptedServer() as server:
        be_captured(server)
        be_ailing(server, "cannot reach https://root:hunter2@etcd:2379")
        with asking(folder, {"us": server}) as client:
            answer = awaited(lambda: health(client), lambda each: each["state"] != "Reachable")
    assert answer["state"] == "Degraded"
    assert "hunter2" not in str(answer)


def test_the_token_is_in_no_answer(client: httpx.Client) -> None:
    paths = ("health", "deployments", "capacity", "desired-states", "deployments/classify_executor_001")
    answers = [client.get(f"/api/v1/gateways/{each}/{path}") for each in ("us", "down") for path in paths]
    assert [answer.status_code for answer in answers][: len(paths)] == [200] * len(paths)
    assert not any(TOKEN in answer.text for answer in answers)
