"""One run of the dashboard for all tests here: everything in it is used once, and what it gives away is kept."""

import asyncio
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, urlencode

import duckdb
import httpx
import pytest

from lib.api.openapi import DOCUMENT_PATH
from lib.api.procedures import PROCEDURES
from lib.api.routes import BASE, ROUTES
from lib.gateway.config import token_variable
from lib.gateway.repeated import MASK
from lib.history import export
from lib.history.duckdb_file import DuckdbArchive
from lib.history.questions import FINE, step_begin
from lib.history.samples import Change
from lib.ui.capacity.sections import SECTIONS as PLANNING
from lib.ui.flyout.panel import SECTIONS as PANEL
from tests.alerts.webhooks import Webhook
from tests.browser.app import RunningApp
from tests.gateway.server import PATIENCE, Reply, ScriptedServer
from tests.history.pasts import executor, gateway
from tests.pages import rich
from tests.pages.gateways import write_gateways
from tests.security.misbehaving import HOSTILE, REPEATING, SayingThroughout, be_saying
from tests.security.secrets import HEADER, PASSWORD, PATH, TOKEN
from tests.security.visit import Visit, visit
from tests.servers import awaited

MASKED: Final = f"{MASK} {rich.NAME}"
"""What the executor of the gateway that repeats its token in all names is called."""

CALLED: Final = {
    "answers": MASKED,
    "hostile": HOSTILE + rich.NAME,
    "hostile_throughout": HOSTILE + rich.NAME,
}
"""The executor of each gateway that can be read."""

HOSTILE_ONES: Final = ("hostile", "hostile_throughout", "hostile_failing")

AT_ONCE: Final = "[rules.gateway-unreachable]\nhold = 0\n"


@dataclass
class GivenAway:
    """What has left the dashboard, by where it went."""

    gateways: dict[str, ScriptedServer]
    elsewhere: ScriptedServer
    visits: dict[str, Visit] = field(default_factory=dict)
    downloads: list[httpx.Response] = field(default_factory=list)
    answers: dict[str, httpx.Response] = field(default_factory=dict)
    notifications: list[str] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    command_lines: bytes = b""
    environments_of_children: bytes = b""
    log: str = ""

    def received(self, page: str) -> bytes:
        """All that was sent to the visitors of a page."""
        return b"\n".join(each for name, seen in self.visits.items() if name.startswith(page) for each in seen.received)


@pytest.fixture(scope="session")
def given_away(tmp_path_factory: pytest.TempPathFactory) -> GivenAway:
    """The dashboard with gateways that misbehave, a recorder, alerts and visitors, from its start to its end."""
    folder = tmp_path_factory.mktemp("given-away")
    with ExitStack() as running:
        gateways = {id_: running.enter_context(ScriptedServer()) for id_ in (*REPEATING, *HOSTILE_ONES)}
        elsewhere = running.enter_context(ScriptedServer())
        hooks = running.enter_context(Webhook()), running.enter_context(Webhook(500))
        for id_, misbehave in REPEATING.items():
            misbehave(gateways[id_], elsewhere.url)
        be_saying(gateways["hostile"], HOSTILE)
        be_saying(gateways["hostile_throughout"], HOSTILE, SayingThroughout)
        gateways["hostile_failing"].otherwise(Reply(json={"message": HOSTILE}, status=500))
        write_gateways(folder / "gateways.json", gateways)
        (folder / "alerts.toml").write_text(AT_ONCE)
        keep_a_past(folder / "history.duckdb", CALLED)
        given = GivenAway(gateways, elsewhere)
        app = RunningApp(folder / "gateways.json", _environment(folder, gateways, hooks))
        with app:
            _use(app, given)
            awaited(lambda: (len(hooks[0].posts) >= len(REPEATING) - 1 and hooks[1].tries > 0) or None)
            export.export(folder / "history.duckdb", folder / "copy.duckdb", lambda _said: None)
            given.command_lines = b"\n".join(of_processes("cmdline"))
            given.environments_of_children = b"\n".join(of_processes("environ", parent=app.pid))
        given.log = app.log
        given.notifications = [f"{post['title']}\n{post['message']}" for post in hooks[0].posts]
        given.files = {file.name: file.read_bytes() for file in folder.iterdir()}
        given.files["rows"] = rows(folder / "copy.duckdb").encode()
    return given


def keep_a_past(file: Path, called: Mapping[str, str]) -> None:
    """Two days in which the executor of each gateway was called so, so that there is a past to plan from."""
    end = step_begin(datetime.now(UTC), FINE)
    archive = DuckdbArchive(file)
    try:
        archive.write(
            [
                gateway(end - step * FINE, executor(name, step % 7, 8, function=name), gateway=id_)
                for step in range(2 * 288, 0, -1)
                for id_, name in called.items()
            ],
            [Change(end - 12 * FINE, id_, name, "status", "SERVING", "ERROR", name) for id_, name in called.items()],
        )
    finally:
        archive.close()


def _environment(folder: Path, gateways: dict[str, ScriptedServer], hooks: tuple[Webhook, Webhook]) -> dict[str, str]:
    hidden = [
        hook.address.replace("127.0.0.1", f"ann:{PASSWORD}@127.0.0.1").replace("hook-", f"{PATH}-")
        + f"&+X-Key={HEADER}"
        for hook in hooks
    ]
    return {
        **{token_variable(id_): TOKEN for id_ in gateways},
        "NOTIFY_URLS": " ".join(hidden),
        "HISTORY": "on",
        "HISTORY_FILE": str(folder / "history.duckdb"),
        "HISTORY_INTERVAL": "1",
        "HISTORY_BATCH": "1",
        "ALERTS_FILE": str(folder / "alerts.toml"),
        "ALERTS_STATE": str(folder / "alerts.json"),
        "LOG_LEVEL": "DEBUG",
        "READ_TIMEOUT": "2",
        "FIRST_READ_WAIT": str(PATIENCE),
    }


def _use(app: RunningApp, given: GivenAway) -> None:
    awaited(lambda: rich.NAME in httpx.get(f"{app.url}/metrics", timeout=PATIENCE).text or None)
    asyncio.run(_visit_all(app.url, given))
    for path in (*_addresses(app.url), BASE, f"{BASE}_stcore/health", f"{BASE}_stcore/host-config"):
        given.answers[path] = httpx.get(f"{app.url}{path}", timeout=PATIENCE)


def _addresses(server: str) -> Iterator[str]:
    """Every route; of those that answer several questions, each question about each gateway that can be read."""
    for route in ROUTES:
        yield re.sub(r"\{.*", "", route.path)
    described: dict[str, Any] = httpx.get(f"{server}/api/v1{DOCUMENT_PATH}", timeout=PATIENCE).json()["paths"]
    for id_, name in CALLED.items():
        values = {"gatewayId": id_, "executorId": name}
        written = {field: quote(value, safe="") for field, value in values.items()}
        yield from (f"/api/v1{path.format_map(written)}" for path in described)
        for procedure in PROCEDURES:
            told = {field: values[field] for field in values if f"{{{field}}}" in procedure.path}
            yield f"/trpc/{procedure.name}?input={quote(json.dumps(told))}"


async def _visit_all(server: str, given: GivenAway) -> None:
    async with visit(server, "") as overview:
        for number in range(len(given.gateways)):
            await overview.session.press(f"test_{number}")
        await _keep(given, "overview", overview)
    for id_ in given.gateways:
        async with visit(server, "deployments", f"gateway={id_}") as page:
            given.visits[f"deployments of {id_}"] = page
            if id_ in CALLED:
                given.downloads += await page.downloads()
    for id_, name in CALLED.items():
        query = urlencode({"gateway": id_, "executor": name}, quote_via=quote)
        async with visit(server, "deployments", query) as panel:
            given.visits[f"panel of {id_}"] = panel
            await _show(given, panel, PANEL)
    async with visit(server, "capacity") as page:
        given.visits["capacity"] = page
        await _show(given, page, PLANNING)
    async with visit(server, "activity") as page:
        await _keep(given, "activity", page)
    async with visit(server, "deployments", urlencode({"gateway": given.elsewhere.url})) as page:
        await _keep(given, "a gateway that is an address", page)


async def _show(given: GivenAway, page: Visit, sections: Iterable[str]) -> None:
    for section in sections:
        await page.session.show_section(section)
        await page.session.paint()
        given.downloads += await page.downloads()


async def _keep(given: GivenAway, name: str, page: Visit) -> None:
    given.downloads += await page.downloads()
    given.visits[name] = page


def of_processes(what: str, parent: int | None = None) -> Iterator[bytes]:
    """A file of each process in /proc, or of the children of one."""
    for process in Path("/proc").glob("[0-9]*"):
        try:
            parent_of_it = int((process / "stat").read_text().rpartition(")")[2].split()[1])
            if parent in (None, parent_of_it):
                yield (process / what).read_bytes()
        except OSError:
            continue  # ended meanwhile, or somebody else's


def rows(file: Path) -> str:
    """All rows of all tables of a history: the file itself compresses texts."""
    with duckdb.connect(str(file), read_only=True) as opened:
        tables = [name for (name,) in opened.execute("SELECT table_name FROM duckdb_tables()").fetchall()]
        return "\n".join(f"{name}: {opened.table(name).fetchall()}" for name in tables)
