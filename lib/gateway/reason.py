"""Finds the sentence in which a gateway says why it failed; each of its layers has its own place for it."""

from collections.abc import Mapping
from typing import Any

from lib.gateway import errors, wire


def reason(fields: Mapping[str, Any]) -> str:
    """The gateway's own sentence from a failure's JSON, or "" (contract 2.4)."""
    for key in ("message", "result", "detail", "error"):
        match fields.get(key):
            case str(said) if said.strip():
                return said
            case [{"msg": str(said)}, *_]:
                return said
    return ""


def reason_in(body: bytes) -> str:
    """The gateway's own sentence from the body of a failure, or "" if it is not a JSON object with one."""
    try:
        return reason(wire.decode_object(body))
    except errors.BadBody:
        return ""
