"""Reads as much as can be understood of a document in which some value has a wrong type.

A value that does not fit its field becomes the field's default ("not known"); each one is counted.
"""

from collections.abc import Mapping
from typing import Any, TypeVar, get_args, get_origin

import msgspec
from msgspec import Struct

Record = TypeVar("Record", bound=Struct)

_JSON_TYPES = {dict: "an object", list: "a list", str: "a string", bool: "a boolean", type(None): "null"}


def json_type(value: object) -> str:
    """The JSON type of a decoded value, for a sentence."""
    return _JSON_TYPES.get(type(value), "a number")


def struct(record: type[Record], raw: Mapping[str, Any]) -> tuple[Record, int]:
    """The record, field by field, and how many values had to be left out."""
    kept: dict[str, Any] = {}
    unreadable = 0
    for field in msgspec.structs.fields(record):
        if field.encode_name not in raw:
            continue
        value, lost = _value(field.type, raw[field.encode_name])
        unreadable += lost
        if value is not None:
            kept[field.name] = value
    return record(**kept), unreadable


def structs(record: type[Record], raw: object) -> tuple[list[Record], int]:
    """The records of a list and how many values had to be left out."""
    if not isinstance(raw, list):
        return [], 1
    kept, unreadable = [], 0
    for entry in raw:
        if isinstance(entry, Mapping):
            one, lost = struct(record, entry)
            kept.append(one)
            unreadable += lost
        else:
            unreadable += 1
    return kept, unreadable


def _structs_by_key(record: type[Record], raw: object) -> tuple[dict[str, Record] | None, int]:
    if not isinstance(raw, Mapping):
        return None, 1
    kept: dict[str, Record] = {}
    unreadable = 0
    for key, entry in raw.items():
        one, lost = struct(record, entry) if isinstance(entry, Mapping) else (record(), 1)
        kept[key] = one
        unreadable += lost
    return kept, unreadable


def _by_key(wanted: Any, raw: object) -> tuple[dict[str, Any] | None, int]:
    """The values by key; one that cannot be read is None, as a key that is left out would mean something else."""
    if not isinstance(raw, Mapping):
        return None, 1
    read = {key: _value(wanted, entry) for key, entry in raw.items()}
    return {key: value for key, (value, _) in read.items()}, sum(lost for _, lost in read.values())


def _value(wanted: Any, raw: object) -> tuple[Any, int]:
    if raw is None:
        return None, 0
    for option in _options(wanted):
        origin, inner = get_origin(option), get_args(option)
        if isinstance(option, type) and issubclass(option, Struct) and isinstance(raw, Mapping):
            return struct(option, raw)
        if origin is list and _is_struct(inner[0]):
            return structs(inner[0], raw) if isinstance(raw, list) else (None, 1)
        if origin is dict and _is_struct(inner[1]):
            return _structs_by_key(inner[1], raw)
        if origin is dict and type(None) in get_args(inner[1]):
            return _by_key(inner[1], raw)
    try:
        return msgspec.convert(raw, wanted, strict=False), 0
    except msgspec.ValidationError:
        return None, 1


def _options(wanted: Any) -> tuple[Any, ...]:
    """The members of a union, or the type itself."""
    if get_origin(wanted) in (list, dict) or not get_args(wanted) or hasattr(wanted, "__metadata__"):
        return (wanted,)
    return get_args(wanted)


def _is_struct(candidate: object) -> bool:
    return isinstance(candidate, type) and issubclass(candidate, Struct)
