"""``capacity.*``: slots step by step and advice, as the Capacity page works them out of the same past."""

import time
from collections.abc import Hashable, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from math import isnan
from threading import Lock
from typing import Annotated, Any, Final, Literal, NamedTuple, cast

import pandas as pd
from pydantic import Field

from lib.api.asking import Asking
from lib.api.faults import CallFailed, Code
from lib.api.models import (
    MOST_ROWS,
    Answer,
    Cursor,
    ExecutorName,
    Input,
    Limit,
    Model,
    Span,
    Trouble,
)
from lib.api.paging import page, ranked
from lib.fleet.words import iso
from lib.gateway.config import Gateway
from lib.history.duckdb_file import made_up
from lib.history.questions import Archive, ArchiveError, Scope, Window
from lib.history.samples import GatewaySample
from lib.planning import now as present
from lib.planning import period, place
from lib.planning.advice import Advice, advise
from lib.planning.load import LOAD, Coverage, coverage, load_by_function, total_load
from lib.planning.now import Row
from lib.planning.place import Place, Sort
from lib.planning.pools import pools
from lib.planning.tables import ADVICE

KEPT: Final = 32
"""Answers of the past that are kept, so that many who ask are one who asks; the window's end is part of a question."""

KEPT_ADVICE: Final = 8
"""The same of advice."""

KEPT_FOR: Final = 60.0
"""Seconds after which the same question is asked anew: a batch that came late belongs into steps of before."""


_NUMBERS: Final = LOAD[1:]


class OfPast(Input):
    """What of the past is asked about."""

    scope: Annotated[
        str,
        Field(
            pattern=r"^(all|(gateway|datacenter|function|executor):[\s\S]+)$",
            description="What is in view, as a link to the Capacity page says it: `all`, or one `gateway:`, "
            "`datacenter:`, `function:` or `executor:` with its name.",
        ),
    ] = "all"
    window: Annotated[
        Literal["24h", "7d", "30d"], Field(description="How far back; steps are 5 minutes, for 30d an hour.")
    ] = "7d"
    limit: Limit = MOST_ROWS


class OfHistory(OfPast):
    """Asks for a page of steps."""

    cursor: Cursor = None


class OfAdvice(OfPast):
    """Asks for a page of advice."""

    cursor: Annotated[
        str | None, Field(pattern="^[0-9]{1,9}$", description="`nextCursor` of the page before; none for the first.")
    ] = None


class Step(Model):
    """All slots in view in a step, as sums of its means; null where one gateway in view is not known."""

    at: datetime
    """When the step begins."""
    total: float | None
    used: float | None
    available: float | None
    stranded: float | None
    """Free slots that no job can get."""
    utilization: float | None
    """Used in percent of total."""


class Covered(Model):
    """How much of the window a gateway told of its slots; a gap counts for nothing, least of all as idle."""

    gateway_id: str
    known: int
    """Steps that are known."""
    steps: int
    gaps: tuple[Span, ...]


class PastAnswer(Answer):
    """The head of an answer about the past."""

    window: Span
    step_seconds: float
    made_up: Span | None
    """The span of a past that was made up for a demonstration; null where all was sampled."""


class History(PastAnswer):
    """A page of steps, the earliest first."""

    steps: tuple[Step, ...]
    coverage: tuple[Covered, ...]
    next_cursor: str | None
    """For the next page; null on the last one."""


class Advised(Model):
    """What is advised for an executor, in nodes of it."""

    gateways: tuple[str, ...]
    """Several where they share one etcd."""
    executor: ExecutorName
    function: str
    advice: str
    """add, remove, keep or no advice."""
    nodes: int
    """Nodes more, or fewer where below zero."""
    at_least: bool
    """Whether all slots were taken at times, so that more may be needed."""
    nodes_today: int | None
    slots_today: float | None
    slots_then: float | None
    p95_today: float | None
    """The window's 95th percentile in percent of the slots."""
    p95_then: float | None
    peak_today: float | None
    """The window's peak in percent of the slots."""
    peak_then: float | None
    why: str
    """The advice with its arithmetic, or why there is none."""


class AdviceAnswer(PastAnswer):
    """A page of advice, what to add first; all of it may be done together."""

    headroom_percent: float
    """What should be kept free."""
    silent: tuple[str, ...]
    """Gateways that say nothing of any slot now."""
    advice: tuple[Advised, ...]
    next_cursor: str | None
    """For the next page; null on the last one."""


class _Past(NamedTuple):
    """The past of a place, and the window of it that is asked about."""

    archive: Archive
    place: Place
    gateways: tuple[Gateway, ...]
    kept: Window
    window: Window

    def asked(self, question: str, scope: Scope | None = None) -> pd.DataFrame:
        """The frame that answers; nobody may change it."""
        asked = scope or place.scope(self.place, self.gateways)
        return _answer(cast("Hashable", self.archive), question, asked, self.window, _turn())


def _turn() -> int:
    """Counts the spans for which answers are kept."""
    return int(time.monotonic() // KEPT_FOR)


@lru_cache(KEPT)
def _answer(archive: Hashable, question: str, scope: Scope, window: Window, _turn: int) -> pd.DataFrame:
    answer: pd.DataFrame = getattr(archive, question)(scope, window)
    return answer


_working: Final = Lock()


@lru_cache(KEPT_ADVICE)
def _advice(past: _Past, there_is: tuple[Row, ...], target: float, _turn: int) -> tuple[Advice, ...]:
    """Advice on the past and on what there is now; it takes seconds for 10,000 executors."""
    loads = load_by_function(past.asked("usage"), past.window, past.asked("reached"))
    types = pools(past.asked("statistics"), loads, past.window, there_is)
    return advise(types, target, past.window)


def get_history(asking: Asking, asked: OfHistory) -> History:
    """Slots in view, step by step."""
    past = _past(asking, asked)
    try:
        load = total_load(past.asked("usage"), past.window, past.asked("reached"))
        whole = past.asked("usage", Scope(gateways=_ids(past.gateways)))
        head = _head(asking, past)
    except ArchiveError as error:
        raise CallFailed(Code.SERVICE_UNAVAILABLE, str(error)) from error
    found = page(_steps(load), lambda step: iso(step.at), str, asked.cursor, asked.limit)
    return History(
        **head,
        steps=tuple(found.rows),
        coverage=tuple(map(_covered, coverage(whole, past.window, _ids(past.gateways)))),
        next_cursor=found.next_cursor,
    )


def get_advice(asking: Asking, asked: OfAdvice) -> AdviceAnswer:
    """What to buy and what can go, in nodes of an executor, with the arithmetic."""
    past = _past(asking, asked)
    told = asking.dashboard.samples_of(past.gateways)
    there_is = present.executors(place.within(past.place, past.gateways, told))
    target = asking.dashboard.settings.headroom
    try:
        head = _head(asking, past, told)
        with _working:  # whoever asks meanwhile gets what this one works out
            advice = _advice(past, there_is, target, _turn())
    except ArchiveError as error:
        raise CallFailed(Code.SERVICE_UNAVAILABLE, str(error)) from error
    found = ranked(advice, int(asked.cursor or 0), asked.limit)
    return AdviceAnswer(
        **head,
        headroom_percent=target,
        silent=present.silent(told),
        advice=tuple(map(_advised, found.rows)),
        next_cursor=found.next_cursor,
    )


def _past(asking: Asking, asked: OfPast) -> _Past:
    """The past that is asked about. Raises CallFailed where there is none."""
    named = place.read(asked.scope) or place.EVERYWHERE
    if named.sort is Sort.GATEWAY:
        asking.gateway(named.name)
    archive = asking.dashboard.archive
    try:
        kept = None if archive is None else archive.extent()
    except ArchiveError as error:
        raise CallFailed(Code.SERVICE_UNAVAILABLE, str(error)) from error
    if archive is None or kept is None:
        raise CallFailed(Code.SERVICE_UNAVAILABLE, asking.dashboard.why_no_past)
    window = period.of_span(asked.window, period.latest_end(asking.at, kept.end))
    return _Past(archive, named, place.gateways_of(named, asking.gateways()), kept, window)


def _head(asking: Asking, past: _Past, samples: Sequence[GatewaySample] = ()) -> dict[str, Any]:
    """It is observed when the last step that is kept was over, or when a sample was taken that is older than that."""
    settings = asking.dashboard.settings
    observed_at = min([past.kept.end, *(sample.at for sample in samples)])
    longest = max(period.LATE, timedelta(seconds=settings.stale_after_missed * settings.history_interval))
    return {
        "observed_at": observed_at,
        "age_ms": asking.age_ms(observed_at),
        "stale": asking.at - observed_at > longest,
        "troubles": _not_kept(asking),
        "window": _span(past.window),
        "step_seconds": past.window.step.total_seconds(),
        "made_up": _made_up_in(past),
    }


def _not_kept(asking: Asking) -> tuple[Trouble, ...]:
    """Why samples can't be kept now."""
    recording = asking.dashboard.recording
    sentence = None if recording is None else recording.keeper.trouble
    return (Trouble(part="history", kind="not_kept", sentence=sentence, since=None),) if sentence else ()


def _made_up_in(past: _Past) -> Span | None:
    span = made_up(past.archive)
    within = span is not None and span.begin < past.window.end and span.end > past.window.begin
    return _span(span) if span is not None and within else None


def _span(window: Window) -> Span:
    return Span(begin=window.begin, end=window.end)


def _ids(gateways: Sequence[Gateway]) -> tuple[str, ...]:
    return tuple(gateway.id for gateway in gateways)


def _steps(load: pd.DataFrame) -> list[Step]:
    return [
        Step(at=at, **{name: None if isnan(value) else value for name, value in zip(_NUMBERS, numbers, strict=True)})
        for at, *numbers in load[["at", *_NUMBERS]].itertuples(index=False)
    ]


def _covered(covered: Coverage) -> Covered:
    gaps = tuple(Span(begin=gap.begin, end=gap.end) for gap in covered.gaps)
    return Covered(gateway_id=covered.gateway, known=covered.known, steps=covered.steps, gaps=gaps)


def _advised(advice: Advice) -> Advised:
    """As the table of the page has it, but that several gateways are a list and yes or no is a truth value."""
    told = {column.name: column.value(advice) for column in ADVICE}
    return Advised.model_validate({**told, "gateways": advice.gateways, "at_least": advice.at_least})
