"""Files that other processes read while the demo runs: each is replaced as a whole, never seen half written."""

from collections.abc import Sequence
from pathlib import Path

import msgspec

from lib.demo.server import GatewayServer

__all__ = ["RequestCountFile", "configuration", "write_atomically"]


def write_atomically(path: Path, content: bytes) -> None:
    """Replace the file in one step.

    Raises:
        OSError: its folder cannot be written to.
    """
    unfinished = path.with_name(f".{path.name}.unfinished")
    unfinished.write_bytes(content)
    unfinished.replace(path)


def configuration(servers: Sequence[GatewayServer]) -> bytes:
    """Give the content of a gateways.json that names these servers, on one line."""
    worlds = ((server.gateway.world, server.url) for server in servers)
    gateways = [{"id": w.id, "name": w.name, "url": url, "datacenter": w.datacenter} for w, url in worlds]
    return msgspec.json.encode({"gateways": gateways})


class RequestCountFile:
    """A JSON file of gateway id → path → number of requests so far; written when a number has changed."""

    def __init__(self, path: Path, servers: Sequence[GatewayServer]) -> None:
        self._path = path
        self._servers = servers
        self._written = b""

    def write(self) -> None:
        """Bring the file up to date.

        Raises:
            OSError: its folder cannot be written to.
        """
        gateways = [server.gateway for server in self._servers]
        content = msgspec.json.encode({gateway.world.id: dict(gateway.requests) for gateway in gateways})
        if content != self._written:
            write_atomically(self._path, content)
            self._written = content
