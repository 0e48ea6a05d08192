"""From the JSON of the gateways file to its entries, in each of the forms that are accepted.

Accepted are `{"gateways": [...]}`, the bare list, and an object id → gateway (contract 7).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from lib.gateway.config.gateway import token_variable
from lib.gateway.config.problem import ConfigurationError
from lib.gateway.config.text import EXAMPLE

KNOWN_KEYS: Final = frozenset({"id", "name", "url", "datacenter", "health_path"})
SECRET_KEYS: Final = frozenset(
    {
        "token",
        "access_token",
        "auth_token",
        "bearer",
        "bearer_token",
        "api_key",
        "apikey",
        "api_token",
        "authorization",
        "password",
        "secret",
    }
)
"""Keys that are refused in any spelling of capitals, hyphens and underscores, at any depth."""


@dataclass(frozen=True)
class Entry:
    """One gateway as it stands in the file; `label` names it in an error."""

    label: str
    fields: Mapping[str, Any]

    @property
    def unknown_keys(self) -> list[str]:
        """The keys that have no meaning here."""
        return [key for key in self.fields if key not in KNOWN_KEYS]


def entries(file: Path, document: object) -> tuple[Entry, ...]:
    """Bring each accepted form to one list. Raises ConfigurationError for any other form, or a secret in it."""
    listed = document
    if isinstance(document, dict) and "gateways" in document:
        listed = document["gateways"]
        _refuse_secrets(file, None, {key: value for key, value in document.items() if key != "gateways"})
    if isinstance(listed, list):
        found = tuple(_entry(file, number, None, raw) for number, raw in enumerate(listed, 1))
    elif isinstance(listed, dict):
        found = tuple(_entry(file, number, key, raw) for number, (key, raw) in enumerate(listed.items(), 1))
    else:
        raise ConfigurationError(file, "the file lists no gateways", f"Write for example {EXAMPLE}")
    if not found:
        raise ConfigurationError(file, "the file lists no gateway", f"Write for example {EXAMPLE}")
    return found


def unknown_top_level_keys(document: object) -> list[str]:
    """The keys beside `gateways` that have no meaning here."""
    if isinstance(document, dict) and "gateways" in document:
        return [key for key in document if key != "gateways"]
    return []


def _entry(file: Path, number: int, key: str | None, raw: object) -> Entry:
    own_id = raw.get("id") if isinstance(raw, dict) else None
    known_id = " ".join((own_id if isinstance(own_id, str) else key or "").split())
    label = f"entry {number} ({known_id})" if known_id else f"entry {number}"
    if not isinstance(raw, dict):
        if key is not None:
            _refuse_secrets(file, None, {key: raw})
        raise ConfigurationError(file, "must be an object", f"Write for example {EXAMPLE}", entry=label)
    _refuse_secrets(file, label, raw)
    fields = {name: value for name, value in raw.items() if value is not None}
    if key is not None and fields.setdefault("id", key) != key:
        problem = f"differs from the key {key!r} that the entry stands under"
        raise ConfigurationError(file, problem, "Leave the id out here", entry=label, field="id")
    return Entry(label, fields)


def _refuse_secrets(file: Path, label: str | None, raw: Mapping[str, Any]) -> None:
    key = next(_secret_keys(raw), None)
    if key is None:
        return
    own_id = raw.get("id")
    variable = token_variable(own_id) if isinstance(own_id, str) else "GATEWAY_TOKEN_<ID>"
    remedy = f"Remove it, and give the token in the environment variable {variable}"
    raise ConfigurationError(file, "a secret must not stand in this file", remedy, entry=label, field=key)


def _secret_keys(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, member in value.items():
            if key.strip().casefold().replace("-", "_") in SECRET_KEYS:
                yield key
            yield from _secret_keys(member)
    elif isinstance(value, list):
        for member in value:
            yield from _secret_keys(member)
