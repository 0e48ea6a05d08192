"""What tRPC and its REST twin need of a request: its path as it was sent, a body of bounded size, and a thread."""

import re
from collections.abc import Awaitable, Callable
from typing import Final
from urllib.parse import unquote_to_bytes

from anyio import CapacityLimiter, to_thread
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import request_response
from starlette.types import Receive, Scope, Send

from lib.api.faults import CallFailed, Code

LARGEST_BODY: Final = 1_048_576
"""Bytes of a body at most: far more than the longest batch needs."""

THREADS: Final = 8
"""Answers that are worked out at once; others wait for their turn. Pages have threads of their own."""

_BROKEN_ESCAPE: Final = re.compile(rb"%(?![0-9A-Fa-f]{2})")
_threads: Final = CapacityLimiter(THREADS)


class AnyMethod:
    """A route's endpoint that is asked by every method: what answers it refuses those that it does not know."""

    def __init__(self, answer: Callable[[Request], Awaitable[Response]]) -> None:
        self._app = request_response(answer)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as an ASGI application does."""
        await self._app(scope, receive, send)


def path_below(request: Request, prefix: bytes) -> bytes:
    """The path behind a prefix, as it was sent, without slashes at its ends: an escaped slash is none."""
    raw: bytes = request.scope.get("raw_path") or request.scope["path"].encode()
    return raw.partition(b"?")[0].partition(prefix)[2].strip(b"/")


def decoded(raw: bytes) -> str:
    """A path or a part of it as text. Raises CallFailed where its escapes are no UTF-8."""
    try:
        text = None if _BROKEN_ESCAPE.search(raw) else unquote_to_bytes(raw).decode()
    except UnicodeDecodeError:
        text = None
    if text is None:
        shown = raw[:100].decode("ascii", "replace")
        said = f'Invalid URL-encoding in path "{shown}": encode it as UTF-8, with %25 for a percent sign.'
        raise CallFailed(Code.BAD_REQUEST, said)
    return text


async def body_of(request: Request) -> bytes:
    """The body. Raises CallFailed where it is too large; the rest of it is not read."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_BODY:
            raise CallFailed(
                Code.PAYLOAD_TOO_LARGE, f"The body is larger than {LARGEST_BODY} bytes: send a smaller one."
            )
    return bytes(body)


async def in_thread(work: Callable[[], Response]) -> Response:
    """What the work returns, done in a thread: it may wait for a gateway as long as a page does."""
    return await to_thread.run_sync(work, limiter=_threads)
