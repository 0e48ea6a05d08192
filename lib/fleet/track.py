"""What one executor's past was: status, verdict and epoch, each with the changes that say something.

A job moves all three, and that is no change (contract 4.1, quirk 27): it makes a serving executor STARTING for a
moment, its verdict settling, and its epoch one higher. What is recorded here is what remains after that.
"""

from datetime import datetime, timedelta
from typing import Final

from msgspec import Struct, structs

from lib.fleet.model import RollUp, Status, Verdict

CHANGES_KEPT: Final = 100
"""Changes of each sort that are kept of an executor; the oldest go first."""

STEADY: Final = timedelta(minutes=10)
"""The longest pause between two dispatches of one run."""


class Run(Struct, frozen=True, gc=False):
    """A status from ``begin`` on, with its reason then; None while the gateway does not list the executor."""

    begin: datetime
    status: Status | None
    reason: str


class VerdictChange(Struct, frozen=True, gc=False):
    """The verdict turned from ``before`` into ``after``, for ``reason``, as first seen ``at``."""

    at: datetime
    before: Verdict
    after: Verdict
    reason: str


class EpochRun(Struct, frozen=True, gc=False):
    """Dispatches that followed each other: between the looks at ``begin`` and ``end``, ``before`` became ``after``.

    They are the highest epochs of the executor's nodes. One that goes down is a run of its own: the gateway wrote an
    older one back, the key is new (contract 10, quirk 17), or the node that had the highest is gone.
    """

    begin: datetime
    end: datetime
    before: int
    after: int

    @property
    def fell(self) -> bool:
        """Whether the epoch went down."""
        return self.after < self.before

    @property
    def reason(self) -> str:
        """Why it went down; empty where it rose, as each dispatch makes it."""
        return "an older epoch was written back, or its node is gone" if self.fell else ""


class Track(Struct, frozen=True, gc=False):
    """The past of one executor, each sort oldest first.

    ``runs`` are never empty. ``held`` is a STARTING that is not yet known to be more than a dispatch. ``verdict`` and
    ``epoch`` are the latest that count.
    """

    runs: tuple[Run, ...]
    held: Run | None
    verdict: Verdict
    verdicts: tuple[VerdictChange, ...]
    epoch: int | None
    epochs: tuple[EpochRun, ...]


def begun(rollup: RollUp, at: datetime, unlisted: Run | None) -> Track:
    """The track of an executor that is seen first ``at``; ``unlisted`` is since when it is known not to be listed."""
    run = Run(at, rollup.status, rollup.reason)
    return Track(
        runs=(run,) if unlisted is None else (unlisted, run),
        held=None,
        verdict=rollup.verdict,
        verdicts=(),
        epoch=_highest(rollup),
        epochs=(),
    )


def unchanged(track: Track, rollup: RollUp) -> bool:
    """Whether there is nothing to record: true for nearly every executor at every look."""
    return (
        rollup.status is track.runs[-1].status
        and track.held is None
        and rollup.verdict is track.verdict
        and (rollup.epochs is None or rollup.epochs[1] == track.epoch)
    )


def followed(track: Track, rollup: RollUp, at: datetime, before: datetime, settling: timedelta) -> Track:
    """The track after a look ``at``; ``before`` is when the look before was, ``settling`` how long a dispatch takes."""
    runs, held = _statuses(track, Run(at, rollup.status, rollup.reason), settling)
    verdict, verdicts = _verdicts(track, rollup, at)
    epoch, epochs = _epochs(track, _highest(rollup), at, before)
    return Track(runs, held, verdict, verdicts, epoch, epochs)


def left(track: Track, at: datetime) -> Track:
    """The track of an executor that the gateway does not list any more."""
    gone = Run(at, None, "")
    shown = (*track.runs, gone) if track.held is None else (*track.runs, track.held, gone)
    return structs.replace(track, runs=shown[-CHANGES_KEPT:], held=None)


def _highest(rollup: RollUp) -> int | None:
    return rollup.epochs and rollup.epochs[1]


def _statuses(track: Track, now: Run, settling: timedelta) -> tuple[tuple[Run, ...], Run | None]:
    """The runs, and a STARTING that is held back.

    A serving executor that gets a job may be STARTING for a moment. That is recorded once it has lasted longer than
    a dispatch may take, or has led anywhere but back.
    """
    runs, held = track.runs, track.held
    if now.status is runs[-1].status:
        return runs, None
    if held is None:
        if now.status is Status.STARTING and runs[-1].status is Status.SERVING:
            return runs, now
        return (*runs, now)[-CHANGES_KEPT:], None
    if now.status is not held.status:
        return (*runs, held, now)[-CHANGES_KEPT:], None
    if now.begin - held.begin > settling:
        return (*runs, held)[-CHANGES_KEPT:], None
    return runs, held


def _verdicts(track: Track, rollup: RollUp, at: datetime) -> tuple[Verdict, tuple[VerdictChange, ...]]:
    """The verdict that counts, and its changes: settling is none, as each job begins with it."""
    before, after = track.verdict, rollup.verdict
    if after in (before, Verdict.SETTLING):
        return before, track.verdicts
    if before is Verdict.SETTLING and after is Verdict.MATCH:
        return after, track.verdicts
    change = VerdictChange(at, before, after, rollup.verdict_reason)
    return after, (*track.verdicts, change)[-CHANGES_KEPT:]


def _epochs(track: Track, epoch: int | None, at: datetime, before: datetime) -> tuple[int | None, tuple[EpochRun, ...]]:
    if epoch is None or track.epoch is None or epoch == track.epoch:
        return track.epoch if epoch is None else epoch, track.epochs
    latest = track.epochs[-1] if track.epochs else None
    if latest is not None and epoch > track.epoch and not latest.fell and at - latest.end <= STEADY:
        return epoch, (*track.epochs[:-1], structs.replace(latest, end=at, after=epoch))
    return epoch, (*track.epochs, EpochRun(before, at, track.epoch, epoch))[-CHANGES_KEPT:]
