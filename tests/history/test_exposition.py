from datetime import timedelta

import pytest

from lib.history.exposition import METRICS, NODES, NODES_BY_HEALTH, Metric, recent
from tests.history.pasts import BEGIN, executor, gateway


def test_nodes_of_which_some_are_not_known_have_no_sum() -> None:
    sample = gateway(BEGIN, executor("ocr_executor", healthy=2, unhealthy=1, unknown=None))
    assert list(NODES.series(sample)) == []
    of = ("us-east-1", "ocr_executor", "ocr")
    assert list(NODES_BY_HEALTH.series(sample)) == [((*of, "healthy"), 2), ((*of, "unhealthy"), 1)]


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.name)
def test_a_series_has_a_value_for_each_label_and_no_two_have_the_same(metric: Metric) -> None:
    sample = gateway(BEGIN, executor("ocr_executor"), executor("llm_executor"))
    labels = [each for each, _ in metric.series(sample)]
    assert labels
    assert all(len(each) == len(metric.labels) for each in labels)
    assert len(labels) == len(set(labels))


def test_a_metric_is_named_once_with_its_unit_last() -> None:
    names = [metric.name for metric in METRICS]
    assert len(names) == len(set(names))
    assert all(metric.name.startswith("deployments_") and metric.name.endswith(metric.unit) for metric in METRICS)


def test_a_sample_that_nobody_has_renewed_says_nothing_about_now() -> None:
    longest = timedelta(seconds=90)
    kept, lost = gateway(BEGIN), gateway(BEGIN - timedelta(seconds=1), gateway="eu")
    assert recent([kept, lost], BEGIN + longest, longest) == [kept]
