"""The series in which a sample is offered to Prometheus: names, labels, and what makes a value.

What was not known is a series that is not there: never zero and never NaN. A gateway that can't be read loses the
series of its executors.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from lib.fleet.model import Status, Verdict
from lib.history.samples import ExecutorSample, GatewaySample

OF_GATEWAY: Final = ("gateway",)
OF_EXECUTOR: Final = ("gateway", "executor", "function")

Series = Iterator[tuple[tuple[str, ...], float]]
"""Values of labels in their order, and the value."""


@dataclass(frozen=True, slots=True)
class Metric:
    """A gauge. ``unit`` is empty for a number of things and for what is 1 or 0; ``series`` are those of a sample."""

    name: str
    meaning: str
    labels: tuple[str, ...]
    series: Callable[[GatewaySample], Series]
    unit: str = ""


def _of_gateway(name: str, meaning: str, value: Callable[[GatewaySample], float | None]) -> Metric:
    def series(sample: GatewaySample) -> Series:
        known = value(sample)
        if known is not None:
            yield (sample.gateway,), float(known)

    return Metric(name, meaning, OF_GATEWAY, series)


@dataclass(frozen=True, slots=True)
class Valued(Metric):
    """A metric of executors: a series of each for each of ``values``, by the word that a label of its own has there.

    A metric without such a label has one value, under no word.
    """

    values: tuple[tuple[str, Callable[[ExecutorSample], float | None]], ...] = ()


@dataclass(frozen=True, slots=True)
class Worded(Metric):
    """A metric of executors whose series is 1, and whose last label has the ``word`` of the executor."""

    word: Callable[[ExecutorSample], str | None] = lambda _executor: None


def _of_executors(name: str, meaning: str, value: Callable[[ExecutorSample], float | None], unit: str = "") -> Metric:
    def series(sample: GatewaySample) -> Series:
        for each in sample.executors:
            known = value(each)
            if known is not None:
                yield (sample.gateway, each.executor, each.function), known

    return Valued(name, meaning, OF_EXECUTOR, series, unit, (("", value),))


def _word_of_executors(name: str, meaning: str, label: str, word: Callable[[ExecutorSample], str | None]) -> Metric:
    def series(sample: GatewaySample) -> Series:
        for each in sample.executors:
            known = word(each)
            if known is not None:
                yield (sample.gateway, each.executor, each.function, known), 1

    return Worded(name, meaning, (*OF_EXECUTOR, label), series, word=word)


def _nodes(executor: ExecutorSample) -> int | None:
    if executor.healthy is None or executor.unhealthy is None or executor.unknown is None:
        return None
    return executor.healthy + executor.unhealthy + executor.unknown


_HEALTHS: Final[tuple[tuple[str, Callable[[ExecutorSample], int | None]], ...]] = (
    ("healthy", lambda each: each.healthy),
    ("unhealthy", lambda each: each.unhealthy),
    ("unknown", lambda each: each.unknown),
)


def _nodes_by_health(sample: GatewaySample) -> Series:
    for each in sample.executors:
        for health, nodes in _HEALTHS:
            count = nodes(each)
            if count is not None:
                yield (sample.gateway, each.executor, each.function, health), count


def _counted(label: Callable[[ExecutorSample], str | None], words: Sequence[str]) -> Callable[[GatewaySample], Series]:
    """Executors by a word, each word that there is with its number; nothing where the words were not known."""

    def series(sample: GatewaySample) -> Series:
        if sample.node_statuses is None:
            return
        found = Counter(label(each) for each in sample.executors)
        for word in words:
            yield (sample.gateway, word), found[word]

    return series


def _nodes_by_status(sample: GatewaySample) -> Series:
    if sample.node_statuses is not None:
        for status in Status:
            yield (sample.gateway, status), sample.node_statuses.get(status, 0)


def _node_statuses(sample: GatewaySample) -> Series:
    for node in sample.each_node:
        yield (sample.gateway, node.executor, node.node, node.status), 1


def _node_healths(sample: GatewaySample) -> Series:
    for node in sample.each_node:
        yield (sample.gateway, node.executor, node.node, node.health.lower()), 1


def _node_heartbeats(sample: GatewaySample) -> Series:
    for node in sample.each_node:
        if node.heartbeat_age is not None:
            yield (sample.gateway, node.executor, node.node), node.heartbeat_age


def _sampled_at(sample: GatewaySample) -> Series:
    yield (sample.gateway, sample.site), sample.at.timestamp()


def _info(sample: GatewaySample) -> Series:
    yield (sample.gateway, sample.datacenter or "", sample.site), 1


SAMPLED_AT: Final = Metric(
    "deployments_gateway_sample_timestamp_seconds",
    "When the gateway was last sampled, in seconds since 1970; site stands for its etcd.",
    (*OF_GATEWAY, "site"),
    _sampled_at,
    "seconds",
)
INFO: Final = Metric(
    "deployments_gateway_info",
    "1 for each gateway: the datacenter that its configuration names, and the site that stands for its etcd.",
    (*OF_GATEWAY, "datacenter", "site"),
    _info,
)
REACHABLE: Final = _of_gateway(
    "deployments_gateway_reachable", "1 if the gateway's health check succeeds, else 0.", lambda each: each.reachable
)
READABLE: Final = _of_gateway(
    "deployments_gateway_readable", "1 if slots of its executors are known, else 0.", lambda each: each.readable
)
GATEWAY_NODES: Final = _of_gateway(
    "deployments_gateway_nodes", "Registered nodes of all executors.", lambda each: each.nodes
)
FRESH_NODES: Final = _of_gateway(
    "deployments_gateway_fresh_nodes", "Registered nodes with a recent heartbeat.", lambda each: each.fresh_nodes
)
EXECUTORS_BY_STATUS: Final = Metric(
    "deployments_gateway_executors_by_status",
    "Executors of each status, 0 included.",
    (*OF_GATEWAY, "status"),
    _counted(lambda each: each.status, tuple(Status)),
)
EXECUTORS_BY_VERDICT: Final = Metric(
    "deployments_gateway_executors_by_verdict",
    "Executors of each verdict, 0 included.",
    (*OF_GATEWAY, "verdict"),
    _counted(lambda each: each.verdict, tuple(Verdict)),
)
NODES_BY_STATUS: Final = Metric(
    "deployments_gateway_nodes_by_status",
    "Nodes of each status, 0 included; those that are no longer registered are among them.",
    (*OF_GATEWAY, "status"),
    _nodes_by_status,
)
TOTAL: Final = _of_executors("deployments_executor_slots", "Slots in all.", lambda each: each.total)
USED: Final = _of_executors("deployments_executor_slots_used", "Slots in use.", lambda each: each.used)
AVAILABLE: Final = _of_executors(
    "deployments_executor_slots_available",
    "Slots that the gateway counts as available, stranded ones included.",
    lambda each: each.available,
)
STRANDED: Final = _of_executors(
    "deployments_executor_slots_stranded",
    "Available slots that no job can get: their nodes are stale, stopped or accept no work.",
    lambda each: each.stranded,
)
NODES: Final = _of_executors("deployments_executor_nodes", "Nodes of whatever health.", _nodes)
NODES_BY_HEALTH: Final = Valued(
    "deployments_executor_nodes_by_health",
    "Nodes that are healthy, unhealthy and of unknown health.",
    (*OF_EXECUTOR, "health"),
    _nodes_by_health,
    values=_HEALTHS,
)
HEARTBEAT_AGE: Final = _of_executors(
    "deployments_executor_oldest_heartbeat_age_seconds",
    "Age of the oldest heartbeat of its nodes.",
    lambda each: each.heartbeat_age,
    "seconds",
)
STATUS: Final = _word_of_executors(
    "deployments_executor_status", "1 for the status that the executor has.", "status", lambda each: each.status
)
VERDICT: Final = _word_of_executors(
    "deployments_executor_verdict", "1 for the verdict that the executor has.", "verdict", lambda each: each.verdict
)
EPOCH: Final = _of_executors(
    "deployments_executor_epoch",
    "Highest epoch of its nodes: how many jobs were dispatched to that node.",
    lambda each: each.epoch,
)

METRICS: Final = (
    SAMPLED_AT,
    INFO,
    REACHABLE,
    READABLE,
    GATEWAY_NODES,
    FRESH_NODES,
    NODES_BY_STATUS,
    EXECUTORS_BY_STATUS,
    EXECUTORS_BY_VERDICT,
    TOTAL,
    USED,
    AVAILABLE,
    STRANDED,
    NODES,
    NODES_BY_HEALTH,
    HEARTBEAT_AGE,
    STATUS,
    VERDICT,
    EPOCH,
)
"""Everything that is offered of a sample, in the order of the exposition."""

OF_NODE: Final = ("gateway", "executor", "node")
METRICS_OF_NODES: Final = (
    Metric("deployments_node_status", "1 for the status that the node has.", (*OF_NODE, "status"), _node_statuses),
    Metric("deployments_node_health", "1 for the health that the node has.", (*OF_NODE, "health"), _node_healths),
    Metric(
        "deployments_node_heartbeat_age_seconds", "Age of its latest heartbeat.", OF_NODE, _node_heartbeats, "seconds"
    ),
)
"""What is offered besides where the samples have each node; with three series a node that is much."""


def recent(samples: Sequence[GatewaySample], now: datetime, longest: timedelta) -> list[GatewaySample]:
    """Samples that are at most so old: an older one says nothing about now, as nobody has looked since."""
    return [sample for sample in samples if now - sample.at <= longest]
