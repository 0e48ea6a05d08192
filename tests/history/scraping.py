"""A dashboard of this process whose /metrics a real Prometheus scrapes."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import httpx
import uvicorn
from starlette.applications import Starlette

from lib.api.routes import ROUTES
from lib.process import Dashboard, running
from lib.settings import Settings
from tests.gateway.server import PATIENCE, ScriptedServer
from tests.pages.gateways import write_gateways
from tests.servers import awaited

EVERY: Final = 0.5
"""Seconds between reads, samples and scrapes of a past that is made while a test waits."""


@contextmanager
def dashboard_at_work(folder: Path, server: ScriptedServer, **told: str) -> Iterator[Dashboard]:
    """A dashboard that samples a gateway all the time."""
    file = folder / "gateways.json"
    write_gateways(file, {"us": server})
    often = dict.fromkeys((f"refresh_{kind}" for kind in ("health", "executors", "capacity", "desired")), EVERY)
    files = {"history_file": folder / "history.duckdb", "alerts_state": folder / "alerts.json"}
    settings = Settings.model_validate({**often, **files, "backoff_max": EVERY, "history_interval": EVERY, **told})
    with running(Dashboard(settings, file)) as dashboard:
        dashboard.record()
        yield dashboard


def scraped(target: str) -> dict[str, object]:
    """The section of Prometheus's configuration that has it scrape ``host:port`` as often as there are samples."""
    pace = f"{EVERY * 1000:.0f}ms"
    return {
        "job_name": "deployments",
        "scrape_interval": pace,
        "scrape_timeout": pace,
        "static_configs": [{"targets": [target]}],
    }


@contextmanager
def served() -> Iterator[str]:
    """The routes of the dashboard of this process on a port, which is told as host:port."""
    server = uvicorn.Server(uvicorn.Config(Starlette(routes=ROUTES), port=0, log_level="error", ws="none"))
    thread = threading.Thread(target=server.run, name="served")
    thread.start()
    try:
        awaited(lambda: server.started or None)
        host, port = server.servers[0].sockets[0].getsockname()
        yield f"{host}:{port}"
    finally:
        server.should_exit = True
        thread.join(PATIENCE)


def asked(url: str, expression: str) -> float | None:
    """The value of an expression now, None where it has none."""
    result = httpx.get(f"{url}/api/v1/query", params={"query": expression}, trust_env=False).json()["data"]["result"]
    return float(result[0]["value"][1]) if result else None
