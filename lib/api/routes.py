"""Every route beside the pages, in one list; paths are absolute."""

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from lib.access.policy import LIVENESS, PAGES
from lib.api.incoming import AnyMethod
from lib.api.metrics import metrics
from lib.api.rest import rest
from lib.api.trpc import trpc

BASE = PAGES


async def to_overview(_request: Request) -> Response:
    """Send a visitor of the bare address to the landing page."""
    return RedirectResponse(BASE, status_code=307)


async def livez(_request: Request) -> Response:
    """Say that the process lives; nothing about gateways."""
    return PlainTextResponse("ok\n", headers={"Cache-Control": "no-store"})


ROUTES = [
    Route("/", to_overview),
    Route(LIVENESS, livez),
    Route("/metrics", metrics),
    Route("/trpc/{path:path}", AnyMethod(trpc)),
    Route("/api/v1/{path:path}", AnyMethod(rest)),
]
