from datetime import timedelta
from pathlib import Path

import pytest

from lib.access.caller import ANYONE
from lib.alerts.thresholds import DEFAULTS
from lib.alerts.watching import Alerts, Scope
from lib.fleet.model import Status
from lib.ui.activity_alerts import SHOWN, Desk, draw, groups, says
from tests.alerts.observed import executor, gateway, gone, run, unknown
from tests.pages.reading import words
from tests.ui.session import Visit

FAILING = [gateway(executor("extract", status=Status.ERROR))]


@pytest.fixture
def alerts(tmp_path: Path) -> Alerts:
    return Alerts(tmp_path / "alerts.toml", tmp_path / "alerts.json", (), 30)


def test_those_of_one_rule_and_gateway_stand_together_and_dead_gateways_first() -> None:
    both = [executor(name, status=Status.ERROR) for name in ("b", "a")]
    firing = run([[gateway(*both), gone(name="eu")]] * 2)[-1].state.firing
    assert [[each.executor or each.gateway for each in group] for group in groups(firing)] == [["eu"], ["a", "b"]]


def test_an_alert_says_that_it_is_not_known_any_more() -> None:
    [alert] = run([FAILING, [gateway(unknown("extract"))]])[-1].state.firing
    assert "not known since 2026-03-01 09:00:30" in says(alert, DEFAULTS)


def test_value_and_limit_are_said() -> None:
    [alert] = run([[gateway(executor(total=20, used=19, available=1))]])[-1].state.firing
    assert says(alert, DEFAULTS).startswith("1 slot available (limit: under 10 slots) · since ")


def test_many_executors_are_counted_and_the_first_listed(alerts: Alerts) -> None:
    alerts.take([gateway(*(executor(f"e{each:02}", status=Status.ERROR) for each in range(SHOWN + 5)))])
    visit = Visit()
    visit.call(draw, Desk(alerts, lambda: None, ANYONE), alerts.look())
    assert "25 executors on us" in words(visit.page)
    assert "And 5 more, which the time line lists." in words(visit.page)


def test_a_silence_is_shown_with_its_end_and_its_reason(alerts: Alerts) -> None:
    alerts.take(FAILING)
    alerts.silence(Scope(gateway="us"), timedelta(hours=1), "Ann", "moving *hosts*")
    visit = Visit()
    visit.call(draw, Desk(alerts, lambda: None, ANYONE), alerts.look())
    assert "silenced until" in words(visit.page)
    assert "by Ann: moving *hosts*" in words(visit.page)


def test_what_is_wrong_with_the_thresholds_is_said(alerts: Alerts, tmp_path: Path) -> None:
    (tmp_path / "alerts.toml").write_text("nonsense")
    alerts.take(FAILING)
    visit = Visit()
    visit.call(draw, Desk(alerts, lambda: None, ANYONE), alerts.look())
    assert "it is not TOML" in visit.page.warning[0].value.replace("\\", "")
