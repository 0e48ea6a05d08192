"""Which way leads to a path, where access is controlled. What is not named here is a page, and needs a login."""

from enum import Enum, auto
from typing import Final

PAGES: Final = "/infrastructure/"
"""All pages, and all that they need of Streamlit, are below it."""

LIVENESS: Final = "/livez"
LOGIN: Final = f"{PAGES}login"
"""Leads to the login provider, and back to the address that was asked for."""
LOGOUT: Final = f"{PAGES}auth/logout"
CALLBACK: Final = "oauth2callback"
"""The last part of the address that the provider sends a person back to."""

_OPEN: Final = frozenset({"/", LIVENESS})
"""``/`` does no more than send on to the pages."""

_LOGGING_IN: Final = frozenset({f"{PAGES}auth/login", LOGOUT, f"{PAGES}{CALLBACK}"})
"""Routes of Streamlit that begin and end a login."""

_MACHINES: Final = ("/metrics", "/trpc", "/api")


_LONGEST: Final = 2_000
"""Characters of an address that a cookie remembers, percent-encoded."""


class Way(Enum):
    """What a request needs to be answered."""

    OPEN = auto()
    """Nothing."""
    LOGIN = auto()
    """Nothing: it begins a login."""
    LOGGING_IN = auto()
    """Nothing: Streamlit begins or ends a login there."""
    TOKEN = auto()
    """A bearer token."""
    SESSION = auto()
    """The login of a person."""


def way(path: str) -> Way:
    """What the path needs."""
    if path in _OPEN:
        return Way.OPEN
    if path == LOGIN:
        return Way.LOGIN
    if path in _LOGGING_IN:
        return Way.LOGGING_IN
    if any(path == each or path.startswith(f"{each}/") for each in _MACHINES):
        return Way.TOKEN
    return Way.SESSION


def place_to_return(asked: str) -> str:
    """The address to go to after a login: the one that was asked for where it is a page of ours, else the first page.

    It comes from the address bar, so it could name another host: no address but one below the pages is followed.
    """
    harmless = (
        len(asked) <= _LONGEST
        and asked.startswith(PAGES)
        and asked.isascii()
        and asked.isprintable()
        and "\\" not in asked
    )
    return asked if harmless and not asked.startswith((LOGIN, LOGOUT)) and " " not in asked else PAGES
