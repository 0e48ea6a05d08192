from starlette.requests import Request

from lib.access.caller import ANYONE, Caller, Role
from lib.api.callers import SCOPE_KEY, caller_of


def test_a_request_has_the_caller_that_its_scope_names() -> None:
    ann = Caller("ann", Role.VIEWER)
    assert caller_of(Request({"type": "http", SCOPE_KEY: ann})) is ann


def test_a_request_of_which_nothing_is_known_is_anyones() -> None:
    assert caller_of(Request({"type": "http"})) is ANYONE
