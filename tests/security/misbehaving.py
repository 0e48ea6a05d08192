"""Gateways that send back what they should not: the token that they were given, or text that tries to be more."""

import html
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import quote

from lib.fleet.words import iso
from tests.gateway.server import Answer, Connection, Hang, Raw, Reply, Reset, ScriptedServer
from tests.pages import rich
from tests.pages.gateways import Fresh, Result
from tests.security.secrets import TOKEN

HEAD: Final = b"HTTP/1.1 200 OK\r\ncontent-length: 999\r\n\r\n"

HOSTILE: Final = " ".join(
    (
        "=1;=2<s>:red[r]\u202e\u200b",  # charts cut a name in the middle and show its ends
        "=cmd|' /C calc'!A0 **b** [l](javascript:e()) <img src=x onerror=e()> </script><script>e()</script>",
        "$x$ `c` %{x} {{7*7}} <!channel> @everyone",
        '"} 1\nforged{gateway="forged"} 1\r\n2026-01-01 00:00:00,000 CRITICAL forged: \x1b[2J ',
    )
)
"""Tries to be a formula, Markdown, HTML, a script, a series, a line of a log, a template and a call for attention.

It has what turns the reading direction and what is not seen, too.
"""

WORDS: Final = (
    *(rich.NAME, "extract/rep-0", "/document/extract", "Extracts the text of a document", "0198f0aa", "info"),
    *("job_seconds", "fast_path", "pages", "LOG_LEVEL", "saturated", "cpu", "etcd"),
)
"""Texts that a gateway of `tests.pages.rich` sends of its own accord: names, endpoints, owners, settings, states."""

UNDERSTOOD: Final = ("SCHEDULED", "POST", "10.4.0.11:7101", "8Gi")
"""Texts that mean something to the dashboard, and are shown whatever they are."""

_CUT: Final = ("probe failed", "SLOW")
"""Texts of which no page shows the end."""


@dataclass(frozen=True)
class Saying:
    """The answer of a route in which each of the words has another text before it."""

    result: Result
    before: str

    async def give(self, connection: Connection) -> bool:
        told = _said({"status": "OK", "result": self.result(datetime.now(UTC))}, self.before)
        return await Reply(json=told).give(connection)


@dataclass(frozen=True)
class SayingThroughout:
    """The same with another text before every text that is no name of a field: words, times and addresses too."""

    result: Result
    before: str

    async def give(self, connection: Connection) -> bool:
        told = _throughout(_said(self.result(datetime.now(UTC)), self.before), self.before)
        return await Reply(json={"status": "OK", "result": told}).give(connection)


def _throughout(value: Any, before: str) -> Any:
    if isinstance(value, Mapping):
        return {key: _throughout(inner, before) for key, inner in value.items()}
    if isinstance(value, list):
        return [_throughout(inner, before) for inner in value]
    return before + value if isinstance(value, str) else value


def _said(value: Any, before: str) -> Any:
    if isinstance(value, Mapping):
        return {_said(key, before): _said(inner, before) for key, inner in value.items()}
    if isinstance(value, list):
        return [_said(inner, before) for inner in value]
    if not isinstance(value, str):
        return value
    for word in (*WORDS, *_CUT):
        value = value.replace(word, before + word)
    return value


def be_saying(server: ScriptedServer, before: str, saying: type[Saying | SayingThroughout] = Saying) -> None:
    """Be a rich gateway that says this text before all that it says of its own accord."""
    answers: dict[str, Answer] = {}

    class Kept:
        """Stands for the server while it becomes a rich gateway, to change what it answers."""

        def forget(self) -> None:
            server.forget()

        def on(self, route: str, answer: Answer) -> None:
            answers[route] = saying(answer.result, before) if isinstance(answer, Fresh) else answer

    rich.be_rich(Kept())  # type: ignore[arg-type]
    for route, answer in answers.items():
        server.on(route, answer)
    for route, result in _FURTHER.items():
        server.on(route, saying(result, before))


_FURTHER: Final[Mapping[str, Result]] = {
    "/api/operations/health": lambda _now: {
        "overall_state": "degraded",
        "dependencies": [{"name": "etcd", "state": "degraded", "summary": "etcd is slow"}],
    },
    "/api/discovery/readiness": lambda now: {
        "readiness": "degraded",
        "gateways": [
            {
                "address": rich.WELL,
                "registered": True,
                "ready": False,
                "state": "retrying",
                "first_seen_at": iso(now),
                "last_error": "probe failed",
                "executors": [rich.NAME],
            }
        ],
    },
    "/api/debug": lambda _now: {
        "frontier": {
            "available": True,
            "summary": {
                "ready_by_executor": {rich.NAME: 3},
                "stalest_ready": {rich.NAME: [{"id": "j9", "ready_for_s": 4000.0}]},
            },
        }
    },
}
"""What a rich gateway leaves out and a newer one says."""


def _always(answer: Answer) -> Callable[[ScriptedServer, str], None]:
    return lambda server, _elsewhere: server.otherwise(answer)


def _moved(server: ScriptedServer, elsewhere: str) -> None:
    server.otherwise(Reply(status=307, headers={"location": f"{elsewhere}/?token={quote(TOKEN)}"}))


_WRITTEN: Final = " ".join((TOKEN, json.dumps(TOKEN), html.escape(TOKEN), quote(TOKEN), quote(TOKEN, safe="")))
_IN_JSON: Final = {"message": f"unknown key {_WRITTEN}", "detail": [{"msg": TOKEN}], TOKEN: TOKEN}
_SLASHED: Final = json.dumps({"message": TOKEN}).replace("/", "\\/").encode()

REPEATING: Final[Mapping[str, Callable[[ScriptedServer, str], None]]] = {
    "answers": lambda server, _elsewhere: be_saying(server, f"{TOKEN} "),
    "denies": _always(Reply(json=_IN_JSON, status=401, headers={"www-authenticate": f"Bearer error={TOKEN}"})),
    "fails": _always(Reply(json=_IN_JSON, status=500)),
    "slashes": _always(Reply(_SLASHED, status=503)),
    "limits": _always(Reply(json=_IN_JSON, status=429, headers={"retry-after": TOKEN})),
    "html": _always(
        Reply(f"<html><h1>{_WRITTEN}".encode(), headers={"content-type": "text/html", "set-cookie": TOKEN})
    ),
    "moves": _moved,
    "moves_to_itself": _always(Reply(status=302, headers={"location": f"/login?token={quote(TOKEN)}"})),
    "moves_to_the_token": _always(Reply(status=302, headers={"location": f"http://{quote(TOKEN)}.example/"})),
    "garbles": _always(Raw(f"{TOKEN}\r\n\r\n".encode())),
    "breaks_a_header": _always(Raw(f"HTTP/1.1 200 OK\r\nodd header {TOKEN}\r\n\r\n".encode())),
    "resets": _always(Reset(HEAD + TOKEN.encode())),
    "hangs": _always(Hang(HEAD + b'{"message": ' + json.dumps(TOKEN).encode())),
    "reports": _always(Reply(json={"status": "error", "result": f"unknown key {_WRITTEN}"})),
    "misshapes": _always(Reply(json={"status": "OK", "result": {TOKEN: [TOKEN], "slots": TOKEN}})),
    "compresses": _always(Reply(b"{}", headers={"content-encoding": TOKEN})),
}
"""By the id of the gateway what it does; the second argument is the address of another server."""
