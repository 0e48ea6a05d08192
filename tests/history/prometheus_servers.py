"""A real Prometheus for a test: with a past that is put into it, or that it scrapes itself."""

import json
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, TypeVar

import httpx
from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.openmetrics.exposition import generate_latest
from prometheus_client.registry import Collector

from lib.history.exposition import METRICS
from lib.history.samples import GatewaySample
from tests.gateway.server import PATIENCE

PAUSE: Final = 0.02
"""Seconds between two looks at whether something has happened."""

ADDRESS: Final = "dashboard.example:8501"

Found = TypeVar("Found")


def program(name: str) -> str:
    """The path of a program of Prometheus; a test that needs it fails where it is missing."""
    found = shutil.which(name)
    assert found, f"{name} is missing: run scripts/install_prometheus"
    return found


def awaited(look: Callable[[], Found | None]) -> Found:
    """What a look finds as soon as it finds something."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        found = look()
        if found is not None:
            return found
        time.sleep(PAUSE)
    raise TimeoutError("what was awaited did not happen")


@contextmanager
def prometheus(folder: Path, data: Path, scrapes: Sequence[object] = ()) -> Iterator[str]:
    """A Prometheus with the data of a folder, as the address that it answers at."""
    configuration = folder / "prometheus.yml"
    configuration.write_text(json.dumps({"scrape_configs": list(scrapes)}))  # JSON is YAML
    port = _free_port()
    command = [
        program("prometheus"),
        f"--config.file={configuration}",
        f"--storage.tsdb.path={data}",
        "--storage.tsdb.retention.time=100y",
        f"--web.listen-address=127.0.0.1:{port}",
        "--log.level=error",
    ]
    log = folder / "prometheus.log"
    with log.open("wb") as said, subprocess.Popen(command, stdout=said, stderr=said) as process:
        try:
            awaited(lambda: _ready(process, port, log))
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def keep(
    samples: Sequence[GatewaySample], folder: Path, scraped_from: Callable[[GatewaySample], str] = lambda _: ADDRESS
) -> Path:
    """Put samples into the data of a Prometheus that is not running, each at its own time."""
    registry, exposed, data = CollectorRegistry(), folder / "past.txt", folder / "data"
    registry.register(_Past(samples, scraped_from))
    exposed.write_bytes(generate_latest(registry))
    command = [program("promtool"), "tsdb", "create-blocks-from", "openmetrics", str(exposed), str(data)]
    subprocess.run(command, check=True, capture_output=True)
    return data


class _Past(Collector):
    def __init__(self, samples: Sequence[GatewaySample], scraped_from: Callable[[GatewaySample], str]) -> None:
        self._samples = samples
        self._scraped_from = scraped_from

    def collect(self) -> Iterator[GaugeMetricFamily]:
        for metric in METRICS:
            names = (*metric.labels, "instance")
            family = GaugeMetricFamily(metric.name, metric.meaning, labels=names, unit=metric.unit)
            for sample in self._samples:
                for labels, value in metric.series(sample):
                    from_there = (*labels, self._scraped_from(sample))
                    family.add_metric(from_there, value, timestamp=sample.at.timestamp())
            yield family


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def _ready(process: subprocess.Popen[bytes], port: int, log: Path) -> bool | None:
    assert process.poll() is None, f"Prometheus has ended: {log.read_text()}"
    try:
        return httpx.get(f"http://127.0.0.1:{port}/-/ready", trust_env=False).is_success or None
    except httpx.TransportError:
        return None
