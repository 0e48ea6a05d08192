from pathlib import Path

import pytest

from lib.access.caller import ANYONE, NOBODY, Caller, Role
from lib.gateway.config import Configuration, ConfigurationError, Gateway, seen_by

FILE = Path("gateways.json")
GATEWAYS = tuple(Gateway.model_validate({"id": each, "url": f"http://{each}.example"}) for each in ("us", "eu"))
WRONG = ConfigurationError(FILE, "must be an object", "Write one", entry="entry 2 (eu)")
MINE = Caller("vera", Role.VIEWER, frozenset({"us", "gone"}))


def test_who_sees_everything_gets_it_as_it_is() -> None:
    whole = Configuration(GATEWAYS, FILE)
    assert seen_by(ANYONE, whole, WRONG) == (whole, WRONG)
    assert seen_by(ANYONE, None, WRONG) == (None, WRONG)


@pytest.mark.parametrize(("caller", "ids"), [(MINE, ["us"]), (NOBODY, [])])
def test_others_get_what_they_see(caller: Caller, ids: list[str]) -> None:
    seen, error = seen_by(caller, Configuration(GATEWAYS, FILE), None)
    assert seen is not None
    assert [gateway.id for gateway in seen.gateways] == ids
    assert error is None


def test_what_is_wrong_is_told_without_the_gateway_and_is_the_same_each_time() -> None:
    _, first = seen_by(MINE, None, WRONG)
    assert first is not None
    assert "eu" not in str(first).removeprefix(str(FILE))
    assert seen_by(MINE, None, WRONG) == (None, first)
