from lib.history.exposition import METRICS
from tests.docs.documents import DOCS, assert_marked, table


def test_the_metrics_are_documented_with_their_units_and_labels() -> None:
    rows = [
        (f"`{each.name}`", each.meaning, each.unit or "—", ", ".join(f"`{label}`" for label in each.labels))
        for each in METRICS
    ]
    assert_marked(DOCS / "metrics.md", "metrics", table(("Metric", "Meaning", "Unit", "Labels"), rows))


def test_the_values_of_the_labels_are_documented() -> None:
    text = (DOCS / "metrics.md").read_text()
    assert all(f"| `{label}` |" in text for each in METRICS for label in each.labels)
