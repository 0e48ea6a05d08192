"""The tables of capacity planning, column by column, as pages show them and files hold them.

A row that is of several gateways, as they share one etcd, names all of them.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, NamedTuple

import pandas as pd
import pyarrow as pa

from lib.fleet.tables import NUMBER, TEXT, TIME, WHOLE, Column, joined
from lib.planning import now as present
from lib.planning.advice import Advice
from lib.planning.alert_replay import Firing, Replay
from lib.planning.demand import DEMANDS, ExecutorDemand
from lib.planning.headroom import Fit, Headroom
from lib.planning.levels import Level
from lib.planning.now import Row, Waterfall
from lib.planning.peaks import Peak
from lib.planning.variants import Variant
from lib.planning.what_if import Beside


class Sum(NamedTuple):
    """The slots of a site together; ``gateways`` are all that report it."""

    gateways: tuple[str, ...]
    slots: Waterfall


def sums(rows: Iterable[Row]) -> list[Sum]:
    """The slots of each site, worst first."""
    return [Sum(gateways, slots) for gateways, slots in present.by_gateway(rows).items()]


class Crowd(NamedTuple):
    """A peak, and the executors that rose most in it, the first of them first."""

    rank: int
    peak: Peak
    makers: tuple[str, ...]


class Pressed(NamedTuple):
    """The demand of an executor of a gateway."""

    gateway: str
    demand: ExecutorDemand


def _pressed(column: Column[ExecutorDemand]) -> Column[Pressed]:
    return Column(column.name, column.kind, column.meaning, lambda r: column.value(r.demand))


class Named(NamedTuple):
    """A level of utilization and which window it is of."""

    name: str
    level: Level


class Fired(NamedTuple):
    """One time that a rule would have fired."""

    rule: str
    firing: Firing


def firings(found: Iterable[Replay]) -> list[Fired]:
    """Each time that these would have fired, the latest first."""
    listed = [Fired(replay.rule.title, firing) for replay in found for firing in replay.firings]
    return sorted(listed, key=lambda each: each.firing.begin, reverse=True)


def _told(variant: Variant, number: float) -> float | None:
    return number if variant.replay.answerable else None


def _of(slots: Waterfall) -> str | None:
    return slots.band.name if slots.band else None


def _slots(of: Callable[[Any], Waterfall]) -> tuple[Column[Any], ...]:
    return (
        Column("slots_total", WHOLE, "Nominal: all slots, as the gateway counts them.", lambda r: of(r).nominal),
        Column("slots_stranded", WHOLE, "Free slots that no job can get.", lambda r: of(r).stranded),
        Column("slots_serving", WHOLE, "Nominal − stranded.", lambda r: of(r).serving),
        Column("slots_used", WHOLE, "Slots in use.", lambda r: of(r).used),
        Column("slots_free", WHOLE, "Truly free: what the next job can get.", lambda r: of(r).free),
        Column("utilization", NUMBER, "Used slots in percent of nominal.", lambda r: of(r).utilization),
        Column("band", TEXT, "Utilization band: comfortable, normal, busy, critical.", lambda r: _of(of(r))),
        Column("headroom", NUMBER, "Truly free slots in percent of nominal.", lambda r: of(r).headroom),
    )


_GATEWAY = "Id of the gateway; several where they share one etcd."

GATEWAYS_NOW: Final[tuple[Column[Sum], ...]] = (
    Column("gateway", TEXT, _GATEWAY, lambda r: joined(r.gateways)),
    *_slots(lambda r: r.slots),
)
EXECUTORS_NOW: Final[tuple[Column[Row], ...]] = (
    Column("gateway", TEXT, _GATEWAY, lambda r: joined(r.gateways)),
    Column("executor", TEXT, "Name of the executor.", lambda r: r.executor),
    Column("function", TEXT, "Function, as its name says.", lambda r: r.function),
    Column("nodes", WHOLE, "Registered nodes.", lambda r: r.nodes),
    *_slots(lambda r: r.slots),
)
DEMAND: Final[tuple[Column[Pressed], ...]] = (
    Column("gateway", TEXT, "Id of the gateway.", lambda r: r.gateway),
    *map(_pressed, DEMANDS),
)
LEVELS: Final[tuple[Column[Named], ...]] = (
    Column("window", TEXT, "This window, or the window before.", lambda r: r.name),
    Column("mean", NUMBER, "Mean utilization of its known steps, in percent.", lambda r: r.level.mean),
    Column("p95", NUMBER, "Their 95th percentile.", lambda r: r.level.p95),
    Column("highest", NUMBER, "The highest of them.", lambda r: r.level.highest),
    Column("steps_known", WHOLE, "Steps that are known.", lambda r: r.level.known),
    Column("steps", WHOLE, "Steps of the window.", lambda r: r.level.steps),
)
PEAKS: Final[tuple[Column[Crowd], ...]] = (
    Column("rank", WHOLE, "1 is the highest.", lambda r: r.rank),
    Column("begin", TIME, "When it began.", lambda r: r.peak.begin),
    Column("end", TIME, "When it ended.", lambda r: r.peak.end),
    Column("duration_s", NUMBER, "How long it was, in seconds.", lambda r: r.peak.duration.total_seconds()),
    Column("height", NUMBER, "The highest utilization in it, in percent.", lambda r: r.peak.height),
    Column("at", TIME, "When that was reached first.", lambda r: r.peak.at),
    Column(
        "cut",
        TEXT,
        "yes where it touches a gap or an end of the window, and may have been longer or higher.",
        lambda r: _yes(r.peak.cut),
    ),
    Column("made_by", TEXT, "Executors that rose most above their own mean in it.", lambda r: joined(r.makers)),
)
HEADROOMS: Final[tuple[Column[Headroom], ...]] = (
    Column("function", TEXT, "Executor type.", lambda r: r.function),
    Column("verdict", TEXT, "fits, does not fit, or not known.", lambda r: r.verdict.value),
    Column("slots_total", NUMBER, "All slots.", lambda r: r.total),
    Column("slots_serving", NUMBER, "Those that jobs hold or can get.", lambda r: r.serving),
    Column("used_p95", NUMBER, "Slots used at once: the window's 95th percentile.", lambda r: r.demand.p95),
    Column("used_peak", NUMBER, "Slots used at once: the most.", lambda r: r.demand.peak),
    Column("free_now", NUMBER, "Free in percent of all, now.", lambda r: r.now),
    Column("free_at_p95", NUMBER, "Free in percent of all, at the 95th percentile.", lambda r: r.at_p95),
    Column("free_at_peak", NUMBER, "Free in percent of all, at the peak.", lambda r: r.at_peak),
    Column("target", NUMBER, "Percent that should be free.", lambda r: r.target),
    Column("why", TEXT, "The same in a sentence.", lambda r: r.sentence),
)
FITS: Final[tuple[Column[Fit], ...]] = (
    Column("function", TEXT, "Executor type.", lambda r: r.function),
    Column("loss", TEXT, "What is lost: a node of the type, of an executor, or a gateway.", lambda r: r.loss.value),
    Column("lost", TEXT, "Which one.", lambda r: r.lost),
    Column("period", TEXT, "When the peak was: in the window, or in the last 24 h.", lambda r: r.period),
    Column("verdict", TEXT, "fits, does not fit, or not known.", lambda r: r.verdict.value),
    Column("peak", NUMBER, "The most slots used at once.", lambda r: r.peak),
    Column("slots_serving", NUMBER, "Slots that jobs hold or can get.", lambda r: r.serving),
    Column("slots_remaining", NUMBER, "Those that remain after the loss.", lambda r: r.remaining),
    Column("slots_spare", NUMBER, "Remaining − peak; below zero so many are too few.", lambda r: r.spare),
    Column("why", TEXT, "The same in a sentence.", lambda r: r.sentence),
)
BESIDE: Final[tuple[Column[Beside], ...]] = (
    Column("function", TEXT, "Executor type.", lambda r: r.function),
    Column("slots_today", NUMBER, "All slots today.", lambda r: r.today.total),
    Column("slots_then", NUMBER, "All slots after the changes.", lambda r: r.then.total),
    Column("p95_today", NUMBER, "The window's p95 in percent of all slots today.", lambda r: r.today.p95),
    Column("p95_then", NUMBER, "The same after the changes.", lambda r: r.then.p95),
    Column("peak_today", NUMBER, "The window's peak in percent of all slots today.", lambda r: r.today.peak),
    Column("peak_then", NUMBER, "The same after the changes.", lambda r: r.then.peak),
    Column("headroom_today", TEXT, "Whether the headroom is kept today.", lambda r: r.today.headroom.verdict.value),
    Column("headroom_then", TEXT, "The same after the changes.", lambda r: r.then.headroom.verdict.value),
    Column("one_lost_today", TEXT, "N−1: the worst verdict today.", lambda r: r.today.one_lost.value),
    Column("one_lost_then", TEXT, "The same after the changes.", lambda r: r.then.one_lost.value),
)
ADVICE: Final[tuple[Column[Advice], ...]] = (
    Column("gateway", TEXT, _GATEWAY, lambda r: joined(r.gateways)),
    Column("executor", TEXT, "Name of the executor.", lambda r: r.executor),
    Column("function", TEXT, "Executor type.", lambda r: r.function),
    Column("advice", TEXT, "add, remove, keep or no advice.", lambda r: r.move.value),
    Column("nodes", WHOLE, "Nodes more, or fewer where below zero.", lambda r: r.nodes),
    Column(
        "at_least", TEXT, "yes where all slots were taken at times: more may be needed.", lambda r: _yes(r.at_least)
    ),
    Column("nodes_today", WHOLE, "Registered nodes.", lambda r: r.today.nodes),
    Column("slots_today", NUMBER, "Slots today.", lambda r: r.today.total),
    Column("slots_then", NUMBER, "Slots after it.", lambda r: r.then.total),
    Column("p95_today", NUMBER, "The window's p95 in percent of the slots.", lambda r: r.today.p95),
    Column("p95_then", NUMBER, "The same after it.", lambda r: r.then.p95),
    Column("peak_today", NUMBER, "The window's peak in percent of the slots.", lambda r: r.today.peak),
    Column("peak_then", NUMBER, "The same after it.", lambda r: r.then.peak),
    Column("why", TEXT, "The advice with its arithmetic, or why there is none.", lambda r: r.sentence),
)
REPLAYS: Final[tuple[Column[Variant], ...]] = (
    Column("rule", TEXT, "The alert rule.", lambda r: r.replay.rule.title),
    Column("variant", TEXT, "as set, or what is different.", lambda r: r.name),
    Column("condition", TEXT, "When it fires.", lambda r: r.replay.rule.condition(r.replay.limits)),
    Column(
        "fired",
        WHOLE,
        "How often it would have fired; empty where nothing was known.",
        lambda r: _told(r, r.replay.fired),
    ),
    Column(
        "lasted_s",
        NUMBER,
        "For how many seconds in all, as far as known.",
        lambda r: _told(r, r.replay.lasted.total_seconds()),
    ),
    Column("subjects", WHOLE, "Gateways or executors that were looked at.", lambda r: r.replay.subjects),
    Column("steps_known", WHOLE, "Steps of these that were known.", lambda r: r.replay.known),
    Column("steps_unknown", WHOLE, "Steps that were not, and neither fire nor resolve.", lambda r: r.replay.unknown),
    Column("caveats", TEXT, "What steps can't see of it.", lambda r: " ".join(r.replay.caveats)),
)
FIRINGS: Final[tuple[Column[Fired], ...]] = (
    Column("rule", TEXT, "The alert rule, as set.", lambda r: r.rule),
    Column(
        "gateway", TEXT, "Id of the gateway, or of that which stands for its etcd.", lambda r: r.firing.subject.gateway
    ),
    Column("executor", TEXT, "Name of the executor; empty for a whole gateway.", lambda r: r.firing.subject.executor),
    Column("begin", TIME, "When it would have fired.", lambda r: r.firing.begin),
    Column("end", TIME, "When it would have resolved, or the window ended.", lambda r: r.firing.end),
    Column("lasted_s", NUMBER, "How many seconds of that were known.", lambda r: r.firing.lasted.total_seconds()),
    Column("open", TEXT, "yes where it fired still at the end.", lambda r: _yes(r.firing.open)),
)

LOAD_COLUMNS: Final[Mapping[str, str]] = {
    "at": "When the step begins.",
    "total": "Slots, as sums of the means of a step; empty where one gateway in view is not known.",
    "used": "Slots in use.",
    "available": "Free slots, as the gateways count them.",
    "stranded": "Free slots that no job can get.",
    "utilization": "Used in percent of total.",
}
"""The columns of a window's ``LOAD`` and what they mean."""

HOUR_COLUMNS: Final[Mapping[str, str]] = {
    "weekday": "0 is Monday, in the chosen time zone.",
    "hour": "Hour of the day there, 0 to 23.",
    "mean": "Mean utilization of the steps that begin in it, in percent.",
    "p95": "Their 95th percentile.",
    "highest": "The highest of them.",
    "steps": "How many known steps there are.",
}
"""The columns of ``HOURS`` and what they mean."""

CHANGE_COLUMNS: Final[Mapping[str, str]] = {
    "at": "When it was first seen.",
    "gateway": "Id of the gateway.",
    "executor": "Name of the executor.",
    "sort": "status, verdict or epoch.",
    "before": "What it was; empty for an executor that was not listed.",
    "after": "What it is then.",
    "reason": "Why.",
}
"""The columns of ``CHANGES`` and what they mean."""


def for_export(answer: pd.DataFrame) -> pd.DataFrame:
    """A frame of the past as files have it: unknown is empty, times are instants in UTC."""
    made: pd.DataFrame = pa.Table.from_pandas(answer, preserve_index=False).to_pandas(types_mapper=pd.ArrowDtype)
    return made


def _yes(told: bool) -> str:  # noqa: FBT001 - the value of a cell
    return "yes" if told else "no"
