from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.alerts.rules import (
    AVAILABLE_LOW,
    BY_NAME,
    DRIFT_LONG,
    EXECUTOR_ERROR,
    GATEWAY_UNREACHABLE,
    HEARTBEAT_OLD,
    NODES_UNHEALTHY,
    RULES,
    UTILIZATION_HIGH,
    Limits,
    Rule,
)
from lib.history.questions import COARSE, FINE, REACHED, SERIES, USAGE, typed
from lib.planning.alert_replay import FRAME_OF, Frame, Replay, caveats, replayed, with_limits

BEGIN = datetime(2026, 3, 2, tzinfo=UTC)
COLUMNS = {Frame.SERIES: SERIES, Frame.REACHED: REACHED, Frame.USAGE: USAGE}
GAP = "gap"
"""Stands for a step without a row."""

Row = dict[str, Any] | str


def frame_of(rule: Rule, rows: Sequence[Row], step: timedelta = FINE, **same: Any) -> pd.DataFrame:
    """The frame of a rule from one row a step; what a row does not say is well."""
    words = {"gateway": "us", "site": "us", "executor": "extract", "function": "extract"}
    slots = {"executors": 1.0, "total": 20.0, "used": 4.0, "available": 16.0}
    shares = {"samples": 10.0, "reachable": 1.0, "readable": 1.0, "drifting": 0.0, "failing": 0.0}
    nodes = {"nodes": 10.0, "fresh_nodes": 10.0, "heartbeat_max": 5.0}
    columns = COLUMNS[FRAME_OF[rule.name]]
    made = [
        {
            **dict.fromkeys(columns, float("nan")),
            **words,
            **slots,
            **shares,
            **nodes,
            "at": BEGIN + number * step,
            **same,
            **row,
        }
        for number, row in enumerate(rows)
        if isinstance(row, dict)
    ]
    return typed(pd.DataFrame(made, columns=list(columns)))


def replay(rule: Rule, rows: Sequence[Row], limits: Limits | None = None, step: timedelta = FINE) -> Replay:
    return replayed(rule, limits or rule.defaults, frame_of(rule, rows, step), step)


def used(*percents: float | str) -> list[Row]:
    """Steps in which so many percent of 100 slots are used."""
    return [
        each if isinstance(each, str) else {"total": 100.0, "used": each, "available": 100 - each} for each in percents
    ]


def test_every_rule_is_replayed_on_a_frame() -> None:
    assert FRAME_OF.keys() == BY_NAME.keys()


def test_utilization_of_ten_minutes_fires_at_their_end_and_resolves_after_its_clear_hold() -> None:
    found = replay(UTILIZATION_HIGH, used(50, 90, 90, 90, 50, 50))
    [firing] = found.firings
    assert firing.begin == BEGIN + 3 * FINE
    assert firing.end == BEGIN + 4 * FINE + timedelta(minutes=2)
    assert firing.lasted == found.lasted == timedelta(minutes=7)
    assert (found.fired, firing.open, found.subjects, found.known, found.unknown) == (1, False, 1, 6, 0)


def test_utilization_for_less_than_its_hold_does_not_fire() -> None:
    assert replay(UTILIZATION_HIGH, used(50, 90, 50, 90, 50)).fired == 0


def test_a_shorter_hold_and_a_lower_threshold_fire_more_often() -> None:
    rows = used(50, 90, 50, 79, 79, 50)
    present = UTILIZATION_HIGH.defaults
    assert replay(UTILIZATION_HIGH, rows, present).fired == 0
    assert replay(UTILIZATION_HIGH, rows, with_limits(UTILIZATION_HIGH, present, hold=60)).fired == 1
    assert replay(UTILIZATION_HIGH, rows, with_limits(UTILIZATION_HIGH, present, threshold=70)).fired == 1
    both = with_limits(UTILIZATION_HIGH, present, threshold=70, hold=60)
    assert (both.threshold, both.clear, both.hold) == (70, 65, 60)
    assert replay(UTILIZATION_HIGH, rows, both).fired == 2


def test_a_rule_about_a_state_takes_no_threshold() -> None:
    assert with_limits(DRIFT_LONG, DRIFT_LONG.defaults, threshold=3) == DRIFT_LONG.defaults


def test_a_gap_neither_fires_nor_resolves_and_is_counted() -> None:
    found = replay(UTILIZATION_HIGH, used(90, GAP, 90, GAP, GAP, 90, 50, 50))
    [firing] = found.firings
    assert firing.begin == BEGIN + 3 * FINE
    assert firing.lasted == timedelta(minutes=7)
    assert (found.known, found.unknown) == (5, 3)


def test_a_gap_alone_never_fires() -> None:
    found = replay(UTILIZATION_HIGH, used(90, GAP, GAP, GAP, GAP, 50))
    assert found.fired == 0


def test_a_value_that_is_not_known_is_a_gap() -> None:
    rows = [{"fresh_nodes": 5.0}, {"fresh_nodes": float("nan")}, {"nodes": 0.0, "fresh_nodes": 0.0}, {}]
    found = replay(NODES_UNHEALTHY, rows)
    assert (found.fired, found.known, found.unknown) == (1, 2, 2)


def test_what_fires_at_the_end_is_open() -> None:
    [firing] = replay(NODES_UNHEALTHY, [{}, {"fresh_nodes": 8.0}]).firings
    assert (firing.open, firing.begin, firing.end) == (True, BEGIN + FINE, BEGIN + 2 * FINE)
    assert firing.lasted == FINE


def test_within_the_hysteresis_it_goes_on() -> None:
    found = replay(UTILIZATION_HIGH, used(90, 90, 90, 78, 81, 78, 81, 60, 60))
    assert found.fired == 1
    assert found.lasted == timedelta(minutes=27)


def test_slots_of_one_etcd_are_counted_once_and_the_first_that_knows_speaks() -> None:
    us = frame_of(AVAILABLE_LOW, [{"available": 6.0}, {"available": float("nan"), "used": float("nan")}])
    twin = frame_of(AVAILABLE_LOW, [{"available": 6.0}, {"available": 7.0}], gateway="us-b")
    found = replayed(AVAILABLE_LOW, AVAILABLE_LOW.defaults, pd.concat([twin, us]), FINE)
    assert (found.fired, found.subjects, found.known) == (1, 1, 2)


def test_an_etcd_is_called_by_a_gateway_that_was_asked_about() -> None:
    rows = [frame_of(AVAILABLE_LOW, [{"available": 6.0}], gateway=each, site="hidden") for each in ("us-b", "us")]
    [firing] = replayed(AVAILABLE_LOW, AVAILABLE_LOW.defaults, pd.concat(rows), FINE).firings
    assert firing.subject.gateway == "us"


def test_slots_of_functions_are_summed_up() -> None:
    extract = frame_of(AVAILABLE_LOW, [{"available": 6.0}])
    ocr = frame_of(AVAILABLE_LOW, [{"available": 6.0}], function="ocr")
    assert replayed(AVAILABLE_LOW, AVAILABLE_LOW.defaults, extract, FINE).fired == 1
    assert replayed(AVAILABLE_LOW, AVAILABLE_LOW.defaults, pd.concat([extract, ocr]), FINE).fired == 0


def test_an_error_at_any_time_of_a_step_fires() -> None:
    assert replay(EXECUTOR_ERROR, [{}, {"failing": 0.1}, {}, {}]).fired == 1


def test_drift_must_last_for_whole_steps() -> None:
    assert replay(DRIFT_LONG, [{}, {"drifting": 1.0}, {"drifting": 0.9}, {"drifting": 1.0}, {}]).fired == 0
    assert replay(DRIFT_LONG, [{}, {"drifting": 1.0}, {"drifting": 1.0}, {}]).fired == 1


def test_an_outage_that_is_shorter_than_its_hold_does_not_fire() -> None:
    assert replay(GATEWAY_UNREACHABLE, [{}, {"reachable": 0.95}, {}]).fired == 0
    assert replay(GATEWAY_UNREACHABLE, [{}, {"reachable": 0.9}, {}]).fired == 1


def test_executors_are_told_apart() -> None:
    old = {"heartbeat_max": 130.0}
    frames = [frame_of(HEARTBEAT_OLD, [{}, old, {}], executor=name) for name in ("a", "b")]
    found = replayed(HEARTBEAT_OLD, HEARTBEAT_OLD.defaults, pd.concat(frames), FINE)
    assert [firing.subject.label for firing in found.firings] == ["a on us", "b on us"]


def test_an_empty_past_answers_nothing() -> None:
    for rule in RULES:
        found = replay(rule, [])
        assert (found.fired, found.answerable, found.subjects, found.unknown) == (0, False, 0, 0)


def test_it_says_on_which_steps_it_was_replayed_and_what_they_cannot_see() -> None:
    assert caveats(DRIFT_LONG, DRIFT_LONG.defaults, FINE) == ("Replayed on steps of 5\u202fmin.",)
    said = " ".join(caveats(UTILIZATION_HIGH, Limits(hold=120, clear_hold=0, threshold=80, clear=75), FINE))
    assert "A hold of 2\u202fmin is shorter than a step" in said
    assert "A step tells the mean of its samples" in said
    assert "shorter than a step" in " ".join(caveats(DRIFT_LONG, DRIFT_LONG.defaults, COARSE))


VALUES = st.lists(st.one_of(st.just(GAP), st.floats(0, 100)), min_size=1, max_size=40)


@given(VALUES, st.floats(0, 3_600), st.floats(0, 3_600))
@settings(max_examples=60, deadline=None)
def test_a_longer_hold_never_fires_for_longer(rows: list[float | str], one: float, other: float) -> None:
    short, long = sorted((one, other))
    present = UTILIZATION_HIGH.defaults
    quick = replay(UTILIZATION_HIGH, used(*rows), with_limits(UTILIZATION_HIGH, present, hold=short))
    slow = replay(UTILIZATION_HIGH, used(*rows), with_limits(UTILIZATION_HIGH, present, hold=long))
    assert slow.lasted <= quick.lasted + timedelta(milliseconds=1)


@given(VALUES)
@settings(max_examples=60, deadline=None)
def test_it_never_fires_for_longer_than_was_known(rows: list[float | str]) -> None:
    found = replay(UTILIZATION_HIGH, used(*rows), with_limits(UTILIZATION_HIGH, UTILIZATION_HIGH.defaults, hold=0))
    assert found.lasted <= found.known * FINE


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_where_all_is_well_no_rule_fires(rule: Rule) -> None:
    found = replay(rule, [{}] * 10)
    assert (found.fired, found.answerable, found.unknown) == (0, True, 0)
