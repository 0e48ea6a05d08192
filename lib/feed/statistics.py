import threading
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TypeAlias

from lib.gateway.routes import Kind


@dataclass(frozen=True, slots=True)
class Count:
    """Fetches that have ended since the feed was made, and how many of them failed, by the kind of the error."""

    fetches: int = 0
    errors: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def failures(self) -> int:
        """How many failed in all."""
        return sum(self.errors.values())


Statistics: TypeAlias = Mapping[tuple[str, Kind], Count]
"""A count for each (gateway id, kind) that was ever fetched."""


class Tally:
    """Counts fetches; any thread may read while the feed's thread writes."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: dict[tuple[str, Kind], Count] = {}

    def success(self, gateway_id: str, kind: Kind) -> None:
        """Count a fetch that brought an answer."""
        self._add(gateway_id, kind, ())

    def failure(self, gateway_id: str, kind: Kind, error: str) -> None:
        """Count a fetch that failed with an error of this kind."""
        self._add(gateway_id, kind, (error,))

    def _add(self, gateway_id: str, kind: Kind, errors: Collection[str]) -> None:
        with self._lock:
            count = self._counts.get((gateway_id, kind), Count())
            new = {error: count.errors.get(error, 0) + 1 for error in errors}
            self._counts[gateway_id, kind] = replace(count, fetches=count.fetches + 1, errors={**count.errors, **new})

    def keep(self, gateway_ids: Collection[str]) -> None:
        """Forget the counts of every other gateway."""
        with self._lock:
            self._counts = {key: count for key, count in self._counts.items() if key[0] in gateway_ids}

    def statistics(self) -> Statistics:
        """Return the counts as they are now."""
        with self._lock:
            return dict(self._counts)
