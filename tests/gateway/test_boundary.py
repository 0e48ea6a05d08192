import socket
import ssl
import zlib
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx
import pytest

from lib.gateway import boundary, errors
from lib.gateway.limits import Limits

LIMITS = Limits(connect=1, read=2, call=3, body=4)


def descendants(root: type[Exception]) -> set[type[Exception]]:
    return {root}.union(*(descendants(child) for child in root.__subclasses__()))


def caused_by(cause: BaseException) -> httpx.ConnectError:
    error = httpx.ConnectError("All connection attempts failed")
    error.__cause__ = cause
    return error


def test_every_error_of_httpx_is_caught_and_translated() -> None:
    foreign = descendants(httpx.HTTPError) | descendants(httpx.StreamError) | {httpx.InvalidURL, httpx.CookieConflict}
    assert len(foreign) > 20
    for cls in foreign:
        assert issubclass(cls, boundary.FOREIGN), cls
        # Some constructors want a response; only the class matters here.
        error = boundary.translated(cls.__new__(cls), LIMITS)
        assert type(error) is not errors.GatewayError, cls


@pytest.mark.parametrize(
    ("foreign", "ours"),
    [
        (httpx.ConnectTimeout("x"), errors.ConnectTimedOut),
        (httpx.ReadTimeout("x"), errors.ReadTimedOut),
        (httpx.WriteTimeout("x"), errors.NoAnswer),
        (httpx.PoolTimeout("x"), errors.NoAnswer),
        (httpx.ConnectError("x"), errors.Unreachable),
        (caused_by(socket.gaierror(-2, "Name or service not known")), errors.NameNotResolved),
        (caused_by(ConnectionRefusedError()), errors.ConnectionRefused),
        (caused_by(ExceptionGroup("all", [OSError(), ConnectionRefusedError()])), errors.ConnectionRefused),
        (caused_by(ssl.SSLError(1, "[SSL: WRONG_VERSION_NUMBER] wrong version number")), errors.TlsFailed),
        (httpx.ProxyError("x"), errors.Unreachable),
        (httpx.ReadError("x"), errors.ConnectionBroken),
        (httpx.RemoteProtocolError("x"), errors.NotHttp),
        (httpx.LocalProtocolError("x"), errors.CannotSend),
        (httpx.UnsupportedProtocol("x"), errors.CannotSend),
        (httpx.InvalidURL("x"), errors.CannotSend),
        (httpx.DecodingError("x"), errors.BadEncoding),
        (zlib.error("x"), errors.BadEncoding),
        (ssl.SSLError(1, "x"), errors.TlsFailed),
        (TimeoutError(), errors.NoAnswer),
        (ConnectionResetError(), errors.ConnectionBroken),
        (UnicodeError("label too long"), errors.NameNotResolved),
    ],
)
def test_the_most_specific_class_is_chosen(foreign: Exception, ours: type[errors.GatewayError]) -> None:
    assert type(boundary.translated(foreign, LIMITS)) is ours


def test_timeouts_tell_the_limit_that_ran_out() -> None:
    connect = boundary.translated(httpx.ConnectTimeout("x"), LIMITS)
    read = boundary.translated(httpx.ReadTimeout("x"), LIMITS)
    assert isinstance(connect, errors.ConnectTimedOut)
    assert isinstance(read, errors.ReadTimedOut)
    assert (connect.limit, read.limit) == (1, 2)


def test_a_certificate_that_is_not_trusted_says_why() -> None:
    refused = ssl.SSLCertVerificationError(1, "certificate verify failed")
    refused.verify_message = "certificate has expired"
    assert boundary.translated(caused_by(refused), LIMITS).detail == "certificate has expired"


def test_no_foreign_text_gets_into_ours() -> None:
    echo = httpx.RemoteProtocolError("illegal header line: bytearray(b'mas_canary')")
    assert "mas_canary" not in str(boundary.translated(echo, LIMITS))


def response(status: int, **headers: str) -> httpx.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.Response(status, headers=named, request=httpx.Request("GET", "http://gw.example:8080/health"))


@pytest.mark.parametrize(
    ("status", "ours"),
    [
        (204, errors.UnexpectedStatus),
        (206, errors.UnexpectedStatus),
        (301, errors.Redirected),
        (304, errors.UnexpectedStatus),
        (307, errors.Redirected),
        (400, errors.BadQuery),
        (401, errors.AccessDenied),
        (403, errors.AccessDenied),
        (404, errors.RouteMissing),
        (405, errors.RouteMissing),
        (418, errors.UnexpectedStatus),
        (421, errors.UnexpectedStatus),
        (422, errors.BadQuery),
        (429, errors.TooManyRequests),
        (500, errors.ServerFailed),
        (502, errors.ServerFailed),
        (599, errors.ServerFailed),
        (600, errors.UnexpectedStatus),
        (999, errors.UnexpectedStatus),
    ],
)
def test_each_status_has_its_class(status: int, ours: type[errors.UnexpectedStatus]) -> None:
    error = boundary.from_status(response(status), "why")
    assert type(error) is ours
    assert error.status == status


@pytest.mark.parametrize("status", [200, 201, 202, 203])
def test_a_success_with_a_body_is_a_success(status: int) -> None:
    assert boundary.is_success(status)


@pytest.mark.parametrize("status", [101, 204, 205, 206, 207, 304, 404, 500])
def test_anything_else_is_not(status: int) -> None:
    assert not boundary.is_success(status)


@pytest.mark.parametrize(
    ("location", "host"),
    [
        ("https://login.example/start?token=mas_canary#x", "login.example"),
        ("//other.example/x", "other.example"),
        ("/health/", "gw.example"),
        ("http://[::/", ""),
    ],
)
def test_of_a_redirect_only_the_host_is_kept(location: str, host: str) -> None:
    error = boundary.from_status(response(302, location=location), "")
    assert isinstance(error, errors.Redirected)
    assert error.target_host == host


def test_a_redirect_without_a_target_has_none() -> None:
    error = boundary.from_status(response(302), "")
    assert isinstance(error, errors.Redirected)
    assert error.target_host == ""


@pytest.mark.parametrize(
    ("header", "wait"),
    [
        ("7", 7.0),
        (" 0 ", 0.0),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 0.0),
        ("Wed, 21 Oct 2015 07:28:00", 0.0),
        ("soon", None),
        ("-3", None),
        ("9" * 500, None),
        ("Wed, 21 Oct 99999999999999999999 07:28:00 GMT", None),
    ],
)
def test_retry_after_is_read_in_each_of_its_forms(header: str, wait: float | None) -> None:
    error = boundary.from_status(response(429, retry_after=header), "")
    assert isinstance(error, errors.TooManyRequests)
    assert error.retry_after == wait


def test_a_date_to_come_is_a_wait_in_seconds() -> None:
    moment = datetime.now(UTC) + timedelta(hours=2)
    error = boundary.from_status(response(429, retry_after=format_datetime(moment, usegmt=True)), "")
    assert isinstance(error, errors.TooManyRequests)
    assert error.retry_after is not None
    assert 7000 < error.retry_after <= 7200


def test_too_many_requests_without_the_header_asks_for_no_wait() -> None:
    error = boundary.from_status(response(429), "")
    assert isinstance(error, errors.TooManyRequests)
    assert error.retry_after is None
