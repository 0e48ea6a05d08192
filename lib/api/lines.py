"""Writes the series of samples line by line, as there may be a hundred thousand of them.

Both formats of Prometheus have the same lines for gauges: the one that knows no ``UNIT`` takes it for a comment.
"""

from collections.abc import Iterable, Iterator, Sequence

from lib.history.exposition import OF_EXECUTOR, Metric, Valued, Worded
from lib.history.samples import GatewaySample

Labelled = tuple[GatewaySample, Sequence[str]]
"""A sample, and the labels of each of its executors as they are written: once for all metrics of executors."""


def lines(metrics: Iterable[Metric], samples: Sequence[GatewaySample]) -> bytes:
    """All series of these metrics. One without a series is named too, so that a person sees what there could be."""
    labelled = [(sample, list(_labels_of_executors(sample))) for sample in samples]
    return "".join(text for metric in metrics for text in _of(metric, labelled)).encode(errors="replace")


def _labels_of_executors(sample: GatewaySample) -> Iterator[str]:
    for each in sample.executors:
        yield _labels(OF_EXECUTOR, (sample.gateway, each.executor, each.function))


def _of(metric: Metric, labelled: Iterable[Labelled]) -> Iterator[str]:
    yield f"# HELP {metric.name} {metric.meaning}\n# TYPE {metric.name} gauge\n"
    if metric.unit:
        yield f"# UNIT {metric.name} {metric.unit}\n"
    for sample, labels in labelled:
        match metric:
            case Valued():
                yield from _of_values(metric, sample, labels)
            case Worded():
                yield _of_words(metric, sample, labels)
            case _:
                yield "".join(
                    f"{metric.name}{{{_labels(metric.labels, told)}}} {value}\n"
                    for told, value in metric.series(sample)
                )


def _of_values(metric: Valued, sample: GatewaySample, labels: Sequence[str]) -> Iterator[str]:
    name = metric.name
    for word, value_of in metric.values:
        own = f',{metric.labels[-1]}="{word}"' if word else ""
        values = map(value_of, sample.executors)
        yield "".join(
            [f"{name}{{{of}{own}}} {value}\n" for of, value in zip(labels, values, strict=True) if value is not None]
        )


def _of_words(metric: Worded, sample: GatewaySample, labels: Sequence[str]) -> str:
    name, own = metric.name, metric.labels[-1]
    words = map(metric.word, sample.executors)
    return "".join(
        [f'{name}{{{of},{own}="{word}"}} 1\n' for of, word in zip(labels, words, strict=True) if word is not None]
    )


def _labels(names: Sequence[str], values: Sequence[str]) -> str:
    return ",".join([f'{name}="{_escaped(value)}"' for name, value in zip(names, values, strict=True)])


def _escaped(label: str) -> str:
    return label.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
