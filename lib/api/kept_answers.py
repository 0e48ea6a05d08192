"""ETags: whether an answer is still what a client has kept. They rest on what an answer says, and never on its age."""

from collections.abc import Iterable
from hashlib import blake2b
from typing import Final

from starlette.responses import Response

from lib.api.models import Answer

_SIZE: Final = 16

REVALIDATE: Final = "private, no-cache"
"""An answer may be kept, and is asked about before it is used again: what a caller sees depends on who they are."""


def etag(answers: Iterable[Answer]) -> str:
    """The tag of these answers together; weak, as the bytes of equal answers differ in their age."""
    said = blake2b(digest_size=_SIZE)
    for answer in answers:
        said.update(answer.model_dump_json(exclude=set(answer.unstamped)).encode())
        said.update(b"\n")
    return f'W/"{said.hexdigest()}"'


def is_kept(tag: str, if_none_match: str | None) -> bool:
    """Whether a client that sends this ``If-None-Match`` has the answer (RFC 9110 13.1.2, weak comparison)."""
    if if_none_match is None:
        return False
    kept = [each.strip().removeprefix("W/") for each in if_none_match.split(",")]
    return "*" in kept or tag.removeprefix("W/") in kept


def unchanged(tag: str) -> Response:
    """The answer to a client that has it."""
    return Response(status_code=304, headers={"ETag": tag, "Cache-Control": REVALIDATE})
