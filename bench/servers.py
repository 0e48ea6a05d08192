"""The processes that are measured, each a child of this one: a gateway, the dashboard, and the bare page."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, cast

from lib.api.routes import BASE
from lib.settings import Settings

PROJECT = Path(__file__).resolve().parents[1]
BARE = PROJECT / "bench" / "bare.py"
DEPLOYMENTS = "deployments"

_HOST = "127.0.0.1"
_START_LIMIT = 60.0
_END_LIMIT = 10.0
_LOOK_EVERY = 0.05

Environment = Mapping[str, str]

ALWAYS_FRESH: Environment = {"INTEREST": "86400"}
"""The gateway goes on being read while no page is open, so that a page that opens finds fresh data."""

FROZEN: Environment = dict.fromkeys(
    ("INTEREST", "REFRESH_HEALTH", "REFRESH_EXECUTORS", "REFRESH_CAPACITY", "REFRESH_DESIRED"), "86400"
)
"""Everything is read once, so that no reading changes while something is measured."""


@dataclass(frozen=True)
class GatewayServer:
    """A simulated gateway: its gateways.json, and the file in which it counts its requests by path."""

    configuration: Path
    count_file: Path

    def requests(self) -> dict[str, int]:
        """How many requests it has had so far, by path."""
        counts: dict[str, dict[str, int]] = json.loads(self.count_file.read_bytes())
        return next(iter(counts.values()))


@dataclass(frozen=True)
class PageServer:
    """A Streamlit server: the address and the Streamlit name of the page that is measured, and its process."""

    url: str
    page_name: str
    pid: int

    @property
    def stream(self) -> str:
        """The address of the WebSocket that browsers run the page over."""
        base = self.url.removesuffix(self.page_name)
        return f"{base.replace('http', 'ws', 1)}_stcore/stream"


@contextmanager
def gateway(executors: int) -> Iterator[GatewayServer]:
    """Serve one simulated gateway with this many executors of four nodes each."""
    with TemporaryDirectory(prefix="bench-gateway-") as folder:
        served = GatewayServer(Path(folder, "gateways.json"), Path(folder, "requests.json"))
        files = ("--write", str(served.configuration), "--count-file", str(served.count_file))
        command = [sys.executable, "-m", "lib.demo", "--executors", str(executors), *files]
        with _child(command, {}, stdout=subprocess.PIPE) as child:
            if not cast("IO[bytes]", child.stdout).readline():
                raise RuntimeError("The simulated gateway did not start.")
            yield served


@contextmanager
def dashboard(served: GatewayServer, environment: Environment) -> Iterator[PageServer]:
    """Serve the dashboard for a gateway; the page is Deployments. ``environment`` holds settings."""
    port = _free_port()
    settings = {**environment, "GATEWAYS_FILE": str(served.configuration), "HOST": _HOST, "PORT": str(port)}
    with _child([sys.executable, "app.py"], settings) as child:
        yield _ready(child, port, DEPLOYMENTS)


@contextmanager
def bare_page() -> Iterator[PageServer]:
    """Serve the bare page with the same Streamlit and the same theme."""
    port = _free_port()
    options = ("--server.address", _HOST, "--server.port", str(port))
    with _child([sys.executable, "-m", "streamlit", "run", str(BARE), *options], {}) as child:
        yield _ready(child, port, "")


def _ready(child: subprocess.Popen[bytes], port: int, page_name: str) -> PageServer:
    base = f"http://{_HOST}:{port}{BASE}"
    _wait_until_healthy(child, f"{base}_stcore/health")
    return PageServer(f"{base}{page_name}", page_name, child.pid)


@contextmanager
def _child(
    command: Sequence[str], environment: Environment, stdout: int = subprocess.DEVNULL
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a command for as long as the block lasts; settings come from ``environment`` alone."""
    ours = {name.upper() for name in Settings.model_fields}
    inherited = {name: value for name, value in os.environ.items() if name not in ours}
    with subprocess.Popen(
        command, cwd=PROJECT, env={**inherited, **environment}, stdin=subprocess.DEVNULL, stdout=stdout
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


def _wait_until_healthy(child: subprocess.Popen[bytes], url: str) -> None:
    give_up = time.monotonic() + _START_LIMIT
    while time.monotonic() < give_up:
        if child.poll() is not None:
            raise RuntimeError(f"{child.args!r} ended with {child.returncode} before it served.")
        try:
            with urllib.request.urlopen(url, timeout=1):  # noqa: S310 - an http address of our own child
                return
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            time.sleep(_LOOK_EVERY)
    raise RuntimeError(f"{url} did not answer within {_START_LIMIT:g} s.")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((_HOST, 0))
        return int(probe.getsockname()[1])
