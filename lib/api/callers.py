"""Who makes a request, as whatever controls access has found out."""

from typing import Final

from starlette.requests import HTTPConnection

from lib.access.caller import ANYONE, Caller

SCOPE_KEY: Final = "deployments.caller"
"""Where the caller is put in the scope of a request."""


def caller_of(request: HTTPConnection) -> Caller:
    """The caller of a request; anyone, where access is not controlled."""
    caller: Caller = request.scope.get(SCOPE_KEY, ANYONE)
    return caller
