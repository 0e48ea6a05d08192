"""When this process knew the status of a gateway's executors, and why it did not in between.

A gateway is read only while somebody looks, so a gap says nothing about the gateway unless a reading failed in it.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, NamedTuple

from msgspec import Struct, structs

KEPT_FOR: Final = timedelta(hours=24)
"""How far back is remembered."""

SPANS_KEPT: Final = 200
"""Spans, and outages of one gap, that are kept of a gateway; the oldest go first."""


class Gap(StrEnum):
    """Why there is no status to show for some time, in the words that a page shows."""

    NO_ANSWER = "the gateway did not answer"
    FROZEN = "no heartbeat of any node advanced: the gateway may have lost etcd"
    NOBODY_LOOKED = "nobody looked: a gateway is read only while somebody does"
    NOT_KNOWN_YET = "not known: this dashboard had not looked yet, or does not remember that far back"
    NOT_LISTED = "the gateway did not list it"


class Pace(NamedTuple):
    """What tells a gap from a pause, and the cycle of a job from a change.

    A status is a fact for ``fresh`` after it was read. ``retry`` is the longest pause between two tries of a gateway
    that fails. A dispatch should have been taken up within ``settling``.
    """

    fresh: timedelta
    retry: timedelta
    settling: timedelta

    @property
    def one_watch(self) -> timedelta:
        """How far apart two tries may be while somebody looks: further apart, nobody did in between."""
        return self.fresh + self.retry


class Outage(NamedTuple):
    """Tries in a row that told nothing, for one reason: the first and the latest."""

    since: datetime
    until: datetime
    gap: Gap = Gap.NO_ANSWER


class Span(Struct, frozen=True, gc=False):
    """A time in which statuses were known (``gap`` is None), or were not, and why."""

    begin: datetime
    end: datetime
    gap: Gap | None


class Timeline(Struct, frozen=True, gc=False):
    """Spans without holes between them, the last of which ends with the latest reading.

    ``known`` says that what was read latest was a fact; ``outages`` are those since the last span ended.
    """

    spans: tuple[Span, ...] = ()
    outages: tuple[Outage, ...] = ()
    known: bool = False

    @property
    def until(self) -> datetime | None:
        """When statuses were read latest; None before the first time."""
        return self.spans[-1].end if self.spans else None


def seen(timeline: Timeline, at: datetime, pace: Pace) -> Timeline:
    """The timeline after the statuses of ``at`` were read; ``at`` is not before ``timeline.until``."""
    until = timeline.until
    if until is not None and at - until <= pace.fresh:
        spans = (*timeline.spans[:-1], Span(timeline.spans[-1].begin, at, None))
    else:
        spans = (*timeline.spans, *_since(timeline, at, pace), Span(at, at, None))
    return Timeline(_young(spans, at - KEPT_FOR), known=True)


def missed(timeline: Timeline, outage: Outage | None, pace: Pace) -> Timeline:
    """The timeline while statuses are not known; ``outage`` is that of the readings, if they tell nothing."""
    outages = timeline.outages if outage is None else _with(timeline.outages, outage, pace)
    return Timeline(timeline.spans, outages, known=False)


def _with(outages: tuple[Outage, ...], latest: Outage, pace: Pace) -> tuple[Outage, ...]:
    """The outages with the latest one; it goes on with the one before where nobody can have looked away in between."""
    if not outages:
        return (latest,)
    before = outages[-1]
    if latest.gap is before.gap and latest.until - before.until <= pace.one_watch:
        return (*outages[:-1], Outage(before.since, max(before.until, latest.until), before.gap))
    since = latest.since if latest.since > before.until else latest.until
    return (*outages, Outage(since, latest.until, latest.gap))[-SPANS_KEPT:]


def covering(timeline: Timeline, begin: datetime, end: datetime, pace: Pace) -> tuple[Span, ...]:
    """Spans that cover the window from ``begin`` to ``end`` without holes; none where it is empty.

    A status that is a fact holds on after it was read, for ``pace.fresh`` at most.
    """
    until = timeline.until
    if until is not None and timeline.known and end - until <= pace.fresh:
        latest: Iterable[Span] = (Span(until, end, None),)
    else:
        latest = _since(timeline, end, pace)
    spans = (*timeline.spans, *latest)
    begun = spans[0].begin if spans else end
    return tuple(_joined(_within((Span(min(begin, begun), begun, Gap.NOT_KNOWN_YET), *spans), begin, end)))


def _since(timeline: Timeline, end: datetime, pace: Pace) -> Iterator[Span]:
    """The gap from the last span to ``end``, by its causes; before the first span it begins with the first outage."""
    at = timeline.until or (timeline.outages[0].since if timeline.outages else end)
    return _joined(_causes(min(at, end), end, timeline.outages, pace.one_watch))


def _causes(at: datetime, end: datetime, outages: Iterable[Outage], one_watch: timedelta) -> Iterator[Span]:
    rest = Gap.NOBODY_LOOKED
    for outage in outages:
        since, until = (min(max(moment, at), end) for moment in (outage.since, outage.until))
        if since - at > one_watch:
            yield Span(at, since, Gap.NOBODY_LOOKED)
            at = since
        yield Span(at, until, outage.gap)
        at = until
        rest = outage.gap
    yield Span(at, end, rest if end - at <= one_watch else Gap.NOBODY_LOOKED)


def _within(spans: Iterable[Span], begin: datetime, end: datetime) -> Iterator[Span]:
    for span in spans:
        yield Span(max(span.begin, begin), min(span.end, end), span.gap)


def _joined(spans: Iterable[Span]) -> Iterator[Span]:
    """The spans that have a length, neighbours of one kind as one."""
    before: Span | None = None
    for span in spans:
        if span.begin >= span.end:
            continue
        if before is not None and before.gap is span.gap:
            before = structs.replace(before, end=span.end)
            continue
        if before is not None:
            yield before
        before = span
    if before is not None:
        yield before


def _young(spans: tuple[Span, ...], horizon: datetime) -> tuple[Span, ...]:
    """What is remembered of the spans; the last always is."""
    if len(spans) <= SPANS_KEPT and spans[0].begin >= horizon:
        return spans
    kept = [structs.replace(span, begin=max(span.begin, horizon)) for span in spans if span.end > horizon]
    return tuple(kept[-SPANS_KEPT:])
