import itertools
import threading
from collections.abc import Iterable, Iterator
from dataclasses import replace
from types import MappingProxyType

from lib.feed.clock import Clock
from lib.feed.interest import Interest
from lib.feed.reading import Reading, Snapshot
from lib.feed.schedule import Schedule
from lib.feed.settling import Settling
from lib.gateway.config import Gateway
from lib.gateway.routes import Kind

_versions: Iterator[int] = itertools.count(1)
"""One count for all gateways: a gateway that takes over another's id must not take over its versions."""


class Board:
    """Where one gateway's readings are put up, and where viewers say that they want them.

    The feed's thread publishes, page threads look; everything here is short and takes one lock, so that a viewer
    who decides to wait cannot miss the reading that ends the wait.
    """

    def __init__(self, gateway: Gateway, schedule: Schedule, clock: Clock) -> None:
        self._schedule = schedule
        self._clock = clock
        self._lock = threading.Lock()
        self._latest = Snapshot(
            gateway=gateway,
            readings=MappingProxyType({kind: Reading(kind) for kind in schedule.intervals}),
            version=next(_versions),
            taken=clock.monotonic(),
            taken_at=clock.now(),
            schedule=schedule,
        )
        self._interest = Interest()
        self._requested = {kind: Interest() for kind in schedule.on_request}
        self._settlings: list[Settling] = []
        self._opening = Settling()
        self._refresh = Settling()

    @property
    def opening(self) -> Settling:
        """The wait for something fresh after nobody had looked; over, except shortly after that."""
        return self._opening

    def snapshot(self) -> Snapshot:
        """Return what is known, seen from now."""
        return replace(self._latest, taken=self._clock.monotonic(), taken_at=self._clock.now())

    def reading(self, kind: Kind) -> Reading:
        """Return the current reading of a kind that is in the schedule."""
        return self._latest.readings[kind]

    def publish(self, reading: Reading) -> None:
        """Put up a new reading, and settle its kind for those who wait."""
        with self._lock:
            readings = MappingProxyType({**self._latest.readings, reading.kind: reading})
            self._latest = replace(self._latest, readings=readings, version=next(_versions))
            for settling in self._settlings:
                settling.settle(reading.kind)
            self._settlings = [settling for settling in self._settlings if not settling.over]

    def renew(self, also: Iterable[Kind] = ()) -> bool:
        """Renew the interest; tell whether it had been given up, so that the beats have to be woken.

        What is stale by then opens a wait for all that is due and promises to come in time. `also` names kinds that
        are fetched on request alone; others in it change nothing, and nobody waits for them.
        """
        with self._lock:
            ends = self._clock.monotonic() + self._schedule.interest_span()
            asked_anew = [self._requested[kind].renew(ends) for kind in also if kind in self._requested]
            had_given_up = self._interest.renew(ends)
            if had_given_up:
                self._opening = self._expect(self._due_after_absence())
            return had_given_up or any(asked_anew)

    def give_up(self, kind: Kind) -> bool:
        """Tell a beat that is due whether nobody is interested; if so, the next look has to wake it."""
        with self._lock:
            return self._requested.get(kind, self._interest).give_up(self._clock.monotonic())

    @property
    def refresh(self) -> Settling:
        """The latest refresh that somebody asked for; over once everything has been read anew."""
        return self._refresh

    def begin_refresh(self) -> Settling:
        """Return a wait for the next reading of every regular kind; one under way serves all who ask meanwhile."""
        with self._lock:
            if self._refresh.over:
                self._refresh = self._expect(self._schedule.regular)
            return self._refresh

    def begin_sample(self, older_than: float) -> Settling:
        """Return a wait for a reading of every regular kind older than so many seconds; nobody's interest is renewed.

        A kind that failed and is left alone for a while is not among them: its failure is what is known of it.
        """
        with self._lock:
            seen = self.snapshot()
            return self._expect(
                kind for kind in self._schedule.regular if self._is_wanted_again(seen, kind, older_than)
            )

    def _is_wanted_again(self, seen: Snapshot, kind: Kind, older_than: float) -> bool:
        reading, age = seen.reading(kind), seen.age(kind)
        if reading.error is not None:
            return reading.due <= seen.taken
        return age is None or age > older_than

    def is_awaited(self, kind: Kind) -> bool:
        """Tell whether somebody waits for the next reading of `kind`."""
        with self._lock:
            return any(kind in settling.awaited for settling in self._settlings)

    def release(self) -> None:
        """End every wait: nothing will be published any more."""
        with self._lock:
            for settling in self._settlings:
                settling.end()
            self._settlings = []

    def _expect(self, kinds: Iterable[Kind]) -> Settling:
        settling = Settling(kinds)
        if not settling.over:
            self._settlings.append(settling)
        return settling

    def promises_soon(self, kind: Kind) -> bool:
        """Tell whether `kind` is due and likely to bring something while a viewer waits for it.

        What is not offered brings nothing, and what took longer than the patience the last time is waited for in
        vain: a gateway that was found hanging must not hold up every visit.
        """
        reading = self.reading(kind)
        is_due = reading.due <= self._clock.monotonic()
        return is_due and reading.is_offered and reading.tried_for <= self._schedule.first_wait

    def _due_after_absence(self) -> list[Kind]:
        seen = self.snapshot()
        due = [kind for kind in self._schedule.regular if self.promises_soon(kind)]
        return due if any(seen.is_stale(kind) for kind in due) else []
