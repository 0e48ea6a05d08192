"""When to fetch again: decisions without a clock, a gateway or chance (they are arguments)."""

from collections.abc import Mapping
from dataclasses import dataclass

from lib.gateway.routes import Kind

MISSED_UNTIL_INTEREST_ENDS = 3
"""Slowest refreshes a look keeps alive: 90 s by default, as browsers wake a hidden tab only once a minute."""

DOUBLINGS_LIMIT = 30
"""Doublings after which any back-off has long met its bound; keeps the power a small number."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """How often each kind is fetched, and for how long. All times in seconds.

    Only the kinds in `intervals` are fetched.

    Raises ValueError if an interval is not above zero, or nothing is to be fetched.
    """

    intervals: Mapping[Kind, float]
    """From the start of one fetch of a kind to the start of the next, while it succeeds."""
    stale_after_missed: int = 3
    """Refreshes that may be missed before a reading is stale."""
    backoff_max: float = 60.0
    """The longest pause after a failure, unless the kind's own interval is longer."""
    first_wait: float = 2.0
    """How long a look waits where there is nothing fresh to show because nobody had looked.

    What took longer at its last try is not waited for.
    """
    interest: float | None = None
    """How long a look keeps a gateway being fetched; None stands for three of the slowest interval."""
    on_request: frozenset[Kind] = frozenset()
    """Kinds in `intervals` that are fetched only for a look that names them: no refresh and no sample asks for them."""

    def __post_init__(self) -> None:
        if not self.intervals:
            raise ValueError("a schedule needs at least one kind")
        for kind, interval in self.intervals.items():
            if interval <= 0:
                raise ValueError(f"the interval of {kind} is {interval} s; it must be above 0")

    @property
    def regular(self) -> tuple[Kind, ...]:
        """The kinds that every look keeps being fetched."""
        return tuple(kind for kind in self.intervals if kind not in self.on_request)

    def interest_span(self) -> float:
        """Return for how long one look keeps a gateway being fetched."""
        if self.interest is not None:
            return self.interest
        return MISSED_UNTIL_INTEREST_ENDS * max(self.intervals.values())

    def stale_after(self, kind: Kind) -> float:
        """Return the age past which a reading of `kind` is no longer a fact."""
        return self.stale_after_missed * self.intervals[kind]

    def pause_after_failure(self, kind: Kind, failures: int, jitter: float, retry_after: float | None = None) -> float:
        """Return how long to leave a gateway alone after its `failures`-th failure in a row.

        The longest pause doubles with each failure, from twice the interval up to `backoff_max`; `jitter`, from
        0 to 1, chooses between half of it (never less than the interval) and all of it. A longer `retry_after`,
        which the gateway asked for, is honoured up to the same bound.
        """
        interval = self.intervals[kind]
        bound = max(self.backoff_max, interval)
        longest = min(bound, interval * 2.0 ** min(failures, DOUBLINGS_LIMIT))
        shortest = max(interval, longest / 2)
        pause = shortest + jitter * (longest - shortest)
        return pause if retry_after is None else max(pause, min(retry_after, bound))
