"""What can go wrong between this process and a gateway: one tree, so a caller catches at the level it means.

* GatewayError
  + Unreachable              no connection could be made
    - NameNotResolved        the host name has no address
    - ConnectionRefused      nothing listens on the port
    - ConnectTimedOut        the host did not take the connection in time
    - TlsFailed              connected, but no trusted TLS channel
    - AddressRefused         connected, to an address where no gateway is
  + CannotSend               the request itself is not possible (address, header)
  + NoAnswer                 connected, but the answer did not come in time
    - ReadTimedOut           silence for longer than the read limit
    - CallTimedOut           the whole call took longer than its limit
  + ConnectionBroken         the connection was reset while in use
  + NotHttp                  the answer is not HTTP: probably the gRPC port
  + UnexpectedStatus         any HTTP status that does not mean success
    - Redirected             3xx; never followed
    - AccessDenied           401, 403
    - RouteMissing           404, 405
    - BadQuery               400, 422
    - TooManyRequests        429
    - ServerFailed           5xx
  + BadBody                  success, but the body is no use
    - EmptyBody
    - NotJson
    - Truncated              ended before it was complete
    - WrongShape             JSON, but not the document the contract describes
    - TooLarge               more than the cap, after decompression
    - BadEncoding            compressed in a way that was not asked for, or broken
  + ReportedError            200, and the gateway says in words that it failed

Errors carry data; `lib.gateway.words.sentence` turns them into words. No field ever holds a token.
"""

# ruff: noqa: N818 - a name says what happened, as in httpx; that it is an error, its base class says

from typing import Final, Self

from lib.gateway.unseen import visible

DETAIL_LIMIT: Final = 300
"""Characters of a foreign sentence that are kept."""


def folded(text: str) -> str:
    """Put foreign text on one line of at most `DETAIL_LIMIT` characters, none of which a terminal would act on."""
    line = visible(" ".join(text.split()))
    return line if len(line) <= DETAIL_LIMIT else line[: DETAIL_LIMIT - 1] + "…"


class GatewayError(Exception):
    """A gateway could not be read.

    `detail` is a short cause without a secret, folded to one line; `gateway` is the gateway's display name
    and `route` the path that was asked, once the client has filled them in with `at`. `kind` is a stable word
    for metrics.
    """

    kind: str = "gateway"

    def __init__(self, detail: str = "") -> None:
        self.detail = folded(detail)
        self.gateway: str | None = None
        self.route: str | None = None
        super().__init__(self.detail)

    def at(self, gateway: str, route: str) -> Self:
        """Fill in where it happened, and return the same error (so that `raise error.at(...)` reads well)."""
        self.gateway = gateway
        self.route = route
        return self

    def __str__(self) -> str:
        place = " ".join(part for part in (self.gateway, self.route) if part)
        return ": ".join(part for part in (place, self.kind, self.detail) if part)


class Unreachable(GatewayError):
    """No connection could be made, for a reason that has no class of its own."""

    kind = "connect"


class NameNotResolved(Unreachable):
    """The host name in the gateway's URL has no address."""

    kind = "dns"


class ConnectionRefused(Unreachable):
    """The host answers, but nothing listens on the port."""

    kind = "refused"


class ConnectTimedOut(Unreachable):
    """The host did not take the connection within `limit` seconds."""

    kind = "connect_timeout"

    def __init__(self, limit: float) -> None:
        super().__init__(f"no connection within {limit:g} s")
        self.limit = limit


class TlsFailed(Unreachable):
    """Connected, but no trusted TLS channel: a certificate, or a port that does not speak TLS."""

    kind = "tls"


class AddressRefused(Unreachable):
    """The host name led to an address where a cloud keeps credentials; nothing was sent there."""

    kind = "address_refused"


class CannotSend(GatewayError):
    """The request itself is not possible: the address or a header is not valid HTTP."""

    kind = "cannot_send"


class NoAnswer(GatewayError):
    """Connected, but the answer did not come within `limit` seconds."""

    kind = "no_answer"

    def __init__(self, limit: float) -> None:
        super().__init__(f"no answer within {limit:g} s")
        self.limit = limit


class ReadTimedOut(NoAnswer):
    """The gateway was silent for longer than the read limit."""

    kind = "read_timeout"


class CallTimedOut(NoAnswer):
    """The whole call took longer than its limit, even though bytes may still have been coming."""

    kind = "call_timeout"


class ConnectionBroken(GatewayError):
    """The connection was reset while in use."""

    kind = "broken"


class NotHttp(GatewayError):
    """Something answers on the port, but not in HTTP/1.1: probably the gateway's gRPC port."""

    kind = "not_http"


class UnexpectedStatus(GatewayError):
    """The HTTP `status` does not mean success."""

    def __init__(self, status: int, detail: str = "") -> None:
        super().__init__(detail)
        self.status = status
        self.kind = f"http_{status}"


class Redirected(UnexpectedStatus):
    """3xx, which is never followed; `target_host` is where it points to ("" if it does not say)."""

    def __init__(self, status: int, target_host: str = "") -> None:
        super().__init__(status)
        self.target_host = target_host


class AccessDenied(UnexpectedStatus):
    """401 or 403. The gateway's GET routes are open, so it comes from a proxy in front (contract 2.3)."""


class RouteMissing(UnexpectedStatus):
    """404 or 405: the gateway does not offer this route."""


class BadQuery(UnexpectedStatus):
    """400 or 422: the gateway does not accept the request as it was asked."""


class TooManyRequests(UnexpectedStatus):
    """429; `retry_after` is the wait in seconds that was asked for, or None."""

    def __init__(self, status: int, detail: str = "", retry_after: float | None = None) -> None:
        super().__init__(status, detail)
        self.retry_after = retry_after


class ServerFailed(UnexpectedStatus):
    """5xx: the gateway, or a proxy that cannot reach it."""


class BadBody(GatewayError):
    """The status means success, but the body is no use."""

    kind = "body"


class EmptyBody(BadBody):
    """There is no body at all."""

    kind = "empty"


class NotJson(BadBody):
    """The body is not JSON; `html` tells an HTML page, which is usually a proxy's."""

    kind = "not_json"

    def __init__(self, detail: str = "", *, html: bool = False) -> None:
        super().__init__(detail)
        self.html = html


class Truncated(BadBody):
    """The body ended before it was complete."""

    kind = "truncated"


class WrongShape(BadBody):
    """The body is JSON, but not the document that the contract describes."""

    kind = "shape"


class TooLarge(BadBody):
    """The body is larger than `limit` bytes after decompression; the rest was not read."""

    kind = "too_large"

    def __init__(self, limit: int) -> None:
        super().__init__(f"more than {limit} bytes")
        self.limit = limit


class BadEncoding(BadBody):
    """The body is compressed in a way that was not asked for, or its compression is broken."""

    kind = "encoding"


class ReportedError(GatewayError):
    """The gateway answered 200 and says that it failed; `detail` is its own sentence (contract 2.4)."""

    kind = "reported"
