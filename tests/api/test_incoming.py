from contextlib import ExitStack
from pathlib import Path
from threading import Thread

import httpx
import pytest
from starlette.requests import Request

from lib.api.faults import CallFailed, Code
from lib.api.incoming import decoded, path_below
from tests.api.asked import asking, awaited
from tests.gateway.server import ScriptedServer
from tests.pages.gateways import be_silent


def request(raw: bytes | None, path: str = "/trpc/a.b") -> Request:
    return Request({"type": "http", "path": path, "raw_path": raw, "query_string": b"", "headers": []})


@pytest.mark.parametrize(
    ("raw", "below"),
    [
        (b"/trpc/a.b", b"a.b"),
        (b"/trpc/a.b/", b"a.b"),
        (b"/trpc/a%2Fb", b"a%2Fb"),
        (b"/trpc//a", b"a"),
        (b"/trpc/", b""),
        (b"/prefix/trpc/a.b", b"a.b"),
        (b"/trpc/a.b?batch=1", b"a.b"),
        (None, b"a.b"),
    ],
)
def test_a_path_is_taken_as_it_was_sent(raw: bytes | None, below: bytes) -> None:
    assert path_below(request(raw), b"/trpc") == below


@pytest.mark.parametrize(
    ("raw", "text"),
    [(b"a%2Fb", "a/b"), (b"%E6%9D%B1", "東"), (b"50%25", "50%"), (b"%EF%BF%BD", "\ufffd"), (b"a+b", "a+b")],
)
def test_escapes_are_utf8(raw: bytes, text: str) -> None:
    assert decoded(raw) == text


@pytest.mark.parametrize("raw", [b"%", b"%z1", b"%ff", b"%C3%28", b"%ED%A0%80"])
def test_other_escapes_are_refused(raw: bytes) -> None:
    with pytest.raises(CallFailed) as failed:
        decoded(raw)
    assert failed.value.code is Code.BAD_REQUEST
    assert "%25" in failed.value.sentence


def test_who_waits_for_a_gateway_holds_up_nobody(tmp_path: Path) -> None:
    told: list[httpx.Response] = []
    with ExitStack() as gateway:
        server = gateway.enter_context(ScriptedServer())
        be_silent(server)
        with asking(tmp_path, {"us": server}) as client:
            waiting = Thread(target=lambda: told.append(client.get("/api/v1/gateways/us/deployments")))
            waiting.start()
            awaited(lambda: server.paths, bool)
            alive, config = client.get("/livez"), client.get("/api/v1/gateways")
            assert (alive.status_code, config.status_code, told) == (200, 200, [])
            gateway.close()
            waiting.join()
    assert told[0].status_code == 502
