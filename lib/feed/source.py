from collections.abc import Callable
from typing import Protocol

from lib.gateway.config import Gateway
from lib.gateway.routes import Kind


class Source(Protocol):
    """What the feed reads one gateway through; `lib.gateway.client.GatewayClient` is one."""

    async def fetch(self, kind: Kind) -> object:
        """Return what the gateway says now; `GatewayError` if it cannot be read."""
        ...

    async def aclose(self) -> None:
        """Give back connections; nothing is fetched afterwards."""
        ...


Connect = Callable[[Gateway], Source]
"""Makes the source of a gateway, without a request yet; called on the feed's event loop."""
