"""Access control as the settings want it: who may log in and how, and who has a token."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, NoReturn
from urllib.parse import urlsplit

from pydantic import SecretStr

from lib.access import session, token
from lib.access.caller import Caller
from lib.access.claims import ClaimRules
from lib.access.hosts import Hosts
from lib.access.policy import CALLBACK, PAGES
from lib.access.session import Session
from lib.access.token import AccessToken, TokenSettingError
from lib.settings import Settings, SettingsError

SHORTEST_SECRET: Final = 32
"""Characters: 128 bits in hexadecimal digits."""


@dataclass(frozen=True, slots=True)
class Login:
    """How people log in: at which provider, as which client of it, for how long, and what their claims mean."""

    metadata_url: str
    client_id: str
    client_secret: SecretStr
    cookie_secret: SecretStr
    public_url: str
    scopes: str
    lasting: timedelta
    rules: ClaimRules

    @property
    def redirect_url(self) -> str:
        """Where the provider sends people back to; it must know this address."""
        return f"{self.public_url}{PAGES}{CALLBACK}"


@dataclass(frozen=True, slots=True)
class AccessControl:
    """Who gets an answer; without a ``login`` no person does."""

    login: Login | None
    tokens: tuple[AccessToken, ...]

    @classmethod
    def of(cls, settings: Settings) -> "AccessControl | None":
        """The access control of these settings; None where it is off. Raises SettingsError where it can't be on."""
        if settings.access == "off":
            return None
        tokens = _tokens(settings.access_tokens)
        login = None if settings.oidc_metadata_url is None else _login(settings, settings.oidc_metadata_url)
        if login is None and not tokens:
            _refuse(
                "ACCESS", "on", "nobody could get in; set OIDC_METADATA_URL for people or ACCESS_TOKENS for machines"
            )
        return cls(login, tokens)

    def machine(self, authorization: str | None) -> Caller | None:
        """Who presents a token in an ``Authorization`` header; None where nobody has it."""
        presented = token.bearer(authorization or "")
        return None if presented is None else token.caller_with(self.tokens, presented)

    def session(self, cookies: Mapping[str, str], now: datetime) -> Session | None:
        """The login that cookies tell of; None where none holds."""
        if self.login is None:
            return None
        return session.read(cookies, self.login.cookie_secret.get_secret_value(), self.login.lasting, now)

    def person(self, of: Session) -> Caller | None:
        """Who has logged in; None where the claims give no role."""
        return None if self.login is None else self.login.rules.caller(of.claims)


def hosts(settings: Settings) -> Hosts:
    """The names that the dashboard answers to, and where browsers reach it."""
    return Hosts.of(settings.host, listed(settings.allowed_hosts), settings.public_url)


def listed(setting: str | None) -> frozenset[str]:
    """The texts between the commas of a setting."""
    return frozenset(each.strip() for each in (setting or "").split(",") if each.strip())


def _login(settings: Settings, metadata_url: str) -> Login:
    client_id, client_secret, cookie_secret = (
        settings.oidc_client_id,
        settings.oidc_client_secret,
        settings.cookie_secret,
    )
    if client_id is None:
        _refuse("OIDC_CLIENT_ID", "", "a login needs the id that the provider gave the dashboard")
    if client_secret is None:
        _refuse("OIDC_CLIENT_SECRET", "", "a login needs the secret that the provider gave the dashboard")
    if cookie_secret is None or len(cookie_secret.get_secret_value()) < SHORTEST_SECRET:
        _refuse(
            "COOKIE_SECRET", "", f"it should be {SHORTEST_SECRET} random characters or more: `openssl rand -hex 32`"
        )
    if settings.public_url is None:
        _refuse("PUBLIC_URL", "", "a login needs to know where browsers reach the dashboard")
    if urlsplit(settings.public_url).path:
        _refuse("PUBLIC_URL", settings.public_url, "it should have no path; pages are below /infrastructure/ of it")
    return Login(
        metadata_url,
        client_id,
        client_secret,
        cookie_secret,
        settings.public_url,
        settings.oidc_scopes,
        timedelta(hours=settings.session_hours),
        _rules(settings),
    )


def _rules(settings: Settings) -> ClaimRules:
    operators, viewers = listed(settings.operators), listed(settings.viewers)
    if not operators and not viewers:
        _refuse("VIEWERS", "", "nobody who logs in would have a role; name values of ROLE_CLAIM, or * for everybody")
    return ClaimRules(settings.role_claim, operators, viewers, settings.gateways_claim)


def _tokens(setting: SecretStr | None) -> tuple[AccessToken, ...]:
    try:
        return () if setting is None else token.parsed(setting.get_secret_value())
    except TokenSettingError as error:
        raise SettingsError("ACCESS_TOKENS", "…", str(error)) from None


def _refuse(variable: str, value: str, remedy: str) -> NoReturn:
    raise SettingsError(variable, value, remedy)
