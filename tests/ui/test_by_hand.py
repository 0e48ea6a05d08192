from datetime import timedelta
from pathlib import Path

import pytest

from lib.access.caller import ANYONE, NOBODY, Caller, Role
from lib.access.limits import Limiter
from lib.process import Dashboard
from lib.settings import Settings
from lib.ui import by_hand
from lib.ui.by_hand import VIEWERS_MAY_NOT, refusal, why_not
from tests.access.logins import OPERATOR, SETTINGS, STRANGER, VIEWER, cookies
from tests.ui.session import Visit


def controlled(tmp_path: Path) -> Dashboard:
    return Dashboard(Settings.model_validate(SETTINGS), tmp_path / "gateways.json")


def test_a_button_is_closed_to_viewers_and_says_why() -> None:
    assert why_not(ANYONE) is None
    assert why_not(Caller("olga", Role.OPERATOR, frozenset())) is None
    assert why_not(NOBODY) == why_not(Caller("vera", Role.VIEWER)) == VIEWERS_MAY_NOT


def test_one_more_than_the_limit_is_answered_with_when_to_try_again(tmp_path: Path) -> None:
    dashboard, limiter, visit = Dashboard(Settings(), tmp_path / "gateways.json"), Limiter(2), Visit()
    assert [visit.call(refusal, dashboard, limiter) for _ in range(2)] == [None, None]
    said = visit.call(refusal, dashboard, limiter)
    assert said is not None
    assert said.startswith("You have done this 2 times within a minute")
    assert "Try again at " in said
    dashboard.close()


@pytest.mark.parametrize("claims", [VIEWER, STRANGER])
def test_what_a_browser_pretends_is_refused(
    tmp_path: Path, shown_in_browser: dict[str, str], claims: dict[str, object]
) -> None:
    dashboard, limiter = controlled(tmp_path), Limiter(2)
    shown_in_browser.update(cookies(claims))
    assert Visit().call(refusal, dashboard, limiter) == VIEWERS_MAY_NOT
    dashboard.close()


def test_an_operator_is_counted_over_all_tabs(tmp_path: Path, shown_in_browser: dict[str, str]) -> None:
    dashboard, limiter = controlled(tmp_path), Limiter(1)
    shown_in_browser.update(cookies(OPERATOR))
    assert Visit().call(refusal, dashboard, limiter) is None
    assert Visit().call(refusal, dashboard, limiter) is not None
    shown_in_browser.update(cookies({**OPERATOR, "email": "other@example"}))
    assert Visit().call(refusal, dashboard, limiter) is None
    dashboard.close()


def test_who_is_logged_in_no_more_may_do_nothing(tmp_path: Path, shown_in_browser: dict[str, str]) -> None:
    dashboard = controlled(tmp_path)
    shown_in_browser.update(cookies(OPERATOR, timedelta(hours=2)))
    assert Visit().call(refusal, dashboard, dashboard.refreshes) == VIEWERS_MAY_NOT
    dashboard.close()


def test_a_refusal_is_said_where_it_is_seen() -> None:
    visit = Visit()
    visit.call(by_hand.say, VIEWERS_MAY_NOT)
    assert [toast.value for toast in visit.page.toast] == [VIEWERS_MAY_NOT]
