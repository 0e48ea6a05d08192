"""The OpenAPI document of the REST twin, made from the procedures."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache
from typing import Any, Final

from pydantic import ConfigDict
from pydantic.json_schema import models_json_schema

from lib.api.faults import Code
from lib.api.models import Model, Trouble
from lib.api.procedures import PROCEDURES, Procedure
from lib.settings import VERSION

DOCUMENT_PATH: Final = "/openapi.json"
PROBLEM: Final = "application/problem+json"

_BASE: Final = "/api/v1"
_REFERENCE: Final = "#/components/schemas/{model}"
_FAILURES: Final = {
    "400": "The input can't be used; the detail says why.",
    "404": "There is no such gateway or executor, or the caller does not see it.",
    "502": "The gateway was never read, and can't be.",
    "503": "There is nothing to answer with yet, or no past is kept.",
    "504": "The gateway was never read, and does not answer in time.",
    "default": "Any other failure.",
}


class Problem(Model):
    """Why there is no answer (RFC 9457)."""

    model_config = ConfigDict(extra="allow")

    title: str
    status: int
    detail: str
    """What happened, and what to do."""
    code: Code
    """The code that tRPC has for it."""
    observed_at: datetime | None = None
    """When something was observed last of what was asked for."""
    age_ms: int | None = None
    """How long ago that was."""
    troubles: tuple[Trouble, ...] = ()
    """What can't be read now."""


@cache
def document() -> bytes:
    """The document, as JSON."""
    models = [(each.gives, "serialization") for each in PROCEDURES]
    _, schemas = models_json_schema([*models, (Problem, "serialization")], ref_template=_REFERENCE)  # type: ignore[list-item]
    made = {
        "openapi": "3.1.0",
        "info": {
            "title": "Deployments dashboard",
            "version": VERSION,
            "description": "Executors of Marie-AI gateways. The same questions are tRPC procedures below `/trpc`.",
        },
        "servers": [{"url": _BASE}],
        "paths": {each.path: {"get": _operation(each)} for each in PROCEDURES},
        "components": {"schemas": schemas["$defs"]},
    }
    return json.dumps(made).encode()


def _operation(procedure: Procedure) -> dict[str, Any]:
    return {
        "operationId": procedure.name,
        "summary": procedure.summary,
        "description": procedure.gives.__doc__,
        "parameters": [*_parameters(procedure), _IF_NONE_MATCH],
        "responses": {
            "200": {
                "description": "The answer.",
                "headers": {"ETag": {"schema": {"type": "string"}}},
                "content": {"application/json": {"schema": _reference(procedure.gives.__name__)}},
            },
            "304": {"description": "The client has the answer."},
            **{status: _failure(why) for status, why in _FAILURES.items()},
        },
    }


_IF_NONE_MATCH: Final = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "description": "The ETag of an answer that the client has.",
    "schema": {"type": "string"},
}


def _parameters(procedure: Procedure) -> Iterator[dict[str, Any]]:
    schema = procedure.takes.model_json_schema(by_alias=True)
    for name, field in schema.get("properties", {}).items():
        in_path = f"{{{name}}}" in procedure.path
        yield {
            "name": name,
            "in": "path" if in_path else "query",
            "required": in_path or name in schema.get("required", ()),
            "description": field.get("description", ""),
            "schema": _plain(field),
        }


def _plain(field: Mapping[str, Any]) -> dict[str, Any]:
    """The schema of a parameter: what is not given is absent, and never null."""
    kinds = [each for each in field.get("anyOf", ()) if each.get("type") != "null"]
    plain = {**field, **(kinds[0] if kinds else {})}
    dropped = {"anyOf", "title", "description"} | ({"default"} if plain.get("default") is None else set())
    return {key: value for key, value in plain.items() if key not in dropped}


def _failure(why: str) -> dict[str, Any]:
    return {"description": why, "content": {PROBLEM: {"schema": _reference(Problem.__name__)}}}


def _reference(model: str) -> dict[str, str]:
    return {"$ref": _REFERENCE.format(model=model)}
