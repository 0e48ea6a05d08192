import threading
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

from lib.gateway.routes import Kind


@dataclass(frozen=True, slots=True)
class Count:
    """Fetches that have ended since the feed was made, and how many of them failed."""

    fetches: int = 0
    failures: int = 0


Statistics: TypeAlias = Mapping[tuple[str, Kind], Count]
"""A count for each (gateway id, kind) that was ever fetched."""


class Tally:
    """Counts fetches; any thread may read while the feed's thread writes."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: dict[tuple[str, Kind], Count] = {}

    def success(self, gateway_id: str, kind: Kind) -> None:
        """Count a fetch that brought an answer."""
        self._add(gateway_id, kind, failures=0)

    def failure(self, gateway_id: str, kind: Kind) -> None:
        """Count a fetch that failed."""
        self._add(gateway_id, kind, failures=1)

    def _add(self, gateway_id: str, kind: Kind, *, failures: int) -> None:
        with self._lock:
            count = self._counts.get((gateway_id, kind), Count())
            self._counts[gateway_id, kind] = replace(
                count, fetches=count.fetches + 1, failures=count.failures + failures
            )

    def keep(self, gateway_ids: Collection[str]) -> None:
        """Forget the counts of every other gateway."""
        with self._lock:
            self._counts = {key: count for key, count in self._counts.items() if key[0] in gateway_ids}

    def statistics(self) -> Statistics:
        """Return the counts as they are now."""
        with self._lock:
            return dict(self._counts)
