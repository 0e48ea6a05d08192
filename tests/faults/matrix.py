"""Every fault of a gateway that the dashboard must live with: how it misbehaves, and what a person is told.

A row is a test. ``kind`` is the error's word in metrics, ``says`` a part of the sentence on the page, ``kinds`` the
readings that fail. Under every fault the last good data stay, a gateway beside it is read as before, the token that it
was sent is in nothing that is made of it, and once the fault ends everything is read again without a restart; the
drivers hold that of every row.
"""

import gzip
import html
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

from lib.gateway.repeated import MASK
from lib.gateway.routes import PATHS, Kind
from tests.faults.server import NOWHERE, Begin, FaultyServer, Flood, at, everywhere
from tests.gateway.server import Answer, Drip, Hang, Raw, Reply, Reset
from tests.security.secrets import TOKEN

DATA: Final = (Kind.EXECUTORS, Kind.STATUS, Kind.CAPACITY)
ALL: Final = (Kind.HEALTH, *DATA)
MIB: Final = 1024 * 1024


@dataclass(frozen=True)
class Fault:
    """A row. ``name`` is what the list of faults calls it, with what is particular behind a colon."""

    name: str
    begin: Begin
    kind: str
    says: str
    kinds: tuple[Kind, ...] = ALL


def _answer(name: str, answer: Answer, kind: str, says: str, kinds: tuple[Kind, ...] = ALL) -> Fault:
    return Fault(name, everywhere(answer), kind, says, kinds)


def _status(status: int, says: str, **headers: str) -> Fault:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return _answer(f"HTTP {status}", Reply(b"<html>no</html>", status, named), f"http_{status}", says)


def _text(text: str) -> Reply:
    return Reply(text.encode())


def _alone(route: str, kind: Kind, answer: Answer, error: str, says: str) -> Fault:
    return Fault(f"error in one route only: {route}", at(route, answer), error, says, (kind,))


def _show(certificate: str) -> Begin:
    def begin(server: FaultyServer) -> None:
        server.show(getattr(server.certificates, certificate))

    return begin


def _at(address: str | None) -> Begin:
    return lambda server: server.be_at(address)


def _greet(greeting: bytes) -> Begin:
    def begin(server: FaultyServer) -> None:
        server.speak_first(greeting)
        server.hang_up()

    return begin


def _speak_plainly(server: FaultyServer) -> None:
    server.speak_first(b"HTTP/1.1 400 Bad Request\r\n\r\n")
    server.show(None)


HEAD: Final = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n"
WELL: Final = b'{"status": "OK", "result": {'
FAILED: Final[dict[str, Any]] = {"status": "error", "result": "etcd is gone"}
HTTP2: Final = bytes.fromhex("00001204000000000000030000008000040000ffff000500004000")
BOMB: Final = gzip.compress(b" " * 200 * MIB, 9)


NETWORK: Final = (
    Fault("refused", FaultyServer.be_refused, "refused", "refused the connection. Check that it is running"),
    Fault("DNS failure", _at(None), "dns", "has a host name without an address"),
    Fault("unroutable", _at(NOWHERE), "connect", "cannot be reached. Check its address, and the network"),
    _answer("reset", Reset(), "broken", "broke the connection during"),
    _answer("reset in mid-body", Reset(HEAD + b"content-length: 50\r\n\r\n" + WELL), "broken", "broke the connection"),
    _answer(
        "wrong Content-Length: too long",
        Raw(HEAD + b"content-length: 5000\r\n\r\n" + WELL + b"}}"),
        "truncated",
        "broke off its answer to",
    ),
    _answer(
        "wrong Content-Length: too short",
        Raw(HEAD + b"content-length: 20\r\n\r\n" + WELL + b"}}"),
        "truncated",
        "broke off its answer to",
    ),
    _answer(
        "wrong Content-Length: two of them",
        Raw(HEAD + b"content-length: 2\r\ncontent-length: 3\r\n\r\n{}"),
        "not_http",
        "in HTTP",
    ),
    _answer(
        "wrong Content-Length: 5,000 digits",
        Raw(HEAD + b"content-length: " + b"9" * 5000 + b"\r\n\r\n{}"),
        "not_http",
        "in HTTP",
    ),
    _answer("closed without a word", Raw(), "not_http", "did not answer"),
    Fault("the gRPC port", _greet(HTTP2), "not_http", "names its gRPC port"),
)

TLS: Final = (
    Fault("TLS wrong: another host", _show("of_another_host"), "tls", "hostname mismatch"),
    Fault("TLS expired", _show("expired"), "tls", "certificate has expired"),
    Fault("TLS self-signed", _show("self_signed"), "tls", "self-signed certificate"),
    Fault("TLS wrong: of an unknown authority", _show("of_another_authority"), "tls", "needs CA_FILE"),
    Fault("TLS wrong: plain HTTP", _speak_plainly, "tls", "the port speaks https"),
)
"""At a gateway whose certificate is of a private authority, which CA_FILE names."""

TIMES: Final = (
    Fault(
        "connect timeout", FaultyServer.be_silent_at_connecting, "connect_timeout", "did not take the connection within"
    ),
    _answer("read timeout: no answer", Hang(), "read_timeout", "did not answer"),
    _answer("read timeout: half a head", Hang(b"HTTP/1.1 20"), "read_timeout", "did not answer"),
    _answer("read timeout: half a body", Hang(HEAD + b"content-length: 50\r\n\r\n{"), "read_timeout", "did not answer"),
    _answer("total timeout", Flood(HEAD + b"\r\n", b" " * 64, 0.05), "call_timeout", "did not finish answering"),
    _answer("one byte a second", Drip(Reply(b" " * 1000), 0.25), "call_timeout", "see CALL_TIMEOUT"),
    _answer("1xx loop", Flood(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n", 0.05), "call_timeout", "did not finish"),
)
"""At a dashboard without patience, so that they end soon; a second stands here for a quarter of one."""

STATUSES: Final = (
    _answer("HTTP 101", Raw(b"HTTP/1.1 101 Switching Protocols\r\n\r\n"), "not_http", "in HTTP"),
    _answer("HTTP 204", Reply(status=204), "http_204", "HTTP 204, which is no answer to a read"),
    _status(302, "redirects", location="/api/capacity"),
    _status(307, "to login.example (HTTP 307), and redirects are not followed", location="https://login.example/x"),
    _status(308, "redirects", location="https://xn--0.example/"),
    _status(401, "Check its GATEWAY_TOKEN_ variable"),
    _status(403, "denied access to"),
    _status(404, "has no route"),
    _status(421, "HTTP 421, which is no answer to a read"),
    _status(422, "does not accept the request"),
    _status(429, "it asks to wait 0 s", retry_after="0"),
    _status(500, "failed at"),
    _status(502, "that of a proxy in front of it"),
    _status(503, "(HTTP 503)"),
    _status(599, "(HTTP 599)"),
    _answer("HTTP 200 with error", Reply(json=FAILED), "reported", "failed: etcd is gone"),
)

BODIES: Final = (
    _answer("truncated JSON", Reply(WELL), "truncated", "broke off its answer"),
    _answer("NaN", _text('{"status": "OK", "result": {"slots": NaN}}'), "not_json", "something that is not JSON"),
    _answer("numbers of 400 digits: alone", _text("9" * 400), "shape", "JSON that is not a gateway's"),
    _answer("nesting of 100,000 levels", _text("[" * 100_000 + "]" * 100_000), "shape", "nested too deeply"),
    _answer("200 MB: declared", Raw(HEAD + b"content-length: 209715200\r\n\r\n"), "too_large", "larger than 1 MiB"),
    _answer("200 MB: undeclared", Flood(HEAD + b"\r\n", b" " * 65_536), "too_large", "Raise MAX_BODY_MIB"),
    _answer("gzip bomb", Reply(BOMB, headers={"content-encoding": "gzip"}), "too_large", "larger than 1 MiB"),
    _answer("gzip that breaks off", Reply(BOMB[:99], headers={"content-encoding": "gzip"}), "truncated", "broke off"),
    _answer(
        "gzip that is none", Reply(WELL, headers={"content-encoding": "gzip"}), "encoding", "compressed its answer"
    ),
    _answer("brotli unasked", Reply(WELL, headers={"content-encoding": "br"}), "encoding", "br was not asked for"),
    _answer("HTML", Reply(b"<!doctype html>", headers={"content-type": "text/html"}), "not_json", "an HTML page"),
    _answer("empty", Reply(), "empty", "sent an empty answer"),
    _answer("BOM: nothing behind it", Reply(b"\xef\xbb\xbf"), "empty", "sent an empty answer"),
    _answer("Latin-1", Reply('{"status": "caf\xe9"}'.encode("latin-1")), "not_json", "not JSON"),
    _answer("UTF-16", Reply('{"status": "OK"}'.encode("utf-16")), "not_json", "not JSON"),
    _answer("every field missing", Reply(json={"status": "OK", "result": {}}), "shape", "not a gateway's", DATA),
    *(
        _answer(f"of another JSON type: {text}", _text(text), "shape", "JSON that is not a gateway's")
        for text in ("[]", '"text"', "1", "1.5", "true", "null")
    ),
    *(
        _answer(
            f"result of another JSON type: {text}", _text(f'{{"result": {text}}}'), "shape", "not a gateway's", DATA
        )
        for text in ("[]", '"text"', "1", "true")
    ),
)

ROUTES: Final = (
    _alone("/health", Kind.HEALTH, Reply(status=503), "http_503", "failed at /health"),
    _alone(PATHS[Kind.EXECUTORS], Kind.EXECUTORS, Reply(json=FAILED), "reported", "/api/deployments failed: etcd"),
    _alone(PATHS[Kind.STATUS], Kind.STATUS, Reset(), "broken", "during /api/deployment-status"),
    _alone(PATHS[Kind.CAPACITY], Kind.CAPACITY, Reply(b"<html>"), "not_json", "/api/capacity with an HTML page"),
)

_TOLD: Final = f"bad key {TOKEN}"
_MASKED: Final = f"bad key {MASK}"
_IN_JSON: Final = json.dumps({"message": _TOLD}).encode()


def _repeated(place: str, answer: Answer, kind: str, says: str, kinds: tuple[Kind, ...] = ALL) -> Fault:
    return _answer(f"the token repeated: {place}", answer, kind, says, kinds)


REPEATED: Final = (
    _repeated("as the reason of a status", Raw(f"HTTP/1.1 503 {TOKEN}\r\n\r\n".encode()), "http_503", "(HTTP 503)"),
    _repeated("in place of a status", Raw(f"{TOKEN}\r\n\r\n".encode()), "not_http", "in HTTP"),
    Fault("the token repeated: before any request", _greet(TOKEN.encode()), "not_http", "in HTTP"),
    _repeated(
        "in headers",
        Reply(b"{}", 401, dict.fromkeys(("www-authenticate", "set-cookie", "server", "x-debug"), TOKEN)),
        "http_401",
        "Check its GATEWAY_TOKEN_ variable",
    ),
    _repeated("as the name of a header", Raw(HEAD + TOKEN.encode() + b": 1\r\n\r\n{}"), "not_http", "in HTTP"),
    _repeated("in a header that is none", Raw(HEAD + f"odd {TOKEN}\r\n\r\n".encode()), "not_http", "in HTTP"),
    _repeated(
        "in an answer before the answer",
        Raw(f"HTTP/1.1 103 Early Hints\r\nlink: {TOKEN}\r\n\r\nHTTP/1.1 502 {TOKEN}\r\n\r\n".encode()),
        "http_502",
        "that of a proxy in front of it",
    ),
    _repeated("as the time to wait", Reply(status=429, headers={"retry-after": TOKEN}), "http_429", "too often"),
    _repeated("as the encoding", Reply(WELL, headers={"content-encoding": TOKEN}), "encoding", "something unknown"),
    _repeated("as the length", Raw(HEAD + f"content-length: {TOKEN}\r\n\r\n".encode()), "not_http", "in HTTP"),
    _repeated(
        "as the length of a chunk",
        Raw(HEAD + f"transfer-encoding: chunked\r\n\r\n{TOKEN}\r\n".encode()),
        "truncated",
        "broke off its answer to",
    ),
    _repeated(
        "where a redirect leads to",
        Reply(status=302, headers={"location": f"/login?token={quote(TOKEN)}"}),
        "http_302",
        "redirects",
    ),
    _repeated(
        "as the host that a redirect leads to",
        Reply(status=307, headers={"location": f"https://{quote(TOKEN, safe='')}.example/"}),
        "http_307",
        "redirects",
    ),
    _repeated("in JSON", Reply(_IN_JSON, 500), "http_500", _MASKED),
    _repeated(
        "in compressed JSON", Reply(gzip.compress(_IN_JSON), 403, {"content-encoding": "gzip"}), "http_403", _MASKED
    ),
    _repeated("in HTTP 200 with error", Reply(json={"status": "error", "result": _TOLD}), "reported", _MASKED),
    _repeated("in HTML", Reply(f"<html>{html.escape(TOKEN)}".encode()), "not_json", "an HTML page"),
    _repeated("in UTF-16", Reply(TOKEN.encode("utf-16")), "not_json", "not JSON"),
    _repeated("as a result", Reply(json={"status": "OK", "result": TOKEN}), "shape", "not a gateway's", DATA),
    _repeated("in truncated JSON", Reply(WELL + f'"slots": {json.dumps(TOKEN)}'.encode()), "truncated", "broke off"),
    _repeated("before the end of the connection", Reset(HEAD + b"\r\n" + TOKEN.encode()), "broken", "broke the"),
)
"""The token of the gateway, in each place of an answer that somebody may read."""

PATIENT: Final = (*NETWORK, *STATUSES, *BODIES, *ROUTES)
"""Those that need no time to pass."""


def label(fault: Fault) -> str:
    """What a test's case is called."""
    return fault.name


def body_of(change: Callable[[dict[str, Any]], None], body: bytes) -> bytes:
    """A body of JSON after a change."""
    document = json.loads(body)
    change(document)
    return json.dumps(document).encode()
