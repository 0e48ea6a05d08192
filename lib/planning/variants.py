"""What another threshold or hold of an alert rule would have done: variants that a back-test puts side by side."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Final, NamedTuple

import pandas as pd

from lib.alerts.rules import RULES, Limits, Rule, Sense, Unit, written
from lib.alerts.thresholds import Thresholds
from lib.fleet.words import duration
from lib.planning.alert_replay import FRAME_OF, Frame, Replay, replayed, with_limits

AS_SET: Final = "as set"
_POINTS: Final = 5.0
"""By how many percentage points a threshold in percent is moved; any other is halved and doubled."""


class Variant(NamedTuple):
    """A rule replayed, and in what it differs from how it is set."""

    name: str
    replay: Replay


def variants(rule: Rule, limits: Limits) -> tuple[tuple[str, Limits], ...]:
    """The limits as set, then those with another threshold, then those with another hold."""
    found = {AS_SET: replace(limits, on=True)}
    if limits.threshold is not None and rule.sense is not Sense.STATE:
        for threshold in _thresholds(rule.unit, limits.threshold):
            found[f"threshold {written(rule.unit, threshold)}"] = with_limits(rule, limits, threshold=threshold)
    for hold in (limits.hold / 2, limits.hold * 2) if limits.hold else ():
        found[f"hold {duration(hold)}"] = with_limits(rule, limits, hold=hold)
    return tuple(found.items())


def back_test(
    thresholds: Thresholds, frame_of: Callable[[Frame], pd.DataFrame | None], step: timedelta
) -> tuple[Variant, ...]:
    """Every rule in all its variants; ``frame_of`` gives the frame of a kind, None where it can't be asked for."""
    return tuple(
        Variant(name, replayed(rule, limits, frame, step))
        for rule in RULES
        if (frame := frame_of(FRAME_OF[rule.name])) is not None
        for name, limits in variants(rule, thresholds.of(rule))
    )


def as_set(found: Iterable[Variant]) -> list[Replay]:
    """The replays of the rules as they are set."""
    return [each.replay for each in found if each.name == AS_SET]


def _thresholds(unit: Unit, threshold: float) -> tuple[float, ...]:
    if unit is Unit.PERCENT:
        return tuple(each for each in (threshold - _POINTS, threshold + _POINTS) if 0 <= each <= 100)
    return (threshold / 2, threshold * 2)
