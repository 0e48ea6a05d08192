"""The REST twin of the procedures: the same questions and answers for those who speak no tRPC.

Errors are problem details (RFC 9457) with tRPC's code beside them.
"""

import json
import re
from collections.abc import Iterator, Mapping
from functools import partial
from http import HTTPStatus
from typing import Any, Final, NamedTuple
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import Response

from lib import process
from lib.access.caller import Caller
from lib.api.callers import caller_of
from lib.api.faults import CallFailed, Code
from lib.api.incoming import decoded, in_thread, path_below
from lib.api.kept_answers import REVALIDATE, etag, is_kept, unchanged
from lib.api.openapi import DOCUMENT_PATH, PROBLEM, document
from lib.api.procedures import PROCEDURES, Procedure

PREFIX: Final = b"/api/v1"
ACCEPTED: Final = ("GET", "HEAD")

_WHOLE: Final = re.compile(r"-?[0-9]{1,18}")


class Asked(NamedTuple):
    """A procedure with the input that stands in the path and the query, as text."""

    procedure: Procedure
    told: Mapping[str, str]
    caller: Caller


async def rest(request: Request) -> Response:
    """Answer a question, or give the document that describes them."""
    if request.method not in ACCEPTED:
        return problem(CallFailed(Code.METHOD_NOT_SUPPORTED, f"Unsupported {request.method}-request: ask by GET."))
    try:
        if path_below(request, PREFIX) == DOCUMENT_PATH.strip("/").encode():
            return Response(document(), media_type="application/json", headers={"Cache-Control": REVALIDATE})
        asked = _asked(request)
    except CallFailed as failed:
        return problem(failed)
    return await in_thread(partial(_answered, asked, request.headers.get("if-none-match")))


def _asked(request: Request) -> Asked:
    """What is asked for. Raises CallFailed where there is no such question."""
    segments = [decoded(each) for each in path_below(request, PREFIX).split(b"/")]
    for procedure in PROCEDURES:
        in_path = _matched(procedure.path, segments)
        if in_path is not None:
            return Asked(procedure, {**in_path, **dict(_in_query(request, in_path))}, caller_of(request))
    raise CallFailed(Code.NOT_FOUND, f"There is no such path: {DOCUMENT_PATH} below /api/v1 describes those there are.")


def _matched(template: str, segments: list[str]) -> dict[str, str] | None:
    """What the fields of a path are where it is of this form; None where it is not."""
    wanted = template.strip("/").split("/")
    if len(wanted) != len(segments):
        return None
    pairs = list(zip(wanted, segments, strict=True))
    if any(not found or (found != name and not name.startswith("{")) for name, found in pairs):
        return None
    return {name.strip("{}"): found for name, found in pairs if name.startswith("{")}


def _in_query(request: Request, in_path: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The parameters. Raises CallFailed for one that comes twice."""
    seen = set(in_path)
    for name, value in parse_qsl(request.url.query, keep_blank_values=True):
        if name in seen:
            raise CallFailed(Code.BAD_REQUEST, f"{name[:60]} is given twice: give it once.")
        seen.add(name)
        yield name, value


def _answered(asked: Asked, if_none_match: str | None) -> Response:
    try:
        answer = asked.procedure.call(process.current(), asked.caller, _typed(asked))
    except CallFailed as failed:
        return problem(failed)
    tag = etag([answer])
    if is_kept(tag, if_none_match):
        return unchanged(tag)
    body = answer.model_dump_json(by_alias=True)
    return Response(body, media_type="application/json", headers={"ETag": tag, "Cache-Control": REVALIDATE})


def _typed(asked: Asked) -> dict[str, Any]:
    """The input with its numbers as such; whatever else it should be, the procedure says."""
    whole = {field.alias for field in asked.procedure.takes.model_fields.values() if field.annotation is int}
    return {name: int(text) if name in whole and _WHOLE.fullmatch(text) else text for name, text in asked.told.items()}


def problem(failed: CallFailed) -> Response:
    """The answer to a request that failed, as RFC 9457 has it."""
    status = HTTPStatus(failed.code.http)
    told = {"title": status.phrase, "status": status.value, "detail": failed.sentence, "code": failed.code.value}
    headers = {"Cache-Control": "no-store"}
    if failed.code is Code.METHOD_NOT_SUPPORTED:
        headers["Allow"] = ", ".join(ACCEPTED)
    return Response(json.dumps({**told, **failed.told}), status.value, headers=headers, media_type=PROBLEM)
