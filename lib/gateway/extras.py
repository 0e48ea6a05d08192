"""What a server may send beyond the contract, read from its answers when somebody looks (contract 9.6).

No gateway of today sends any of it. The typed documents therefore leave it out: tens of thousands of entries are
decoded no slower for it, and a value of an unforeseen type costs nothing but itself.
"""

from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec import Raw, Struct

_UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


class _Listing(Struct, gc=False):
    deployment_nodes: dict[str, Raw]


class _States(Struct, gc=False):
    status: dict[str, Raw]


def entries_by_executor(answer: Raw) -> dict[str, Raw]:
    """What an answer of ``/api/deployments`` lists for each executor; empty where it has no such outline."""
    try:
        return msgspec.json.decode(answer, type=_Listing).deployment_nodes
    except _UNREADABLE:
        return {}


def status_by_key(answer: Raw) -> dict[str, Raw]:
    """The status documents of ``/api/deployment-status`` by ``host:port/executor``; empty where there are none."""
    try:
        return msgspec.json.decode(answer, type=_States).status
    except _UNREADABLE:
        return {}


def objects(entries: Raw | None) -> list[Mapping[str, Any]]:
    """The objects of a list, in its order; whatever else is in it is left out."""
    found = _value(entries)
    return [each for each in found if isinstance(each, Mapping)] if isinstance(found, list) else []


def fields(document: Raw | None) -> Mapping[str, Any]:
    """The fields of an object; none where it is something else."""
    found = _value(document)
    return found if isinstance(found, Mapping) else {}


def _value(raw: Raw | None) -> Any:
    try:
        return None if raw is None else msgspec.json.decode(raw)
    except _UNREADABLE:
        return None
