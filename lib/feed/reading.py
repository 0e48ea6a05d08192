"""What is known of a gateway: immutable, so that any thread may hold it."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Self

from lib.feed.schedule import Schedule
from lib.gateway.config import Gateway
from lib.gateway.errors import GatewayError
from lib.gateway.routes import Kind


@dataclass(frozen=True, slots=True)
class Reading:
    """The latest good answer of one kind, and how fetching it goes.

    A failure leaves the good answer as it is: `value`, `at`, `monotonic` and `took` belong together, `error` and
    `error_at` to the latest failure. Times of day are UTC; `monotonic` and `due` are of the feed's clock, in
    seconds.
    """

    kind: Kind
    value: object | None = None
    """The same object as before where the gateway's answer is equal to the one before."""
    at: datetime | None = None
    monotonic: float | None = None
    took: float | None = None
    """Seconds that the good answer took."""
    error: GatewayError | None = None
    """Why the latest fetch failed; None once one has succeeded."""
    error_at: datetime | None = None
    failing_since: datetime | None = None
    answering_since: datetime | None = None
    """The first of the good answers that no failure has interrupted."""
    failures: int = 0
    """Failures in a row."""
    attempted: bool = False
    """Whether any fetch has ended, well or not."""
    tried_for: float = 0.0
    """Seconds that the latest fetch took, well or not."""
    due: float = -math.inf
    """When the next fetch is due, if somebody is interested then."""

    @property
    def is_offered(self) -> bool:
        """Whether the gateway may have this kind: only a good answer without a value says that it has not."""
        return not self.attempted or self.error is not None or self.value is not None

    def age(self, now_monotonic: float) -> float | None:
        """Return the age of the good answer in seconds, None if there is none."""
        return None if self.monotonic is None else max(0.0, now_monotonic - self.monotonic)

    def missed(self, now_monotonic: float, interval: float) -> int | None:
        """Return how many refreshes of `interval` seconds fit into the age, None without a good answer."""
        age = self.age(now_monotonic)
        return None if age is None else int(age // interval)

    def succeeded(self, value: object, *, at: datetime, monotonic: float, took: float, due: float) -> Self:
        """Return this reading after a fetch that brought `value`; whatever had failed is over."""
        return replace(
            self,
            value=self.value if value == self.value else value,
            at=at,
            monotonic=monotonic,
            took=took,
            error=None,
            error_at=None,
            failing_since=None,
            answering_since=self.answering_since or at,
            failures=0,
            attempted=True,
            tried_for=took,
            due=due,
        )

    def failed(self, error: GatewayError, *, at: datetime, due: float, took: float = 0.0) -> Self:
        """Return this reading after a fetch that failed after `took` seconds; the last good answer stays."""
        return replace(
            self,
            error=error,
            error_at=at,
            failing_since=self.failing_since or at,
            answering_since=None,
            failures=self.failures + 1,
            attempted=True,
            tried_for=took,
            due=due,
        )


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What is known of one gateway at one instant.

    `version` grows with every change of any reading and is never used for another gateway or another state of this
    one, as long as the process lives: (gateway.id, version) names the content. `taken` (monotonic seconds) and
    `taken_at` (UTC) are the instant that ages refer to.
    """

    gateway: Gateway
    readings: Mapping[Kind, Reading]
    version: int
    taken: float
    taken_at: datetime
    schedule: Schedule = field(repr=False)

    def reading(self, kind: Kind) -> Reading:
        """Return what is known of `kind`; an empty reading for a kind that is not fetched."""
        return self.readings.get(kind) or Reading(kind)

    def age(self, kind: Kind) -> float | None:
        """Return the age of the last good answer in seconds, None if there is none."""
        return self.reading(kind).age(self.taken)

    def is_stale(self, kind: Kind) -> bool:
        """Tell whether `kind` is no longer a fact: too many missed refreshes, or never read."""
        age = self.age(kind)
        return age is None or age > self.schedule.stale_after(kind)
