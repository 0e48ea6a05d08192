"""Answers that are odd but no failure: how they are odd, and what a person is told of it.

A row is a test. ``says`` is a part of what the page says, empty where nothing has to be said, as nothing is lost;
``keeps`` tells whether the executors of before are still listed.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from lib.gateway.repeated import MASK
from lib.gateway.routes import PATHS, Kind
from tests.faults.server import Begin, FaultyServer
from tests.fixtures.bodies import shifted
from tests.gateway.server import Connection, Reply
from tests.pages.gateways import DATA_ROUTES
from tests.security.secrets import TOKEN

Change = Callable[[dict[str, Any]], None]

NODE: Final = "10.1.3.0:50003"
NAME: Final = "ocr_executor_003"
KEY: Final = f"{NODE}/{NAME}"
HOUR: Final = timedelta(hours=1)
LEAP: Final = "2028-02-29T12:00:00Z"
NO_LEAP: Final = "2027-02-29T12:00:00Z"


@dataclass(frozen=True)
class Odd:
    """A row. ``name`` is what the list of faults calls it, with what is particular behind a colon."""

    name: str
    begin: Begin
    says: str = ""
    keeps: bool = True


@dataclass(frozen=True)
class _Bent:
    """The captured body of a route as bytes after a change; ``ahead`` is by how much its clock is."""

    route: str
    change: Callable[[bytes], bytes]
    ahead: timedelta = timedelta()

    async def give(self, connection: Connection) -> bool:
        body = shifted(datetime.now(UTC) + self.ahead)[self.route]
        return await Reply(self.change(body)).give(connection)


def _as_bytes(name: str, change: Callable[[bytes], bytes], says: str = "", ahead: timedelta = timedelta()) -> Odd:
    """All three routes."""

    def begin(server: FaultyServer) -> None:
        with server.at_once():
            for route in DATA_ROUTES:
                server.on(route, _Bent(route, change, ahead))

    return Odd(name, begin, says)


def _as_json(name: str, kind: Kind, change: Change, says: str = "", *, keeps: bool = True) -> Odd:
    """The result of one route."""

    def bent(body: bytes) -> bytes:
        document = json.loads(body)
        change(document["result"])
        return json.dumps(document).encode()

    return Odd(name, lambda server: server.on(PATHS[kind], _Bent(PATHS[kind], bent)), says, keeps=keeps)


def _of_node(field: str, value: object) -> Change:
    def change(result: dict[str, Any]) -> None:
        result["status"][KEY][field] = value

    return change


def _every_time(text: str) -> Change:
    def change(result: dict[str, Any]) -> None:
        for documents in result.values():
            for document in documents.values():
                document.update(updated_at=text, heartbeat_at=text)

    return change


def _nested(levels: int) -> Any:
    value: Any = "deepest"
    for level in range(levels):
        value = {"a": value} if level % 2 else [value]
    return value


def _without_fields(result: dict[str, Any]) -> None:
    for documents in result.values():
        documents[KEY] = {}


def _be_restarting(server: FaultyServer) -> None:
    empty = {"deployments": {}, "deployment_nodes": {}, "status": {}, "desired": {}, "slots": []}
    with server.at_once():
        for route in DATA_ROUTES:
            server.on(route, Reply(json={"status": "OK", "result": empty}))


def _renamed(name: str) -> Callable[[bytes], bytes]:
    return lambda body: body.replace(NAME.encode(), json.dumps(name)[1:-1].encode())


ANSWERS: Final = (
    _as_bytes("BOM", lambda body: b"\xef\xbb\xbf" + body),
    _as_bytes(
        "duplicate keys", lambda body: b'{"result": {"slots": 1}, "status": "no", ' + body.lstrip().removeprefix(b"{")
    ),
    _as_json("100-deep nesting", Kind.STATUS, _of_node("details", _nested(100))),
    _as_json(
        "NaN: as text", Kind.STATUS, _of_node("epoch", "NaN"), "1 value in the gateway's answers had a wrong type"
    ),
    _as_json("every field missing: of a node", Kind.STATUS, _without_fields),
    *(
        _as_json(f"every other JSON type: {json.dumps(value)}", Kind.STATUS, _of_node("owner", value), says)
        for value, says in (({}, "a wrong type"), ([], "a wrong type"), (None, ""), (True, ""), (1.5, ""), (7, ""))
    ),
    _as_bytes("clocks +1 h", lambda body: body, "the clocks of workers and dashboard differ", HOUR),
    _as_bytes("clocks -1 h", lambda body: body, "the clocks of workers and dashboard differ instead", -HOUR),
    _as_json("the token repeated: by a node", Kind.STATUS, _of_node("owner", TOKEN)),
    _as_json("the token repeated: as a time", Kind.STATUS, _every_time(TOKEN), f"“{MASK}”, cannot be read"),
    _as_json("the token repeated: as details", Kind.STATUS, _of_node("details", {TOKEN: [TOKEN]})),
    _as_json("leap days: one to come", Kind.STATUS, _every_time(LEAP), "the clocks of workers and dashboard differ"),
    _as_json("leap days: one that no year has", Kind.STATUS, _every_time(NO_LEAP), f"“{NO_LEAP}”, cannot be read"),
    Odd("gateway restarting (empty maps)", _be_restarting, "lists no executors: it is starting", keeps=False),
)
