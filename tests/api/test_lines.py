import pytest
from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import generate_latest
from prometheus_client.parser import text_string_to_metric_families as parsed
from prometheus_client.registry import Collector

from lib.api.lines import lines
from lib.fleet.model import NodeHealth, Status
from lib.history.exposition import METRICS, METRICS_OF_NODES, Metric
from lib.history.samples import GatewaySample, NodeSample
from tests.history.pasts import BEGIN, executor, gateway

ALL = (*METRICS, *METRICS_OF_NODES)
NODE = NodeSample("ocr_executor", "10.0.0.1:7001", Status.ERROR, NodeHealth.UNHEALTHY, 2.5)


def written_by_the_library(metric: Metric, sample: GatewaySample) -> str:
    """What Prometheus' own library writes of the same series."""
    family = GaugeMetricFamily(metric.name, metric.meaning, labels=metric.labels, unit=metric.unit)
    for labels, value in metric.series(sample):
        family.add_metric(labels, value)

    class One(Collector):
        def collect(self) -> list[GaugeMetricFamily]:
            return [family]

    registry = CollectorRegistry()
    registry.register(One())
    return generate_latest(registry).decode()


@pytest.mark.parametrize("metric", ALL, ids=lambda metric: metric.name)
@pytest.mark.parametrize("name", ["ocr_executor", 'a"b', "a\\b", "a\nb", "ä-東", "a{b}=~c,d", "%s"])
def test_the_lines_say_what_those_of_the_library_say(metric: Metric, name: str) -> None:
    sample = gateway(BEGIN, executor(name), each_node=(NODE,))
    said, by_the_library = lines([metric], [sample]).decode(), written_by_the_library(metric, sample)
    assert list(parsed(said)) == list(parsed(by_the_library))


def test_a_metric_without_a_series_is_named() -> None:
    text = lines(METRICS, []).decode()
    assert all(f"# TYPE {metric.name} gauge" in text for metric in METRICS)


def test_an_executor_that_is_gone_has_no_series_any_more() -> None:
    assert b"ocr_executor" not in lines(METRICS, [gateway(BEGIN, executor("llm_executor"))])
