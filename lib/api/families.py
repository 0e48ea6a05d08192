"""What is offered to Prometheus beside samples: how reading gateways goes, alerts, what is written and what is sent.

It is asked of the services at each scrape. A value that is not known is a series that is not there.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import product
from typing import Final

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily

from lib.alerts import watching
from lib.alerts.delivery import TargetState
from lib.alerts.engine import Alert
from lib.alerts.rules import BY_NAME, RULES
from lib.alerts.silences import silencing
from lib.feed.reading import Snapshot
from lib.feed.statistics import Statistics
from lib.gateway.health import HealthCheck
from lib.gateway.routes import Kind
from lib.history.exposition import OF_GATEWAY
from lib.history.keeper import Written

Series = Iterator[tuple[tuple[str, ...], float]]
"""Values of labels in their order, and the value."""

OF_READING: Final = (*OF_GATEWAY, "reading")
OF_ERROR: Final = (*OF_READING, "error")
OF_ALERTS: Final = ("rule", "severity", "state")
OF_TARGET: Final = ("target",)

FIRING: Final = "firing"
SILENCED: Final = "silenced"
PENDING: Final = "pending"
STATES: Final = (PENDING, FIRING, SILENCED)


@dataclass(frozen=True, slots=True)
class Moment:
    """What the services know at a scrape, of the gateways that the one who asks may see.

    ``alerts`` is None where no alerts are followed now, ``written`` where no file is, and ``held`` are the samples that
    wait to be written to it.
    """

    at: datetime
    sees: Callable[[str], bool]
    snapshots: Sequence[Snapshot] = ()
    fetches: Statistics = field(default_factory=dict)
    alerts: watching.Seen | None = None
    targets: Sequence[TargetState] = ()
    written: Written | None = None
    held: int = 0


@dataclass(frozen=True, slots=True)
class Family:
    """A gauge. ``unit`` is empty for a number of things and for what is 1 or 0."""

    name: str
    meaning: str
    labels: tuple[str, ...]
    series: Callable[[Moment], Series]
    unit: str = ""

    def of(self, moment: Moment) -> GaugeMetricFamily | CounterMetricFamily:
        """The family as Prometheus' library writes it."""
        family = GaugeMetricFamily(self.name, self.meaning, labels=self.labels, unit=self.unit)
        for labels, value in self.series(moment):
            family.add_metric(labels, value)
        return family


@dataclass(frozen=True, slots=True)
class Count(Family):
    """A counter, which only grows while the process lives."""

    def of(self, moment: Moment) -> CounterMetricFamily:
        """The family as Prometheus' library writes it."""
        family = CounterMetricFamily(self.name, self.meaning, labels=self.labels, unit=self.unit)
        for labels, value in self.series(moment):
            family.add_metric(labels, value)
        return family


def _check_durations(moment: Moment) -> Series:
    for snapshot in moment.snapshots:
        reading = snapshot.reading(Kind.HEALTH)
        if reading.error is None and isinstance(reading.value, HealthCheck) and not snapshot.is_stale(Kind.HEALTH):
            latency = reading.value.latency
            if latency is not None:
                yield (snapshot.gateway.id,), latency


def _reading_ages(moment: Moment) -> Series:
    for snapshot in moment.snapshots:
        for kind in snapshot.readings:
            age = snapshot.age(kind)
            if age is not None:
                yield (snapshot.gateway.id, kind), age


def _reading_errors(moment: Moment) -> Series:
    for snapshot in moment.snapshots:
        for kind, reading in snapshot.readings.items():
            if reading.error is not None:
                yield (snapshot.gateway.id, kind, reading.error.kind), 1


def _fetches(moment: Moment) -> Series:
    for (gateway, kind), count in moment.fetches.items():
        yield (gateway, kind), count.fetches


def _fetch_errors(moment: Moment) -> Series:
    for (gateway, kind), count in moment.fetches.items():
        for error, failures in count.errors.items():
            yield (gateway, kind, error), failures


def _alerts(moment: Moment) -> Series:
    """Alerts of each rule that is on by state, 0 included."""
    seen = moment.alerts
    if seen is None:
        return
    found = Counter(
        (alert.rule, _state(alert, seen, moment.at)) for alert in seen.state.alerts if moment.sees(alert.gateway)
    )
    for rule, state in product(RULES, STATES):
        if seen.thresholds.of(rule).on:
            yield (rule.name, BY_NAME[rule.name].severity, state), found[rule.name, state]


def _state(alert: Alert, seen: watching.Seen, at: datetime) -> str:
    if not alert.course.fires:
        return PENDING
    return SILENCED if silencing(seen.state.silences, alert.rule, alert.subject, at) else FIRING


def _of_targets(count: Callable[[TargetState], float]) -> Callable[[Moment], Series]:
    def series(moment: Moment) -> Series:
        for target in moment.targets:
            yield (target.label,), count(target)

    return series


def _of_file(count: Callable[[Written], float]) -> Callable[[Moment], Series]:
    def series(moment: Moment) -> Series:
        if moment.written is not None:
            yield (), count(moment.written)

    return series


def _held(moment: Moment) -> Series:
    if moment.written is not None:
        yield (), moment.held


FAMILIES: Final = (
    Family(
        "deployments_gateway_health_check_duration_seconds",
        "Time that the last health check took, while it succeeds.",
        OF_GATEWAY,
        _check_durations,
        "seconds",
    ),
    Family(
        "deployments_gateway_reading_age_seconds",
        "Age of the last good answer of each reading.",
        OF_READING,
        _reading_ages,
        "seconds",
    ),
    Family(
        "deployments_gateway_reading_error", "1 for the error that a reading fails with.", OF_ERROR, _reading_errors
    ),
    Count("deployments_feed_fetches_total", "Fetches from a gateway that have ended.", OF_READING, _fetches),
    Count("deployments_feed_fetch_errors_total", "Fetches that failed, by error.", OF_ERROR, _fetch_errors),
    Family("deployments_alerts", "Alerts of each rule that is on, by state, 0 included.", OF_ALERTS, _alerts),
    Count(
        "deployments_notifications_delivered_total",
        "Messages that a target took.",
        OF_TARGET,
        _of_targets(lambda target: target.delivered),
    ),
    Count(
        "deployments_notification_failures_total",
        "Tries to deliver a message that failed.",
        OF_TARGET,
        _of_targets(lambda target: target.failed),
    ),
    Count(
        "deployments_notifications_lost_total",
        "Messages that were held back for too long and never delivered.",
        OF_TARGET,
        _of_targets(lambda target: target.lost),
    ),
    Family(
        "deployments_notifications_waiting",
        "Messages that wait to be delivered.",
        OF_TARGET,
        _of_targets(lambda target: target.waiting),
    ),
    Count(
        "deployments_history_writes_total",
        "Batches that were written to the history file.",
        (),
        _of_file(lambda written: written.batches),
    ),
    Count(
        "deployments_history_rows_total",
        "Rows that were written to the history file.",
        (),
        _of_file(lambda written: written.rows),
    ),
    Count(
        "deployments_history_write_failures_total",
        "Batches that could not be written to the history file; they are tried again.",
        (),
        _of_file(lambda written: written.failures),
    ),
    Family("deployments_history_held_samples", "Samples that wait to be written to the history file.", (), _held),
)
"""All of them, in the order of the exposition."""
