"""Two replicas behind HAProxy: one is lost, and who looks at it goes on at the other (docs/replicas.md)."""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Final

import httpx
import pytest
from playwright.sync_api import BrowserContext, WebSocket, expect
from pytest_playwright.pytest_playwright import CreateContextCallback

from tests.alerts.webhooks import Webhook
from tests.browser.screen import Screen
from tests.deploy.kit import told
from tests.deploy.replicas import COOKIE, FILES, Balancer, Replicas, haproxy, moved, replica_of, watch_for_move
from tests.faults.certificates import made
from tests.gateway.server import ScriptedServer
from tests.history.scraping import asked
from tests.listening import Listening, say_nothing
from tests.pages.gateways import be_idle, write_gateways
from tests.servers import PATIENCE, awaited, free_address

pytestmark = pytest.mark.browser

NAMES: Final = ["invoice_executor", "split_executor"]
SAMPLED: Final = "deployments_gateway_sample_timestamp_seconds"
OFTEN: Final = dict.fromkeys(
    ("REFRESH_HEALTH", "REFRESH_EXECUTORS", "REFRESH_CAPACITY", "REFRESH_DESIRED", "HISTORY_INTERVAL"), "1"
)


@pytest.fixture(scope="module")
def hook() -> Iterator[Webhook]:
    with Webhook() as listening:
        yield listening


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory, hook: Webhook) -> Iterator[Replicas]:
    folder = tmp_path_factory.mktemp("replicas")
    with ScriptedServer() as us:
        be_idle(us, NAMES)  # with fewer slots than an alert wants
        write_gateways(folder / "gateways.json", {"us": us})
        settings = {**OFTEN, "FIRST_READ_WAIT": str(PATIENCE), "NOTIFY_URLS": hook.address}
        with Replicas(folder, folder / "gateways.json", settings) as running:
            yield running


@pytest.fixture
def context(both: Replicas, new_context: CreateContextCallback) -> BrowserContext:
    """A browser that comes over TLS."""
    return new_context(base_url=f"https://{both.balancer.tls}", ignore_https_errors=True)


def latest_sample(url: str) -> float | None:
    return asked(url, f"max({SAMPLED})")


def series(url: str) -> float | None:
    """How many series the samples of the gateway have had in all."""
    return asked(url, f"count(count_over_time({SAMPLED}[1h]))")


def test_haproxy_has_nothing_against_its_configuration(tmp_path: Path) -> None:
    files = [word for file in FILES for word in ("-f", file)]
    said = told("haproxy", "-c", *files, CERTIFICATE=str(made(tmp_path).good))
    assert "Configuration file is valid" in said
    assert "WARNING" not in said


class Leaving(BaseHTTPRequestHandler):
    """Answers one request of a connection and closes it at the next, as a replica may that has waited for it."""

    protocol_version = "HTTP/1.1"
    log_message = say_nothing
    has_answered = False

    def do_GET(self) -> None:
        self.close_connection = self.has_answered
        if not self.has_answered:
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()
            self.has_answered = True


def test_a_replica_that_closes_an_idle_connection_is_not_taken_for_lost(tmp_path: Path) -> None:
    with ExitStack() as running:
        ports = {each: running.enter_context(Listening(Leaving)).port for each in "AB"}
        servers = {f"REPLICA_{each}": f"127.0.0.1:{port}" for each, port in ports.items()}
        balancer = Balancer(*(free_address() for _ in range(3)))
        running.enter_context(haproxy(tmp_path, balancer, servers))
        browser = running.enter_context(httpx.Client(base_url=f"http://{balancer.plain}", trust_env=False))
        browser.get("/")
        assert [browser.get("/").headers.get("set-cookie") for _ in range(5)] == [None] * 5


def test_one_replica_is_asked_for_samples_and_only_by_prometheus(both: Replicas) -> None:
    awaited(lambda: latest_sample(both.prometheus_url))
    assert series(both.prometheus_url) == 1
    for path in ("/metrics", "/metrics/", "/%6Detrics", "/metrics?a=1"):
        assert httpx.get(f"http://{both.balancer.plain}{path}", trust_env=False).status_code == 404
        assert httpx.get(f"https://{both.balancer.tls}{path}", trust_env=False, verify=False).status_code == 404  # noqa: S501 - a certificate of its own
    assert httpx.get(f"http://{both.balancer.metrics}/infrastructure/", trust_env=False).status_code == 404


def test_a_browser_keeps_its_replica_by_a_cookie_that_scripts_and_other_sites_do_not_get(both: Replicas) -> None:
    with httpx.Client(base_url=f"https://{both.balancer.tls}", verify=False, trust_env=False) as browser:  # noqa: S501 - a certificate of its own
        first = browser.get("/infrastructure/")
        given = first.headers.get_list("set-cookie")
        (sticky,) = [each for each in given if each.startswith(COOKIE)]
        assert {"HttpOnly", "SameSite=Lax", "Secure"} <= set(re.split(r";\s*", sticky))
        assert "strict-transport-security" in first.headers
        again = browser.get("/infrastructure/")
        assert not any(each.startswith(COOKIE) for each in again.headers.get_list("set-cookie"))


def test_the_replica_that_follows_no_alerts_says_so_and_tells_nobody(
    both: Replicas, hook: Webhook, context: BrowserContext
) -> None:
    hook.wait_for(lambda: len(hook.titles) > 0)
    both.send(context, "b")
    page = context.new_page()
    page.goto("/infrastructure/activity")
    expect(page.locator(".st-key-activity_summary")).to_contain_text("Not watched here")
    assert replica_of(context) == "b"
    page.goto("/alerts")
    expect(page.locator(".st-key-activity_summary")).to_contain_text("1 alert firing")
    assert replica_of(context) == "a"
    assert len(hook.titles) == 1


def test_when_a_replica_is_lost_its_pages_go_on_at_the_other_and_nothing_is_told_twice(
    both: Replicas, hook: Webhook, context: BrowserContext
) -> None:
    both.send(context, "a")
    screen = Screen(context.new_page())
    screen.open(f"?q=executor&executor={NAMES[1]}&section=Nodes")
    panel = screen.part("flyout")
    expect(panel.get_by_role("heading", name=NAMES[1])).to_be_visible()
    expect(screen.part("flyout_nodes")).to_be_visible()
    assert replica_of(context) == "a"
    screen.page.evaluate("window.sameDocument = true")
    address = screen.page.url

    watch_for_move(screen.page, NAMES[1])
    with both.without("a"):
        moved(screen.page)
        assert replica_of(context) == "b"
        expect(screen.part("flyout_nodes")).to_be_visible()
        assert screen.page.url == address
        assert screen.page.evaluate("window.sameDocument")
        screen.page.keyboard.press("ArrowUp")
        expect(panel.get_by_role("heading", name=NAMES[0])).to_be_visible()

        lost = awaited(lambda: latest_sample(both.prometheus_url))
        awaited(lambda: True if (latest_sample(both.prometheus_url) or 0) > lost + 1 else None)
        assert series(both.prometheus_url) == 1

    awaited(lambda: f"{SAMPLED}{{" in both.metrics("a") or None)
    assert len(hook.titles) == 1


def test_a_page_stays_at_a_replica_that_is_silent_for_a_moment_and_leaves_one_that_hangs(
    both: Replicas, context: BrowserContext
) -> None:
    both.send(context, "b")
    screen = Screen(context.new_page())
    screen.open(f"?executor={NAMES[1]}")
    panel = screen.part("flyout")
    connections: list[WebSocket] = []

    def note(connection: WebSocket) -> None:
        connections.append(connection)

    screen.page.on("websocket", note)

    before = len(both.failed_checks("b"))
    with both.hanging("b"):
        awaited(lambda: both.failed_checks("b")[before:] or None)
    screen.page.keyboard.press("ArrowUp")
    expect(panel.get_by_role("heading", name=NAMES[0])).to_be_visible()
    assert replica_of(context) == "b"
    assert connections == []

    watch_for_move(screen.page, NAMES[0])
    with both.hanging("b"):
        moved(screen.page)
        assert replica_of(context) == "a"
        screen.settle()
        screen.page.keyboard.press("ArrowDown")
        expect(panel.get_by_role("heading", name=NAMES[1])).to_be_visible()
    assert len(connections) == 1


def test_replicas_write_nothing_beside_what_they_are_given_a_place_for(both: Replicas) -> None:
    names = {each.relative_to(both.image).parts[0] for each in both.image.rglob("*")}
    assert names == {".streamlit", "app.py", "lib", "pages", "requirements.txt"}
    assert not [each for each in both.image.rglob("*") if each.name == "__pycache__"]
    assert list(both.home.iterdir()) == []
