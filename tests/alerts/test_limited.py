from datetime import timedelta
from pathlib import Path

import pytest

from lib.access.caller import ANYONE, Caller, Role
from lib.alerts.limited import may_end, may_know, seen_by
from lib.alerts.watching import Alerts, Scope
from lib.fleet.model import Status
from tests.alerts.observed import executor, gateway

HOUR = timedelta(hours=1)
MINE = Caller("olga", Role.OPERATOR, frozenset({"us"}))


@pytest.fixture
def alerts(tmp_path: Path) -> Alerts:
    """Alerts of two gateways, and silences of each kind."""
    made = Alerts(tmp_path / "alerts.toml", tmp_path / "alerts.json", (), 30)
    failing = executor("extract", status=Status.ERROR)
    made.take([gateway(failing), gateway(failing, gateway="eu")])
    for scope in (Scope(gateway="us"), Scope(gateway="eu"), Scope(rule="executor-error"), Scope(executor="extract")):
        made.silence(scope, HOUR, "Ann", "moving")
    return made


def test_alerts_events_and_silences_of_other_gateways_are_not_there(alerts: Alerts) -> None:
    state = seen_by(MINE, alerts.look()).state
    assert {each.gateway for each in state.alerts} == {"us"}
    assert {each.gateway for each in state.past} == {"us"}
    assert [(each.rule, each.gateway, each.executor) for each in state.silences] == [
        (None, "us", None),
        ("executor-error", None, None),
    ]


def test_who_sees_everything_sees_them_as_they_are(alerts: Alerts) -> None:
    seen = alerts.look()
    assert seen_by(ANYONE, seen) is seen


def test_a_silence_is_ended_by_an_operator_who_sees_all_that_it_is_about(alerts: Alerts) -> None:
    us, eu, rule, named = alerts.look().state.silences
    assert [may_end(MINE, each) for each in (us, eu, rule, named)] == [True, False, False, False]
    assert all(may_end(ANYONE, each) for each in (us, eu, rule, named))
    assert not may_end(Caller("vera", Role.VIEWER), us)
    assert may_know(MINE, rule)
