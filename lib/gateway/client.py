import ssl
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Literal, Self, TypeVar, overload

import httpx

from lib.gateway import errors, wire
from lib.gateway.config import Gateway
from lib.gateway.exchange import Exchange
from lib.gateway.generation import Generation, GenerationFinder
from lib.gateway.health import HealthCheck, check_health
from lib.gateway.limits import Limits
from lib.gateway.routes import PATHS, Kind

Document = (
    HealthCheck
    | wire.Deployments
    | wire.DeploymentStatus
    | wire.Capacity
    | wire.Readiness
    | wire.OperationsHealth
    | wire.Debug
)
"""What a fetch can find."""

Value = TypeVar("Value")


class GatewayClient:
    """Reads one gateway; an async context manager.

    Every failure of network or gateway is a GatewayError of `lib.gateway.errors` that names gateway and route.
    `transport` replaces the network in a test; `clock` gives monotonic seconds; `trust` is as in Exchange.
    """

    def __init__(
        self,
        gateway: Gateway,
        limits: Limits,
        transport: httpx.AsyncBaseTransport | None = None,
        clock: Callable[[], float] = time.monotonic,
        trust: ssl.SSLContext | None = None,
    ) -> None:
        self.gateway = gateway
        self._clock = clock
        self._exchange = Exchange(gateway, limits, transport, trust)
        self._finder = GenerationFinder(self._exchange, clock)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close the connections; the client cannot be used again."""
        await self._exchange.aclose()

    @property
    def generation(self) -> Generation:
        """The gateway's generation as far as it is known; it is found out with READINESS and OPERATIONS."""
        return self._finder.current

    @overload
    async def fetch(self, kind: Literal[Kind.HEALTH]) -> HealthCheck: ...
    @overload
    async def fetch(self, kind: Literal[Kind.EXECUTORS]) -> wire.Deployments: ...
    @overload
    async def fetch(self, kind: Literal[Kind.STATUS]) -> wire.DeploymentStatus: ...
    @overload
    async def fetch(self, kind: Literal[Kind.CAPACITY]) -> wire.Capacity: ...
    @overload
    async def fetch(self, kind: Literal[Kind.READINESS]) -> wire.Readiness | None: ...
    @overload
    async def fetch(self, kind: Literal[Kind.OPERATIONS]) -> wire.OperationsHealth | None: ...
    @overload
    async def fetch(self, kind: Literal[Kind.DEBUG]) -> wire.Debug | None: ...
    @overload
    async def fetch(self, kind: Kind) -> Document | None: ...
    async def fetch(self, kind: Kind) -> Document | None:
        """Read one kind. None means that this gateway does not offer it. Raises GatewayError."""
        match kind:
            case Kind.HEALTH:
                return await self._health()
            case Kind.EXECUTORS:
                return await self._deployments()
            case Kind.STATUS:
                return await self._read(kind, wire.decode_status)
            case Kind.CAPACITY:
                return await self._capacity()
            case Kind.READINESS:
                return await self._read_if_offered(kind, wire.decode_readiness)
            case Kind.OPERATIONS:
                return await self._read_if_offered(kind, wire.decode_operations)
            case Kind.DEBUG:
                return await self._read_unless_missing(kind, wire.decode_debug)

    async def _health(self) -> HealthCheck:
        check = await self.health_steps()
        if check.error is not None:
            raise check.error
        return check

    async def health_steps(self) -> HealthCheck:
        """Walk the health chain, for people who want to see each step. Never raises GatewayError."""
        check = await check_health(self._exchange, self.gateway.health_path, self._clock)
        if check.error is None:
            self._finder.saw_answer()
        else:
            self._finder.saw_error(check.error)
        return replace(check, generation=self.generation)

    async def _deployments(self) -> wire.Deployments:
        document = await self._read(Kind.EXECUTORS, wire.decode_deployments)
        self._finder.saw_deployments(document)
        return document

    async def _capacity(self) -> wire.Capacity:
        document = await self._read(Kind.CAPACITY, wire.decode_capacity)
        self._finder.saw_capacity(document)
        return document

    async def _read(self, kind: Kind, decode: Callable[[bytes], Value]) -> Value:
        try:
            document = await self._exchange.document(PATHS[kind], decode)
        except errors.GatewayError as error:
            self._finder.saw_error(error)
            raise
        self._finder.saw_answer()
        return document

    async def _read_if_offered(self, kind: Kind, decode: Callable[[bytes], Value]) -> Value | None:
        return await self._read_unless_missing(kind, decode) if await self._finder.find() is Generation.G2 else None

    async def _read_unless_missing(self, kind: Kind, decode: Callable[[bytes], Value]) -> Value | None:
        try:
            return await self._exchange.document(PATHS[kind], decode)
        except errors.RouteMissing:
            return None
