from datetime import UTC, datetime
from typing import Any

import pytest

from lib.access.caller import Caller, Role
from lib.access.control import AccessControl, hosts, listed
from lib.access.token import entry
from lib.settings import Settings, SettingsError
from tests.access.logins import OPERATOR, SETTINGS, STRANGER, VIEWER, cookies

TOKEN = "dd_a token of tests"
MACHINE = Caller("prometheus", Role.VIEWER)


def control(**told: Any) -> AccessControl:
    made = AccessControl.of(Settings.model_validate({**SETTINGS, **told}))
    assert made is not None
    return made


def test_it_is_off_by_default_whatever_else_is_set() -> None:
    assert AccessControl.of(Settings()) is None
    assert AccessControl.of(Settings.model_validate({**SETTINGS, "access": "off"})) is None


@pytest.mark.parametrize(
    ("missing", "variable"),
    [
        ({"oidc_client_id": None}, "OIDC_CLIENT_ID"),
        ({"oidc_client_secret": None}, "OIDC_CLIENT_SECRET"),
        ({"cookie_secret": None}, "COOKIE_SECRET"),
        ({"cookie_secret": "a short secret"}, "COOKIE_SECRET"),
        ({"public_url": None}, "PUBLIC_URL"),
        ({"public_url": "https://dashboard.example/path"}, "PUBLIC_URL"),
        ({"operators": None, "viewers": None}, "VIEWERS"),
        ({"oidc_metadata_url": None}, "ACCESS"),
        ({"access_tokens": "a secret token"}, "ACCESS_TOKENS"),
    ],
)
def test_what_is_missing_is_named_and_no_secret_is(missing: dict[str, Any], variable: str) -> None:
    with pytest.raises(SettingsError) as caught:
        control(**missing)
    assert caught.value.variable == variable
    assert "secret token" not in str(caught.value)
    assert "a short secret" not in str(caught.value)


def test_a_person_is_who_the_claims_say_and_nobody_without_a_role() -> None:
    made = control()

    def caller(claims: Any) -> Caller | None:
        session = made.session(cookies(claims), datetime.now(UTC))
        assert session is not None
        return made.person(session)

    assert caller(OPERATOR) == Caller("olga@example", Role.OPERATOR)
    assert caller(VIEWER) == Caller("vera@example", Role.VIEWER, frozenset({"captured"}))
    assert caller(STRANGER) is None


def test_tokens_alone_let_no_person_in() -> None:
    made = control(oidc_metadata_url=None, access_tokens=entry(MACHINE, TOKEN))
    assert made.session(cookies(OPERATOR), datetime.now(UTC)) is None
    assert made.machine(f"Bearer {TOKEN}") == MACHINE
    assert made.machine("Bearer another") is None
    assert made.machine(None) is None


def test_no_secret_is_in_the_repr() -> None:
    said = repr(control(access_tokens=entry(MACHINE, TOKEN)))
    assert SETTINGS["cookie_secret"] not in said
    assert SETTINGS["oidc_client_secret"] not in said
    assert TOKEN not in said


def test_the_provider_sends_people_back_below_the_pages() -> None:
    login = control().login
    assert login is not None
    assert login.redirect_url == "http://localhost:8501/infrastructure/oauth2callback"


def test_hosts_come_from_the_settings() -> None:
    named = hosts(Settings(allowed_hosts="a.example, b.example", public_url="https://c.example"))
    assert all(named.answers_to(each) for each in ("a.example", "b.example", "c.example"))


def test_texts_have_commas_between() -> None:
    assert listed(" a b, c ,,") == {"a b", "c"}
    assert listed(None) == frozenset()
