"""The endpoints of one executor in full (contract 9.6, page section Endpoints)."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from msgspec import Struct

from lib.fleet.address import netloc
from lib.fleet.evidence import is_internal
from lib.fleet.masking import masked, masked_json
from lib.gateway.wire import Endpoint

_SCHEMAS: Final = {
    "schema": "",
    "request_schema": "request",
    "input_schema": "request",
    "response_schema": "response",
    "output_schema": "response",
}


class Schema(NamedTuple):
    """A schema of JSON of any form, secrets masked; ``of`` is *request*, *response*, or empty where it is not said."""

    of: str
    value: Any


class EndpointFacts(Struct, frozen=True, gc=False):
    """One endpoint, however many nodes list it; what no server says of it is empty.

    ``nodes`` counts the addresses that list it, ``internal`` says that it is the framework's own. Where nodes differ in
    what they say, each thing said is there once.
    """

    path: str
    internal: bool
    nodes: int
    methods: tuple[str, ...]
    descriptions: tuple[str, ...]
    schemas: tuple[Schema, ...]


def endpoints(listed: Iterable[Endpoint], told: Iterable[Mapping[str, Any]]) -> tuple[EndpointFacts, ...]:
    """The endpoints that an executor lists, its own before the framework's; ``told`` are the entries in full."""
    addresses: dict[str, set[str]] = {}
    for entry in listed:
        address = netloc(entry.address)
        if entry.endpoint:
            addresses.setdefault(entry.endpoint, set()).update((address,) if address else ())
    entries: dict[str, list[Mapping[str, Any]]] = {}
    for each in sorted(told, key=lambda entry: str(entry.get("address"))):
        entries.setdefault(str(each.get("endpoint")), []).append(each)
    return tuple(
        EndpointFacts(
            path=path,
            internal=is_internal(path),
            nodes=len(addresses[path]),
            methods=tuple(dict.fromkeys(method.upper() for method in _texts("method", entries.get(path, ())))),
            descriptions=_texts("description", entries.get(path, ())),
            schemas=_schemas(entries.get(path, ())),
        )
        for path in sorted(addresses, key=lambda path: (is_internal(path), path))
    )


def _texts(key: str, entries: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    said = [text.strip() for entry in entries if isinstance(text := entry.get(key), str)]
    return tuple(dict.fromkeys(masked(text) for text in said if text))


def _schemas(entries: Sequence[Mapping[str, Any]]) -> tuple[Schema, ...]:
    found: list[Schema] = []
    for entry in entries:
        for key, of in _SCHEMAS.items():
            schema = Schema(of, masked_json(entry.get(key)))
            if schema.value and schema not in found:
                found.append(schema)
    return tuple(found)
