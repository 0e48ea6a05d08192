import logging
import ssl
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Final, TypeVar

import anyio
import httpx

from lib.gateway import boundary, errors
from lib.gateway.body import ACCEPT_ENCODING, read_body
from lib.gateway.config import Gateway
from lib.gateway.errors import DETAIL_LIMIT, folded
from lib.gateway.limits import Limits
from lib.gateway.reason import reason_in
from lib.gateway.repeated import Repeated
from lib.gateway.trust import trusted_authorities
from lib.settings import VERSION

log: Final = logging.getLogger("lib.gateway.client")

MAX_CONNECTIONS: Final = 6
KEEP_ALIVE: Final = 4.0
"""Seconds that an idle connection is kept: shorter than the 5 s after which the gateway's server closes it, so that
a request never meets a connection that is just being closed."""

_LONGEST_REASON: Final = 64 * 1024
"""Bytes of a failure's body that are read in search of its sentence."""

_REASON_PATIENCE: Final = 1.0
"""Seconds that a failure's body may take."""

Value = TypeVar("Value")


@dataclass(frozen=True)
class Answer:
    """A successful response: its route, HTTP status and decompressed body, in which the token is masked."""

    route: str
    status: int
    body: bytes


class Exchange:
    """GETs of one gateway: each under all limits, each failure a GatewayError that names its place.

    `trust` says whose certificates are trusted; untold, those of public authorities and of this machine.
    """

    def __init__(
        self,
        gateway: Gateway,
        limits: Limits,
        transport: httpx.AsyncBaseTransport | None = None,
        trust: ssl.SSLContext | None = None,
    ) -> None:
        self._gateway = gateway
        self._limits = limits
        token = gateway.token.get_secret_value() if gateway.token else ""
        self._repeated = Repeated(token)
        self._http = httpx.AsyncClient(
            headers=_headers(token),
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),  # a poll has no session to keep
            timeout=httpx.Timeout(limits.read, connect=limits.connect, pool=limits.call),
            limits=httpx.Limits(max_connections=MAX_CONNECTIONS, keepalive_expiry=KEEP_ALIVE),
            transport=transport,
            verify=trust or _authorities(),
            trust_env=False,
            follow_redirects=False,
            event_hooks={"response": [self._refuse_redirect]},
        )

    async def aclose(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def get(self, route: str) -> Answer:
        """Ask for `route`. Raises GatewayError for anything but a success with a readable body."""
        began = time.monotonic()
        outcome, size = "cancelled", 0
        try:
            answer = await self._get_in_time(route)
            outcome, size = str(answer.status), len(answer.body)
        except errors.GatewayError as error:
            error.at(self._gateway.name, route)
            outcome = error.kind
            raise
        finally:
            self._log(route, outcome, time.monotonic() - began, size)
        return answer

    def _log(self, route: str, outcome: str, took: float, size: int) -> None:
        """One line a fetch; ``size`` is that of the answer after decompression."""
        fields = {
            "gateway": self._gateway.id,
            "route": route,
            "outcome": outcome,
            "duration_seconds": round(took, 6),
            "bytes": size,
        }
        log.info(
            "Gateway %s GET %s: %s in %.0f ms, %d bytes",
            self._gateway.id,
            route,
            outcome,
            took * 1000,
            size,
            extra={"fields": fields},
        )

    async def document(self, route: str, decode: Callable[[bytes], Value]) -> Value:
        """Ask for `route` and decode the answer. Raises GatewayError."""
        return self.decoded(await self.get(route), decode)

    def decoded(self, answer: Answer, decode: Callable[[bytes], Value]) -> Value:
        """Decode an answer. Raises GatewayError."""
        try:
            return decode(answer.body)
        except errors.GatewayError as error:
            error.at(self._gateway.name, answer.route)
            raise

    def shown(self, answer: Answer) -> str:
        """The beginning of an answer as text for people, on one line."""
        return folded(answer.body[: 4 * DETAIL_LIMIT].decode(errors="replace"))

    async def _get_in_time(self, route: str) -> Answer:
        with anyio.move_on_after(self._limits.call):
            try:
                return await self._get(route)
            except boundary.FOREIGN as exc:
                raise boundary.translated(exc, self._limits) from self._harmless(exc)
            except errors.GatewayError as error:
                raise error from self._harmless(error.__cause__)
        raise errors.CallTimedOut(self._limits.call)

    def _harmless(self, cause: BaseException | None) -> BaseException | None:
        """What led to an error; None where it tells the token: h11 repeats in its messages what the server sent."""
        return None if cause is None or self._repeated.is_in(str(cause)) else cause

    async def _get(self, route: str) -> Answer:
        watched = {"trace": self._limits.reach.watch}
        async with self._http.stream("GET", self._gateway.url + route, extensions=watched) as response:
            if not boundary.is_success(response.status_code):
                raise self._refusal(response, await self._reason(response))
            body = await read_body(response, self._limits.body)
            return Answer(route, response.status_code, self._repeated.hidden(body))

    async def _refuse_redirect(self, response: httpx.Response) -> None:
        """Tell of a redirect before httpx looks where it leads: a target that is no address looks like a fault."""
        if response.has_redirect_location:
            raise self._refusal(response, "")

    def _refusal(self, response: httpx.Response, detail: str) -> errors.UnexpectedStatus:
        error = boundary.from_status(response, detail)
        if isinstance(error, errors.Redirected) and self._repeated.is_in(error.target_host):
            error.target_host = ""
        return error

    async def _reason(self, response: httpx.Response) -> str:
        """The gateway's sentence in a failure's body; without delay, as the status alone is an answer."""
        with anyio.move_on_after(_REASON_PATIENCE), suppress(errors.GatewayError, *boundary.FOREIGN):
            return reason_in(self._repeated.hidden(await read_body(response, _LONGEST_REASON)))
        return ""


def _headers(token: str) -> dict[str, str]:
    headers = {
        "Accept": "application/json",
        "Accept-Encoding": ACCEPT_ENCODING,
        "User-Agent": f"deployments-dashboard/{VERSION}",
    }
    if token:
        headers["Authorization"] = f"Bearer {token}"
    return headers


@cache
def _authorities() -> ssl.SSLContext:
    return trusted_authorities()
