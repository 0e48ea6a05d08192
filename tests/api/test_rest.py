import httpx
import pytest

from lib.api.faults import Code
from lib.api.openapi import PROBLEM
from lib.api.procedures import PROCEDURES

CAPACITY = "/api/v1/gateways/us/capacity"


def refused(answer: httpx.Response, code: Code) -> str:
    """The sentence of a problem, which is as it must be."""
    problem = answer.json()
    assert (answer.status_code, problem["status"], problem["code"]) == (code.http, code.http, code.value)
    assert answer.headers["content-type"] == PROBLEM
    assert answer.headers["cache-control"] == "no-store"
    return str(problem["detail"])


def test_a_path_answers_as_its_procedure_does(client: httpx.Client) -> None:
    twin = client.get("/trpc/deployments.getCapacity", params={"input": '{"gatewayId": "us", "limit": 2}'})
    answer = client.get(CAPACITY, params={"limit": 2})
    assert answer.headers["etag"]
    assert {**answer.json(), "ageMs": 0} == {**twin.json()["result"]["data"], "ageMs": 0}


@pytest.mark.parametrize(
    "path", ["", "/", "/nothing", "/gateways/us", "/gateways//capacity", "/gateways/us/capacity/x", "/gateways/us/../x"]
)
def test_a_path_that_there_is_not_is_not_found(client: httpx.Client, path: str) -> None:
    assert "openapi.json" in refused(client.get(f"/api/v1/{path.lstrip('/')}"), Code.NOT_FOUND)


@pytest.mark.parametrize(
    ("query", "part"),
    [
        ("limit=0", "limit: Input should be greater than or equal to 1"),
        ("limit=1001", "limit: Input should be less than or equal to 1000"),
        ("limit=x", "limit: Input should be a valid integer"),
        ("limit=%201", "limit: Input should be a valid integer"),
        ("limit=1_0", "limit: Input should be a valid integer"),
        ("limit=", "limit: Input should be a valid integer"),
        ("limit=1&limit=2", "limit is given twice"),
        ("gatewayId=eu", "gatewayId is given twice"),
        ("limmit=1", "limmit: Extra inputs are not permitted"),
        ("cursor=", "cursor: String should have at least 1 character"),
    ],
)
def test_a_query_that_cannot_be_used_is_refused_with_a_sentence(client: httpx.Client, query: str, part: str) -> None:
    assert part in refused(client.get(f"{CAPACITY}?{query}"), Code.BAD_REQUEST)


@pytest.mark.parametrize("path", ["%zz", "%ff", "us%"])
def test_an_escape_that_is_none_is_refused(client: httpx.Client, path: str) -> None:
    assert "URL-encoding" in refused(client.get(f"/api/v1/gateways/{path}/capacity"), Code.BAD_REQUEST)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
def test_nothing_can_be_written(client: httpx.Client, method: str) -> None:
    answer = client.request(method, CAPACITY)
    refused(answer, Code.METHOD_NOT_SUPPORTED)
    assert answer.headers["allow"] == "GET, HEAD"


def test_a_head_has_the_headers_of_a_get(client: httpx.Client) -> None:
    answer = client.head(CAPACITY)
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["etag"] == client.get(CAPACITY).headers["etag"]


@pytest.mark.parametrize("sent", ["{tag}", '"other", {tag}', "*"])
def test_an_answer_that_a_client_has_is_not_sent_again(client: httpx.Client, sent: str) -> None:
    tag = client.get(CAPACITY).headers["etag"]
    again = client.get(CAPACITY, headers={"If-None-Match": sent.format(tag=tag)})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)


def test_every_path_leads_to_its_own_procedure(client: httpx.Client) -> None:
    paths = [each.path for each in PROCEDURES]
    assert len(paths) == len(set(paths))
    for each in PROCEDURES:
        answer = client.get("/api/v1" + each.path.format(gatewayId="no such", executorId="x"))
        wanted = 404 if "{" in each.path else 503 if each.path != "/gateways" else 200
        assert answer.status_code == wanted
