"""Asks a Prometheus-compatible server over its HTTP API, and says in words why it can't.

Answers are whole or an ArchiveError: one that lacks a part, as servers behind several stores may give, is none.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

import httpx
import msgspec

from lib.gateway.errors import folded
from lib.history.questions import ArchiveError

MAX_POINTS: Final = 10_000
"""Points of a series that are asked for at once; Prometheus answers up to 11,000."""

TIMEOUT: Final = 30.0
"""Seconds that one answer may take."""

CONNECTIONS: Final = 6
"""Questions that are asked side by side."""

_CONNECT_TIMEOUT: Final = 5.0


class Series(msgspec.Struct, frozen=True, gc=False):
    """A series: its labels, and pairs of seconds since 1970 and a number as text.

    ``value`` is the pair where one instant was asked for, ``values`` are those of a span.
    """

    metric: dict[str, str]
    value: tuple[float, str] | None = None
    values: list[tuple[float, str]] = []

    @property
    def points(self) -> Sequence[tuple[float, str]]:
        """The pairs, however they were asked for."""
        return self.values if self.value is None else [self.value]


class _Data(msgspec.Struct, frozen=True, rename="camel"):
    result: list[Series]


class _Answer(msgspec.Struct, frozen=True, rename="camel"):
    status: str
    data: _Data | None = None
    error_type: str = ""
    error: str = ""
    warnings: list[str] = []


class PrometheusServer:
    """A server at a ``url``, which may have a path, a user and a password. Any thread may ask.

    ``transport`` replaces the network in a test. Raises ArchiveError, as every question does.
    """

    def __init__(self, url: str, timeout: float = TIMEOUT, transport: httpx.BaseTransport | None = None) -> None:
        try:
            address = httpx.URL(url)
        except httpx.InvalidURL:
            # What httpx says repeats a part of the address, which can be the password.
            raise ArchiveError("HISTORY_URL is not an address. Set it to that of the server.") from None
        self.name = str(address.copy_with(username=None, password=None))
        self._timeout = timeout
        self._client = httpx.Client(
            base_url=address,
            timeout=httpx.Timeout(timeout, connect=min(timeout, _CONNECT_TIMEOUT)),
            limits=httpx.Limits(max_connections=CONNECTIONS),
            trust_env=False,
            transport=transport,
        )

    def close(self) -> None:
        """Close the connections; the server can't be asked again."""
        self._client.close()

    def at(self, expression: str, at: datetime) -> list[Series]:
        """The value of an expression at an instant; of a range vector, its samples."""
        return self._asked("query", {"query": expression, "time": _seconds(at)})

    def steps(self, expression: str, first: datetime, last: datetime, step: timedelta) -> list[Series]:
        """The values of an expression from the first to the last instant; a long span comes as several series each."""
        found: list[Series] = []
        while first <= last:
            until = min(last, first + (MAX_POINTS - 1) * step)
            bounds = {"start": _seconds(first), "end": _seconds(until), "step": str(step.total_seconds())}
            found += self._asked("query_range", {"query": expression, **bounds})
            first = until + step
        return found

    def _asked(self, route: str, form: dict[str, str]) -> list[Series]:
        try:
            response = self._client.post(f"api/v1/{route}", data={**form, "timeout": f"{self._timeout:g}s"})
        except httpx.TimeoutException as error:
            raise self._failed(
                f"did not answer within {self._timeout:g} s", "Ask about a shorter window, or see what keeps it busy"
            ) from error
        except (httpx.HTTPError, RuntimeError) as error:  # httpx says with a RuntimeError that its client is closed
            raise self._failed(
                f"can't be asked ({folded(str(error))})", "See whether it runs, and HISTORY_URL"
            ) from error
        return self._read(response)

    def _read(self, response: httpx.Response) -> list[Series]:
        if response.status_code in (401, 403):
            raise self._failed(
                f"refuses access (HTTP {response.status_code})", "Put user and password into HISTORY_URL"
            )
        try:
            answer = msgspec.json.decode(response.content, type=_Answer)
        except msgspec.DecodeError as error:
            said = f"does not answer as Prometheus does (HTTP {response.status_code})"
            raise self._failed(said, "HISTORY_URL should be its address up to before /api/v1") from error
        if answer.status != "success" or answer.data is None:
            said = f"could not answer: {folded(f'{answer.error_type}: {answer.error}')}"
            raise self._failed(said, "Ask about a shorter window or fewer executors, or raise its limits")
        if answer.warnings:
            raise self._failed(f"answered only in part: {folded(' '.join(answer.warnings))}", "See to its stores")
        return answer.data.result

    def _failed(self, what: str, remedy: str) -> ArchiveError:
        return ArchiveError(f"The Prometheus server {self.name} {what}. {remedy}.")


def _seconds(at: datetime) -> str:
    return f"{at.timestamp():.3f}"
