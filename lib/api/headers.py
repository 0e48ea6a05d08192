"""What every answer tells a browser: where it may load from, who may frame it, and what it may tell others."""

from collections.abc import Iterable, Mapping, MutableMapping
from typing import Any, Final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_POLICY: Final[Mapping[str, str]] = {
    "default-src": "'self'",
    # Components of Streamlit are modules that the page makes itself, as blobs.
    "script-src": "'self' blob:",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "font-src": "'self' data:",
    "connect-src": "'self'",
    "worker-src": "'self' blob:",
    "frame-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'self'",
}

HEADERS: Final[Mapping[str, str]] = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "same-origin",  # the address of a page names executors
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


def policy(scripts: Iterable[str]) -> str:
    """The content security policy; ``scripts`` are sources beside those that any page has."""
    sources = {**_POLICY, "script-src": " ".join((_POLICY["script-src"], *scripts))}
    return "; ".join(f"{name} {those}" for name, those in sources.items())


_CORS: Final = "access-control-"


class Headers:
    """Gives every answer `HEADERS` and a policy, and takes out what would let pages of other origins read it.

    ``scripts`` are the sources of inline scripts that may run (`lib.ui.inline_scripts`). ``secure`` marks every cookie
    as one for HTTPS alone, where browsers reach the dashboard so.
    """

    def __init__(self, app: ASGIApp, *, scripts: Iterable[str] = (), secure: bool = False) -> None:
        self._app = app
        self._headers = {**HEADERS, "Content-Security-Policy": policy(scripts)}
        self._secure = secure

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; a WebSocket has no headers of its own but those of a refusal."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] in {"http.response.start", "websocket.http.response.start"}:
                self._complete(message)
            await send(message)

        await self._app(scope, receive, send_with_headers)

    def _complete(self, message: MutableMapping[str, Any]) -> None:
        told = [pair for pair in message.get("headers", ()) if not pair[0].decode("latin-1").lower().startswith(_CORS)]
        message["headers"] = [self._kept(name, value) for name, value in told]
        headers = MutableHeaders(scope=message)
        for name, value in self._headers.items():
            headers[name] = value

    def _kept(self, name: bytes, value: bytes) -> tuple[bytes, bytes]:
        bare = self._secure and name.lower() == b"set-cookie" and b"; secure" not in value.lower()
        return name, value + b"; Secure" if bare else value
