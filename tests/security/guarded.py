"""One run of the dashboard that lets nobody in without a login or a token, and what it gives away of both."""

import asyncio
from base64 import b64encode
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Final

import httpx
from websockets.exceptions import InvalidStatus

from lib.access.caller import Caller, Role
from lib.access.policy import LOGOUT
from lib.access.session import COOKIE
from lib.access.token import entry
from lib.api.routes import BASE
from lib.gateway.config import token_variable
from tests.browser.app import RunningApp
from tests.gateway.server import PATIENCE, ScriptedServer
from tests.pages import rich
from tests.pages.gateways import write_gateways
from tests.security.conftest import keep_a_past, of_processes, rows
from tests.security.misbehaving import be_saying
from tests.security.provider import AS_A_BROWSER, CLIENT_ID, METADATA, Provider, failures, log_in
from tests.security.secrets import ACCESS_TOKEN, CLIENT_SECRET, CODE, COOKIE_SECRET, FOREIGN_TOKEN, LOGIN_TOKEN, TOKEN
from tests.security.visit import Visit, visit
from tests.servers import awaited, free_address

PAGES: Final = {"": f"token={FOREIGN_TOKEN}", "deployments": "gateway=us", "capacity": "", "activity": ""}
"""The query with which each page is opened. A page that changes its address would be sent the rest of it again."""

REPORT: Final = "Report"
MACHINE: Final = "prometheus"

PRESENTED: Final[Mapping[str, Mapping[str, str]]] = {
    "its token": {"authorization": f"Bearer {ACCESS_TOKEN}"},
    "a token of another system": {"authorization": f"Bearer {FOREIGN_TOKEN}"},
    "a password": {"authorization": f"Basic {b64encode(f'ann:{FOREIGN_TOKEN}'.encode()).decode()}"},
    "a token in other headers": {"x-api-key": ACCESS_TOKEN, "x-auth-token": FOREIGN_TOKEN},
    "its token as the id of the request": {"x-request-id": ACCESS_TOKEN},
    "a token as the id too": {"x-request-id": FOREIGN_TOKEN, "authorization": f"Bearer {FOREIGN_TOKEN}"},
    "a token as its login": {"cookie": f"{COOKIE}={FOREIGN_TOKEN}; {COOKIE}_tokens={ACCESS_TOKEN}"},
}
"""What may come with a request, by what a person would call it."""

ASKED: Final = (
    "/metrics",
    "/api/v1/gateways",
    f"/api/v1/gateways?token={FOREIGN_TOKEN}",
    f"/api/v1/{ACCESS_TOKEN}",
    f"/api/v1/gateways/{ACCESS_TOKEN}/capacity",
    f"/api/v1/gateways/us/deployments/{ACCESS_TOKEN}",
    f"/trpc/{ACCESS_TOKEN}",
    f"/trpc/gateways.getConfig?access_token={FOREIGN_TOKEN}",
    f"/trpc/alerts.list?input={FOREIGN_TOKEN}",
    f"{BASE}media/{ACCESS_TOKEN}?token={FOREIGN_TOKEN}",
)


@dataclass
class Guarded:
    """What has left the dashboard, by where it went."""

    answers: dict[str, httpx.Response] = field(default_factory=dict)
    failed: dict[str, list[httpx.Response]] = field(default_factory=dict)
    """The answers on the way through logins that came to nothing."""
    entered: list[httpx.Response] = field(default_factory=list)
    """The same of the login that was one; the last but one brings the browser its cookies."""
    left: httpx.Response | None = None
    """The answer to logging out."""
    cookies: dict[str, str] = field(default_factory=dict)
    visits: dict[str, Visit] = field(default_factory=dict)
    downloads: list[httpx.Response] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    command_lines: bytes = b""
    told_to_the_provider: bytes = b""
    log: str = ""

    @property
    def unmarked(self) -> list[str]:
        """Secrets of the login that bear no mark where it can be seen: each cookie, and its parts without times."""
        return [*self.cookies.values(), *(part for value in self.cookies.values() for part in _long_parts(value))]


def _long_parts(cookie: str) -> Iterator[str]:
    yield from (part for part in cookie.strip('"').split(".") if len(part) > 20)


class _Told(RunningApp):
    """The dashboard where logins fail, of which Streamlit logs a traceback: what may be in the log, a test says."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()


def used(folder: Path) -> Guarded:
    """The dashboard from its start to its end: logins that fail and one that does not, and callers of any kind."""
    given = Guarded()
    with ExitStack() as running:
        provider = running.enter_context(Provider())
        gateway = running.enter_context(ScriptedServer())
        be_saying(gateway, "")
        write_gateways(folder / "gateways.json", {"us": gateway})
        keep_a_past(folder / "history.duckdb", {"us": rich.NAME})
        app = _Told(folder / "gateways.json", _environment(folder, provider))
        with app:
            _fail_to_log_in(app, provider, given)
            _log_in(app, provider, given)
            _call(app, given)
            awaited(lambda: ((folder / "alerts.json").exists() and (folder / "history.duckdb").exists()) or None)
            given.command_lines = b"\n".join(of_processes("cmdline"))
        given.log, given.told_to_the_provider = app.log, provider.sent
        given.files = {file.name: file.read_bytes() for file in folder.iterdir()}
        given.files["rows"] = rows(folder / "history.duckdb").encode()
    return given


def _environment(folder: Path, provider: Provider) -> dict[str, str]:
    address = free_address()
    return {
        token_variable("us"): TOKEN,
        "PORT": address.rpartition(":")[2],
        "PUBLIC_URL": f"http://{address}",
        "ACCESS": "on",
        "ACCESS_TOKENS": entry(Caller(MACHINE, Role.VIEWER), ACCESS_TOKEN),
        "OIDC_METADATA_URL": f"{provider.url}{METADATA}",
        "OIDC_CLIENT_ID": CLIENT_ID,
        "OIDC_CLIENT_SECRET": CLIENT_SECRET,
        "COOKIE_SECRET": COOKIE_SECRET,
        "OPERATORS": "ops",
        "HISTORY": "on",
        "HISTORY_FILE": str(folder / "history.duckdb"),
        "HISTORY_INTERVAL": "1",
        "HISTORY_BATCH": "1",
        "ALERTS_STATE": str(folder / "alerts.json"),
        "LOG_FORMAT": "json",
        "LOG_LEVEL": "DEBUG",
        "FIRST_READ_WAIT": str(PATIENCE),
    }


def _browser(app: RunningApp) -> httpx.Client:
    return httpx.Client(base_url=app.url, timeout=PATIENCE)


def _fail_to_log_in(app: RunningApp, provider: Provider, given: Guarded) -> None:
    for how, (path, said) in failures(provider).items():
        provider.answers = {path: said}
        with _browser(app) as browser:
            given.failed[f"the provider {how}"] = log_in(browser, provider)
    provider.answers = {}
    with _browser(app) as browser:
        told = {"error": CLIENT_SECRET, "error_description": f"{CODE} {CLIENT_SECRET}", "error_uri": LOGIN_TOKEN}
        given.failed["the browser returns with an error"] = log_in(browser, provider, **told)
    with _browser(app) as browser:
        given.failed["the browser returns from another login"] = log_in(browser, provider, state=LOGIN_TOKEN)


def _log_in(app: RunningApp, provider: Provider, given: Guarded) -> None:
    with _browser(app) as browser:
        given.entered = log_in(browser, provider)
        given.cookies = {each.name: each.value or "" for each in browser.cookies.jar if each.name.startswith(COOKIE)}
        query = {"gateway": "us", "token": FOREIGN_TOKEN}
        given.answers["a page"] = browser.get(f"{BASE}deployments", params=query, headers=AS_A_BROWSER)
        browser.get(f"{BASE}_stcore/health")
        asyncio.run(_look(app.url, browser.cookies, given))
        given.left = browser.get(LOGOUT)


async def _look(server: str, cookies: httpx.Cookies, given: Guarded) -> None:
    # Without an origin and a proof that it is no other page that asks, Streamlit does not look at the login.
    headers = {"cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()), "origin": server}
    proof = ("streamlit", cookies["_streamlit_xsrf"])
    for name, query in PAGES.items():
        async with visit(server, name, query, headers, proof) as page:
            given.visits[name or "overview"] = page
            if name == "capacity":
                await page.session.show_section(REPORT)
                await page.session.paint()
            given.downloads += await page.downloads()


def _call(app: RunningApp, given: Guarded) -> None:
    with _browser(app) as client:
        for how, headers in PRESENTED.items():
            for path in ASKED:
                given.answers[f"{how} at {path}"] = client.get(path, headers=headers)
        for how, headers in PRESENTED.items():
            given.answers[f"{how} at a WebSocket"] = asyncio.run(_refused(app.url, headers))


async def _refused(server: str, headers: Mapping[str, str]) -> httpx.Response:
    try:
        async with visit(server, "", headers=headers):
            raise AssertionError("a page was opened without a login")
    except InvalidStatus as refused:
        answer = refused.response
        return httpx.Response(answer.status_code, headers=list(answer.headers.raw_items()), content=answer.body or b"")
