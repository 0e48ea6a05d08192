"""What people are told: one message for all that fires, or is over, for one rule on one gateway."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from itertools import groupby
from typing import Final, TypeVar

from msgspec import Struct

from lib.alerts.engine import Alert, Event, Step, Turn
from lib.alerts.rules import BY_NAME, GATEWAY_UNREACHABLE, RULES, Severity, Subject
from lib.alerts.thresholds import Thresholds
from lib.fleet.words import duration, iso, plural
from lib.gateway.errors import folded

NAMED: Final = 10
"""Executors that a message names; it counts the others."""

_ORDER: Final = {rule.name: place for place, rule in enumerate(RULES)}

About = TypeVar("About", Alert, Event)


class Message(Struct, frozen=True, gc=False):
    """One message to every target; ``over`` says that it is about alerts that fire no longer."""

    at: datetime
    title: str
    body: str
    severity: Severity
    over: bool


def messages(step: Step, thresholds: Thresholds, at: datetime) -> tuple[Message, ...]:
    """The messages of a step, what fires before what is over."""
    fired = [_fired(group, thresholds, step.held_back, at) for group in _groups(step.told)]
    over = [_over(turn, group, at) for turn in Turn for group in _groups(e for e in step.over if e.turn is turn)]
    return (*fired, *over)


def _groups(alerts: Iterable[About]) -> list[list[About]]:
    """Those of one rule on one gateway together, by rule, gateway and name."""

    def place(alert: About) -> tuple[int, str]:
        return _ORDER.get(alert.rule, len(_ORDER)), alert.gateway

    ordered = sorted(alerts, key=lambda alert: (place(alert), alert.executor or ""))
    return [list(group) for _, group in groupby(ordered, place)]


def _fired(alerts: Sequence[Alert], thresholds: Thresholds, held_back: dict[str, int], at: datetime) -> Message:
    rule = BY_NAME[alerts[0].rule]
    lines = _lines(alerts, lambda alert: f"{rule.says(alert.course.value)}, since {iso(alert.course.begun)}")
    asked = f"The rule {rule.name} fires {rule.condition(thresholds.of(rule))}."
    waiting = held_back.get(alerts[0].gateway, 0) if rule is GATEWAY_UNREACHABLE else 0
    said = [f"Not told beside this: {plural(waiting, 'alert')} of the same gateway."] if waiting else []
    return Message(at, f"{rule.title}: {_whose(alerts)}", "\n".join((*lines, *said, asked)), rule.severity, over=False)


def _over(turn: Turn, events: Sequence[Event], at: datetime) -> Message:
    rule = BY_NAME.get(events[0].rule)
    lines = _lines(events, lambda event: f"{event.says}, after {duration((event.at - event.since).total_seconds())}")
    title = f"{'Resolved' if turn is Turn.RESOLVED else 'No longer watched'}: {events[0].title}: {_whose(events)}"
    return Message(at, title, "\n".join(lines), rule.severity if rule else Severity.WARNING, over=True)


def _whose(alerts: Sequence[About]) -> str:
    if len(alerts) == 1:
        return _named(alerts[0])
    return f"{plural(len(alerts), 'executor')} on {alerts[0].gateway}"


def _named(alert: Alert | Event) -> str:
    """Whom an alert is about, on one line: a name must not add lines of its own to what people are told."""
    return Subject(alert.gateway, alert.executor and folded(alert.executor)).label


def _lines(alerts: Sequence[About], says: Callable[[About], str]) -> list[str]:
    lines: list[str] = [f"{_named(alert)}: {says(alert)}." for alert in alerts[:NAMED]]
    more = len(alerts) - NAMED
    return [*lines, f"And {plural(more, 'more executor')}."] if more > 0 else lines
