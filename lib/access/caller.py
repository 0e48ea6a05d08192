"""Who asks: a person at a page or a machine at a route, and what they may see and do."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Role(StrEnum):
    """What a caller may do; an operator may do all that a viewer may."""

    VIEWER = "viewer"
    OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class Caller:
    """One who asks. `gateways` are the ids that they see; None where they see all."""

    name: str
    role: Role
    gateways: frozenset[str] | None = None

    def sees(self, gateway: str) -> bool:
        """Whether this caller may know that the gateway exists."""
        return self.gateways is None or gateway in self.gateways

    @property
    def operates(self) -> bool:
        """Whether this caller may refresh, silence and test by hand."""
        return self.role is Role.OPERATOR


ANYONE: Final = Caller("anyone", Role.OPERATOR)
"""Every caller where access is not controlled."""

NOBODY: Final = Caller("nobody", Role.VIEWER, frozenset())
"""A caller who was not found where access is controlled: sees no gateway, and may do nothing."""
