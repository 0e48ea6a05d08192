"""Asks every route of the dashboard as the environment makes it, and prints what it answers to nobody.

Run as a process of its own, as a process has one Streamlit. Nothing is started: who is refused gets to nothing.
"""

import asyncio
import json
import re
import sys
from collections.abc import Iterator
from typing import Any

import httpx
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute

from app import app
from tests.api.sockets import handshake

METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH")


def paths(routes: list[BaseRoute]) -> Iterator[tuple[str, str]]:
    """The kind and an address of each route; a part that varies becomes ``x``."""
    for route in routes:
        if isinstance(route, WebSocketRoute):
            yield "websocket", re.sub(r"\{[^}]*\}", "x", route.path)
        elif isinstance(route, Route):
            yield "http", re.sub(r"\{[^}]*\}", "x", route.path)
        elif isinstance(route, Mount):
            yield from (("http", route.path + each) for each in ("/", "/index.html", "/static/js/x.js"))
        else:
            raise TypeError(f"what is {route}?")


async def answers() -> list[dict[str, Any]]:
    """What each route answers to each method."""
    whole = app._build_starlette_app()
    found: list[dict[str, Any]] = []
    transport = httpx.ASGITransport(whole)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        for kind, path in dict.fromkeys(paths(whole.routes)):
            if kind == "websocket":
                said = await handshake(whole, path, {"host": "localhost", "origin": "http://localhost"})
                found.append({"path": path, "method": kind, "status": [each["type"] for each in said]})
                continue
            for method in METHODS:
                answer = await client.request(method, path or "/")
                found.append(
                    {
                        "path": path,
                        "method": method,
                        "status": answer.status_code,
                        "size": len(answer.content),
                        "headers": sorted(answer.headers),
                    }
                )
    return found


if __name__ == "__main__":
    json.dump(asyncio.run(answers()), sys.stdout)
