"""The one place where foreign errors and HTTP statuses become errors of this project's tree."""

import socket
import ssl
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

import httpx

from lib.gateway import errors
from lib.gateway.limits import Limits

_Translation = Callable[[Exception, Limits], errors.GatewayError]


def _from_cause(exc: Exception) -> errors.GatewayError | None:
    """Tell what is underneath a failed connection, most specific first."""
    for cause in _causes(exc):
        if isinstance(cause, socket.gaierror | UnicodeError):
            return errors.NameNotResolved()
        if isinstance(cause, ssl.SSLError):
            return errors.TlsFailed(_tls_reason(cause))
        if isinstance(cause, ConnectionRefusedError):
            return errors.ConnectionRefused()
    return None


def _tls_reason(error: ssl.SSLError) -> str:
    """What OpenSSL says in words; errors that it did not make itself lack these attributes."""
    reason: str | None = getattr(error, "verify_message", None) or getattr(error, "reason", None)
    return (reason or "").replace("_", " ").lower()


def _causes(exc: BaseException | None) -> Iterator[BaseException]:
    while exc is not None:
        yield exc
        if isinstance(exc, BaseExceptionGroup):
            for member in exc.exceptions:
                yield from _causes(member)
        # httpcore hides what it translates: there the original is the context only.
        exc = exc.__cause__ or exc.__context__


def _connecting(exc: Exception, _limits: Limits) -> errors.GatewayError:
    return _from_cause(exc) or errors.Unreachable()


def _connected(exc: Exception, _limits: Limits) -> errors.GatewayError:
    return _from_cause(exc) or errors.ConnectionBroken()


_TRANSLATIONS: Final[tuple[tuple[type[Exception], _Translation], ...]] = (
    (httpx.ConnectTimeout, lambda _, limits: errors.ConnectTimedOut(limits.connect)),
    (httpx.ReadTimeout, lambda _, limits: errors.ReadTimedOut(limits.read)),
    (httpx.TimeoutException, lambda _, limits: errors.NoAnswer(limits.call)),
    (httpx.ConnectError, _connecting),
    (httpx.ProxyError, _connecting),
    (httpx.NetworkError, _connected),
    (httpx.RemoteProtocolError, lambda *_: errors.NotHttp()),
    (httpx.ProtocolError, lambda *_: errors.CannotSend("the request is not valid HTTP")),
    (httpx.UnsupportedProtocol, lambda *_: errors.CannotSend("the address is not http or https")),
    (httpx.InvalidURL, lambda *_: errors.CannotSend("the address is not valid")),
    (httpx.CookieConflict, lambda *_: errors.CannotSend("the cookies contradict each other")),
    (httpx.DecodingError, lambda *_: errors.BadEncoding()),
    (httpx.HTTPError, _connected),
    (httpx.StreamError, _connected),
    (zlib.error, lambda *_: errors.BadEncoding()),
    (TimeoutError, lambda _, limits: errors.NoAnswer(limits.call)),
    (OSError, _connected),
    (UnicodeError, _connecting),
)
"""Foreign error to ours, most specific first. No foreign text is kept, as it can repeat what was sent."""

FOREIGN: Final = tuple(foreign for foreign, _ in _TRANSLATIONS)
"""What the client catches to translate."""


def translated(exc: Exception, limits: Limits) -> errors.GatewayError:
    """Turn one of the `FOREIGN` errors into ours; raise the result `from exc`."""
    translation = next(found for foreign, found in _TRANSLATIONS if isinstance(exc, foreign))
    return translation(exc, limits)


def is_success(status: int) -> bool:
    """Tell whether a body can be expected that answers the question; 204 to 206 have none, or a part of it."""
    return 200 <= status <= 203


def from_status(response: httpx.Response, detail: str) -> errors.UnexpectedStatus:
    """Say in the tree's terms what a status without success means; `detail` is the gateway's sentence, if any."""
    status = response.status_code
    if 300 <= status <= 399 and status != 304:
        return errors.Redirected(status, _target_host(response))
    if status == 429:
        return errors.TooManyRequests(status, detail, _retry_after(response))
    if 500 <= status <= 599:
        return errors.ServerFailed(status, detail)
    return _CLIENT_ERRORS.get(status, errors.UnexpectedStatus)(status, detail)


_CLIENT_ERRORS: Final[dict[int, type[errors.UnexpectedStatus]]] = {
    400: errors.BadQuery,
    401: errors.AccessDenied,
    403: errors.AccessDenied,
    404: errors.RouteMissing,
    405: errors.RouteMissing,
    422: errors.BadQuery,
}


def _target_host(response: httpx.Response) -> str:
    """The host that a redirect points to; never more of its address, which may hold secrets."""
    location = response.headers.get("location", "")
    try:
        return response.url.join(location).host if location else ""
    except (httpx.InvalidURL, UnicodeError):  # the latter is idna's, of a host that begins with xn--
        return ""


def _retry_after(response: httpx.Response) -> float | None:
    """Seconds from now that a `Retry-After` header asks for, in either of its forms (RFC 9110, 10.2.3)."""
    value = response.headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        return float(value) if len(value) < 10 else None
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())
