"""What a person may see and do, from the claims that the login provider makes about them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from lib.access.caller import Caller, Role
from lib.access.token import EVERYTHING

_NAMES: Final = ("preferred_username", "email", "name", "sub")
"""Claims that a person is called by, the first that is there; OpenID Connect asks for ``sub`` in any case."""

_LONGEST_NAME: Final = 120


@dataclass(frozen=True, slots=True)
class ClaimRules:
    """Which claims decide.

    ``role`` names the claim whose values make an operator (one of ``operators``) or a viewer (one of ``viewers``; "*"
    is everybody who can log in). ``gateways`` names the claim that lists the ids of gateways; None where all are seen.
    """

    role: str
    operators: frozenset[str]
    viewers: frozenset[str]
    gateways: str | None

    def caller(self, claims: Mapping[str, Any]) -> Caller | None:
        """The person with these claims; None where they give no role."""
        role = self._role(claims)
        return None if role is None else Caller(name(claims), role, self._gateways(claims))

    def _role(self, claims: Mapping[str, Any]) -> Role | None:
        held = set(_values(_claim(claims, self.role)))
        if held & self.operators:
            return Role.OPERATOR
        return Role.VIEWER if EVERYTHING in self.viewers or held & self.viewers else None

    def _gateways(self, claims: Mapping[str, Any]) -> frozenset[str] | None:
        """The gateways that are seen: none where the claim that should list them is missing."""
        if self.gateways is None:
            return None
        listed = _claim(claims, self.gateways)
        ids = re.split(r"[\s,]+", listed) if isinstance(listed, str) else _values(listed)
        return None if EVERYTHING in ids else frozenset(filter(None, ids))


def name(claims: Mapping[str, Any]) -> str:
    """How a person is called, in one line."""
    said = next((claims[each] for each in _NAMES if isinstance(claims.get(each), str) and claims[each].strip()), "")
    return " ".join("".join(sign if sign.isprintable() else " " for sign in said).split())[:_LONGEST_NAME] or "somebody"


def _claim(claims: Mapping[str, Any], named: str) -> Any:
    """A claim by its whole name, else by a path with dots, such as ``realm_access.roles``."""
    if named in claims:
        return claims[named]
    found: Any = claims
    for part in named.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return found


def _values(claim: Any) -> list[str]:
    """The texts of a claim: itself, or the texts of its list. Nothing else grants anything."""
    each = claim if isinstance(claim, list) else [claim]
    return [value for value in each if isinstance(value, str)]
