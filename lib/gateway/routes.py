"""The gateway's routes: each path that this project asks for, once, and those that it must never ask for."""

import posixpath
from enum import StrEnum
from typing import Final
from urllib.parse import unquote


class Kind(StrEnum):
    """What can be read from a gateway; one kind is one fetch."""

    HEALTH = "health"
    EXECUTORS = "executors"
    STATUS = "status"
    """Both the status and the desired documents: they share one response (contract 3.7)."""
    CAPACITY = "capacity"
    READINESS = "readiness"
    """Generation G2 only (contract 3.11)."""
    OPERATIONS = "operations"
    """Generation G2 only (contract 3.11)."""
    DEBUG = "debug"
    """Waiting jobs; a heavy route, read only while somebody looks at them (contract 3.9)."""


PATHS: Final = {
    Kind.EXECUTORS: "/api/deployments",
    Kind.STATUS: "/api/deployment-status",
    Kind.CAPACITY: "/api/capacity",
    Kind.READINESS: "/api/discovery/readiness",
    Kind.OPERATIONS: "/api/operations/health",
    Kind.DEBUG: "/api/debug",
}
"""The path of each kind that has exactly one. HEALTH has a chain instead."""

HEALTH_FALLBACKS: Final = ("/", "/check?text=ping")
"""Asked in this order after the configured path, each only if the one before is missing (contract 3.4)."""

OPENAPI: Final = "/openapi.json"
"""Lists the gateway's routes, which tells G1 from G2 (contract 2.2)."""

FORBIDDEN: Final = (
    "/job/submit",
    "/api/jobs",
    "/dry_run",
    "/api/v1/invoke",
    "/api/scheduler/",
    "/api/debug/reset-dags",
)
"""Beginnings of paths that submit, stop or reveal work, some of them although they are GET (contract 3)."""


def is_forbidden(path: str) -> bool:
    """Tell whether asking for `path` could change something or reveal a secret (contract 3).

    Percent-encoding, dot segments and capitals do not hide a path.
    """
    plain = "/" + posixpath.normpath(unquote(path)).lstrip("/")
    return f"{plain}/".casefold().startswith(FORBIDDEN)
