"""Alert rules replayed on the past: how often each would have fired, and what another threshold or hold would do.

Conditions, hold and hysteresis are those of ``lib.alerts``. What is replayed are steps, which sum up the samples in
them, so a replay is coarser than the rule was: it says how much. A step that is not known neither fires nor resolves.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from math import ceil, isnan
from typing import Final, NamedTuple

import pandas as pd

from lib.alerts import rules
from lib.alerts.course import Course, followed, known_between
from lib.alerts.rules import Limits, Rule, Sense, Subject, Unit
from lib.fleet.words import duration


class Frame(StrEnum):
    """The frame of ``lib.history.questions`` that a rule is replayed on."""

    SERIES = "series"
    REACHED = "reached"
    USAGE = "usage"


FRAME_OF: Final[dict[str, Frame]] = {
    rules.HEARTBEAT_OLD.name: Frame.SERIES,
    rules.EXECUTOR_ERROR.name: Frame.SERIES,
    rules.DRIFT_LONG.name: Frame.SERIES,
    rules.NODES_UNHEALTHY.name: Frame.REACHED,
    rules.GATEWAY_UNREACHABLE.name: Frame.REACHED,
    rules.AVAILABLE_LOW.name: Frame.USAGE,
    rules.UTILIZATION_HIGH.name: Frame.USAGE,
}
"""Which frame each rule is replayed on."""

_MEANS: Final = frozenset({rules.NODES_UNHEALTHY.name, rules.AVAILABLE_LOW.name, rules.UTILIZATION_HIGH.name})
"""Rules whose frames hold the mean of a step, in which a short peak or dip is lost."""


class Firing(NamedTuple):
    """One time that a rule would have fired: from ``begin`` until it resolved, or the window ended.

    ``lasted`` is how much of it was known. ``open`` says that it fired still at the end.
    """

    subject: Subject
    begin: datetime
    end: datetime
    lasted: timedelta
    open: bool


@dataclass(frozen=True, slots=True)
class Replay:
    """A rule replayed with ``limits``, on steps of ``step``.

    ``subjects`` were looked at, in ``known`` steps in all that knew the value and ``unknown`` that did not, from the
    first to the last step of the frame. ``caveats`` are sentences about what the replay can't see.
    """

    rule: Rule
    limits: Limits
    step: timedelta
    subjects: int
    known: int
    unknown: int
    firings: tuple[Firing, ...]
    caveats: tuple[str, ...]

    @property
    def fired(self) -> int:
        """How often it would have fired."""
        return len(self.firings)

    @property
    def lasted(self) -> timedelta:
        """For how long in all, over all subjects, as far as known."""
        return sum((firing.lasted for firing in self.firings), timedelta())

    @property
    def answerable(self) -> bool:
        """Whether anything was known at all; else zero firings say nothing."""
        return self.known > 0


def with_limits(rule: Rule, limits: Limits, threshold: float | None = None, hold: float | None = None) -> Limits:
    """The limits with another threshold or hold; what it resolves at keeps its distance to the threshold.

    A rule about a state has no threshold, and takes none.
    """
    changed = limits if hold is None else replace(limits, hold=hold)
    if threshold is None or limits.threshold is None or limits.clear is None or rule.sense is Sense.STATE:
        return changed
    return replace(changed, threshold=threshold, clear=max(0.0, threshold + limits.clear - limits.threshold))


def replayed(rule: Rule, limits: Limits, frame: pd.DataFrame, step: timedelta) -> Replay:
    """Replay a rule on its frame (``FRAME_OF``), whose rows are steps of the length ``step``.

    A row that is missing, and a NaN in one, is a step that is not known.
    """
    values = _values(rule, limits, frame, step)
    known = int(values["value"].notna().sum())
    begins = pd.date_range(values["at"].min(), values["at"].max(), freq=step) if len(values) else pd.DatetimeIndex([])
    firings: list[Firing] = []
    subjects = 0
    for subject, of_one in _by_subject(values):
        subjects += 1
        if _may_fire(rule, limits, of_one["value"]):
            on_grid = of_one.set_index("at")["value"].reindex(begins)
            firings.extend(_firings(rule, limits, subject, on_grid, step))
    ordered = tuple(sorted(firings, key=lambda firing: (firing.begin, firing.subject.label)))
    unknown = subjects * len(begins) - known
    return Replay(rule, limits, step, subjects, known, unknown, ordered, caveats(rule, limits, step))


def caveats(rule: Rule, limits: Limits, step: timedelta) -> tuple[str, ...]:
    """What steps of this length can't see of a rule."""
    length = step.total_seconds()
    said = [f"Replayed on steps of {duration(length)}."]
    if 0 < limits.hold < length:
        said.append(
            f"A hold of {duration(limits.hold)} is shorter than a step: whether a condition lasted that long "
            "without a break can't be told within one."
        )
    if rule.name in _MEANS:
        said.append("A step tells the mean of its samples: a shorter peak or dip is not seen.")
    if FRAME_OF[rule.name] is Frame.USAGE:
        said.append("An executor whose slots were not known in a step is missing in its sum.")
    if rule is rules.HEARTBEAT_OLD:
        said.append("A step tells the oldest heartbeat in it: an old one counts for the whole step.")
    return tuple(said)


def _values(rule: Rule, limits: Limits, frame: pd.DataFrame, step: timedelta) -> pd.DataFrame:
    """``at``, ``gateway``, ``executor`` and ``value`` of each step; NaN is not known."""
    match FRAME_OF[rule.name]:
        case Frame.SERIES:
            column = {"heartbeat-old": "heartbeat_max", "executor-error": "failing", "drift-long": "drifting"}[
                rule.name
            ]
            found = frame[column] if rule.unit is not Unit.STATE else _state(frame[column], limits, step)
            return pd.DataFrame(
                {"at": frame["at"], "gateway": frame["gateway"], "executor": frame["executor"], "value": found}
            )
        case Frame.REACHED:
            if rule is rules.NODES_UNHEALTHY:
                found = 100 * frame["fresh_nodes"] / frame["nodes"].where(frame["nodes"] > 0)
            else:
                found = _state(1 - frame["reachable"], limits, step)
            return pd.DataFrame({"at": frame["at"], "gateway": frame["gateway"], "executor": None, "value": found})
        case Frame.USAGE:
            return _of_sites(rule, frame)


def _state(share: pd.Series, limits: Limits, step: timedelta) -> pd.Series:
    """1 where a state lasted long enough in a step, 0 where it did not occur, between where neither is so.

    Long enough is the hold, or the whole step where that is shorter; without a hold any sample is enough.
    """
    enough = min(limits.hold / step.total_seconds(), 1.0)
    lasted = (share > 0) & (share >= enough - 1e-9)
    return share.where(~lasted, 1.0)


def _of_sites(rule: Rule, frame: pd.DataFrame) -> pd.DataFrame:
    """The slots of each etcd once: those that the first of its gateways tells that knows any in that step.

    It is called by the gateway that stands for it, or where that is not asked about by the first one that is.
    """
    keys, numbers = ["at", "site", "gateway"], ["total", "used", "available"]
    grouped = frame[numbers].groupby([frame[key] for key in keys])
    partly = frame[numbers].isna().groupby([frame[key] for key in keys]).any()
    sums = grouped.sum().mask(partly).reset_index().sort_values(keys)
    once = sums[sums["used"].notna()].drop_duplicates(["at", "site"])
    if rule is rules.AVAILABLE_LOW:
        value = once["available"]
    else:
        value = 100 * once["used"] / once["total"].where(once["total"] > 0)
    first = frame.groupby("site")["gateway"].min()
    called = once["site"].where(once["site"].isin(frame["gateway"]), once["site"].map(first))
    return pd.DataFrame({"at": once["at"], "gateway": called, "executor": None, "value": value})


def _by_subject(values: pd.DataFrame) -> Iterator[tuple[Subject, pd.DataFrame]]:
    for (gateway, executor), of_one in values.groupby(["gateway", "executor"], sort=True, dropna=False):
        yield Subject(str(gateway), executor if isinstance(executor, str) else None), of_one


def _may_fire(rule: Rule, limits: Limits, values: pd.Series) -> bool:
    """Whether the worst of the values breaches: most subjects never do, and need not be followed."""
    worst = values.min() if rule.sense is Sense.BELOW else values.max()
    return bool(pd.notna(worst)) and rule.breaches(float(worst), limits)


def _firings(rule: Rule, limits: Limits, subject: Subject, values: pd.Series, step: timedelta) -> Iterator[Firing]:
    """Follow the rule through each step, as a step tells of all the time in it."""
    course: Course | None = None
    lasted, longest = 0.0, step.total_seconds()
    for begin, value in zip(pd.DatetimeIndex(values.index).to_pydatetime(), values, strict=True):
        if isnan(value):
            course = followed(course, rule, limits, None, begin, longest)
            continue
        at: datetime | None = begin
        while at is not None:
            before, course = course, followed(course, rule, limits, value, at, longest)
            if before is not None and before.fired_at is not None:
                lasted += known_between(before, at, longest)
                if course is None:
                    yield Firing(subject, before.fired_at, at, timedelta(seconds=lasted), open=False)
                    lasted = 0.0
            at = _next_look(course, limits, at, begin + step)
    if course is not None and course.fired_at is not None:
        yield Firing(subject, course.fired_at, course.at, timedelta(seconds=lasted), open=True)


def _next_look(course: Course | None, limits: Limits, at: datetime, end: datetime) -> datetime | None:
    """When something happens next in a step whose value stays: the hold is over, it resolves, or the step ends."""
    if course is None or at >= end:
        return None
    left = 0.0
    if not course.fires:
        left = limits.hold - course.held
    elif course.cleared is not None:
        left = limits.clear_hold - course.cleared
    return min(end, at + timedelta(microseconds=ceil(1e6 * left))) if left > 0 else end
