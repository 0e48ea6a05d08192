"""The login of a person: Streamlit's cookie, as ``st.login`` writes it, signed and with the time of the login.

Streamlit reads it where a page connects, and believes it for thirty days. Every other request is judged here, and the
time that a login lasts is a setting.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from itsdangerous import BadData, URLSafeTimedSerializer

COOKIE: Final = "_streamlit_user"
"""The name of the cookie. Its claims are in ``_streamlit_user_1``, ``_2``, … where they are too long for one."""

_PIECES: Final = re.compile(r"chunks-(\d{1,2})")
_SKEW: Final = timedelta(minutes=1)
"""How far the clock of another replica, which may have signed the cookie, may be ahead."""
_TOGETHER: Final = timedelta(seconds=10)
"""All pieces of one cookie are signed within this time: a piece of an earlier login has no place in it."""


@dataclass(frozen=True, slots=True)
class Session:
    """A login that holds: the claims about the person, until when it does, and a mark that no other login has."""

    claims: Mapping[str, Any]
    ends: datetime
    mark: str


class _Signed(NamedTuple):
    text: str
    at: datetime


def read(cookies: Mapping[str, str], secret: str, lasting: timedelta, now: datetime) -> Session | None:
    """The login that cookies tell of; None where there is none, it is over, or the signature is not ours."""
    whole = _signed(cookies, COOKIE, secret)
    if whole is None or not whole.at - _SKEW <= now < whole.at + lasting:
        return None
    text = _joined(cookies, whole, secret)
    claims = None if text is None else _decoded(text)
    if claims is None or claims.get("is_logged_in") is not True:
        return None
    return Session(claims, whole.at + lasting, hashlib.sha256(cookies[COOKIE].encode()).hexdigest())


def _joined(cookies: Mapping[str, str], whole: _Signed, secret: str) -> str | None:
    split = _PIECES.fullmatch(whole.text)
    if split is None:
        return whole.text
    pieces = [_signed(cookies, f"{COOKIE}_{number}", secret) for number in range(1, int(split[1]) + 1)]
    known = [piece.text for piece in pieces if piece is not None and abs(piece.at - whole.at) <= _TOGETHER]
    return "".join(known) if len(known) == len(pieces) else None


def _signed(cookies: Mapping[str, str], name: str, secret: str) -> _Signed | None:
    try:
        text, at = URLSafeTimedSerializer(secret, salt=name).loads(cookies.get(name, ""), return_timestamp=True)
    except BadData:
        return None
    return _Signed(text, at) if isinstance(text, str) else None


def _decoded(text: str) -> dict[str, Any] | None:
    try:
        claims = json.loads(text)
    except ValueError:
        return None
    return claims if isinstance(claims, dict) else None
