from pathlib import Path

from lib.access.caller import Caller, Role
from lib.process import Dashboard
from lib.settings import Settings
from lib.ui import identity
from tests.access.logins import SETTINGS
from tests.pages.reading import plain
from tests.ui.session import Visit

HOSTILE = Caller("**ann** [x](javascript:y)", Role.VIEWER, frozenset())


def test_name_and_role_stand_beside_a_way_out(tmp_path: Path) -> None:
    dashboard, visit = Dashboard(Settings.model_validate(SETTINGS), tmp_path / "gateways.json"), Visit()
    visit.call(identity.draw, dashboard, HOSTILE)
    [said] = visit.page.sidebar.caption
    assert "](javascript" not in said.value
    assert "**ann** [x](javascript:y) · viewer" in plain(said.value)
    assert [each.label for each in visit.page.sidebar.button] == ["Log out"]
    dashboard.close()


def test_where_nobody_logs_in_nobody_is_named(tmp_path: Path) -> None:
    dashboard, visit = Dashboard(Settings(), tmp_path / "gateways.json"), Visit()
    visit.call(identity.draw, dashboard, HOSTILE)
    assert not visit.page.sidebar.button
    dashboard.close()


def test_who_sees_no_gateway_is_told_whom_to_ask() -> None:
    visit = Visit()
    visit.call(identity.draw_nothing_to_see, HOSTILE)
    assert "names no gateway of this dashboard. Ask whoever runs it." in plain(visit.page.info[0].value)


def test_a_login_that_has_ended_can_be_begun_again() -> None:
    visit = Visit()
    visit.call(identity.draw_ended)
    assert [each.label for each in visit.page.button] == ["Log in again"]
