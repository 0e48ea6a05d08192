"""The protocol, asked by the real @trpc/client and compared with the real @trpc/server."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, Final, cast

import httpx
import pytest

from lib.access.caller import Caller, Role
from lib.access.token import entry
from lib.api.faults import Code
from lib.api.openapi import document
from lib.api.procedures import PROCEDURES
from lib.api.trpc import MOST_CALLS
from tests.browser.app import RunningApp
from tests.gateway.server import PATIENCE, ScriptedServer
from tests.pages.gateways import be_captured, write_gateways

TOKEN: Final = "dd_a token of the client's tests"
AS_TESTS: Final = {"authorization": f"Bearer {TOKEN}"}

HERE: Final = Path(__file__).parent / "trpc_client"
NODE: Final = Path(__file__).parents[2] / ".venv" / "bin" / "node"

US: Final = {"gatewayId": "us"}
EXECUTOR: Final = "classify_executor_001"
ROUNDS: Final[dict[str, list[tuple[str, Any]]]] = {
    "http": [
        ("gateways.getConfig", None),
        ("deployments.getDeployments", US),
        ("deployments.getDeployments", {"gatewayId": "nowhere"}),
        ("deployments.getDeployments", {"gatewayId": "hidden"}),
        ("deployments.getDeployments", {}),
        ("deployments.getNothing", US),
        ("alerts.list", None),
    ],
    "batch": [
        ("gateways.getConfig", None),
        ("gateways.getHealth", US),
        ("deployments.getDeploymentStatus", {**US, "executorId": EXECUTOR}),
        ("deployments.getDeploymentStatus", {**US, "executorId": "no such"}),
        ("deployments.getCapacity", US),
        ("deployments.getDesiredStates", US),
    ],
    "stream": [("gateways.getConfig", None), ("deployments.getCapacity", US), ("deployments.getNothing", US)],
    "post": [("deployments.getDeployments", US), ("gateways.getConfig", None)],
    "batch_post": [("deployments.getDeployments", US), ("gateways.getConfig", None)],
    "refused http": [("gateways.getConfig", None), ("deployments.getNothing", US)],
    "refused batch": [("gateways.getConfig", None), ("deployments.getCapacity", US)],
}
REFUSED: Final = "refused "
"""Before the link of a round that is made without the token."""

pytestmark = pytest.mark.skipif(
    not (HERE / "node_modules").exists(), reason="run `scripts/install_trpc_client .venv/bin/python`"
)


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A dashboard in a process of its own, with access control: the token sees one of two gateways."""
    file = tmp_path_factory.mktemp("client") / "gateways.json"
    tokens = entry(Caller("tests", Role.VIEWER, frozenset({"us"})), TOKEN)
    with ScriptedServer() as server:
        be_captured(server)
        write_gateways(file, {"us": server, "hidden": server})
        settings = {"FIRST_READ_WAIT": str(PATIENCE), "ACCESS": "on", "ACCESS_TOKENS": tokens}
        with RunningApp(file, settings) as app:
            yield app.url


@pytest.fixture(scope="module")
def asked(url: str) -> dict[str, Any]:
    """What the client got in each round, and the requests that it made."""
    rounds = [
        {"link": name.removeprefix(REFUSED), "headers": {} if name.startswith(REFUSED) else AS_TESTS, "calls": calls}
        for name, calls in ROUNDS.items()
    ]
    done = subprocess.run(
        [NODE, HERE / "calls.mjs"],
        input=json.dumps({"url": f"{url}/trpc", "rounds": rounds}),
        capture_output=True,
        text=True,
        check=True,
        timeout=6 * PATIENCE,
    )
    return dict(zip(ROUNDS, json.loads(done.stdout), strict=True))


@pytest.fixture(scope="module")
def real() -> Iterator[httpx.Client]:
    """Asks the real server, with procedures of the same names."""
    names: dict[bool, list[str]] = {True: [], False: []}
    for each in PROCEDURES:
        names["gateway_id" in each.takes.model_fields and each.takes.model_fields["gateway_id"].is_required()].append(
            each.name
        )
    command = [NODE, HERE / "server.mjs", ",".join(names[True]), ",".join(names[False]), str(MOST_CALLS)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        port = cast("IO[str]", process.stdout).readline().strip()
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=PATIENCE) as client:
            yield client
        cast("IO[str]", process.stdin).close()


@pytest.fixture(scope="module")
def ours(url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=url, timeout=PATIENCE, headers=AS_TESTS) as client:
        yield client


def results(asked: dict[str, Any], link: str) -> list[Any]:
    return cast("list[Any]", asked[link]["results"])


def test_the_client_gets_what_a_query_answers(asked: dict[str, Any]) -> None:
    config, deployments, *_ = results(asked, "http")
    assert [each["id"] for each in config["data"]["gateways"]] == ["us"]
    assert len(deployments["data"]["executors"]) == 8


def test_the_client_makes_errors_of_its_own_kind_of_our_envelopes(asked: dict[str, Any]) -> None:
    _, _, nowhere, _, missing, unknown, alerts = results(asked, "http")
    codes = [each["error"]["code"] for each in (nowhere, missing, unknown, alerts)]
    assert codes == [Code.NOT_FOUND, Code.BAD_REQUEST, Code.NOT_FOUND, Code.SERVICE_UNAVAILABLE]
    assert {each["name"] for each in (nowhere, missing, unknown, alerts)} == {"TRPCClientError"}
    assert "gatewayId" in missing["message"]


def test_a_gateway_that_the_token_does_not_see_is_one_that_there_is_not(asked: dict[str, Any]) -> None:
    _, _, nowhere, hidden, *_ = results(asked, "http")
    assert hidden == nowhere


@pytest.mark.parametrize("link", ["http", "batch"])
def test_without_a_token_every_call_is_unauthorized(asked: dict[str, Any], link: str) -> None:
    refused = asked[f"{REFUSED}{link}"]
    assert [each["error"]["code"] for each in refused["results"]] == [Code.UNAUTHORIZED] * 2
    assert {each["error"]["httpStatus"] for each in refused["results"]} == {401}
    assert {each["status"] for each in refused["requests"]} == {401}


def test_a_batch_is_one_request_of_which_each_call_has_its_own_result(asked: dict[str, Any]) -> None:
    config, health, status, gone, capacity, desired = results(asked, "batch")
    [request] = asked["batch"]["requests"]
    assert (request["method"], request["status"]) == ("GET", 207)
    assert config["data"]["gateways"]
    assert health["data"]["state"] == "Reachable"
    assert status["data"]["executor"]["executorId"] == EXECUTOR
    assert gone["error"]["code"] == Code.NOT_FOUND
    assert capacity["data"]["totals"]["total"] == 25
    assert len(desired["data"]["executors"]) == 8


def test_a_batch_is_read_as_a_stream_too(asked: dict[str, Any]) -> None:
    config, capacity, unknown = results(asked, "stream")
    assert len(asked["stream"]["requests"]) == 1
    assert config["data"]["gateways"]
    assert capacity["data"]["totals"]["total"] == 25
    assert unknown["error"]["code"] == Code.NOT_FOUND


@pytest.mark.parametrize("link", ["post", "batch_post"])
def test_a_client_that_sends_queries_by_post_is_answered_alike(asked: dict[str, Any], link: str) -> None:
    deployments, config = results(asked, link)
    assert len(deployments["data"]["executors"]) == 8
    assert config["data"]["gateways"]
    assert {each["method"] for each in asked[link]["requests"]} == {"POST"}


def test_the_running_app_serves_the_document_of_the_twin(ours: httpx.Client) -> None:
    assert ours.get("/api/v1/openapi.json").content == document()


@pytest.mark.parametrize("path", ["/trpc/a%00b", "/api/v1/gateways/..%2F..%2Fx/capacity"])
def test_the_running_app_refuses_a_path_that_a_file_system_could_misread(ours: httpx.Client, path: str) -> None:
    assert ours.get(path).status_code == 400


LONG: Final = ",".join(["gateways.getConfig"] * (MOST_CALLS + 1))
JSON: Final = {"content-type": "application/json"}
REQUESTS: Final[dict[str, tuple[str, str, dict[str, Any]]]] = {
    "a query without input": ("GET", "/trpc/gateways.getConfig", {}),
    "a query": ("GET", '/trpc/deployments.getCapacity?input={"gatewayId":"us"}', {}),
    "no procedure": ("GET", "/trpc/deployments.getNothing", {}),
    "no path": ("GET", "/trpc/", {}),
    "slashes at the end": ("GET", "/trpc/gateways.getConfig/", {}),
    "a prototype's name": ("GET", "/trpc/constructor", {}),
    "an escaped slash": ("GET", "/trpc/gateways%2FgetConfig", {}),
    "an escaped name": ("GET", "/trpc/gateways%2EgetConfig", {}),
    "a broken escape": ("GET", "/trpc/gateways%zz", {}),
    "an escape that is no UTF-8": ("GET", "/trpc/gateways%ff", {}),
    "no input where there must be some": ("GET", "/trpc/deployments.getCapacity", {}),
    "input that is empty": ("GET", "/trpc/deployments.getCapacity?input=", {}),
    "input that is not JSON": ("GET", "/trpc/deployments.getCapacity?input={gatewayId", {}),
    "input that is NaN": ("GET", "/trpc/deployments.getCapacity?input=NaN", {}),
    "input that is null": ("GET", "/trpc/deployments.getCapacity?input=null", {}),
    "input that is no object": ("GET", "/trpc/deployments.getCapacity?input=[1]", {}),
    "input of a wrong type": ("GET", '/trpc/deployments.getCapacity?input={"gatewayId":1}', {}),
    "broken input that nobody reads": ("GET", "/trpc/gateways.getConfig?input={", {}),
    "input twice": ("GET", '/trpc/deployments.getCapacity?input={"gatewayId":"us"}&input={', {}),
    "a comma without a batch": ("GET", "/trpc/gateways.getConfig,gateways.getConfig", {}),
    "a batch": ("GET", "/trpc/gateways.getConfig,gateways.getConfig?batch=1", {}),
    "a batch of one": ("GET", "/trpc/gateways.getConfig?batch=1", {}),
    "a batch called true": ("GET", "/trpc/gateways.getConfig?batch=true", {}),
    "a batch with another success": (
        "GET",
        '/trpc/gateways.getConfig,deployments.getCapacity?batch=1&input={"1":{"gatewayId":"us"}}',
        {},
    ),
    "a batch of which one fails": ("GET", "/trpc/gateways.getConfig,deployments.getCapacity?batch=1", {}),
    "a batch of which all fail alike": ("GET", "/trpc/a.b,c.d?batch=1", {}),
    "a batch of which all fail": ("GET", "/trpc/a.b,deployments.getCapacity?batch=1", {}),
    "a batch with an empty name": ("GET", "/trpc/gateways.getConfig,?batch=1", {}),
    "a batch with a list as input": ("GET", '/trpc/deployments.getCapacity?batch=1&input=[{"gatewayId":"us"}]', {}),
    "a batch with broken input": ("GET", "/trpc/gateways.getConfig,deployments.getCapacity?batch=1&input={", {}),
    "a batch that is too long": ("GET", f"/trpc/{LONG}?batch=1", {}),
    "a stream that is no batch": ("GET", "/trpc/gateways.getConfig", {"headers": {"trpc-accept": "application/jsonl"}}),
    "a query by POST": ("POST", "/trpc/deployments.getCapacity", {"headers": JSON, "content": '{"gatewayId":"us"}'}),
    "a query by POST without a body": ("POST", "/trpc/gateways.getConfig", {"headers": JSON}),
    "input in the query of a POST": (
        "POST",
        '/trpc/deployments.getCapacity?input={"gatewayId":"us"}',
        {"headers": JSON},
    ),
    "a POST without a type": ("POST", "/trpc/gateways.getConfig", {}),
    "a POST of text": (
        "POST",
        "/trpc/gateways.getConfig",
        {"headers": {"content-type": "text/plain"}, "content": "{}"},
    ),
    "a PUT": ("PUT", "/trpc/gateways.getConfig", {"headers": JSON, "content": "{}"}),
    "a PUT of nothing there is": ("PUT", "/trpc/a.b", {"headers": JSON, "content": "{}"}),
    "a DELETE": ("DELETE", "/trpc/gateways.getConfig", {}),
    "a HEAD": ("HEAD", "/trpc/gateways.getConfig", {}),
}


@pytest.mark.parametrize("request_", REQUESTS.values(), ids=REQUESTS)
def test_a_request_is_answered_in_the_form_of_the_real_server(
    real: httpx.Client, ours: httpx.Client, request_: tuple[str, str, dict[str, Any]]
) -> None:
    method, target, told = request_
    theirs, mine = (client.request(method, target, **told) for client in (real, ours))
    assert mine.status_code == theirs.status_code
    assert form(mine) == form(theirs)
    assert mine.headers.get("allow") == theirs.headers.get("allow")


def form(answer: httpx.Response) -> Any:
    """An answer without its data and its sentences."""
    if not answer.content:
        return None
    told = answer.json()
    return [_form(each) for each in told] if isinstance(told, list) else _form(told)


def _form(told: dict[str, Any]) -> Any:
    if "result" in told:
        return {"result": list(told["result"])}
    error = told["error"]
    assert error["message"]
    return {"code": error["code"], "data": error["data"]}
