from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import json, structs

from lib.alerts.engine import PAST_KEPT, State, Turn, step
from lib.alerts.rules import RULES
from lib.alerts.silences import Silence
from lib.alerts.thresholds import DEFAULTS, Thresholds, parsed
from lib.fleet.model import Status, Verdict
from lib.history.samples import GatewaySample
from tests.alerts.observed import LONGEST, after, executor, gateway, gone, over, run, told, unknown

Row = Sequence[GatewaySample]

WELL = [gateway(executor(status=Status.SERVING))]
FAILING = [gateway(executor(status=Status.ERROR))]
NOT_KNOWN = [gateway(unknown())]
ALERT = ("executor-error", "us", "extract")


def silence(**scope: str) -> Silence:
    return Silence("s1", after(0), after(3_600), "Ann", "maintenance", **scope)


def test_nothing_fires_where_all_is_well() -> None:
    [only] = run([WELL])
    assert (only.state, only.events, only.told, only.over) == (State(), (), (), ())


def test_an_executor_that_turns_error_is_told_once() -> None:
    steps = run([WELL, FAILING, FAILING, FAILING])
    assert told(steps) == [ALERT]
    assert [len(each.told) for each in steps] == [0, 1, 0, 0]
    assert [event.turn for event in steps[-1].state.past] == [Turn.FIRED]


def test_it_is_told_that_it_has_resolved() -> None:
    steps = run([FAILING, WELL, WELL, WELL])
    assert over(steps) == [ALERT]
    assert [event.turn for event in steps[-1].state.past] == [Turn.RESOLVED, Turn.FIRED]
    assert steps[-1].state.past[0].since == after(0)
    assert steps[-1].state.alerts == ()


def test_what_is_not_known_any_more_stays_and_says_since_when() -> None:
    steps = run([FAILING, *[NOT_KNOWN] * 20])
    assert over(steps) == []
    [alert] = steps[-1].state.firing
    assert alert.course.unknown_since == after(30)


def test_an_executor_that_is_not_listed_any_more_is_not_well() -> None:
    steps = run([FAILING, *[[gateway(executor("other"))]] * 20])
    assert over(steps) == []
    [alert] = steps[-1].state.firing
    assert (alert.executor, alert.course.unknown_since) == ("extract", after(30))


def test_an_alert_that_is_not_known_for_long_ends_without_having_resolved() -> None:
    thresholds = replace(DEFAULTS, forget_after=60)
    steps = run([FAILING, *[NOT_KNOWN] * 4], thresholds)
    [event] = [event for each in steps for event in each.over]
    assert (event.turn, event.says) == (Turn.ENDED, "it has not been known for 1\u202fmin")
    assert steps[-1].state.alerts == ()


def test_a_gateway_that_is_not_configured_any_more_is_not_known() -> None:
    [alert] = run([FAILING, []])[-1].state.firing
    assert alert.course.unknown_since is not None


def test_a_gateway_that_does_not_answer_is_told_once_its_hold_is_over() -> None:
    steps = run([WELL, [gone()], [gone()], [gone()]])
    assert told(steps) == [("gateway-unreachable", "us", None)]
    assert [len(each.told) for each in steps] == [0, 0, 1, 0]


def test_alerts_of_a_gateway_that_cannot_be_reached_are_held_back() -> None:
    failing = [executor(f"e{number}", status=Status.ERROR) for number in range(40)]
    dead = [gateway(*failing, reachable=False)]
    steps = run([dead, dead])
    assert told(steps) == [("gateway-unreachable", "us", None)]
    assert steps[-1].held_back == {"us": 40}
    assert len(steps[-1].state.firing) == 41


def test_what_still_fires_is_told_once_the_gateway_is_back() -> None:
    dead = [gateway(executor(status=Status.ERROR), reachable=False)]
    steps = run([dead, dead, FAILING, FAILING])
    assert told(steps) == [("gateway-unreachable", "us", None), ALERT]


def test_what_was_told_before_is_not_told_again_when_the_gateway_is_back() -> None:
    steps = run([FAILING, *[[gone()]] * 3, FAILING, FAILING])
    assert told(steps) == [ALERT, ("gateway-unreachable", "us", None)]
    assert over(steps) == [("gateway-unreachable", "us", None)]


def test_without_the_rule_about_reachability_nothing_is_held_back() -> None:
    thresholds = parsed("[rules.gateway-unreachable]\non = false\n")
    assert told(run([[gateway(executor(status=Status.ERROR), reachable=False)]], thresholds)) == [ALERT]


def test_another_gateway_is_not_held_back() -> None:
    row = [gone(name="eu"), *FAILING]
    assert ALERT in told(run([row]))


def test_a_shared_etcd_leads_to_one_alert() -> None:
    full = executor(total=20, used=19, available=1)
    row = [gateway(full), gateway(full, gateway="us-b", site="us")]
    assert told(run([row])) == [("available-low", "us", None)]


def test_an_alert_of_a_gateway_that_is_found_to_share_an_etcd_ends() -> None:
    full = executor(total=20, used=19, available=1)
    apart = [gateway(full), gateway(full, gateway="us-b")]
    shared = [gateway(full), gateway(full, gateway="us-b", site="us")]
    steps = run([apart, shared])
    assert over(steps) == [("available-low", "us-b", None)]
    assert steps[-1].over[0].says == "it is counted with us now, with which it shares an etcd"


def test_drift_is_told_once_it_has_lasted_ten_minutes() -> None:
    steps = run([[gateway(executor(verdict=Verdict.DRIFT))]] * 21)
    assert [bool(each.told) for each in steps] == [False] * 20 + [True]


def test_a_rule_that_is_switched_off_ends_its_alerts() -> None:
    fired = run([FAILING])[-1].state
    [after_it] = run([FAILING], parsed("[rules.executor-error]\non = false\n"), fired)
    assert [(event.turn, event.says) for event in after_it.over] == [(Turn.ENDED, "its rule is switched off")]


def test_another_threshold_holds_from_the_next_sample_on() -> None:
    row = [gateway(executor(total=20, used=8, available=12))]
    assert told(run([row])) == []
    assert told(run([row], parsed("[rules.available-low]\nthreshold = 15\n"))) == [("available-low", "us", None)]


def test_what_is_silenced_fires_and_nobody_is_told() -> None:
    for scope in ({"rule": "executor-error"}, {"gateway": "us"}, {"executor": "extract"}, {}):
        steps = run([FAILING], state=State(silences=(silence(**scope),)))
        assert (told(steps), len(steps[-1].state.firing)) == ([], 1)


def test_a_silence_is_for_its_scope_alone() -> None:
    for scope in ({"rule": "drift-long"}, {"gateway": "eu"}, {"executor": "ocr"}):
        assert told(run([FAILING], state=State(silences=(silence(**scope),)))) == [ALERT]


def test_what_still_fires_when_a_silence_ends_is_told_then() -> None:
    state = State(silences=(structs.replace(silence(), until=after(60)),))
    steps = run([FAILING] * 4, state=state)
    assert [bool(each.told) for each in steps] == [False, False, True, False]
    assert steps[-1].state.silences == ()


def test_what_resolves_while_it_is_silenced_is_not_told() -> None:
    fired = run([FAILING])[-1].state
    steps = run([WELL] * 4, state=structs.replace(fired, silences=(silence(),)))
    assert over(steps) == []
    assert steps[-1].state.past[0].turn is Turn.RESOLVED


def test_what_was_never_told_is_not_told_to_have_resolved() -> None:
    state = State(silences=(structs.replace(silence(), until=after(15)),))
    steps = run([FAILING, WELL, WELL, WELL], state=state)
    assert (told(steps), over(steps)) == ([], [])


def test_a_restart_repeats_nothing() -> None:
    before = run([FAILING])[-1].state
    restarted = json.decode(json.encode(before), type=State)
    assert restarted == before
    assert told(run([FAILING] * 3, state=restarted, begin=600)) == []


def test_a_restart_goes_on_with_a_hold_without_the_time_between() -> None:
    drifting = [gateway(executor(verdict=Verdict.DRIFT))]
    half = run([drifting] * 11)[-1].state
    steps = run([drifting] * 11, state=half, begin=7_200)
    assert [bool(each.told) for each in steps] == [False] * 10 + [True]


def test_events_are_bounded_and_the_latest_first() -> None:
    rows = [FAILING, WELL, WELL, WELL] * 3
    past = run(rows)[-1].state.past
    assert [event.at for event in past] == sorted((event.at for event in past), reverse=True)
    full = State(past=past * PAST_KEPT)
    assert len(step(full, FAILING, DEFAULTS, after(9_000), LONGEST).state.past) == PAST_KEPT


ROWS = st.lists(st.sampled_from([WELL, FAILING, NOT_KNOWN, [gone()], []]), max_size=25)


@given(ROWS, st.integers(0, 25))
@settings(max_examples=60)
def test_a_restart_at_any_moment_changes_nothing_that_is_told(rows: list[Row], at: int) -> None:
    whole = run(rows)
    first = run(rows[:at])
    state = json.decode(json.encode(first[-1].state), type=State) if first else State()
    second = run(rows[at:], state=state, begin=len(first) * 30.0)
    assert told([*first, *second]) == told(whole)
    assert over([*first, *second]) == over(whole)


@given(ROWS)
@settings(max_examples=60)
def test_whatever_is_told_to_be_over_was_told_before_and_only_once(rows: list[Row]) -> None:
    open_: set[tuple[str, str, str | None]] = set()
    for each in run(rows):
        for alert in told([each]):
            assert alert not in open_
            open_.add(alert)
        for alert in over([each]):
            open_.remove(alert)


@given(ROWS, st.integers(1, 10))
@settings(max_examples=40)
def test_a_time_in_which_nothing_is_known_tells_nothing(rows: list[Row], gap: int) -> None:
    steps = run([*rows, *[NOT_KNOWN] * gap])
    silent = steps[len(rows) :]
    known = {alert for alert in told(steps) if alert[0] == "executor-error"}
    assert {alert for alert in told(silent) if alert[0] == "executor-error"} <= known
    assert [alert for alert in over(silent) if alert[0] == "executor-error"] == []


def test_every_rule_can_fire_and_resolve() -> None:
    thresholds = Thresholds({rule.name: replace(rule.defaults, hold=0, clear_hold=0) for rule in RULES})
    bad = executor(total=10, used=9, available=1, heartbeat_age=999.0, status=Status.ERROR, verdict=Verdict.DRIFT)
    rows = [[gateway(bad, fresh_nodes=1), gone(name="eu")], [gateway(), gateway(gateway="eu")]]
    steps = run(rows, thresholds)
    names = {rule.name for rule in RULES}
    assert {alert[0] for alert in told(steps)} == names
    assert {alert[0] for alert in over(steps)} == names
