"""Bearer tokens of machines. A setting names who has one and its hash; the token itself is kept by its owner alone.

``python -m lib.access.token NAME ROLE [GATEWAY ...]`` makes one.
"""

import argparse
import hashlib
import hmac
import re
import secrets
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from lib.access.caller import Caller, Role

EVERYTHING: Final = "*"
"""Stands in a setting or a claim for all gateways."""

_PREFIX: Final = "dd_"
"""Begins every token, so that a search for leaked secrets finds it."""

_DIGEST: Final = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class AccessToken:
    """Who has a token, and its SHA-256 in hexadecimal digits.

    A token is 256 random bits, which nobody guesses: a slow hash, as a password needs it, would add nothing.
    """

    caller: Caller
    digest: str


class TokenSettingError(ValueError):
    """An entry of the setting can't be used; the message says which one and what would be right, and no secret."""


def fresh() -> str:
    """A new token."""
    return _PREFIX + secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """What a setting keeps of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def entry(caller: Caller, token: str) -> str:
    """The setting's entry of a caller: ``name:role:gateways:hash``."""
    gateways = EVERYTHING if caller.gateways is None else "|".join(sorted(caller.gateways))
    return f"{caller.name}:{caller.role}:{gateways}:{digest(token)}"


def parsed(setting: str) -> tuple[AccessToken, ...]:
    """The tokens of a setting: entries with commas between. Raises TokenSettingError."""
    entries = [each.strip() for each in setting.split(",") if each.strip()]
    return tuple(_token(number, each) for number, each in enumerate(entries, 1))


def caller_with(tokens: Sequence[AccessToken], presented: str) -> Caller | None:
    """Who has the token that was presented. Every entry is compared, each in constant time."""
    hashed = digest(presented)
    found = [each.caller for each in tokens if hmac.compare_digest(each.digest, hashed)]
    return found[0] if found else None


def bearer(authorization: str) -> str | None:
    """The token of an ``Authorization`` header; None where it has none."""
    scheme, _, token = authorization.strip().partition(" ")
    return token.strip() or None if scheme.lower() == "bearer" else None


def _token(number: int, text: str) -> AccessToken:
    name, *rest = text.split(":")
    where = f"entry {number}"
    if len(rest) < 3 or not name.strip():
        raise TokenSettingError(f"{where} should be name:role:gateways:hash, as `python -m lib.access.token` prints it")
    role, gateways, hashed = rest[0], ":".join(rest[1:-1]), rest[-1]
    if role not in set(Role):
        raise TokenSettingError(f"the role of {where} should be {' or '.join(Role)}")
    if not _DIGEST.fullmatch(hashed):
        raise TokenSettingError(f"the hash of {where} should be 64 hexadecimal digits in lower case, not the token")
    seen = None if gateways == EVERYTHING else frozenset(each for each in gateways.split("|") if each)
    if seen is not None and not seen:
        raise TokenSettingError(f"{where} should name gateways with | between, or * for all")
    return AccessToken(Caller(name.strip(), Role(role), seen), hashed)


def main(arguments: Sequence[str] | None = None) -> None:
    """Make a token and say what to do with it."""
    parser = argparse.ArgumentParser(prog="python -m lib.access.token", description="Make a bearer token.")
    parser.add_argument("name", metavar="NAME", help="who will have it, for logs")
    parser.add_argument("role", metavar="ROLE", choices=list(Role), help=" or ".join(Role))
    parser.add_argument("gateways", metavar="GATEWAY", nargs="*", help="ids that it may see; all where none is given")
    given = parser.parse_args(arguments)
    token, seen = fresh(), frozenset(given.gateways) or None
    made = entry(Caller(given.name, Role(given.role), seen), token)
    try:
        parsed(made)
    except TokenSettingError as error:
        parser.error(str(error))
    sys.stdout.write(f"Give this to {given.name}; it is shown once:\n  {token}\nAdd this to ACCESS_TOKENS:\n  {made}\n")


if __name__ == "__main__":
    main()
