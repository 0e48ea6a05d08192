"""The health strip: what the status of one executor was in a window of time, with honest gaps."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from lib.fleet.history import History
from lib.fleet.model import Status
from lib.fleet.spans import Gap, Span, covering
from lib.fleet.track import Run


class Segment(NamedTuple):
    """A part of the window, with either the status in it or the gap that it is; ``reason`` says why, as at its begin.

    A status begins with the look that first saw it, so what changed between two looks changed a little earlier.
    """

    begin: datetime
    end: datetime
    status: Status | None
    gap: Gap | None
    reason: str


def strip(history: History, executor: str, begin: datetime, end: datetime) -> tuple[Segment, ...]:
    """Segments that cover the window from ``begin`` to ``end`` in order and without holes; none where it is empty.

    ``end`` is usually now: the last status goes on until then while it is a fact, and not a moment longer.
    """
    runs = history.runs(executor)
    covered = covering(history.timeline, begin, end, history.pace)
    return tuple(segment for span in covered for segment in _segments(span, runs))


def _segments(span: Span, runs: Sequence[Run]) -> Iterator[Segment]:
    if span.gap is not None:
        yield _gap(span.begin, span.end, span.gap)
        return
    begun = runs[0].begin if runs else span.end
    if span.begin < begun:
        yield _gap(span.begin, min(begun, span.end), Gap.NOT_KNOWN_YET)
    ends = (*(following.begin for following in runs[1:]), span.end)
    for run, ended in zip(runs, ends, strict=False):
        begin, end = max(run.begin, span.begin), min(ended, span.end)
        if begin < end:
            yield _segment(run, begin, end)


def _segment(run: Run, begin: datetime, end: datetime) -> Segment:
    if run.status is None:
        return _gap(begin, end, Gap.NOT_LISTED)
    return Segment(begin, end, run.status, None, run.reason)


def _gap(begin: datetime, end: datetime, gap: Gap) -> Segment:
    return Segment(begin, end, None, gap, gap.value)
