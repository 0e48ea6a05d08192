"""Tells the two generations of gateways apart, without ever making a gateway look broken for it."""

import time
from collections.abc import Callable
from enum import StrEnum
from typing import Final

import anyio

from lib.gateway import errors, wire
from lib.gateway.exchange import Exchange
from lib.gateway.routes import OPENAPI, PATHS, Kind

ASK_AGAIN: Final = 600.0
"""Seconds after which a gateway is asked again: it may have been replaced by a newer one without an outage."""

OUTAGE: Final = (
    errors.Unreachable,
    errors.NoAnswer,
    errors.ConnectionBroken,
    errors.NotHttp,
    errors.ServerFailed,
)
"""Errors after which another gateway may answer at the same address."""


class Generation(StrEnum):
    """Which routes and documents a gateway offers (the contract's tags)."""

    G1 = "G1"
    G2 = "G2"
    UNKNOWN = "unknown"


class GenerationFinder:
    """What is known of one gateway's generation.

    Its list of routes decides (contract 2.2); where that cannot be had, the shape of its answers does (contract 3.5,
    3.8).
    """

    def __init__(self, exchange: Exchange, clock: Callable[[], float] = time.monotonic) -> None:
        self._exchange = exchange
        self._clock = clock
        self._asking = anyio.Lock()
        self._ask_at: float | None = None
        self._outage = False
        self._listed = Generation.UNKNOWN
        self._inferred = Generation.UNKNOWN

    @property
    def current(self) -> Generation:
        """The generation as far as it is known."""
        return self._inferred if self._listed is Generation.UNKNOWN else self._listed

    async def find(self) -> Generation:
        """The generation, asking the gateway for its routes when that is due. Never raises GatewayError."""
        async with self._asking:
            now = self._clock()
            if self._ask_at is None or now >= self._ask_at:
                self._ask_at = now + ASK_AGAIN
                await self._ask()
        return self.current

    def saw_answer(self) -> None:
        """Note that the gateway answers; after an outage it is asked again."""
        if self._outage:
            self._outage = False
            self._ask_at = None

    def saw_error(self, error: errors.GatewayError) -> None:
        """Note a failure to read the gateway."""
        if isinstance(error, OUTAGE):
            self._outage = True
        else:
            self.saw_answer()

    def saw_deployments(self, document: wire.Deployments) -> None:
        """Infer from a document: only G1 sends the legacy map (contract 3.5)."""
        self._inferred = Generation.G1 if document.legacy_present else Generation.G2

    def saw_capacity(self, document: wire.Capacity) -> None:
        """Infer from a document: only G2 sends the load of nodes (contract 3.8)."""
        if document.nodes is not None and self._inferred is Generation.UNKNOWN:
            self._inferred = Generation.G2

    async def _ask(self) -> None:
        try:
            paths = await self._exchange.document(OPENAPI, _paths)
        except (errors.UnexpectedStatus, errors.BadBody):
            self._listed = Generation.UNKNOWN
        except errors.GatewayError:
            return  # no answer says nothing: what was known stays
        else:
            self._listed = Generation.G2 if PATHS[Kind.READINESS] in paths else Generation.G1


def _paths(body: bytes) -> frozenset[str]:
    paths = wire.decode_object(body).get("paths")
    if not isinstance(paths, dict):
        raise errors.WrongShape("the list of routes has no paths")
    return frozenset(paths)
