"""The routes of a gateway, both generations' in one place."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from lib.demo import diagnostics, documents, readiness
from lib.demo.documents import Json
from lib.demo.world import Generation, Snapshot

__all__ = ["CHECK", "READINESS", "Document", "documents_of", "paths_of"]

Document: TypeAlias = Callable[[Snapshot], Json]

CHECK = "/check"
READINESS = "/api/discovery/readiness"


def _empty(_: Snapshot) -> Json:
    return {}


def _openapi(snapshot: Snapshot) -> Json:
    """Give `/openapi.json`: the cheap way to tell the generations apart (contract 2.2)."""
    answers = {"200": {"description": "Successful Response"}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Marie-AI gateway (simulated)", "version": "4.0"},
        "paths": {path: {"get": {"responses": answers}} for path in paths_of(snapshot.world.generation)},
    }


_BOTH: Mapping[str, Document] = {
    "/": _empty,
    "/status": diagnostics.software,
    "/openapi.json": _openapi,
    "/api/deployments": documents.deployments,
    "/api/deployment-nodes": documents.deployment_nodes,
    "/api/deployment-status": documents.deployment_status,
    "/api/capacity": documents.capacity,
    "/api/debug": diagnostics.debug,
}
_G2_ONLY: Mapping[str, Document] = {
    READINESS: readiness.readiness,
    "/api/operations/health": readiness.operations_health,
}


def documents_of(generation: Generation) -> Mapping[str, Document]:
    """Map each path to its document; `/check` has none, as it says nothing about the gateway."""
    return _BOTH if generation is Generation.G1 else {**_BOTH, **_G2_ONLY}


def paths_of(generation: Generation) -> list[str]:
    """List the paths that are worth a schema: all but the schema's own."""
    return [path for path in (*documents_of(generation), CHECK) if path != "/openapi.json"]
