from collections.abc import Iterable

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from lib.api.headers import HEADERS, Headers, policy

pytestmark = pytest.mark.anyio


async def _answer(_request: Request) -> Response:
    answer = Response("said", headers={"Access-Control-Allow-Origin": "*", "Referrer-Policy": "unsafe-url"})
    answer.set_cookie("a", "1")
    return answer


async def asked(path: str = "/", *, secure: bool = False, scripts: Iterable[str] = ()) -> httpx.Response:
    app = Starlette(
        routes=[Route("/", _answer)], middleware=[Middleware(Headers, scripts=tuple(scripts), secure=secure)]
    )
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost") as client:
        return await client.get(path)


@pytest.mark.parametrize("path", ["/", "/nothing-here"])
async def test_every_answer_has_them_once(path: str) -> None:
    told = (await asked(path)).headers
    for name in (*HEADERS, "Content-Security-Policy"):
        assert len(told.get_list(name)) == 1
    assert told["referrer-policy"] == "same-origin"
    assert told["x-content-type-options"] == "nosniff"


async def test_no_answer_lets_another_origin_read_it() -> None:
    assert not [name for name in (await asked()).headers if name.startswith("access-control-")]


async def test_cookies_are_for_https_alone_where_browsers_come_by_it() -> None:
    assert "secure" in (await asked(secure=True)).headers["set-cookie"].lower()
    assert "secure" not in (await asked()).headers["set-cookie"].lower()


async def test_a_script_may_run_that_is_named_and_no_other() -> None:
    told = (await asked(scripts=["'sha256-abc='"])).headers["content-security-policy"]
    assert "script-src 'self' blob: 'sha256-abc=';" in told


def test_the_policy_lets_nothing_in_from_outside() -> None:
    said = dict(each.split(" ", 1) for each in policy([]).split("; "))
    assert said["default-src"] == "'self'"
    assert said["frame-ancestors"] == "'self'"
    assert said["object-src"] == "'none'"
    for sources in said.values():
        assert set(sources.split()) <= {"'self'", "'none'", "'unsafe-inline'", "data:", "blob:"}
    assert "unsafe" not in said["script-src"]
