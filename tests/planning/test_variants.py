from lib.alerts import rules
from lib.alerts.thresholds import DEFAULTS
from lib.history.questions import FINE
from lib.planning.alert_replay import Frame
from lib.planning.variants import AS_SET, as_set, back_test, variants
from tests.planning.frames import reached, series, usage, used


def names(rule: rules.Rule) -> list[str]:
    return [name for name, _ in variants(rule, rule.defaults)]


def test_a_rule_is_replayed_as_set_then_with_other_thresholds_then_with_other_holds() -> None:
    assert names(rules.UTILIZATION_HIGH) == [
        AS_SET,
        "threshold 75\u202f%",
        "threshold 85\u202f%",
        "hold 5\u202fmin",
        "hold 20\u202fmin",
    ]


def test_a_rule_about_a_state_has_no_other_threshold() -> None:
    assert [name for name in names(rules.EXECUTOR_ERROR) if name.startswith("threshold")] == []


def test_a_rule_whose_frame_cannot_be_asked_for_is_left_out() -> None:
    frames = {Frame.USAGE: used(*[9.0] * 12), Frame.REACHED: reached()}
    found = back_test(DEFAULTS, frames.get, FINE)
    assert {each.replay.rule for each in found}.isdisjoint(
        {rules.HEARTBEAT_OLD, rules.EXECUTOR_ERROR, rules.DRIFT_LONG}
    )
    assert rules.UTILIZATION_HIGH in {each.rule for each in as_set(found)}


def test_a_lower_threshold_never_fires_for_a_shorter_time() -> None:
    numbers = [2.0, 8.0, 8.0, 8.0, 8.0, 9.0, 9.0, 9.0, 9.0, 2.0, 2.0, 2.0, 2.0]
    frames = {Frame.USAGE: used(*numbers), Frame.REACHED: reached(), Frame.SERIES: series()}
    found = back_test(DEFAULTS, frames.get, FINE)
    lasted = {each.name: each.replay.lasted for each in found if each.replay.rule is rules.UTILIZATION_HIGH}
    assert lasted["threshold 75\u202f%"] >= lasted[AS_SET] >= lasted["threshold 85\u202f%"]
    assert lasted[AS_SET].total_seconds() > 0


def test_nothing_known_is_told_as_such() -> None:
    frames = {Frame.USAGE: usage(), Frame.REACHED: reached(), Frame.SERIES: series()}
    assert not any(each.answerable for each in as_set(back_test(DEFAULTS, frames.get, FINE)))
