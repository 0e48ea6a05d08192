"""How long Prometheus waits for the metrics of many executors."""

import re
import time
import urllib.request
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.measure import MEBIBYTES, MILLISECONDS, Row, Section, interleaved
from bench.servers import Environment, GatewayServer, dashboard, gateway

_AT_MOST = 0.25
"""Seconds that a scrape may take."""
_OPENMETRICS = "application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.2"
_START_LIMIT = 120.0
_LOOK_EVERY = 0.5
_NODES = 4
_SAMPLED = re.compile(rb"^deployments_executor_(?:slots|status)\{", re.MULTILINE)


def measure(executors: int = 10_000, rounds: int = 15) -> Section:
    """Scrape a dashboard that samples a gateway of so many executors, as Prometheus does."""
    with gateway(executors) as served:
        packed, plain, size = _scraped(served, executors, rounds, {})
        with_nodes, _, size_with_nodes = _scraped(served, executors, rounds, {"METRICS_PER_NODE": "on"})
    return Section(
        "A scrape",
        f"`/metrics` of a gateway with {executors:,} executors of {_NODES} nodes each, from the request to the last "
        "byte. The dashboard samples the gateway at the default interval meanwhile. In OpenMetrics and compressed, as "
        f"Prometheus asks for it. Compared with the {_AT_MOST * 1000:.0f} ms that it may take. Medians of {rounds}. "
        "Sizes are before compression.",
        (
            Row("Scrape", packed, [_AT_MOST], MILLISECONDS, 1.0),
            Row("Scrape, not compressed", plain, [_AT_MOST], MILLISECONDS),
            Row("Scrape with each node", with_nodes, [_AT_MOST], MILLISECONDS),
            Row("Size", [size], [], MEBIBYTES),
            Row("Size with each node", [size_with_nodes], [], MEBIBYTES),
        ),
    )


def _scraped(
    served: GatewayServer, executors: int, rounds: int, settings: Environment
) -> tuple[list[float], list[float], float]:
    """Seconds of each scrape, compressed and not, and the bytes of one."""
    with TemporaryDirectory(prefix="bench-scrape-") as folder:
        files = {"HISTORY_FILE": str(Path(folder, "history.duckdb")), "ALERTS_STATE": str(Path(folder, "alerts.json"))}
        with dashboard(served.configuration, {**settings, **files, "HISTORY": "on"}) as server:
            url = f"{server.base.partition('/infrastructure')[0]}/metrics"
            size = _await_sample(url, executors)
            packed, plain = interleaved(rounds + 1, partial(_took, url, "gzip"), partial(_took, url, "identity"))
    return packed[1:], plain[1:], size


def _await_sample(url: str, executors: int) -> float:
    until = time.monotonic() + _START_LIMIT
    while time.monotonic() < until:
        text = _scrape(url, "identity")
        if len(_SAMPLED.findall(text)) == 2 * executors:
            return len(text)
        time.sleep(_LOOK_EVERY)
    raise RuntimeError("the dashboard has sampled nothing")


def _took(url: str, encoding: str) -> float:
    begun = time.perf_counter()
    _scrape(url, encoding)
    return time.perf_counter() - begun


def _scrape(url: str, encoding: str) -> bytes:
    asked = urllib.request.Request(url, headers={"Accept": _OPENMETRICS, "Accept-Encoding": encoding})  # noqa: S310 - ours
    with urllib.request.urlopen(asked) as answer:  # noqa: S310 - an http address of our own child
        text: bytes = answer.read()
    return text
