"""From samples to alerts: what fires, what resolves, and what people are to be told. Pure: state in, state out.

An alert is told once, when it has fired and nothing speaks against it: neither a silence nor that its gateway can't be
reached, which is told for all of them. So a silence that ends, or a gateway that is back, brings up what still fires.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from msgspec import Struct, structs

from lib.alerts import course
from lib.alerts.course import Course
from lib.alerts.rules import BY_NAME, GATEWAY_UNREACHABLE, RULES, Measured, Rule, Subject, is_about_sites
from lib.alerts.silences import Silence, silencing
from lib.alerts.thresholds import Thresholds
from lib.fleet.words import duration
from lib.history.samples import GatewaySample

PAST_KEPT: Final = 2_000
"""Events that are remembered; the oldest go first."""


class Alert(Struct, frozen=True, gc=False):
    """What is followed of one rule and subject: it fires, or holds and may fire. ``told`` says that people know it."""

    rule: str
    gateway: str
    executor: str | None
    course: Course
    told: bool = False

    @property
    def subject(self) -> Subject:
        """What it is about."""
        return Subject(self.gateway, self.executor)


class Turn(StrEnum):
    """What became of an alert; one that ended did so without being known to be over."""

    FIRED = "fired"
    RESOLVED = "resolved"
    ENDED = "ended"


class Event(Struct, frozen=True, gc=False):
    """An alert fired, resolved or ended ``at``; ``since`` is when it fired, ``says`` completes its subject."""

    at: datetime
    turn: Turn
    rule: str
    gateway: str
    executor: str | None
    since: datetime
    value: float
    says: str
    told: bool

    @property
    def subject(self) -> Subject:
        """What it is about."""
        return Subject(self.gateway, self.executor)

    @property
    def title(self) -> str:
        """What the rule is called; its name where there is no such rule any more."""
        return BY_NAME[self.rule].title if self.rule in BY_NAME else self.rule


class State(Struct, frozen=True):
    """All that must outlive a restart. ``past`` are events, the latest first."""

    alerts: tuple[Alert, ...] = ()
    past: tuple[Event, ...] = ()
    silences: tuple[Silence, ...] = ()

    @property
    def firing(self) -> tuple[Alert, ...]:
        """Those that fire."""
        return tuple(alert for alert in self.alerts if alert.course.fires)


@dataclass(frozen=True, slots=True)
class Step:
    """The state after a sample, what happened, and what of it to tell.

    Of ``events`` those are ``over`` that people know to fire; ``told`` are the alerts to tell now. ``held_back``
    counts, for a gateway that can't be reached, its other alerts that are not told for that reason.
    """

    state: State
    events: tuple[Event, ...]
    told: tuple[Alert, ...]
    over: tuple[Event, ...]
    held_back: dict[str, int]


def step(state: State, samples: Sequence[GatewaySample], thresholds: Thresholds, at: datetime, longest: float) -> Step:
    """Follow every rule with the samples that were taken ``at``.

    ``longest`` is how many seconds samples may be apart for the time between them to count as known.
    """
    before = {(alert.rule, alert.subject): alert for alert in state.alerts}
    after: list[Alert] = []
    events: list[Event] = []
    moved = {sample.gateway: sample.site for sample in samples if sample.site != sample.gateway}
    for rule in RULES:
        if not thresholds.of(rule).on:
            continue
        for found in _measured(rule, samples, before):
            known = before.pop((rule.name, found.subject), None)
            if found.value is None and known is None:
                continue
            end = None if found.value is not None or known is None else _why_ended(rule, known, thresholds, at, moved)
            followed = _followed(known, rule, found, thresholds, at, longest) if end is None else None
            events.extend(_events(rule, known, followed, found, at, end))
            if followed is not None:
                after.append(followed)
    events.extend(_switched_off(before.values(), at))
    silences = tuple(each for each in state.silences if at < each.until)
    return _told(state, after, events, silences, _unreachable(samples, thresholds), at)


def _measured(
    rule: Rule, samples: Sequence[GatewaySample], before: Collection[tuple[str, Subject]]
) -> Iterator[Measured]:
    """What the rule finds, and nothing of each subject that it does not find any more."""
    measured = list(rule.measure(samples))
    yield from measured
    there = {found.subject for found in measured}
    absent = [subject for name, subject in before if name == rule.name and subject not in there]
    yield from (Measured(subject, None) for subject in absent)


def _followed(
    known: Alert | None, rule: Rule, found: Measured, thresholds: Thresholds, at: datetime, longest: float
) -> Alert | None:
    so_far = None if known is None else known.course
    new = course.followed(so_far, rule, thresholds.of(rule), found.value, at, longest)
    if new is None:
        return None
    return Alert(rule.name, *found.subject, new) if known is None else structs.replace(known, course=new)


def _why_ended(rule: Rule, known: Alert, thresholds: Thresholds, at: datetime, moved: dict[str, str]) -> str | None:
    """Why an alert that is not known any more ends without having resolved; None where it stays."""
    if is_about_sites(rule) and known.gateway in moved:
        return f"it is counted with {moved[known.gateway]} now, with which it shares an etcd"
    since = known.course.unknown_since
    if since is not None and (at - since).total_seconds() >= thresholds.forget_after:
        return f"it has not been known for {duration((at - since).total_seconds())}"
    return None


def _events(
    rule: Rule, before: Alert | None, after: Alert | None, found: Measured, at: datetime, end: str | None
) -> Iterator[Event]:
    fired = before is not None and before.course.fires
    if after is not None and after.course.fires and not fired:
        yield _event(after, Turn.FIRED, at, after.course.value, rule.says(after.course.value))
    if before is not None and fired and after is None:
        if found.value is None:
            yield _event(before, Turn.ENDED, at, before.course.value, end or "")
        else:
            yield _event(before, Turn.RESOLVED, at, found.value, rule.says_resolved(found.value))


def _switched_off(left: Iterable[Alert], at: datetime) -> Iterator[Event]:
    for alert in left:
        if alert.course.fires:
            yield _event(alert, Turn.ENDED, at, alert.course.value, "its rule is switched off")


def _event(alert: Alert, turn: Turn, at: datetime, value: float, says: str) -> Event:
    since = alert.course.fired_at or at
    return Event(at, turn, alert.rule, alert.gateway, alert.executor, min(since, at), value, says, alert.told)


def _unreachable(samples: Iterable[GatewaySample], thresholds: Thresholds) -> frozenset[str]:
    """The gateways whose own alert stands for all of theirs; a site is among them if all its gateways are."""
    if not thresholds.of(GATEWAY_UNREACHABLE).on:
        return frozenset()
    return frozenset(sample.gateway for sample in samples if not sample.reachable)


def _told(
    state: State,
    alerts: Iterable[Alert],
    events: Sequence[Event],
    silences: tuple[Silence, ...],
    unreachable: Collection[str],
    at: datetime,
) -> Step:
    """Decide what is told now, and note that it is."""
    kept: list[Alert] = []
    told: list[Alert] = []
    held_back: dict[str, int] = {}
    for alert in alerts:
        tellable = alert.course.fires and alert.course.holds_now and not alert.told
        if not tellable or silencing(silences, alert.rule, alert.subject, at):
            kept.append(alert)
        elif alert.rule != GATEWAY_UNREACHABLE.name and alert.gateway in unreachable:
            held_back[alert.gateway] = held_back.get(alert.gateway, 0) + 1
            kept.append(alert)
        else:
            told.append(structs.replace(alert, told=True))
    over = tuple(
        event
        for event in events
        if event.turn is not Turn.FIRED and event.told and not silencing(silences, event.rule, event.subject, at)
    )
    past = (*sorted(events, key=lambda event: event.at, reverse=True), *state.past)[:PAST_KEPT]
    return Step(State((*kept, *told), past, silences), tuple(events), tuple(told), over, held_back)
