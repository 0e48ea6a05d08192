"""Two replicas behind HAProxy with the files of the kit: each is what the image has of the project."""

import os
import shutil
import signal
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

import httpx
from playwright.sync_api import BrowserContext, Page

from tests.browser.app import RunningApp
from tests.deploy.image import copied
from tests.deploy.kit import DEPLOY, ROOT
from tests.faults.certificates import made
from tests.history.prometheus_servers import prometheus
from tests.history.scraping import scraped
from tests.servers import PATIENCE, awaited, free_address, program, started

FILES: Final = [DEPLOY / "haproxy" / name for name in ("haproxy.cfg", "tls.cfg")]
COOKIE: Final = "deployments_replica"
_MOVED: Final = Path(__file__).with_name("moved.js").read_text()
_LOG: Final = "haproxy.log"

Environment = Mapping[str, str]


@dataclass(frozen=True)
class Balancer:
    """Where HAProxy listens, as ``host:port``: for people with and without TLS, and for Prometheus."""

    plain: str
    tls: str
    metrics: str


class Replicas:
    """The replicas by the value of the cookie that leads to them: ``a`` follows the alerts.

    ``prometheus_url`` is what keeps their past. They run from ``image``, and ``home`` is that of their user.
    """

    def __init__(self, folder: Path, gateways_file: Path, settings: Environment) -> None:
        self.image, self.home = image_of(folder), folder / "home"
        self.home.mkdir()
        self.balancer = Balancer(*(free_address() for _ in range(3)))
        self._folder = folder
        self._gateways_file = gateways_file
        self._places = {cookie: free_address() for cookie in ("a", "b")}
        self._settings = settings
        self._by_cookie: dict[str, RunningApp] = {}

    def __enter__(self) -> Self:
        with ExitStack() as starting:  # what has begun ends where the next does not begin
            past = prometheus(self._folder, self._folder / "past", [scraped(self.balancer.metrics)])
            self.prometheus_url = starting.enter_context(past)
            for cookie in self._places:
                self._start(cookie, starting, {})
            servers = {f"REPLICA_{cookie.upper()}": place for cookie, place in self._places.items()}
            starting.enter_context(haproxy(self._folder, self.balancer, servers))
            self._running = starting.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._running.close()

    @contextmanager
    def without(self, cookie: str, **changed: str) -> Iterator[None]:
        """Lose a replica for the time of a block; after, start it with ``changed`` until browsers are led to it."""
        self._by_cookie[cookie].kill()
        yield
        self._start(cookie, self._running, changed)
        awaited(lambda: self._leads_to(cookie) or None)

    @contextmanager
    def hanging(self, cookie: str) -> Iterator[None]:
        """Have a replica accept connections and answer nothing for a block; after, until browsers are led to it."""
        process = self._by_cookie[cookie].pid
        os.kill(process, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(process, signal.SIGCONT)
        awaited(lambda: self._leads_to(cookie) or None)

    def send(self, context: BrowserContext, cookie: str) -> None:
        """Let a browser come to this one over TLS."""
        context.add_cookies([{"name": COOKIE, "value": cookie, "url": f"https://{self.balancer.tls}"}])

    def failed_checks(self, cookie: str) -> list[str]:
        """What the balancer has written of checks of a replica that were in vain."""
        lines = (self._folder / _LOG).read_text().splitlines()
        return [each for each in lines if f"Health check for server pages/{cookie} failed" in each]

    def metrics(self, cookie: str) -> str:
        """What one of them offers to be scraped, itself."""
        return httpx.get(f"http://{self._places[cookie]}/metrics", trust_env=False).text

    def _leads_to(self, cookie: str) -> bool:
        """Whether the balancer lets a browser with this cookie keep its replica."""
        asked = httpx.get(
            f"http://{self.balancer.plain}/livez", headers={"Cookie": f"{COOKIE}={cookie}"}, trust_env=False
        )
        return "set-cookie" not in asked.headers

    def _start(self, cookie: str, running: ExitStack, changed: Environment) -> None:
        own = {
            "PORT": self._places[cookie].rpartition(":")[2],
            "PUBLIC_URL": f"https://{self.balancer.tls}",
            "ALLOWED_HOSTS": "*.dashboard.example",
            "ALERTS": "on" if cookie == "a" else "off",
            "ALERTS_STATE": str(self._folder / f"alerts-{cookie}.json"),
            "HISTORY": "on",
            "HISTORY_URL": self.prometheus_url,
            "HOME": str(self.home),
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        app = RunningApp(self._gateways_file, {**self._settings, **own, **changed}, folder=self.image)
        self._by_cookie[cookie] = running.enter_context(app)


def image_of(folder: Path) -> Path:
    """What the image has of the project."""
    image = folder / "image"
    for name in copied():
        source, target = ROOT / name, image / name
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, target)
    return image


def replica_of(context: BrowserContext) -> str:
    """The replica that a browser is sent to."""
    (value,) = [each["value"] for each in context.cookies() if each["name"] == COOKIE]
    return value


def watch_for_move(page: Page, executor: str) -> None:
    """Begin to wait for a page to lose its replica, and to go on at another one with the panel of this executor."""
    page.evaluate(_MOVED, {"name": executor, "patience": 1000 * PATIENCE})


def moved(page: Page) -> float:
    """When it did, after `watch_for_move`: seconds since 1970."""
    milliseconds: float = page.evaluate("window.moved")
    return milliseconds / 1000


@contextmanager
def haproxy(folder: Path, balancer: Balancer, servers: Environment) -> Iterator[None]:
    """HAProxy with the files of the kit."""
    places = {"LISTEN": balancer.plain, "METRICS_LISTEN": balancer.metrics, "TLS_LISTEN": balancer.tls}
    environment = {**places, "PLAIN_LISTEN": free_address(), "CERTIFICATE": str(made(folder).good), **servers}
    command = [program("haproxy"), "-db", *(word for file in FILES for word in ("-f", str(file)))]
    with started(command, f"http://{balancer.metrics}/", folder / _LOG, environment):
        yield
