"""The alert rules: what each measures on a sample, when it holds, and how it says so (issue 5, section 3).

A rule knows no time. How long its condition must last is for ``lib.alerts.course``, which replays use too.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple

from lib.fleet.bands import utilization
from lib.fleet.model import Status, Verdict
from lib.fleet.words import duration, percent, plural
from lib.history.samples import ExecutorSample, GatewaySample


class Severity(StrEnum):
    """How much an alert matters."""

    CRITICAL = "critical"
    WARNING = "warning"


class Sense(StrEnum):
    """On which side of its threshold a condition holds; ``STATE`` has none, it holds at 1 and is over at 0."""

    ABOVE = "above"
    BELOW = "below"
    STATE = "state"


class Unit(StrEnum):
    """What a rule measures its subject in."""

    SECONDS = "seconds"
    PERCENT = "percent"
    SLOTS = "slots"
    STATE = "yes or no"


_WRITTEN: Final[dict[Unit, Callable[[float], str]]] = {
    Unit.SECONDS: duration,
    Unit.PERCENT: percent,
    Unit.SLOTS: lambda value: plural(round(value), "slot"),
    Unit.STATE: lambda value: "yes" if value else "no",
}


def written(unit: Unit, value: float) -> str:
    """A value as people read it."""
    return _WRITTEN[unit](value)


class Subject(NamedTuple):
    """What an alert is about: a gateway by its id, or an executor on it."""

    gateway: str
    executor: str | None = None

    @property
    def label(self) -> str:
        """``extract on us-east-1``, or ``us-east-1``."""
        return self.gateway if self.executor is None else f"{self.executor} on {self.gateway}"


@dataclass(frozen=True, slots=True)
class Limits:
    """When a rule fires and when it resolves.

    The condition holds beyond ``threshold`` and is over at ``clear``; between the two nothing changes. Both are None
    for a rule about a state. It must hold for ``hold`` seconds to fire, and be over for ``clear_hold`` to resolve.
    """

    hold: float
    clear_hold: float
    threshold: float | None = None
    clear: float | None = None
    on: bool = True


class Measured(NamedTuple):
    """What a rule found of one subject; None where it was not known."""

    subject: Subject
    value: float | None


Measure = Callable[[Sequence[GatewaySample]], Iterator[Measured]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. ``fires`` and ``resolves`` complete a sentence that begins with the subject."""

    name: str
    title: str
    measures: str
    unit: Unit
    sense: Sense
    severity: Severity
    defaults: Limits
    measure: Measure
    fires: str
    resolves: str

    def breaches(self, value: float, limits: Limits) -> bool:
        """Whether the condition holds at this value."""
        if limits.threshold is None:
            return value >= 1
        return value > limits.threshold if self.sense is Sense.ABOVE else value < limits.threshold

    def is_clear(self, value: float, limits: Limits) -> bool:
        """Whether the condition is over at this value, with room to the threshold."""
        if limits.clear is None:
            return value <= 0
        return value <= limits.clear if self.sense is Sense.ABOVE else value >= limits.clear

    def limit(self, limits: Limits) -> str:
        """The threshold as people read it; empty for a rule about a state."""
        if limits.threshold is None:
            return ""
        return f"{'over' if self.sense is Sense.ABOVE else 'under'} {written(self.unit, limits.threshold)}"

    def condition(self, limits: Limits) -> str:
        """When it fires: ``over 80 % for 10 min``; ``at once`` for a state without a hold."""
        lasting = f"for {duration(limits.hold)}" if limits.hold else ""
        return " ".join(filter(None, (self.limit(limits), lasting))) or "at once"

    def says(self, value: float) -> str:
        """The sentence's end while it fires."""
        return self.fires.format(value=written(self.unit, value))

    def says_resolved(self, value: float) -> str:
        """The sentence's end when it has resolved."""
        return self.resolves.format(value=written(self.unit, value))


def _of_executors(value: Callable[[ExecutorSample], float | None]) -> Measure:
    def measure(samples: Sequence[GatewaySample]) -> Iterator[Measured]:
        for sample in samples:
            for executor in sample.executors:
                yield Measured(Subject(sample.gateway, executor.executor), value(executor))

    return measure


def _of_gateways(value: Callable[[GatewaySample], float | None]) -> Measure:
    def measure(samples: Sequence[GatewaySample]) -> Iterator[Measured]:
        for sample in samples:
            yield Measured(Subject(sample.gateway), value(sample))

    return measure


def _of_sites(value: Callable[[GatewaySample], float | None]) -> Measure:
    """Gateways of one etcd report the same slots, so they are one subject, and one of them that knows speaks."""

    def measure(samples: Sequence[GatewaySample]) -> Iterator[Measured]:
        found: dict[str, float | None] = {}
        for sample in samples:
            if found.get(sample.site) is None:
                found[sample.site] = value(sample)
        for site, known in found.items():
            yield Measured(Subject(site), known)

    return measure


def is_about_sites(rule: Rule) -> bool:
    """Whether gateways that share an etcd are one subject of the rule."""
    return rule.name in (AVAILABLE_LOW.name, UTILIZATION_HIGH.name)


def _error(executor: ExecutorSample) -> float | None:
    return None if executor.status in (None, Status.UNKNOWN) else float(executor.status is Status.ERROR)


def _drift(executor: ExecutorSample) -> float | None:
    """Settling is not decided yet: each job begins with it, and it neither makes nor ends a drift."""
    decided = executor.verdict in (Verdict.MATCH, Verdict.DRIFT)
    return float(executor.verdict is Verdict.DRIFT) if decided else None


def _available(sample: GatewaySample) -> float | None:
    return _sum([each.available for each in sample.executors if _has_slots(each)])


def _utilization(sample: GatewaySample) -> float | None:
    counted = [each for each in sample.executors if _has_slots(each)]
    used, total = _sum([each.used for each in counted]), _sum([each.total for each in counted])
    return None if used is None or total is None else utilization(int(used), int(total))


def _has_slots(executor: ExecutorSample) -> bool:
    """Whether the gateway lists slots of it: one that it does not list has none, and hides no number."""
    return any(each is not None for each in (executor.total, executor.used, executor.available))


def _sum(numbers: Sequence[int | None]) -> float | None:
    """The sum where every part is known; a part that is not known makes it unknown, and so does having none."""
    known = [number for number in numbers if number is not None]
    return float(sum(known)) if known and len(known) == len(numbers) else None


HEARTBEAT_OLD: Final = Rule(
    name="heartbeat-old",
    title="Heartbeat too old",
    measures="age of the oldest heartbeat of an executor's nodes",
    unit=Unit.SECONDS,
    sense=Sense.ABOVE,
    severity=Severity.CRITICAL,
    defaults=Limits(threshold=120, clear=60, hold=0, clear_hold=60),
    measure=_of_executors(lambda executor: executor.heartbeat_age),
    fires="its oldest heartbeat is {value} old",
    resolves="its heartbeats are recent again, the oldest is {value} old",
)
EXECUTOR_ERROR: Final = Rule(
    name="executor-error",
    title="Executor in ERROR",
    measures="whether the status of an executor is ERROR",
    unit=Unit.STATE,
    sense=Sense.STATE,
    severity=Severity.CRITICAL,
    defaults=Limits(hold=0, clear_hold=60),
    measure=_of_executors(_error),
    fires="its status is ERROR",
    resolves="its status is ERROR no longer",
)
NODES_UNHEALTHY: Final = Rule(
    name="nodes-unhealthy",
    title="Too few healthy nodes",
    measures="share of a gateway's nodes with a recent heartbeat",
    unit=Unit.PERCENT,
    sense=Sense.BELOW,
    severity=Severity.CRITICAL,
    defaults=Limits(threshold=90, clear=92, hold=0, clear_hold=60),
    measure=_of_gateways(lambda sample: sample.healthy_percent),
    fires="{value} of its nodes have a recent heartbeat",
    resolves="{value} of its nodes have a recent heartbeat again",
)
AVAILABLE_LOW: Final = Rule(
    name="available-low",
    title="Few available slots",
    measures="available slots of a gateway, those of a shared etcd once",
    unit=Unit.SLOTS,
    sense=Sense.BELOW,
    severity=Severity.WARNING,
    defaults=Limits(threshold=10, clear=12, hold=0, clear_hold=60),
    measure=_of_sites(_available),
    fires="{value} available",
    resolves="{value} available again",
)
UTILIZATION_HIGH: Final = Rule(
    name="utilization-high",
    title="Utilization high",
    measures="used slots of a gateway in percent of all, those of a shared etcd once",
    unit=Unit.PERCENT,
    sense=Sense.ABOVE,
    severity=Severity.WARNING,
    defaults=Limits(threshold=80, clear=75, hold=600, clear_hold=120),
    measure=_of_sites(_utilization),
    fires="{value} of its slots are used",
    resolves="{value} of its slots are used now",
)
GATEWAY_UNREACHABLE: Final = Rule(
    name="gateway-unreachable",
    title="Gateway unreachable",
    measures="whether the health check of a gateway fails",
    unit=Unit.STATE,
    sense=Sense.STATE,
    severity=Severity.CRITICAL,
    defaults=Limits(hold=30, clear_hold=30),
    measure=_of_gateways(lambda sample: float(not sample.reachable)),
    fires="its health check fails",
    resolves="its health check succeeds again",
)
DRIFT_LONG: Final = Rule(
    name="drift-long",
    title="Long drift",
    measures="whether the actual state of an executor lags behind the desired one",
    unit=Unit.STATE,
    sense=Sense.STATE,
    severity=Severity.WARNING,
    defaults=Limits(hold=600, clear_hold=60),
    measure=_of_executors(_drift),
    fires="its actual state lags behind the desired one",
    resolves="its actual state is as desired again",
)

RULES: Final = (
    GATEWAY_UNREACHABLE,
    EXECUTOR_ERROR,
    HEARTBEAT_OLD,
    NODES_UNHEALTHY,
    AVAILABLE_LOW,
    UTILIZATION_HIGH,
    DRIFT_LONG,
)
"""All rules, those first that matter most."""

BY_NAME: Final = {rule.name: rule for rule in RULES}
