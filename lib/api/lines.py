"""Writes the series of samples line by line, as there may be a hundred thousand of them.

Both formats of Prometheus have the same lines for gauges: the one that knows no ``UNIT`` takes it for a comment.
"""

from collections.abc import Iterable, Iterator, Sequence

from lib.history.exposition import Metric
from lib.history.samples import GatewaySample

Series = Sequence[tuple[tuple[str, ...], float]]


def lines(metrics: Iterable[Metric], samples: Sequence[GatewaySample]) -> bytes:
    """All series of these metrics. One without a series is named too, so that a person sees what there could be."""
    return "".join(text for metric in metrics for text in _of(metric, samples)).encode(errors="replace")


def _of(metric: Metric, samples: Sequence[GatewaySample]) -> Iterator[str]:
    name = metric.name
    yield f"# HELP {name} {metric.meaning}\n# TYPE {name} gauge\n"
    if metric.unit:
        yield f"# UNIT {name} {metric.unit}\n"
    labels = ",".join(f'{label}="%s"' for label in metric.labels)
    for sample in samples:
        yield _written(f"{name}{{{labels}}} %s\n", list(metric.series(sample)))


def _written(form: str, series: Series) -> str:
    """The lines of one metric and sample; most have nothing to escape, which is told of all of them at once."""
    text = "".join([form % (*labels, value) for labels, value in series])
    if "\\" in text or text.count('"') != form.count('"') * len(series) or text.count("\n") != len(series):
        return "".join([form % (*map(_escaped, labels), value) for labels, value in series])
    return text


def _escaped(label: str) -> str:
    return label.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
