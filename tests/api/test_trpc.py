"""What is our own of the protocol; that its form is the real server's is held by test_trpc_client."""

import json
from typing import Any

import httpx
import pytest

from lib.access.token import fresh
from lib.api.faults import Code
from lib.api.incoming import LARGEST_BODY
from lib.api.procedures import BY_NAME
from lib.api.trpc import MOST_CALLS
from lib.fleet.masking import MASK
from tests.api.asked import SEES

QUERY = "/trpc/deployments.getCapacity"
JSON = {"content-type": "application/json"}


def refused(answer: httpx.Response, code: Code) -> str:
    """The sentence of an error envelope, which is as it must be."""
    error = answer.json()["error"]
    assert (answer.status_code, error["code"]) == (code.http, code.json_rpc)
    assert (error["data"]["code"], error["data"]["httpStatus"]) == (code.value, code.http)
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["cache-control"] == "no-store"
    return str(error["message"])


def test_an_unknown_procedure_is_told_which_there_are(client: httpx.Client) -> None:
    said = refused(client.get("/trpc/deployments.getAll"), Code.NOT_FOUND)
    assert 'No procedure found on path "deployments.getAll"' in said
    assert all(name in said for name in BY_NAME)


@pytest.mark.parametrize(
    ("told", "part"),
    [
        ("{", "not JSON"),
        ("[]", "deployments.getCapacity takes gatewayId, limit, cursor"),
        ('"us"', "takes gatewayId"),
        ("{}", "gatewayId: Field required"),
        ('{"gatewayId": 5}', "gatewayId: Input should be a valid string"),
        ('{"gatewayId": ""}', "gatewayId: String should have at least 1 character"),
        ('{"gatewayId": "us", "limit": "5"}', "limit: Input should be a valid integer"),
        ('{"gatewayId": "us", "limit": 0}', "limit: Input should be greater than or equal to 1"),
        ('{"gatewayId": "us", "limit": 1001}', "limit: Input should be less than or equal to 1000"),
        ('{"gatewayId": "us", "limit": true}', "limit: Input should be a valid integer"),
        ('{"gatewayId": "us", "lmit": 5}', "lmit: Extra inputs are not permitted"),
        ('{"gateway_id": "us"}', "gatewayId: Field required"),
        ('{"gatewayId": "us", "limit": 1e400}', "limit: Input should be a valid integer"),
        ('{"gatewayId": "\\ud800"}', "not JSON"),
        pytest.param("[" * 5_000, "not JSON", id="deep"),
        pytest.param('{"' + "x" * 5_000 + '": 1}', "gatewayId: Field required", id="long"),
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_input_that_cannot_be_used_is_refused_with_a_sentence_that_says_why(
    client: httpx.Client, method: str, told: str, part: str
) -> None:
    sent: dict[str, Any] = {"params": {"input": told}} if method == "GET" else {"content": told, "headers": JSON}
    said = refused(client.request(method, QUERY, **sent), Code.BAD_REQUEST)
    assert part in said
    assert len(said) < 400


def test_a_body_that_is_too_large_is_not_read_to_its_end(client: httpx.Client) -> None:
    answer = client.post(QUERY, content=b" " * (LARGEST_BODY + 1), headers=JSON)
    assert "send a smaller one" in refused(answer, Code.PAYLOAD_TOO_LARGE)


def test_a_batch_that_is_too_long_is_refused_as_a_whole(client: httpx.Client) -> None:
    answer = client.get(f"/trpc/{','.join(['alerts.list'] * 1_000)}?batch=1")
    assert f"at most {MOST_CALLS} calls" in refused(answer, Code.BAD_REQUEST)


def test_a_token_in_place_of_a_procedure_is_not_repeated(client: httpx.Client) -> None:
    token = fresh()
    answer = client.get(f"/trpc/{token}")
    assert f'No procedure found on path "{MASK}"' in refused(answer, Code.NOT_FOUND)
    assert token not in answer.text


@pytest.mark.parametrize("path", ["%00", "a%00b", "..%2F..%2Fetc", "%2F", "a%2Fb", "a;b", "%E2%80%AE", "__proto__"])
def test_a_path_of_any_kind_is_not_found(client: httpx.Client, path: str) -> None:
    assert "No procedure found" in refused(client.get(f"/trpc/{path}"), Code.NOT_FOUND)


def test_an_answer_may_be_kept_and_is_asked_about_before_it_is_used_again(client: httpx.Client) -> None:
    first = client.get(QUERY, params={"input": '{"gatewayId": "us"}'})
    kept = {"If-None-Match": first.headers["etag"]}
    second = client.get(QUERY, params={"input": '{"gatewayId": "us"}'}, headers=kept)
    assert first.headers["cache-control"] == "private, no-cache"
    assert (second.status_code, second.content) == (304, b"")
    assert second.headers["etag"] == first.headers["etag"]


def test_a_tag_is_not_that_of_another_question(client: httpx.Client) -> None:
    first = client.get(QUERY, params={"input": '{"gatewayId": "us"}'})
    kept = {"If-None-Match": first.headers["etag"]}
    assert client.get(QUERY, params={"input": '{"gatewayId": "us", "limit": 1}'}, headers=kept).status_code == 200
    assert client.get("/trpc/gateways.getConfig", headers=kept).status_code == 200


def test_a_batch_has_a_tag_of_its_own(client: httpx.Client) -> None:
    asked = "/trpc/gateways.getConfig,deployments.getCapacity?batch=1"
    params = {"batch": "1", "input": '{"1": {"gatewayId": "us"}}'}
    first = client.get(asked, params=params)
    assert client.get(asked, params=params, headers={"If-None-Match": first.headers["etag"]}).status_code == 304
    assert [list(each) for each in first.json()] == [["result"], ["result"]]


def test_a_failure_is_never_kept(client: httpx.Client) -> None:
    mixed = client.get("/trpc/gateways.getConfig,a.b?batch=1")
    assert mixed.status_code == 207
    assert "etag" not in mixed.headers
    assert mixed.headers["cache-control"] == "no-store"


def test_what_a_caller_may_not_see_is_not_in_the_configuration(client: httpx.Client) -> None:
    [us] = client.get("/trpc/gateways.getConfig").json()["result"]["data"]["gateways"]
    hidden = client.get("/trpc/gateways.getConfig", headers={SEES: "other"}).json()["result"]["data"]
    assert us["id"] == "us"
    assert (hidden["gateways"], hidden["stale"]) == ([], False)


def test_a_batch_by_post_has_its_inputs_in_the_body(client: httpx.Client) -> None:
    body = json.dumps({"0": {"gatewayId": "us"}, "1": {"gatewayId": "no such"}})
    answer = client.post(f"{QUERY},deployments.getCapacity?batch=1", content=body, headers=JSON)
    assert answer.status_code == 207
    assert [list(each) for each in answer.json()] == [["result"], ["error"]]
