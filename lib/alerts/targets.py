"""Where messages go: addresses in the form of apprise, which are secret, and what of them may be shown."""

import re
from collections.abc import Sequence
from typing import Final, NamedTuple
from urllib.parse import unquote, urlsplit

from pydantic import SecretStr

from lib.fleet.masking import MASK, masked

_WITH_HOST: Final = re.compile(r"(?:json|xml|form|mailto|workflows?)s?")
"""Schemes whose host is a server and no part of a secret; in ``slack://A/B/C`` the "host" is a token."""

_SECRET_LENGTH: Final = 4
"""Parts of an address that are shorter are no secrets, and words of every sentence."""


class Target(NamedTuple):
    """An address to deliver to; ``label`` is what may be shown of it."""

    label: str
    address: SecretStr


def targets(listed: SecretStr | None) -> tuple[Target, ...]:
    """The targets of a list that is separated by commas and spaces; those that look alike are numbered."""
    said = "" if listed is None else listed.get_secret_value()
    addresses = list(dict.fromkeys(filter(None, re.split(r"[,\s]+", said))))
    labels = [shown(address) for address in addresses]
    return tuple(Target(_numbered(labels, place), SecretStr(address)) for place, address in enumerate(addresses))


def shown(address: str) -> str:
    """The scheme, and the host where that is no secret: ``slack://…``, ``jsons://hooks.example:8443/…``."""
    scheme, sign, _ = address.partition("://")
    if not sign or not re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]{0,30}", scheme):
        return "(no address)"
    if not _WITH_HOST.fullmatch(scheme.lower()):
        return f"{scheme}://…"
    try:
        parts = urlsplit(address)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return f"{scheme}://…"
    host = parts.hostname or ""
    return f"{scheme}://{host}{port}/…" if host and masked(host) == host else f"{scheme}://…"


def without_secrets(text: str, target: Target) -> str:
    """A text without what of the address is secret, and without anything else that looks like a secret."""
    hidden = text.replace(target.address.get_secret_value(), target.label)
    for piece in secret_parts(target):
        hidden = hidden.replace(piece, MASK)
    return masked(hidden)


def secret_parts(target: Target) -> list[str]:
    """What of the address may be secret, the longest part first."""
    pieces = re.split(r"[/?&=@:#,]+", target.address.get_secret_value())
    parts = {part for raw in pieces for part in (raw, unquote(raw))}
    secret = (part for part in parts if len(part) >= _SECRET_LENGTH and part not in target.label)
    return sorted(secret, key=len, reverse=True)


def _numbered(labels: Sequence[str], place: int) -> str:
    label = labels[place]
    return label if labels.count(label) == 1 else f"{label} ({labels[: place + 1].count(label)})"
