"""A login provider that hands out marked tokens, or fails in a way that repeats what it was told."""

import html
import json
import time
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

import httpx
from joserfc import jwk, jwt

from lib.api.routes import BASE
from tests.access.logins import OPERATOR
from tests.listening import Listening, say_nothing
from tests.security.secrets import CLIENT_SECRET, CODE, LOGIN_TOKEN, MARK

METADATA: Final = "/.well-known/openid-configuration"
TOKEN: Final = "/token"
CLIENT_ID: Final = "dashboard"
NOWHERE: Final = "http://127.0.0.1:1"
"""Where nobody listens."""

CLAIMS: Final = {**OPERATOR, "address": f"claim-{MARK}"}
"""What is said of the person who logs in: an operator, with a claim that nobody is told."""


AS_A_BROWSER: Final = {"accept": "text/html"}


@dataclass(frozen=True)
class Said:
    """An answer of the provider: JSON, or any text."""

    body: Any
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)

    def content(self) -> bytes:
        """The body as it is sent."""
        return (self.body if isinstance(self.body, str) else json.dumps(self.body)).encode()


class Provider(Listening):
    """The provider; a context manager. ``answers`` take the place of what it says at a path; None hangs up."""

    def __init__(self) -> None:
        super().__init__(_handler(self))
        self.answers: dict[str, Said | None] = {}
        self.nonce = ""
        self.sent = b""
        """The heads and bodies of all requests for a token."""
        self._key = jwk.ECKey.generate_key("P-256", parameters={"kid": "1"})

    @property
    def url(self) -> str:
        """Its own name."""
        return f"http://127.0.0.1:{self.port}"

    def metadata(self, **other: str) -> Said:
        """What it says of itself, or something else."""
        told = {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}{TOKEN}",
            "end_session_endpoint": f"{self.url}/end",
            "jwks_uri": f"{self.url}/jwks",
            "id_token_signing_alg_values_supported": ["ES256"],
        }
        return Said({**told, **other})

    def tokens(self, **other: Any) -> Said:
        """The tokens of a login; their ID token says something else where that is told."""
        now = int(time.time())
        told = {"iss": self.url, "aud": CLIENT_ID, "iat": now, "exp": now + 600, "nonce": self.nonce}
        id_token = jwt.encode({"alg": "ES256", "kid": "1"}, {**told, **CLAIMS, **other}, self._key)
        return Said({"token_type": "Bearer", "expires_in": 600, "access_token": LOGIN_TOKEN, "id_token": id_token})

    def said(self, path: str) -> Said | None:
        """The answer at a path."""
        if path in self.answers:
            return self.answers[path]
        match path:
            case "/jwks":
                return Said({"keys": [self._key.as_dict(private=False)]})
            case "/token":
                return self.tokens()
            case _:
                return self.metadata()


def _handler(provider: Provider) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        log_message = say_nothing

        def do_GET(self) -> None:
            self._say(provider.said(self.path))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            provider.sent += self.headers.as_bytes() + body
            self._say(provider.said(self.path))

        def _say(self, said: Said | None) -> None:
            if said is not None:
                self.send_response(said.status)
                for name, value in said.headers.items():
                    self.send_header(name, value)
                self.send_header("content-length", str(len(said.content())))
                self.end_headers()
                self.wfile.write(said.content())

    return Handler


_BASIC: Final = "Basic " + b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
_REPEATED: Final = f"{CLIENT_SECRET} {json.dumps(CLIENT_SECRET)} {html.escape(CLIENT_SECRET)} {_BASIC} {CODE}"


def failures(provider: Provider) -> dict[str, tuple[str, Said | None]]:
    """By how a login fails: at which path, and what is said there."""
    refusals = {
        "refuses the code": Said({"error": "invalid_grant", "error_description": f"unknown code {CODE}"}, 400),
        "refuses the secret": Said(
            {"error": "invalid_client", "error_description": f"wrong secret {_REPEATED}"},
            401,
            {"www-authenticate": f"Basic realm={CLIENT_SECRET}"},
        ),
        "repeats the secret as its code": Said({"error": CLIENT_SECRET, "error_uri": f"{NOWHERE}/{CODE}"}, 400),
        "repeats the secret on a page": Said(f"<h1>{_REPEATED}", 500, {"content-type": "text/html"}),
        "repeats the secret in place of tokens": Said(_REPEATED),
        "gives tokens that are none": Said({"access_token": LOGIN_TOKEN, "id_token": f"{LOGIN_TOKEN}.a.b"}),
        "gives tokens of another": provider.tokens(iss=f"{NOWHERE}/{LOGIN_TOKEN}"),
        "gives tokens of another login": provider.tokens(nonce=LOGIN_TOKEN),
        "gives tokens that are over": provider.tokens(exp=1),
        "hangs up": None,
    }
    return {
        **{how: (TOKEN, said) for how, said in refusals.items()},
        "is unreachable for a token": (METADATA, provider.metadata(token_endpoint=f"{NOWHERE}/token")),
        "is unreachable": (METADATA, None),
        "fails": (METADATA, Said(_REPEATED, 500)),
    }


def log_in(client: httpx.Client, provider: Provider, **returned: str) -> list[httpx.Response]:
    """All that a browser is answered on the way through a login; the provider returns it with the code, or so."""
    answers = [client.get(f"{BASE}login")]
    while (to := answers[-1].headers.get("location", "")).startswith("/"):
        answers.append(client.get(to))
    asked = {name: value for name, [value] in parse_qs(urlsplit(to).query).items()}
    provider.nonce = asked.get("nonce", "")
    told = {"code": CODE, "state": asked.get("state", ""), **returned}
    answers.append(client.get(f"{BASE}oauth2callback", params=told))
    return [*answers, client.get(BASE, headers=AS_A_BROWSER)]
