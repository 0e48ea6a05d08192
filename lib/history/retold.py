"""Changes of an executor told again from samples, by the rules that the recorder follows while it looks."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final

from lib.fleet import track
from lib.fleet.model import Activity, RollUp, Status, Verdict
from lib.fleet.track import Run, Track
from lib.history.changed import NO_STATUS
from lib.history.samples import Change

REASON: Final = "as scraped by Prometheus, which keeps no reason"

LONGEST_GAP: Final = timedelta(hours=1)
"""What was before a longer gap is not compared with what came after."""

Words = tuple[Status, Verdict]


def retold(
    gateway: str, executor: str, known: Sequence[datetime], said: Mapping[datetime, Words], settling: timedelta
) -> Iterator[Change]:
    """The changes of status and verdict, oldest first.

    ``known`` are the instants, in order, at which the gateway could be read; at those that are not in ``said`` it did
    not list the executor. ``settling`` is how long a dispatch takes.
    """
    past: Track | None = None
    unlisted: Run | None = None
    for before, at in zip((*known[:1], *known), known, strict=False):
        if at - before > LONGEST_GAP:
            past, unlisted = None, None
        words = said.get(at)
        if words is not None:
            rollup = _rolled_up(*words)
            now = track.followed(past, rollup, at, before, settling) if past else track.begun(rollup, at, unlisted)
        elif past is not None:
            now = past if past.runs[-1].status is None else track.left(past, at)
        else:
            unlisted = unlisted or Run(at, None, "")
            continue
        for sort, when, was, became in _new(past, now):
            yield Change(when, gateway, executor, sort, was, became, REASON)
        past = now


def _new(past: Track | None, now: Track) -> Iterator[tuple[str, datetime, str, str]]:
    runs = now.runs if past is None else now.runs[now.runs.index(past.runs[-1]) :]
    for before, after in pairwise(runs):
        yield "status", after.begin, before.status or NO_STATUS, after.status or NO_STATUS
    if past is not None and now.verdicts[-1:] != past.verdicts[-1:]:
        change = now.verdicts[-1]
        yield "verdict", change.at, change.before, change.after


def _rolled_up(status: Status, verdict: Verdict) -> RollUp:
    """What is known of an executor's nodes where only the two words are."""
    return RollUp(
        status=status,
        was=None,
        was_activity=Activity.NONE,
        reason=REASON,
        activity=Activity.NONE,
        accepting=0,
        verdict=verdict,
        verdict_reason=REASON,
        node_count=None,
        fresh=0,
        silent=0,
        hollow=0,
        skewed=0,
        owners=(),
        epochs=None,
        updated_at=None,
        heartbeat_at=None,
        oldest_heartbeat_at=None,
        desired=None,
        desired_epochs=None,
    )
