"""The alerts of this process: takes each sample, follows the rules, tells people, and remembers that it did."""

import logging
import threading
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from msgspec import structs

from lib.alerts import engine, store
from lib.alerts.delivery import Delivery, Patience, TargetState, Unsent
from lib.alerts.engine import Event, State
from lib.alerts.messages import messages
from lib.alerts.silences import Silence
from lib.alerts.store import Stored, StoreError
from lib.alerts.targets import Target
from lib.alerts.thresholds import DEFAULTS, Thresholds, ThresholdsFile
from lib.history.samples import GatewaySample

log: Final = logging.getLogger("lib.alerts")

MISSED: Final = 3
"""Samples that may be missing before the time between two is not known any more."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What a silence is about; None stands for all of them."""

    rule: str | None = None
    gateway: str | None = None
    executor: str | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """The alerts as a page sees them.

    ``sampled_at`` is when the latest sample was taken that they rest on, None before the first of this process.
    ``troubles`` are sentences about files that can't be used.
    """

    state: State
    thresholds: Thresholds
    targets: tuple[TargetState, ...]
    troubles: tuple[str, ...]
    sampled_at: datetime | None


class Alerts:
    """Give `take` each sequence of samples. Any thread may look, silence, and close.

    ``interval`` is how many seconds apart samples are meant to be.
    """

    def __init__(
        self,
        thresholds_file: Path,
        state_file: Path,
        targets: Sequence[Target],
        interval: float,
        *,
        patience: Patience | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._file = ThresholdsFile(thresholds_file)
        self._state_file = state_file
        self._longest = MISSED * interval
        self._clock = clock
        self._lock = threading.RLock()
        self._thresholds = DEFAULTS
        self._wrong: str | None = None
        stored, self._set_aside = store.load(state_file)
        self._unwritten: str | None = None
        self._state = stored.state
        self._saved: Stored | None = stored
        self._sampled_at: datetime | None = None
        if self._set_aside:
            log.error("%s", self._set_aside)
        self._read_thresholds()
        self._delivery = Delivery(targets, self._save, patience)
        self._delivery.send(stored.unsent)

    def take(self, samples: Sequence[GatewaySample]) -> tuple[Event, ...]:
        """Follow the rules with samples that were taken at one time, and tell what is to be told; what happened."""
        with self._lock:
            self._read_thresholds()
            at = max((sample.at for sample in samples), default=self._clock())
            step = engine.step(self._state, samples, self._thresholds, at, self._longest)
            self._state = step.state
            self._sampled_at = at
            new = self._delivery.addressed(messages(step, self._thresholds, at))
            self._save(new)  # before they are sent: a restart in between delivers them, and tells nothing twice
            self._delivery.send(new)
            return step.events

    def look(self) -> Seen:
        """What is known now."""
        with self._lock:
            troubles = tuple(filter(None, (self._wrong, self._set_aside, self._unwritten)))
            return Seen(self._state, self._thresholds, self._delivery.states(), troubles, self._sampled_at)

    def silence(self, scope: Scope, lasting: timedelta, by: str, why: str) -> Silence:
        """Tell nobody of these alerts for some time."""
        at = self._clock()
        made = Silence(uuid.uuid4().hex, at, at + lasting, by, why, scope.rule, scope.gateway, scope.executor)
        with self._lock:
            self._state = structs.replace(self._state, silences=(*self._state.silences, made))
            self._save()
        return made

    def end_silence(self, silence_id: str) -> None:
        """Tell of them again; what fires and was not told is told with the next sample."""
        with self._lock:
            left = tuple(each for each in self._state.silences if each.id != silence_id)
            self._state = structs.replace(self._state, silences=left)
            self._save()

    def close(self) -> None:
        """End; what is not delivered yet is kept for the next start."""
        self._delivery.close()
        self._save()

    def _read_thresholds(self) -> None:
        self._thresholds, wrong = self._file.read()
        if wrong and wrong != self._wrong:
            log.warning("%s", wrong)
        self._wrong = wrong

    def _save(self, new: Sequence[Unsent] = ()) -> None:
        """Write what must outlive a restart, ``new`` messages that no target has been given yet among it."""
        with self._lock:
            stored = Stored(state=self._state, unsent=(*self._delivery.unsent(), *new))
            if stored == self._saved:
                return
            try:
                store.save(self._state_file, stored)
            except StoreError as error:
                if self._unwritten is None:
                    log.error("%s", error)  # noqa: TRY400 - the sentence says all; it is no fault of ours
                self._unwritten = str(error)
            else:
                self._saved, self._unwritten = stored, None
