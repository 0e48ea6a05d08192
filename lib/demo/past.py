"""A past for the simulated fleets, as samples of it would have told it: a smooth day, quiet weekends, growth, trouble.

Samples are drawn for a whole day at once. The same worlds, span and seed give the same past.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from lib.demo import fleets
from lib.demo.chance import seed
from lib.demo.faces import Face, well
from lib.demo.lives import MINUTE, REDEPLOYED_EVERY, Life, changes, deployed, lives
from lib.demo.load import demand
from lib.demo.story import GROWTH, Story, tell
from lib.demo.world import Executor, World
from lib.fleet.model import Status, Verdict
from lib.history.duckdb_file import MadeUp, MadeUpDay
from lib.history.questions import Window, step_begin
from lib.history.rows import EXECUTORS, GATEWAYS, naive

__all__ = ["SEED", "demo_past", "past"]

SEED: Final = 2026

_BEATING = frozenset({Status.SERVING, Status.ERROR})
_EVERY = timedelta(seconds=30)
_DAY = timedelta(days=1)
_SAMPLES = _DAY // _EVERY
_MINUTES = _DAY // MINUTE
_PROFILE = 288  # points of the daily course of the demand
_DAYS_DIFFER, _MOMENTS_DIFFER = 0.06, 0.04  # standard deviations of the demand
_SHORT_JOB = 5 / 60  # of a minute is what an idle node works (lib/demo/node.py)
_OLDEST_BEAT = 11.0

_Numbers = npt.NDArray[np.int64]
_Flags = npt.NDArray[np.bool_]


class _Chronicle(NamedTuple):
    """What is told of one gateway."""

    world: World
    lives: tuple[Life, ...]
    story: Story
    root: int


def demo_past(days: int, until: datetime, root: int = SEED) -> MadeUp:
    """The past of the demo's gateways: so many days, from a midnight UTC on, up to an instant."""
    worlds = [make(until) for make in (fleets.us_east, fleets.eu_west, fleets.ap_south)]
    return past(worlds, Window(step_begin(until - days * _DAY, _DAY), until), root)


def past(worlds: Sequence[World], span: Window, root: int = SEED) -> MadeUp:
    """The past of any worlds. The span begins at midnight UTC, and a sample ends up in it every 30 s."""
    story = tell([well(world) for world in worlds], span, root)
    chronicles = [_Chronicle(world, tuple(lives(world, story)), story, root) for world in worlds]
    told = [each for one in chronicles for life in one.lives for each in changes(one.world.id, life, story)]
    return MadeUp(span, _days(chronicles, span), sorted(told, key=lambda each: (each.at, each.gateway)))


def _days(chronicles: Sequence[_Chronicle], span: Window) -> Iterator[MadeUpDay]:
    midnight = span.begin
    while midnight < span.end:
        seen = [_seen(chronicle, midnight) for chronicle in chronicles]
        executors = pa.concat_tables([_executor_rows(each) for each in seen])
        gateways = pa.concat_tables([_gateway_rows(each) for each in seen])
        yield MadeUpDay(executors, gateways, min(midnight + _DAY, span.end))
        midnight += _DAY


class _Seen(NamedTuple):
    """A day of a gateway: arrays of a row a sample, and where it says so a column an executor.

    ``asked`` says that a sample was taken, ``reached`` that the gateway answered, ``listed`` that it had the executor.
    ``face`` tells which of ``faces`` an executor had.
    """

    chronicle: _Chronicle
    midnight: datetime
    asked: _Flags
    reached: _Flags
    listed: _Flags
    face: _Numbers
    faces: tuple[Face, ...]
    used: _Numbers
    heartbeat: npt.NDArray[np.float32]

    def facts(self, name: str) -> _Numbers:
        """A number that the faces tell, of each executor at each sample."""
        return np.array([getattr(face, name) for face in self.faces], np.int64)[self.face]


def _seen(chronicle: _Chronicle, midnight: datetime) -> _Seen:
    story, world = chronicle.story, chronicle.world
    until = _sample_of(story.span.end, midnight)
    asked = np.arange(_SAMPLES) < until
    reached = np.ones(_SAMPLES, np.bool_)
    for outage in story.outages:
        away = slice(_sample_of(outage.span.begin, midnight), _sample_of(outage.span.end, midnight))
        if outage.gateway is None:
            asked[away] = False
        elif outage.gateway == world.id:
            reached[away] = False
    known = tuple(dict.fromkeys(each.face for life in chronicle.lives for each in life.stretches if each.face))
    shape = _SAMPLES, len(chronicle.lives)
    listed, face, silent = np.zeros(shape, np.bool_), np.zeros(shape, np.int64), np.zeros(shape, np.float32)
    for column, life in enumerate(chronicle.lives):
        for stretch in life.stretches:
            begin = _sample_of(stretch.begin, midnight)
            listed[begin:, column] = stretch.face is not None
            if stretch.face is not None and begin < _SAMPLES:
                face[begin:, column] = known.index(stretch.face)
                waited = np.arange(_SAMPLES - begin) * _EVERY.total_seconds()
                silent[begin:, column] = waited if stretch.face.unhealthy else 0
    dice = np.random.default_rng([chronicle.root, seed(world.id), midnight.toordinal()])
    seen = _Seen(chronicle, midnight, asked, reached, listed, face, known, face, silent)
    heartbeat = silent + dice.uniform(0, _OLDEST_BEAT, shape).astype(np.float32)
    return seen._replace(used=_used(seen, dice), heartbeat=heartbeat)


def _sample_of(at: datetime, midnight: datetime) -> int:
    """The first sample of the day at or after an instant, by its number; the day's ends stand for what lies beyond."""
    return min(_SAMPLES, max(0, -((midnight - at) // _EVERY)))


def _used(seen: _Seen, dice: np.random.Generator) -> _Numbers:
    """Slots in use: each minute a worker takes jobs, as many as the demand wants of it on the average."""
    workers, slots = (seen.facts(name)[::2] for name in ("workers", "slots"))
    wanted = _wanted(seen, dice) * slots
    sure = np.floor(wanted).astype(np.int64)
    lucky = dice.binomial(workers, wanted - sure)
    idle = np.where(sure == 0, workers - lucky, 0)
    jobs = np.minimum(workers * sure + lucky, workers * slots) + dice.binomial(idle, _SHORT_JOB)
    used = np.repeat(jobs, 2, axis=0)
    for column, life in enumerate(seen.chronicle.lives):
        leaked = seen.chronicle.story.leaked.get((seen.chronicle.world.id, life.executor.name))
        if leaked is not None:
            used[_sample_of(leaked, seen.midnight) :, column] += life.executor.leaked_slots
    return used


def _wanted(seen: _Seen, dice: np.random.Generator) -> npt.NDArray[np.float64]:
    """The share of a node's slots that is asked for, each minute of the day; may be above 1."""
    executors = [life.executor for life in seen.chronicle.lives]
    workday = seen.midnight.weekday() < 5
    course = np.array([_course(each, workday=workday) for each in executors]).T
    ahead = (seen.chronicle.story.span.end - seen.midnight) / _DAY
    growth = np.array([(1 + GROWTH.get(each.function, 0.0)) ** -max(0.0, ahead) for each in executors])
    today = np.exp(dice.normal(0, _DAYS_DIFFER, len(executors)))
    moments = np.exp(dice.normal(0, _MOMENTS_DIFFER, course.shape))
    wanted: npt.NDArray[np.float64] = np.repeat(course * moments, _MINUTES // _PROFILE, axis=0) * growth * today
    return wanted


@cache
def _profile(peak_hour: float, *, workday: bool) -> tuple[float, ...]:
    """The demand through a day."""
    day = datetime(2026, 1, 7 if workday else 10, tzinfo=UTC)  # a Wednesday, a Saturday
    return tuple(demand(day + number * _DAY / _PROFILE, peak_hour) for number in range(_PROFILE))


def _course(executor: Executor, *, workday: bool) -> npt.NDArray[np.float64]:
    if not executor.nodes:
        return np.zeros(_PROFILE)
    node = executor.nodes[0]
    shares = _profile(node.peak_hour, workday=workday)
    return np.fromiter((node.appetite * share for share in shares), np.float64, _PROFILE)


def _executor_rows(seen: _Seen) -> pa.Table:
    kept = seen.listed & (seen.asked & seen.reached)[:, None]
    rows, columns = np.nonzero(kept)
    lives, chosen = seen.chronicle.lives, seen.face[kept]
    used, total = seen.used[kept], seen.facts("total")[kept]
    available = np.maximum(0, total - used)
    alive = np.array([face.status in _BEATING for face in seen.faces])[chosen]
    drawn: Mapping[str, object] = {
        "moment": _moments(seen, rows),
        "gateway": _repeated(seen.chronicle.world.id, len(rows)),
        "executor": pa.array([life.executor.name for life in lives]).take(pa.array(columns)),
        "function": pa.array([life.function for life in lives]).take(pa.array(columns)),
        "total": total,
        "used": used,
        "available": available,
        "stranded": np.minimum(available, seen.facts("stranded")[kept]),
        **{name: seen.facts(name)[kept] for name in ("healthy", "unhealthy", "unknown")},
        "heartbeat_age": pa.array(seen.heartbeat[kept], mask=~alive),
        "status": pa.array([str(face.status) for face in seen.faces]).take(pa.array(chosen)),
        "verdict": pa.array([str(face.verdict) for face in seen.faces]).take(pa.array(chosen)),
        "epoch": pa.array(_epochs(seen)[kept], mask=~alive),
    }
    return pa.table([pa.array(drawn[field.name]).cast(field.type) for field in EXECUTORS], schema=EXECUTORS)


def _epochs(seen: _Seen) -> _Numbers:
    """A dispatch a minute since the executor's oldest node was deployed last."""
    columns = []
    for life in seen.chronicle.lives:
        since = (seen.midnight - deployed(life, seen.midnight)) % REDEPLOYED_EVERY // MINUTE
        columns.append((since + np.arange(_SAMPLES) // 2) % (REDEPLOYED_EVERY // MINUTE) + 1)
    return np.array(columns, np.int64).T


def _gateway_rows(seen: _Seen) -> pa.Table:
    rows = np.nonzero(seen.asked)[0]
    answered = seen.reached[rows]
    listed = seen.listed & seen.reached[:, None]
    healthy, nodes = seen.facts("healthy"), sum(seen.facts(name) for name in ("healthy", "unhealthy", "unknown"))
    verdicts = np.array([list(Verdict).index(face.verdict) for face in seen.faces])[seen.face]
    drawn: Mapping[str, object] = {
        "moment": _moments(seen, rows),
        "gateway": _repeated(seen.chronicle.world.id, len(rows)),
        "site": _repeated(seen.chronicle.world.id, len(rows)),
        "datacenter": _repeated(seen.chronicle.world.datacenter, len(rows)),
        "reachable": answered,
        "readable": answered,
        "nodes": pa.array((nodes * listed).sum(axis=1)[rows], mask=~answered),
        "fresh_nodes": pa.array((healthy * listed).sum(axis=1)[rows], mask=~answered),
        **{
            column: ((verdicts == number) & listed).sum(axis=1)[rows]
            for number, column in enumerate(("matching", "settling", "drifting", "undecided"))
        },
    }
    return pa.table([pa.array(drawn[field.name]).cast(field.type) for field in GATEWAYS], schema=GATEWAYS)


def _moments(seen: _Seen, rows: _Numbers) -> pa.Array:
    first = np.datetime64(naive(seen.midnight), "us")
    return pa.array(first + rows * np.timedelta64(int(_EVERY.total_seconds()), "s"), pa.timestamp("us"))


def _repeated(word: str, times: int) -> pa.Array:
    return pa.repeat(pa.scalar(word, pa.string()), times)
