"""Cookies as Streamlit writes them, and as somebody would like to have them."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from streamlit.auth_util import set_cookie_with_chunks
from streamlit.web.server.starlette import starlette_server_config
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value

from lib.access.session import COOKIE, Session, read
from tests.access.logins import OPERATOR, SECRET, cookies, signed

HOUR = timedelta(hours=1)
LOGGED_IN = {"sub": "1", "is_logged_in": True}


def by_streamlit(claims: Mapping[str, Any]) -> dict[str, str]:
    """The cookies of a login as Streamlit writes them, in pieces where they are long."""
    jar: dict[str, str] = {}

    def sign(name: str, value: str) -> bytes:
        return create_signed_value(SECRET, name, value)

    def keep(name: str, value: str) -> None:
        jar[name] = sign(name, value).decode()

    set_cookie_with_chunks(keep, sign, COOKIE, dict(claims), cookie_attr_size=80)
    return jar


def found(jar: Mapping[str, str], at: datetime | None = None) -> Session | None:
    return read(jar, SECRET, HOUR, at or datetime.now(UTC))


def test_the_cookie_is_streamlits() -> None:
    assert starlette_server_config.USER_COOKIE_NAME == COOKIE


@pytest.mark.parametrize("groups", [["ops"], ["x" * 500] * 20])
def test_a_login_that_streamlit_has_written_is_read_whole(groups: list[str]) -> None:
    session = found(by_streamlit({**LOGGED_IN, "groups": groups}))
    assert session is not None
    assert session.claims["groups"] == groups


def test_a_login_holds_for_its_time_and_not_longer() -> None:
    jar, now = cookies(OPERATOR), datetime.now(UTC)
    assert found(jar, now + HOUR - timedelta(seconds=5))
    assert found(jar, now + HOUR + timedelta(seconds=5)) is None
    assert found(jar, now - timedelta(seconds=30))
    assert found(jar, now - timedelta(minutes=2)) is None


def test_each_login_has_a_mark_of_its_own() -> None:
    sessions = [found(cookies(OPERATOR, ago)) for ago in (HOUR / 2, HOUR / 3)]
    assert len({session.mark for session in sessions if session is not None}) == 2


def changed(jar: dict[str, str]) -> dict[str, str]:
    value = jar[COOKIE]
    return {COOKIE: ("A" if value[0] != "A" else "B") + value[1:]}


FORGED: Mapping[str, Callable[[], Mapping[str, str]]] = {
    "no cookie": dict,
    "an empty one": lambda: {COOKIE: ""},
    "nonsense": lambda: {COOKIE: "a.b.c"},
    "no ASCII": lambda: {COOKIE: "ä\x00ü"},
    "another secret": lambda: cookies(OPERATOR, secret="another secret of thirty-two characters"),
    "changed": lambda: changed(cookies(OPERATOR)),
    "another cookie's": lambda: {COOKIE: signed("_streamlit_user_tokens", json.dumps(LOGGED_IN), datetime.now(UTC))},
    "not logged in": lambda: cookies(OPERATOR, is_logged_in=False),
    "nearly logged in": lambda: cookies(OPERATOR, is_logged_in="true"),
    "no object": lambda: {COOKIE: signed(COOKIE, "[1]", datetime.now(UTC))},
    "no JSON": lambda: {COOKIE: signed(COOKIE, "{", datetime.now(UTC))},
    "a piece is missing": lambda: {COOKIE: signed(COOKIE, "chunks-2", datetime.now(UTC))},
    "no pieces": lambda: {COOKIE: signed(COOKIE, "chunks-0", datetime.now(UTC))},
    "a piece of an earlier login": lambda: {
        COOKIE: signed(COOKIE, "chunks-1", datetime.now(UTC)),
        f"{COOKIE}_1": signed(f"{COOKIE}_1", json.dumps(LOGGED_IN), datetime.now(UTC) - timedelta(minutes=5)),
    },
    "a piece in another's place": lambda: {
        COOKIE: signed(COOKIE, "chunks-1", datetime.now(UTC)),
        f"{COOKIE}_1": signed(f"{COOKIE}_2", json.dumps(LOGGED_IN), datetime.now(UTC)),
    },
}


@pytest.mark.parametrize("how", FORGED)
def test_what_is_no_login_of_ours_is_none(how: str) -> None:
    assert found(FORGED[how]()) is None
