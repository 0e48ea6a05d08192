import pytest

from lib.api.routes import ROUTES
from lib.gateway.routes import FORBIDDEN, HEALTH_FALLBACKS, OPENAPI, PATHS
from tests.docs.documents import DOCS


@pytest.mark.parametrize("path", [route.path.replace("{path:path}", "…") for route in ROUTES])
def test_every_route_of_the_dashboard_is_documented(path: str) -> None:
    assert f"| `{path}` |" in (DOCS / "operations.md").read_text()


@pytest.mark.parametrize("path", [*PATHS.values(), *HEALTH_FALLBACKS, OPENAPI, *FORBIDDEN])
def test_every_route_of_a_gateway_that_is_read_or_refused_is_documented(path: str) -> None:
    assert f"`{path}`" in (DOCS / "gateways.md").read_text()
