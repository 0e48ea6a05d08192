from collections.abc import Mapping
from typing import Any

import pytest

from lib.fleet.endpoints import EndpointFacts, Schema, endpoints
from lib.fleet.masking import MASK
from lib.gateway.wire import Endpoint
from tests.fleet.documents import ONE, TWO

SCHEMA = {"type": "object", "properties": {"pages": {"type": "integer"}}}


def entry(path: str = "/extract", address: str = ONE, **told: Any) -> dict[str, Any]:
    """An entry of the listing as a richer server sends it."""
    return {"address": f"grpc://{address}", "endpoint": path, **told}


def facts(*told: Mapping[str, Any]) -> tuple[EndpointFacts, ...]:
    """What comes of entries that are all well-formed as the contract has it."""
    return endpoints((Endpoint(each.get("address"), each.get("endpoint")) for each in told), told)


def fact(*told: Mapping[str, Any]) -> EndpointFacts:
    (one,) = facts(*told)
    return one


def test_an_endpoint_of_a_gateway_of_today_is_a_path_and_no_more() -> None:
    assert fact(entry()) == EndpointFacts("/extract", internal=False, nodes=1, methods=(), descriptions=(), schemas=())


def test_an_endpoint_holds_what_a_richer_server_says() -> None:
    assert fact(entry(method="post", description=" Reads a page. ", schema=SCHEMA)) == EndpointFacts(
        "/extract",
        internal=False,
        nodes=1,
        methods=("POST",),
        descriptions=("Reads a page.",),
        schemas=(Schema("", SCHEMA),),
    )


@pytest.mark.parametrize(
    ("key", "of"),
    [
        ("schema", ""),
        ("request_schema", "request"),
        ("input_schema", "request"),
        ("response_schema", "response"),
        ("output_schema", "response"),
    ],
)
@pytest.mark.parametrize("schema", [SCHEMA, "DocList", [SCHEMA], True, 7])
def test_a_schema_is_any_json_under_any_of_its_names(key: str, of: str, schema: object) -> None:
    assert fact(entry(**{key: schema})).schemas == (Schema(of, schema),)


def test_an_endpoint_is_one_row_however_many_nodes_list_it() -> None:
    told = [entry(address=address, method="POST", schema=SCHEMA) for address in (ONE, TWO)]
    assert fact(*told) == EndpointFacts(
        "/extract", internal=False, nodes=2, methods=("POST",), descriptions=(), schemas=(Schema("", SCHEMA),)
    )


def test_an_address_that_is_listed_twice_is_one_node() -> None:
    assert fact(entry(method="GET"), entry(method="POST")).nodes == 1
    assert fact(entry(method="GET"), entry(method="POST")).methods == ("GET", "POST")


def test_what_nodes_say_differently_is_there_once_each_in_order_of_address() -> None:
    other = entry(address=TWO, method="GET", description="Other.", schema={"type": "string"})
    one = entry(address=ONE, method="POST", description="One.", schema=SCHEMA)
    found = fact(other, one, entry(address="10.0.0.9:7101"))
    assert (found.methods, found.descriptions) == (("POST", "GET"), ("One.", "Other."))
    assert [each.value for each in found.schemas] == [SCHEMA, {"type": "string"}]


def test_endpoints_are_in_order_of_their_path_the_frameworks_own_last() -> None:
    found = facts(entry("_jina_dry_run_"), entry("/b"), entry("/a"))
    assert [(each.path, each.internal) for each in found] == [("/a", False), ("/b", False), ("_jina_dry_run_", True)]


@pytest.mark.parametrize("odd", [None, 7, True, [], {}, "", " ", ["POST"]])
def test_a_method_or_description_that_is_no_text_is_not_known(odd: object) -> None:
    found = fact(entry(method=odd, description=odd))
    assert (found.methods, found.descriptions) == ((), ())


@pytest.mark.parametrize("nothing", [None, "", {}, []])
def test_an_empty_schema_is_none(nothing: object) -> None:
    assert fact(entry(schema=nothing)).schemas == ()


def test_secrets_in_what_is_told_of_an_endpoint_are_masked() -> None:
    found = fact(entry(description="call with api_key=hunter2", schema={"default": {"password": "hunter2"}}))
    assert found.descriptions == (f"call with api_key={MASK}",)
    assert found.schemas == (Schema("", {"default": {"password": MASK}}),)


def test_entries_without_a_path_are_no_endpoints() -> None:
    assert facts({"address": ONE}, entry("")) == ()


def test_entries_without_an_address_are_on_no_node() -> None:
    assert fact({"endpoint": "/extract", "method": "GET"}).nodes == 0


def test_a_path_that_only_the_full_entries_name_is_not_listed() -> None:
    assert endpoints([Endpoint(ONE, "/a")], [entry("/b", method="GET")])[0].methods == ()
