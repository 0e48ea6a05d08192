"""The processes that are measured, each a child of this one: a gateway, the dashboard, and the bare page."""

import json
import os
import socket
import socketserver
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryDirectory
from typing import IO, cast

from lib.api.routes import BASE
from lib.settings import Settings

PROJECT = Path(__file__).resolve().parents[1]

_BARE = PROJECT / "bench" / "bare"
_HOST = "127.0.0.1"
_START_LIMIT = 60.0
_END_LIMIT = 10.0
_LOOK_EVERY = 0.05
_ONE_DAY = "86400"

Environment = Mapping[str, str]

AS_USUAL: Environment = {}
"""The default settings."""

ALWAYS_FRESH: Environment = {"INTEREST": _ONE_DAY}
"""The gateway goes on being read while no page is open, so that a page that opens finds fresh data."""

FROZEN: Environment = dict.fromkeys(
    ("INTEREST", "REFRESH_HEALTH", "REFRESH_EXECUTORS", "REFRESH_CAPACITY", "REFRESH_DESIRED"), _ONE_DAY
)
"""Everything is read once, so that no reading changes while something is measured."""


_AS_IT_COMES = ("--runner.postScriptGC", "true")
"""Options of a server as Streamlit comes: it collects all garbage after a run."""

WITHOUT_COLLECTING = ("--runner.postScriptGC", "false")
"""Options of a server that leaves that to Python, as the dashboard does."""

COLLECTING = (
    "Streamlit as it comes collects all garbage after a run, which often begins before its last words are out: that is "
    "most of a bare page's time. The dashboard leaves it to Python, so there is a bare page that does the same, too."
)
"""What a result says of such a server."""


@dataclass(frozen=True)
class GatewayServer:
    """A simulated gateway: its gateways.json, and the file in which it counts its requests."""

    configuration: Path
    count_file: Path

    @property
    def url(self) -> str:
        """Where it listens."""
        (entry,) = json.loads(self.configuration.read_bytes())["gateways"]
        url: str = entry["url"]
        return url

    def requests(self) -> int:
        """How many requests it has had so far."""
        by_gateway: dict[str, dict[str, int]] = json.loads(self.count_file.read_bytes())
        return sum(sum(by_path.values()) for by_path in by_gateway.values())


@dataclass(frozen=True)
class PageServer:
    """A Streamlit server, and which of its pages is measured; the name of the only page is empty.

    ``log`` is the file that it writes to.
    """

    base: str
    page_name: str
    pid: int
    log: Path

    @property
    def url(self) -> str:
        """The address of the page in a browser."""
        return f"{self.base}{self.page_name}"

    @property
    def stream(self) -> str:
        """The address of the WebSocket that browsers run the page over."""
        return f"{self.base.replace('http', 'ws', 1)}_stcore/stream"


@contextmanager
def gateway(executors: int) -> Iterator[GatewayServer]:
    """Serve one simulated gateway with this many executors of four nodes each."""
    with TemporaryDirectory(prefix="bench-gateway-") as folder:
        served = GatewayServer(Path(folder, "gateways.json"), Path(folder, "requests.json"))
        files = ("--write", str(served.configuration), "--count-file", str(served.count_file))
        size = ("--executors", str(executors), "--nodes", "4")
        with _child([sys.executable, "-m", "lib.demo", *size, *files, "--until-stdin-closes"], AS_USUAL) as child:
            # The line comes once the gateway accepts connections.
            if not cast("IO[bytes]", child.stdout).readline():
                raise RuntimeError("the simulated gateway did not start")
            yield served


@contextmanager
def troubled(seed: str) -> Iterator[tuple[GatewayServer, Path]]:
    """Serve three simulated gateways with incidents at random; the file says when each began (`bench.incidents`)."""
    with TemporaryDirectory(prefix="bench-gateways-") as folder:
        served, started = (
            GatewayServer(Path(folder, "gateways.json"), Path(folder, "requests.json")),
            Path(folder, "at"),
        )
        files = ("--write", str(served.configuration), "--count-file", str(served.count_file))
        command = [sys.executable, "-m", "bench.incidents", seed, *files, "--started-file", str(started)]
        with _child(command, AS_USUAL) as child:
            if not cast("IO[bytes]", child.stdout).readline():
                raise RuntimeError("the simulated gateways did not start")
            yield served, started


@dataclass
class SilentServer:
    """A server that accepts every connection and never answers; it counts them."""

    url: str
    accepted: int = 0


@contextmanager
def silent() -> Iterator[SilentServer]:
    """Serve what looks like a gateway that hangs."""
    ended = threading.Event()

    class Silence(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            served.accepted += 1
            ended.wait()

    with socketserver.ThreadingTCPServer((_HOST, 0), Silence) as server:
        served = SilentServer(f"http://{_HOST}:{server.server_address[1]}")
        threading.Thread(target=server.serve_forever).start()
        try:
            yield served
        finally:
            ended.set()
            server.shutdown()


@contextmanager
def configured(urls: Mapping[str, str]) -> Iterator[Path]:
    """Write a gateways.json with the gateways of these ids and addresses."""
    with TemporaryDirectory(prefix="bench-gateways-") as folder:
        file = Path(folder, "gateways.json")
        gateways = [{"id": id_, "name": id_, "url": url} for id_, url in urls.items()]
        file.write_text(json.dumps({"gateways": gateways}), encoding="utf-8")
        yield file


@contextmanager
def dashboard(gateways_file: Path, environment: Environment) -> Iterator[PageServer]:
    """Serve the dashboard for the gateways of a file; the page is Deployments. ``environment`` holds settings."""
    port = _free_port()
    settings = {"HISTORY": "off", **environment, "GATEWAYS_FILE": str(gateways_file), "HOST": _HOST, "PORT": str(port)}
    with _page_server([sys.executable, "app.py"], settings, port, "deployments") as server:
        yield server


@contextmanager
def bare_page(name: str = "table", options: Sequence[str] = _AS_IT_COMES) -> Iterator[PageServer]:
    """Serve the bare page of this name with the same Streamlit and the same configuration, but for ``options``."""
    port = _free_port()
    place = ("--server.address", _HOST, "--server.port", str(port))
    script = str(_BARE / f"{name}.py")
    with _page_server([sys.executable, "-m", "streamlit", "run", script, *place, *options], {}, port, "") as server:
        yield server


@contextmanager
def _page_server(command: Sequence[str], environment: Environment, port: int, page_name: str) -> Iterator[PageServer]:
    base = f"http://{_HOST}:{port}{BASE}"
    with NamedTemporaryFile(prefix="bench-log-") as said, _child(command, environment, said, said) as child:
        log = Path(said.name)
        if not _healthy(child, f"{base}_stcore/health"):
            raise RuntimeError(f"{' '.join(command)} does not serve; it says: {log.read_text(encoding='utf-8')}")
        yield PageServer(base, page_name, child.pid, log)


@contextmanager
def _child(
    command: Sequence[str],
    environment: Environment,
    stdout: IO[bytes] | int = subprocess.PIPE,
    stderr: IO[bytes] | None = None,
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a command for as long as the block lasts; settings come from ``environment`` alone."""
    settings = {name.upper() for name in Settings.model_fields}
    inherited = {name: value for name, value in os.environ.items() if name not in settings}
    with subprocess.Popen(
        command,
        cwd=PROJECT,
        env={**inherited, **environment},
        stdin=subprocess.PIPE,
        stdout=stdout,
        stderr=stderr,
    ) as child:
        try:
            yield child
        finally:
            _end(child)


def _end(child: subprocess.Popen[bytes]) -> None:
    child.terminate()
    try:
        child.wait(_END_LIMIT)
    except subprocess.TimeoutExpired:
        child.kill()


def _healthy(child: subprocess.Popen[bytes], url: str) -> bool:
    """Wait until a child serves; False when it ends or takes too long."""
    give_up = time.monotonic() + _START_LIMIT
    while child.poll() is None and time.monotonic() < give_up:
        try:
            with urllib.request.urlopen(url, timeout=1):  # noqa: S310 - an http address of our own child
                return True
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            time.sleep(_LOOK_EVERY)
    return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((_HOST, 0))
        return int(probe.getsockname()[1])
