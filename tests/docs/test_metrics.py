from collections.abc import Iterable

from lib.api.families import FAMILIES, Count, Family
from lib.history.exposition import METRICS, METRICS_OF_NODES, Metric
from tests.docs.documents import DOCS, assert_marked, table

METRICS_MD = DOCS / "metrics.md"


def documented(offered: Iterable[Metric | Family]) -> str:
    rows = [
        (
            f"`{each.name}`",
            "counter" if isinstance(each, Count) else "gauge",
            each.meaning,
            each.unit or "—",
            ", ".join(f"`{label}`" for label in each.labels) or "—",
        )
        for each in offered
    ]
    return table(("Metric", "Type", "Meaning", "Unit", "Labels"), rows)


def test_the_metrics_of_samples_are_documented() -> None:
    assert_marked(METRICS_MD, "metrics", documented(METRICS))


def test_the_metrics_of_nodes_are_documented() -> None:
    assert_marked(METRICS_MD, "metrics of nodes", documented(METRICS_OF_NODES))


def test_the_metrics_beside_samples_are_documented() -> None:
    assert_marked(METRICS_MD, "metrics beside samples", documented(FAMILIES))


def test_the_values_of_the_labels_are_documented() -> None:
    text = METRICS_MD.read_text()
    assert all(f"| `{label}` |" in text for each in (*METRICS, *METRICS_OF_NODES, *FAMILIES) for label in each.labels)
