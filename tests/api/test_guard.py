from datetime import timedelta
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from lib.access.caller import NOBODY, Caller, Role
from lib.access.policy import LOGIN, LOGOUT, PAGES
from lib.api.guard import RETURN_COOKIE
from tests.access.logins import OPERATOR, STRANGER, VIEWER, cookies
from tests.api.asking import TO_THE_PROVIDER, asking, control, guarded, tokens
from tests.api.sockets import handshake

pytestmark = pytest.mark.anyio

TOKEN = "dd_a token of tests"
MACHINE = Caller("prometheus", Role.VIEWER, frozenset({"us"}))
PLACE = f"{PAGES}deployments?gateway=captured&executor=a%2Fb"
HTML = {"Accept": "text/html,*/*"}
MACHINES = ["/metrics", "/trpc/gateways.getConfig", "/api/v1/gateways"]
APP = guarded(control(access_tokens=tokens((MACHINE, TOKEN))))


def said(answer: httpx.Response) -> dict[str, Any]:
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


@pytest.mark.parametrize("path", ["/livez", "/"])
async def test_what_is_open_is_answered_to_nobody_in_particular(path: str) -> None:
    async with asking(APP, cookies(OPERATOR), Authorization=f"Bearer {TOKEN}") as client:
        assert said(await client.get(path))["name"] == NOBODY.name


@pytest.mark.parametrize("path", [PAGES, "/infrastructure", "/infrastructure/media/x.csv", "/nothing", *MACHINES])
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "OPTIONS", "PUT", "DELETE"])
async def test_everything_else_is_refused_without_a_login(path: str, method: str) -> None:
    async with asking(APP) as client:
        answer = await client.request(method, path)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert answer.headers["cache-control"] == "no-store"


async def test_a_page_is_answered_to_a_person_with_what_they_may(subtests: pytest.Subtests) -> None:
    for claims, role, seen in ((OPERATOR, "operator", None), (VIEWER, "viewer", ["captured"])):
        with subtests.test(role):
            async with asking(APP, cookies(claims)) as client:
                told = said(await client.get(PAGES))
            assert (told["name"], told["role"], told["gateways"]) == (claims["email"], role, seen)


@pytest.mark.parametrize("path", MACHINES)
async def test_a_machines_route_is_answered_to_a_token_and_not_to_a_login(path: str) -> None:
    async with asking(APP, Authorization=f"Bearer {TOKEN}") as client:
        assert said(await client.get(path))["name"] == "prometheus"
    for headers in ({"Authorization": "Bearer dd_another"}, {"Authorization": TOKEN}, {}):
        async with asking(APP, cookies(OPERATOR), **headers) as client:
            assert (await client.get(path)).status_code == 401


async def test_a_token_opens_no_page() -> None:
    async with asking(APP, Authorization=f"Bearer {TOKEN}") as client:
        assert (await client.get(PAGES)).status_code == 401


async def test_a_login_that_is_over_opens_nothing() -> None:
    async with asking(APP, cookies(OPERATOR, timedelta(hours=2))) as client:
        assert (await client.get(PAGES)).status_code == 401


async def test_who_has_no_role_is_told_so_and_not_more() -> None:
    async with asking(APP, cookies(STRANGER)) as client:
        page, file = await client.get(PLACE, headers=HTML), await client.get("/infrastructure/media/x.csv")
    assert (page.status_code, file.status_code) == (403, 403)
    assert "stan@example" in page.text
    assert LOGOUT in page.text


async def test_a_browser_gets_a_page_that_leads_to_a_login_and_back() -> None:
    async with asking(APP) as client:
        page = await client.get(PLACE, headers=HTML)
        assert page.status_code == 401
        assert f'href="{LOGIN}?next={quote(PLACE, safe="")}"' in page.text
        away = await client.get(LOGIN, params={"next": PLACE})
        assert (away.status_code, away.headers["location"]) == (303, TO_THE_PROVIDER)
        kept = away.headers["set-cookie"].lower()
        assert "httponly" in kept
        assert "samesite=lax" in kept

        failed = await client.get(PAGES, headers=HTML)
        assert "The login was not completed" in failed.text
        assert quote(PLACE, safe="") in failed.text


async def test_after_the_login_the_browser_goes_to_what_it_had_asked_for_once() -> None:
    async with asking(APP, {**cookies(OPERATOR), RETURN_COOKIE: quote(PLACE, safe="")}) as client:
        back = await client.get(PAGES, headers=HTML)
        assert (back.status_code, back.headers["location"]) == (303, PLACE)
        assert f'{RETURN_COOKIE}=""' in back.headers["set-cookie"]


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "/metrics"])
async def test_a_login_leads_to_no_other_host(elsewhere: str) -> None:
    async with asking(APP, {**cookies(OPERATOR), RETURN_COOKIE: quote(elsewhere, safe="")}) as client:
        assert (await client.get(PAGES, headers=HTML)).headers["location"] == PAGES
    async with asking(APP) as client:
        kept = (await client.get(LOGIN, params={"next": elsewhere})).headers["set-cookie"]
        assert quote(PAGES, safe="") in kept
        assert "evil" not in kept


async def test_a_gateway_that_is_there_and_one_that_is_not_give_the_same_answer() -> None:
    async with asking(APP) as client:
        one, other = [
            await client.get(f"/infrastructure/deployments?gateway={each}", headers=HTML) for each in ("us", "no")
        ]
    assert one.text.replace("gateway%3Dus", "") == other.text.replace("gateway%3Dno", "")


async def test_the_api_is_refused_in_its_own_forms() -> None:
    async with asking(APP) as client:
        trpc = await client.get("/trpc/alerts.list,gateways.getConfig?batch=1")
        rest = await client.get("/api/v1/gateways")
    assert trpc.json()["error"]["data"] == {"code": "UNAUTHORIZED", "httpStatus": 401}
    assert "Bearer" in trpc.json()["error"]["message"]
    assert (rest.headers["content-type"], rest.json()["code"]) == ("application/problem+json", "UNAUTHORIZED")


async def test_where_no_login_is_set_up_a_browser_is_told_so() -> None:
    app = guarded(control(oidc_metadata_url=None, access_tokens=tokens((MACHINE, TOKEN))))
    async with asking(app) as client:
        assert "No login is set up" in (await client.get(PAGES, headers=HTML)).text
        assert (await client.get(LOGIN)).status_code == 401
        assert (await client.get(LOGOUT)).status_code == 401


async def test_who_has_logged_out_stays_out_with_the_same_cookie() -> None:
    app = guarded(control())
    async with asking(app, cookies(OPERATOR)) as client:
        assert said(await client.get(PAGES))
        await client.get(LOGOUT)
        assert (await client.get(PAGES)).status_code == 401


async def test_a_websocket_needs_a_login() -> None:
    stream = "/infrastructure/_stcore/stream"
    [closed] = await handshake(APP, stream, {"host": "localhost:8501"})
    assert closed["type"] == "websocket.close"
    [name] = cookies(STRANGER).items()
    [closed] = await handshake(APP, stream, {"host": "localhost:8501", "cookie": "=".join(name)})
    assert closed["type"] == "websocket.close"
    [closed] = await handshake(APP, LOGIN, {"host": "localhost:8501"})
    assert closed["type"] == "websocket.close"
