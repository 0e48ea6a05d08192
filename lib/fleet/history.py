"""What this process has seen of a gateway: changes of its executors, and when it could not see any.

A history is made from the one before and the fleet of now. It is bounded in every direction, and costs a few
comparisons for each executor that is as it was.
"""

from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import pairwise
from typing import Final

from msgspec import Struct

from lib.fleet import spans, track
from lib.fleet.collector import paused
from lib.fleet.model import Executor, Fleet, Node, Status
from lib.fleet.spans import KEPT_FOR, Gap, Outage, Pace, Timeline
from lib.fleet.track import EpochRun, Run, Track, VerdictChange

GONE_KEPT: Final = 1_000
"""Executors that are remembered after the gateway stopped listing them: all of a large gateway that restarts."""


class Gone(Struct, frozen=True, gc=False):
    """An executor that is not in the fleet any more, as it was last known at ``last_seen``."""

    executor: Executor
    nodes: tuple[Node, ...]
    last_seen: datetime


class StatusChange(Struct, frozen=True, gc=False):
    """The status turned from ``before`` into ``after`` for ``reason``; None stands for not listed by the gateway.

    It was first seen ``at``: it happened since the look before, or in the gap that ends then.
    """

    at: datetime
    before: Status | None
    after: Status | None
    reason: str


Change = StatusChange | VerdictChange | EpochRun


@dataclass(frozen=True, slots=True)
class History:
    """The past of one gateway, as far as this process has seen it.

    ``forgotten_until``: an executor without a track may have been listed up to then, and never after. ``last_known``
    is the last fleet whose status and deployments were facts. ``fading`` are executors that have lost all but their
    slots, as they were before: the slots of one that leaves are read some time after its nodes (contract 3.8).
    """

    pace: Pace
    timeline: Timeline = field(default_factory=Timeline)
    tracks: Mapping[str, Track] = field(default_factory=dict)
    gone: Mapping[str, Gone] = field(default_factory=dict)
    fading: Mapping[str, Gone] = field(default_factory=dict)
    forgotten_until: datetime | None = None
    last_known: Fleet | None = None

    def runs(self, executor: str) -> tuple[Run, ...]:
        """The statuses of an executor, oldest first; nothing is known of the time before the first."""
        found = self.tracks.get(executor)
        if found is None:
            unlisted = self.unlisted()
            return () if unlisted is None else (unlisted,)
        return found.runs if found.held is None else (*found.runs, found.held)

    def unlisted(self) -> Run | None:
        """Since when an executor without a track is known not to be listed; None where nothing is known at all."""
        if not self.timeline.spans:
            return None
        begun = self.timeline.spans[0].begin
        return Run(begun if self.forgotten_until is None else max(begun, self.forgotten_until), None, "")


@paused()
def remembered(history: History, fleet: Fleet, outage: Outage | None) -> History:
    """The history after a fleet was put together; ``outage`` is that of its readings, where they fail.

    Only a fleet whose status and deployments are facts says what its executors are; where all heartbeats have stopped
    together, they are none (contract 10, quirk 25). Where the clock was set back, the history begins anew: its times
    would lie in the future.
    """
    if fleet.frozen_since is not None:
        return unseen(history, Outage(fleet.observed_at, fleet.observed_at, Gap.FROZEN))
    if fleet.counts.ready is None:
        return unseen(history, outage)
    before = history.last_known
    if before is None:
        return _first(history, fleet)
    if fleet.observed_at < before.observed_at:
        return _first(History(history.pace), fleet)
    return _next(history, before, fleet)


def unseen(history: History, outage: Outage | None) -> History:
    """The history while the status of the gateway is not known."""
    return replace(history, timeline=spans.missed(history.timeline, outage, history.pace))


def changes(history: History, executor: str) -> tuple[Change, ...]:
    """The remembered changes of an executor, newest first."""
    found = history.tracks.get(executor)
    until = history.timeline.until
    if found is None or until is None:
        return ()
    all_: list[Change] = [*_status_changes(found.runs), *found.verdicts, *found.epochs]
    return tuple(sorted((one for one in all_ if _end(one) >= until - KEPT_FOR), key=_end, reverse=True))


def _status_changes(runs: Iterable[Run]) -> Iterator[StatusChange]:
    for before, after in pairwise(runs):
        yield StatusChange(after.begin, before.status, after.status, after.reason)


def _end(change: Change) -> datetime:
    return change.end if isinstance(change, EpochRun) else change.at


def _first(history: History, fleet: Fleet) -> History:
    at = fleet.observed_at
    return History(
        history.pace,
        timeline=spans.seen(history.timeline, at, history.pace),
        tracks={executor.name: track.begun(executor.rollup, at, None) for executor in fleet.executors},
        last_known=fleet,
    )


def _next(history: History, before: Fleet, fleet: Fleet) -> History:
    changed = _changed(history, before, fleet)
    left = _left(history.tracks, before, fleet, changed)
    fading = _fading(history.fading, before, fleet, changed)
    gone, forgotten = _gone(history, before, left, changed, fleet.observed_at - KEPT_FOR)
    tracks = history.tracks
    if changed or left or forgotten:
        absent = {executor.name: track.left(tracks[executor.name], fleet.observed_at) for executor in left}
        tracks = {name: one for name, one in {**tracks, **changed, **absent}.items() if name not in forgotten}
    return History(
        history.pace,
        timeline=spans.seen(history.timeline, fleet.observed_at, history.pace),
        tracks=tracks,
        gone=gone,
        fading={name: one for name, one in fading.items() if name not in gone} if left else fading,
        forgotten_until=max((at for at in (history.forgotten_until, *forgotten.values()) if at), default=None),
        last_known=fleet,
    )


def _changed(history: History, before: Fleet, fleet: Fleet) -> dict[str, Track]:
    """The tracks that something is added to: for every executor this is a look-up and a comparison."""
    tracks, at, settling = history.tracks, fleet.observed_at, history.pace.settling
    changed: dict[str, Track] = {}
    for executor in fleet.executors:
        found = tracks.get(executor.name)
        if found is None:
            changed[executor.name] = track.begun(executor.rollup, at, history.unlisted())
        elif not track.unchanged(found, executor.rollup):
            changed[executor.name] = track.followed(found, executor.rollup, at, before.observed_at, settling)
    return changed


def _left(tracks: Mapping[str, Track], before: Fleet, fleet: Fleet, changed: Mapping[str, Track]) -> Sequence[Executor]:
    """The executors that are not listed any more; names are compared only where the numbers say that some have left."""
    appeared = sum(name not in tracks or tracks[name].runs[-1].status is None for name in changed)
    if len(before.executors) + appeared == len(fleet.executors):
        return ()
    listed = {executor.name for executor in fleet.executors}
    return [executor for executor in before.executors if executor.name not in listed]


def _fading(fading: Mapping[str, Gone], before: Fleet, fleet: Fleet, changed: Collection[str]) -> Mapping[str, Gone]:
    """Who is listed without nodes and documents after it had some; the status changes where that begins and ends."""
    if not changed:
        return fading
    empty = {executor.name for executor in fleet.executors if executor.name in changed and _is_empty(executor)}
    kept = {name: one for name, one in fading.items() if name not in changed or name in empty}
    for executor in before.executors:
        if executor.name in empty and not _is_empty(executor):
            kept[executor.name] = Gone(executor, before.nodes_of(executor.name), before.observed_at)
    return kept


def _is_empty(executor: Executor) -> bool:
    return executor.rollup.status is Status.UNKNOWN and executor.rollup.node_count == 0


def _gone(
    history: History, before: Fleet, left: Sequence[Executor], back: Container[str], horizon: datetime
) -> tuple[Mapping[str, Gone], Mapping[str, datetime]]:
    """Who is remembered as gone, the longest gone first, and when those were last seen who are forgotten now."""
    gone, fading = history.gone, history.fading
    if not gone and not left:
        return gone, {}
    found = {name: one for name, one in gone.items() if name not in back}
    for executor in left[:GONE_KEPT]:
        now = Gone(executor, before.nodes_of(executor.name), before.observed_at)
        found[executor.name] = fading.get(executor.name, now)
    surplus = len(found) - GONE_KEPT
    forgotten = {executor.name: before.observed_at for executor in left[GONE_KEPT:]}
    for number, (name, one) in enumerate(found.items()):
        if number < surplus or one.last_seen < horizon:
            forgotten[name] = one.last_seen
    return {name: one for name, one in found.items() if name not in forgotten}, forgotten
