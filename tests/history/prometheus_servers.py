"""A real Prometheus for a test: with a past that is put into it, or that it scrapes itself."""

import json
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.openmetrics.exposition import generate_latest
from prometheus_client.registry import Collector

from lib.history.exposition import METRICS
from lib.history.samples import GatewaySample
from tests.servers import free_address, program, started

ADDRESS: Final = "dashboard.example:8501"


@contextmanager
def prometheus(folder: Path, data: Path, scrapes: Sequence[object] = (), **sections: object) -> Iterator[str]:
    """A Prometheus with the data of a folder, as the address that it answers at; ``sections`` of its configuration."""
    configuration = folder / "prometheus.yml"
    configuration.write_text(json.dumps({"scrape_configs": list(scrapes), **sections}))  # JSON is YAML
    address = free_address()
    command = [
        program("prometheus"),
        f"--config.file={configuration}",
        f"--storage.tsdb.path={data}",
        "--storage.tsdb.retention.time=100y",
        f"--web.listen-address={address}",
        "--log.level=error",
    ]
    with started(command, f"http://{address}/-/ready", folder / "prometheus.log"):
        yield f"http://{address}"


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
