from pathlib import Path

from starlette.requests import Request

from lib.access.caller import ANYONE, NOBODY, Caller, Role
from lib.api.callers import SCOPE_KEY, caller_of
from lib.process import Dashboard, running
from lib.settings import Settings
from tests.access.logins import SETTINGS


def test_a_request_has_the_caller_that_its_scope_names() -> None:
    ann = Caller("ann", Role.VIEWER)
    assert caller_of(Request({"type": "http", SCOPE_KEY: ann})) is ann


def test_a_request_of_which_nothing_is_known_is_anyones_where_access_is_not_controlled(dashboard: Dashboard) -> None:
    with running(dashboard):
        assert caller_of(Request({"type": "http"})) is ANYONE


def test_it_is_nobodys_where_access_is_controlled_whatever_stands_before_the_route(tmp_path: Path) -> None:
    with running(Dashboard(Settings.model_validate(SETTINGS), tmp_path / "gateways.json")):
        assert caller_of(Request({"type": "http"})) is NOBODY
        assert not NOBODY.sees("any")
