"""A simulated gateway: a world that lives by a clock and a script, and answers in bytes."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Protocol

import msgspec

from lib.demo.incidents import CALM, Act, Moment, afflicted, moment
from lib.demo.readiness import ReadinessFilter, readiness
from lib.demo.routes import documents_of
from lib.demo.world import Snapshot, World, snapshot

__all__ = ["Bodies", "Gateway", "LiveBodies", "PrebuiltBodies", "utc_now"]


def utc_now() -> datetime:
    """Give the time of the system's clock."""
    return datetime.now(UTC)


class Gateway:
    """One world, seen through the script's incident of the moment.

    `clock` decides both what the documents say and where the script stands, so a test that turns it turns all.
    `requests` counts by path what the server was asked for, whatever it answered.
    """

    def __init__(self, world: World, script: Sequence[Act] = CALM, clock: Callable[[], datetime] = utc_now) -> None:
        self.world = world
        self.requests: Counter[str] = Counter()
        self._script = script
        self._clock = clock
        self._started = clock()

    def moment(self) -> Moment:
        """Tell where the script stands now."""
        return moment(self._script, self._started, self._clock())

    def snapshot(self) -> Snapshot:
        """Give what the gateway knows now."""
        now = self._clock()
        return snapshot(afflicted(self.world, moment(self._script, self._started, now)), now)

    def readiness(self, wanted: ReadinessFilter) -> bytes:
        """Encode the readiness of the workers that a filter asks for."""
        return msgspec.json.encode(readiness(self.snapshot(), wanted))


class Bodies(Protocol):
    """Where the encoded documents come from."""

    def __getitem__(self, path: str) -> bytes: ...


class LiveBodies:
    """Documents of the very moment, encoded for each request."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway
        self._documents = documents_of(gateway.world.generation)

    def __getitem__(self, path: str) -> bytes:
        return msgspec.json.encode(self._documents[path](self._gateway.snapshot()))


class PrebuiltBodies:
    """Documents of a short while ago: a request costs nothing, so that a benchmark measures its client."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway
        self._documents = documents_of(gateway.world.generation)
        self._bodies: dict[str, bytes] = {}
        self.rebuild()

    def rebuild(self) -> None:
        """Encode all documents anew; requests get the old ones meanwhile."""
        now = self._gateway.snapshot()
        self._bodies = {path: msgspec.json.encode(document(now)) for path, document in self._documents.items()}

    def __getitem__(self, path: str) -> bytes:
        return self._bodies[path]
