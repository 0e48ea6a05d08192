"""Who makes a request, as whatever controls access has found out."""

from typing import Final

from starlette.requests import HTTPConnection

from lib import process
from lib.access.caller import ANYONE, NOBODY, Caller

SCOPE_KEY: Final = "deployments.caller"
"""Where the caller is put in the scope of a request."""


def caller_of(request: HTTPConnection) -> Caller:
    """The caller of a request; anyone, where access is not controlled.

    Where it is, one who was not found is nobody, even if nothing stood before the route that looked.
    """
    found: Caller | None = request.scope.get(SCOPE_KEY)
    if found is not None:
        return found
    return ANYONE if process.current().access is None else NOBODY
