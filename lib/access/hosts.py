"""Which names the dashboard answers to, and from which pages it lets itself be asked.

A page of another site can have its own name lead to this machine (DNS rebinding); the browser then takes what it reads
for its own. The name that it asks for gives it away.
"""

import ipaddress
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_EVERY_ADDRESS: Final = frozenset({"", "0.0.0.0", "::"})  # noqa: S104 - names of it, nothing listens
ANY: Final = "*"


@dataclass(frozen=True, slots=True)
class Hosts:
    """The names that a ``Host`` header may have: "*" for any, "*.example" for all below.

    ``addresses`` lets addresses pass too: nobody's page can have one for its name. ``origin`` is where browsers reach
    the dashboard, where that is known.
    """

    names: frozenset[str]
    addresses: bool = False
    origin: str | None = None

    @classmethod
    def of(cls, bound: str, named: Collection[str], public: str | None) -> "Hosts":
        """Those that settings name; where they name none, those that lead to the address that is listened on."""
        origin = None if public is None else _origin(public)
        own = frozenset(filter(None, (origin and _name(urlsplit(origin).netloc),)))
        if named:
            return cls(frozenset(each.lower().rstrip(".") for each in named) | LOOPBACK | own, origin=origin)
        if bound in _EVERY_ADDRESS:
            return cls(LOOPBACK | own, addresses=True, origin=origin)
        return cls(LOOPBACK | own | {bound.lower().strip("[]")}, origin=origin)

    def answers_to(self, host: str | None) -> bool:
        """Whether a ``Host`` header names the dashboard."""
        name = None if host is None else _name(host)
        if name is None:
            return False
        below = (f"*.{name.split('.', at)[-1]}" for at in range(1, name.count(".") + 1))
        return bool(self.names & {ANY, name, *below}) or (self.addresses and _is_address(name))

    def lets(self, origin: str | None, host: str | None) -> bool:
        """Whether a page of this ``Origin`` may ask, at a ``Host`` that is ours; one who is no page names none."""
        if origin is None or (self.origin is not None and origin == self.origin):
            return True
        parts = urlsplit(origin)
        return parts.scheme in {"http", "https"} and host is not None and parts.netloc.lower() == host.lower()


def is_loopback(address: str) -> bool:
    """Whether only this machine reaches an address that is listened on."""
    try:
        return address.lower() == "localhost" or ipaddress.ip_address(address.strip("[]")).is_loopback
    except ValueError:
        return False


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc.lower()}"


def _name(host: str) -> str | None:
    """The name in a ``Host`` header, without its port; None where it is none."""
    try:
        parts = urlsplit(f"//{host}")
        _ = parts.port  # raises where it is no number
    except ValueError:
        return None
    bare = parts.username is None and not (parts.path or parts.query or parts.fragment)
    return parts.hostname.rstrip(".") or None if bare and parts.hostname else None


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
