"""Addresses of nodes (contract 10, quirk 10)."""

from functools import lru_cache


@lru_cache(maxsize=262_144)
def netloc(address: str | None) -> str | None:
    """``host:port`` without the scheme: ``grpc://[fd00::7]:7101`` becomes ``[fd00::7]:7101``; None for none."""
    if not address:
        return None
    bare = address.rpartition("://")[2].strip().rstrip("/")
    return bare or None


def host(address: str) -> str:
    """The host of a ``host:port``."""
    return address.rpartition(":")[0] or address


@lru_cache(maxsize=262_144)
def split_key(key: str) -> tuple[str, str] | None:
    """``host:port`` and executor of a status key (contract 3.7); None if it has not both.

    Split at the first slash after the scheme: an address has none, the name of an executor may.
    """
    address, _, executor = key.rpartition("://")[2].partition("/")
    bare = netloc(address)
    return (bare, executor) if bare and executor else None
