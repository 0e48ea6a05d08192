"""The HTTP protocol of tRPC 11, as ``resolveResponse`` and ``contentType.ts`` of @trpc/server 11 have it.

Queries come by GET, and by POST as from a client with ``methodOverride``; there are no mutations. A batch names its
procedures with commas between them and has ``?batch=1``. There is no transformer: data are JSON.
"""

import json
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from functools import partial
from typing import Any, Final, NamedTuple
from urllib.parse import parse_qsl

from pydantic_core import from_json
from starlette.requests import Request
from starlette.responses import Response

from lib import process
from lib.access.caller import Caller
from lib.api.callers import caller_of
from lib.api.faults import CallFailed, Code
from lib.api.incoming import body_of, decoded, in_thread, path_below
from lib.api.kept_answers import REVALIDATE, etag, is_kept, unchanged
from lib.api.models import Answer
from lib.api.procedures import BY_NAME, Procedure
from lib.fleet.masking import masked

PREFIX: Final = b"/trpc"
ACCEPTED: Final = ("GET", "POST")
MOST_CALLS: Final = 20
"""Calls of a batch at most: there are fewer procedures than that."""

JSON: Final = "application/json"
JSON_LINES: Final = "application/jsonl"
"""What a client accepts that reads a batch as a stream."""

_VARY: Final = {"Vary": "trpc-accept, accept"}
_ABSENT: Final = object()


class Call(NamedTuple):
    """One call of a request: its procedure by its path, and where its input is among those that were sent."""

    path: str
    position: int

    @property
    def shown(self) -> str:
        """The path as answers repeat it: who mixes up header and address puts a token there."""
        return masked(self.path)


class Batch(NamedTuple):
    """The calls of a request. ``sent`` is the text of all inputs, None where there is none."""

    calls: Sequence[Call]
    is_batch: bool
    streams: bool
    method: str
    sent: str | bytes | None
    caller: Caller


async def trpc(request: Request) -> Response:
    """Answer a call, or a batch of calls."""
    if request.method == "HEAD":
        return Response(status_code=204)
    try:
        batch = _batch(request, b"" if request.method == "GET" else await body_of(request))
    except CallFailed as failed:
        return refused(failed)
    return await in_thread(partial(_answered, batch, request.headers.get("if-none-match")))


def refused(failed: CallFailed) -> Response:
    """The answer to a request of which no call is looked at; a client takes it for that to each of them."""
    return _json(_failed(failed, None), failed.code.http)


def _batch(request: Request, body: bytes) -> Batch:
    """What is asked for. Raises CallFailed where that can't be told."""
    path = decoded(path_below(request, PREFIX))
    _check_content_type(request)
    query = _query(request)
    is_batch = query.get("batch") == "1"
    names = path.split(",") if is_batch else [path]
    if len(names) > MOST_CALLS:
        raise CallFailed(
            Code.BAD_REQUEST, f"Batch call exceeds maximum size: send at most {MOST_CALLS} calls together."
        )
    streams = _streams(request)
    if streams and not is_batch:
        raise CallFailed(Code.BAD_REQUEST, "Streaming requests must be batched (you can do a batch of 1)")
    calls = [Call(name, position) for position, name in enumerate(names)]
    sent = query.get("input") if request.method == "GET" else body
    return Batch(calls, is_batch, streams, request.method, sent or None, caller_of(request))


def _check_content_type(request: Request) -> None:
    given = request.headers.get("content-type")
    if request.method == "GET" or (given or "").partition(";")[0].strip().lower() == JSON:
        return
    said = "Missing content-type header" if given is None else "Unsupported content-type"
    raise CallFailed(Code.UNSUPPORTED_MEDIA_TYPE, f"{said}: send {JSON}.")


def _query(request: Request) -> Mapping[str, str]:
    """The parameters; of one that comes twice, the first."""
    return dict(reversed(parse_qsl(request.url.query, keep_blank_values=True)))


def _streams(request: Request) -> bool:
    asked = request.headers.get("trpc-accept")
    if asked is not None:
        return asked == JSON_LINES
    return JSON_LINES in [each.strip() for each in request.headers.get("accept", "").split(",")]


Result = Answer | CallFailed


def _answered(batch: Batch, if_none_match: str | None) -> Response:
    results = _results(batch)
    told = [
        _failed(each, call.shown) if isinstance(each, CallFailed) else _succeeded(each)
        for call, each in zip(batch.calls, results, strict=True)
    ]
    if batch.streams:
        return _json(_lines(told), 200)
    body = b"[" + b",".join(told) + b"]" if batch.is_batch else told[0]
    answers = [each for each in results if isinstance(each, Answer)]
    if len(answers) < len(results) or batch.method != "GET":
        return _json(body, _status(results), _allow(results))
    tag = etag(answers)
    if is_kept(tag, if_none_match):
        return unchanged(tag)
    return _json(body, 200, {"ETag": tag, "Cache-Control": REVALIDATE})


def _results(batch: Batch) -> list[Result]:
    """The results in the order of the calls; they are worked out side by side, so that their waits are one."""
    if len(batch.calls) == 1:
        return [_result(batch, batch.calls[0])]
    contexts = [copy_context() for _ in batch.calls]  # log lines know by it which request they belong to
    with ThreadPoolExecutor(len(batch.calls), "trpc") as threads:
        return list(threads.map(lambda context, call: context.run(_result, batch, call), contexts, batch.calls))


def _result(batch: Batch, call: Call) -> Result:
    try:
        procedure = _procedure(batch, call)
        told = _input(batch, call) if procedure.takes.model_fields else _ABSENT
        return procedure.call(process.current(), batch.caller, {} if told is _ABSENT else told)
    except CallFailed as failed:
        return failed


def _procedure(batch: Batch, call: Call) -> Procedure:
    procedure = BY_NAME.get(call.path)
    if procedure is None:
        said = f'No procedure found on path "{call.shown}". There are {", ".join(BY_NAME)}.'
        raise CallFailed(Code.NOT_FOUND, said)
    if batch.method not in ACCEPTED:
        said = f'Unsupported {batch.method}-request to query procedure at path "{call.shown}": ask by GET or POST.'
        raise CallFailed(Code.METHOD_NOT_SUPPORTED, said)
    return procedure


def _input(batch: Batch, call: Call) -> Any:
    """The input of a call; ``_ABSENT`` where none was sent. Raises CallFailed where it can't be read."""
    if batch.sent is None:
        return _ABSENT
    try:
        sent = from_json(batch.sent, allow_inf_nan=False)
    except ValueError as error:
        raise CallFailed(Code.BAD_REQUEST, f"The input is not JSON: {error}. Send the input as JSON.") from error
    if not batch.is_batch:
        return sent
    if not isinstance(sent, dict):
        said = '"input" needs to be an object when doing a batch call, with the input of the first call under "0".'
        raise CallFailed(Code.BAD_REQUEST, said)
    return sent.get(str(call.position), _ABSENT)


def _succeeded(answer: Answer) -> bytes:
    return b'{"result":{"data":' + answer.model_dump_json(by_alias=True).encode() + b"}}"


def _failed(failed: CallFailed, path: str | None) -> bytes:
    data = {"code": failed.code.value, "httpStatus": failed.code.http, **({} if path is None else {"path": path})}
    shape = {"message": failed.sentence, "code": failed.code.json_rpc, "data": {**data, **failed.told}}
    return json.dumps({"error": shape}).encode()


def _lines(told: Sequence[bytes]) -> bytes:
    """The stream of a batch in which nothing is late: its head alone (``stream/jsonl.ts``)."""
    return b"{" + b",".join(b'"%d":[[%s]]' % (index, each) for index, each in enumerate(told)) + b"}\n"


def _status(results: Sequence[Result]) -> int:
    """The one that all have, else 207."""
    statuses = {each.code.http if isinstance(each, CallFailed) else 200 for each in results}
    return statuses.pop() if len(statuses) == 1 else 207


def _allow(results: Sequence[Result]) -> dict[str, str]:
    refused = any(isinstance(each, CallFailed) and each.code is Code.METHOD_NOT_SUPPORTED for each in results)
    return {"Allow": ", ".join(ACCEPTED)} if refused else {}


def _json(body: bytes, status: int, headers: Mapping[str, str] = {}) -> Response:
    kept = {"Cache-Control": "no-store", **_VARY, **headers}
    return Response(body, status, media_type=JSON, headers=kept)
