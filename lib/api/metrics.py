"""What Prometheus scrapes: the latest sample of each gateway."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import choose_encoder
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import Response

from lib import process
from lib.access.caller import Caller
from lib.api.callers import caller_of
from lib.history.exposition import METRICS, Metric, recent
from lib.history.samples import GatewaySample, limited


class SampleCollector(Collector):
    """Collects the series of the samples that it is given at that moment."""

    def __init__(self, samples: Callable[[], Sequence[GatewaySample]]) -> None:
        self._samples = samples

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """One family a metric; those without a series are listed too, so that a person sees what there could be."""
        samples = self._samples()
        for metric in METRICS:
            yield _family(metric, samples)


def _family(metric: Metric, samples: Sequence[GatewaySample]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(metric.name, metric.meaning, labels=metric.labels, unit=metric.unit)
    for sample in samples:
        for labels, value in metric.series(sample):
            family.add_metric(labels, value)
    return family


def exposition(registry: CollectorRegistry, accept: str) -> tuple[bytes, str]:
    """All series of a registry in the format that an ``Accept`` header asks for, and its content type."""
    encode, content_type = choose_encoder(accept)
    return encode(registry), content_type


def _samples_of_now() -> Sequence[GatewaySample]:
    dashboard = process.current()
    settings = dashboard.settings
    longest = timedelta(seconds=settings.stale_after_missed * settings.history_interval)
    return recent(dashboard.samples(), datetime.now(UTC), longest)


REGISTRY: Final = CollectorRegistry()
"""Of this process; what else should be scraped is registered here."""
REGISTRY.register(SampleCollector(_samples_of_now))


def _registry_for(caller: Caller) -> CollectorRegistry:
    """What a caller may know: all of this process, or the samples of the gateways that they see."""
    seen = caller.gateways
    if seen is None:
        return REGISTRY
    registry = CollectorRegistry()
    registry.register(SampleCollector(lambda: limited(_samples_of_now(), seen)))
    return registry


def metrics(request: Request) -> Response:
    """Answer a scrape. It is no coroutine, so that a large one holds up no page."""
    body, content_type = exposition(_registry_for(caller_of(request)), request.headers.get("accept", ""))
    return Response(body, headers={"Content-Type": content_type, "Cache-Control": "no-store"})
