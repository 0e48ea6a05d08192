"""Keeps secrets out of the log: those that this process knows, and whatever looks like one."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final
from urllib.parse import quote, quote_plus, unquote, urlsplit

from pydantic import SecretStr

from lib.alerts.targets import secret_parts, targets
from lib.fleet.masking import MASK, masked_json, without_secrets
from lib.gateway.config import token_variable
from lib.settings import Settings

_SHORTEST: Final = 6
"""Characters of a known secret that is hidden wherever it stands; a shorter one is part of many words."""
_SHORTEST_PART: Final = 8
"""The same of a part of an address, which may be a word."""

_AUTHORIZATION: Final = re.compile(r"\b(bearer|basic|digest|negotiate)(\s+|%20|\+)[^\s\"',;]{4,}", re.IGNORECASE)
_USERINFO: Final = re.compile(r"([a-z][a-z0-9+.-]{0,30}://)[^\s/?#@\"'<>]{1,1000}@", re.IGNORECASE)
_KEY_BLOCK: Final = re.compile(r"-----BEGIN [A-Z0-9 ]{1,60}-----.*?(?:-----END [A-Z0-9 ]{1,60}-----|\Z)", re.DOTALL)


def known_secrets(settings: Settings, environment: Mapping[str, str]) -> list[str]:
    """The tokens of gateways and all secret settings, with the password in an address of another server."""
    tokens = [value for name, value in environment.items() if name.startswith(token_variable(""))]
    told = [value.get_secret_value() for _, value in settings if isinstance(value, SecretStr)]
    listed = [entry for each in told for entry in (each, *re.split(r"[,\s]+", each))]
    password = urlsplit(settings.history_url or "").password or ""
    parts = [part for target in targets(settings.notify_urls) for part in secret_parts(target)]
    whole = [each.strip() for each in (*tokens, *listed, password, unquote(password))]
    return [
        *(secret for secret in whole if len(secret) >= _SHORTEST),
        *(part for part in parts if len(part) >= _SHORTEST_PART),
    ]


class Hiding:
    """Hides secrets in texts and in fields. ``known`` are hidden in whatever way they are written."""

    def __init__(self, known: Iterable[str] = ()) -> None:
        written = sorted({form for secret in known for form in _forms(secret)}, key=lambda each: (-len(each), each))
        self._known = re.compile("|".join(map(re.escape, written))) if written else None

    def text(self, text: str) -> str:
        """A text without secrets."""
        bare = self._without_known(text)
        bare = _KEY_BLOCK.sub(MASK, bare) if "-----BEGIN" in bare else bare
        bare = _AUTHORIZATION.sub(rf"\1 {MASK}", bare)
        return without_secrets(_USERINFO.sub(rf"\1{MASK}@", bare))

    def lines(self, text: str) -> str:
        """A text of several lines, such as a traceback, without secrets: one of them hides no other line."""
        bare = _KEY_BLOCK.sub(MASK, self._without_known(text))
        return "\n".join(self.text(line) for line in bare.split("\n"))

    def fields(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        """Fields without secrets, by the names that they have and by what they look like."""
        hidden: dict[str, Any] = masked_json({name: self._field(value) for name, value in fields.items()})
        return hidden

    def _field(self, value: object) -> object:
        return self.text(value) if isinstance(value, str) else value

    def _without_known(self, text: str) -> str:
        return text if self._known is None else self._known.sub(MASK, text)


def _forms(secret: str) -> Iterator[str]:
    """A secret as it may be written: as it is, in an address, within quotes, in JSON."""
    yield from (secret, quote(secret, safe=""), quote_plus(secret), repr(secret)[1:-1], json.dumps(secret)[1:-1])
