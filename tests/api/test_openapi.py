"""The document, and that the REST twin does as it says: schemathesis asks it, rightly and wrongly."""

import json
from collections.abc import Iterator
from typing import Final

import httpx
import pytest
import schemathesis
from hypothesis import settings
from starlette.applications import Starlette

from lib.api.openapi import document
from lib.api.procedures import PROCEDURES
from lib.api.routes import ROUTES
from tests.api.asked import asking
from tests.gateway.server import ScriptedServer
from tests.pages.gateways import be_captured
from tests.pages.kept import keep

EXAMPLES: Final = 10
"""Requests of each operation that are made up; those that the document itself leads to come beside them."""

SCHEMA: Final = schemathesis.openapi.from_dict(json.loads(document()))


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the twin of a dashboard is served that has a past, and whose gateway has all its answers."""
    with ScriptedServer() as server:
        be_captured(server)
        folder = tmp_path_factory.mktemp("openapi")
        keep(folder / "history.duckdb", gateways=["us"])
        with asking(folder, {"us": server}, history="on") as client:
            yield f"{client.base_url}/api/v1"


def test_every_procedure_is_an_operation_with_what_it_takes() -> None:
    paths = json.loads(document())["paths"]
    for each in PROCEDURES:
        operation = paths[each.path]["get"]
        taken = [parameter["name"] for parameter in operation["parameters"] if parameter["in"] != "header"]
        assert operation["operationId"] == each.name
        assert taken == [field.alias for field in each.takes.model_fields.values()]


def test_every_field_of_an_answer_is_in_camel_case() -> None:
    schemas = json.loads(document())["components"]["schemas"]
    names = [name for schema in schemas.values() for name in schema.get("properties", {})]
    assert len(names) > 100
    assert [name for name in names if "_" in name or name[0].isupper()] == []


def test_every_answer_says_when_it_was_observed_how_old_that_is_and_whether_it_still_holds() -> None:
    schemas = json.loads(document())["components"]["schemas"]
    for each in PROCEDURES:
        assert {"observedAt", "ageMs", "stale"} <= set(schemas[each.gives.__name__]["required"])


@pytest.mark.anyio
async def test_the_document_is_served() -> None:
    transport = httpx.ASGITransport(Starlette(routes=ROUTES))
    async with httpx.AsyncClient(transport=transport, base_url="http://dashboard.example") as asking:
        answer = await asking.get("/api/v1/openapi.json")
    assert (answer.status_code, answer.content) == (200, document())


@SCHEMA.parametrize()
@settings(max_examples=EXAMPLES, derandomize=True, deadline=None)
def test_the_twin_does_as_the_document_says(case: schemathesis.Case, url: str) -> None:
    case.call_and_validate(base_url=url)
