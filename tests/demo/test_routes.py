from datetime import datetime

from lib.demo import fleets
from lib.demo.routes import CHECK, READINESS, documents_of, paths_of
from lib.demo.world import Generation, World, snapshot

_BOTH = {
    "/",
    "/status",
    "/openapi.json",
    "/api/deployments",
    "/api/deployment-nodes",
    "/api/deployment-status",
    "/api/capacity",
    "/api/debug",
}


def _schema_paths(world: World, at: datetime) -> set[str]:
    return set(documents_of(world.generation)["/openapi.json"](snapshot(world, at))["paths"])


def test_each_generation_has_exactly_the_contracts_routes() -> None:
    assert set(documents_of(Generation.G1)) == _BOTH
    assert set(documents_of(Generation.G2)) == _BOTH | {READINESS, "/api/operations/health"}


def test_the_schema_lists_the_paths_and_tells_the_generations_apart(noon: datetime) -> None:
    g1, g2 = _schema_paths(fleets.eu_west(noon), noon), _schema_paths(fleets.us_east(noon), noon)
    assert g1 == set(paths_of(Generation.G1)) == _BOTH - {"/openapi.json"} | {CHECK}
    assert g2 - g1 == {"/api/discovery/readiness", "/api/operations/health"}


def test_the_root_says_nothing(noon: datetime) -> None:
    assert documents_of(Generation.G1)["/"](snapshot(fleets.eu_west(noon), noon)) == {}
