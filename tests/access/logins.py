"""Logins for tests: settings with access control, and cookies as they are after a login at some time."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from itsdangerous import TimestampSigner, URLSafeTimedSerializer

from lib.access.session import COOKIE

SECRET: Final = "a cookie secret of tests, 32 or more characters"
ORIGIN: Final = "http://localhost:8501"

SETTINGS: Final[Mapping[str, Any]] = {
    "access": "on",
    "oidc_metadata_url": "http://localhost:1/.well-known/openid-configuration",
    "oidc_client_id": "dashboard",
    "oidc_client_secret": "client secret of tests",
    "cookie_secret": SECRET,
    "public_url": ORIGIN,
    "operators": "ops",
    "viewers": "dev",
    "gateways_claim": "gateways",
    "session_hours": 1,
}
"""Fields of `Settings`: members of ``ops`` operate, those of ``dev`` view, and ``gateways`` lists what they see."""

OPERATOR: Final[Mapping[str, Any]] = {"sub": "1", "email": "olga@example", "groups": ["ops"], "gateways": "*"}
VIEWER: Final[Mapping[str, Any]] = {"sub": "2", "email": "vera@example", "groups": ["dev"], "gateways": ["captured"]}
STRANGER: Final[Mapping[str, Any]] = {"sub": "3", "email": "stan@example", "groups": ["guests"]}


class _At(TimestampSigner):
    """Signs as if it were another time."""

    at: datetime

    def get_timestamp(self) -> int:
        return int(self.at.timestamp())


def signed(name: str, text: str, at: datetime, secret: str = SECRET) -> str:
    """The value of a cookie that was signed at some time."""
    serializer = URLSafeTimedSerializer(secret, salt=name, signer=type("At", (_At,), {"at": at}))
    value: str = serializer.dumps(text)
    return value


def cookies(
    claims: Mapping[str, Any], ago: timedelta = timedelta(), secret: str = SECRET, **more: Any
) -> dict[str, str]:
    """The cookies of one who logged in so long ago."""
    told = {**claims, "origin": ORIGIN, "is_logged_in": True, "provider": "default", **more}
    return {COOKIE: signed(COOKIE, json.dumps(told), datetime.now(UTC) - ago, secret)}
