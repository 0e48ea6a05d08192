"""The review report: what the Capacity page says of a scope and a window, frozen, in one file.

It shows the frames and figures of the page, so that a number in it is the number on the page and in the exports.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

import pandas as pd

from lib.alerts.rules import RULES
from lib.fleet.bands import BANDS
from lib.fleet.tables import frame
from lib.fleet.words import duration, percent, plural
from lib.planning import since
from lib.planning.advice import Move, advise
from lib.planning.demand import waiting
from lib.planning.forecast import FORECAST_EDGES, LEAST_DAYS
from lib.planning.forecasts import table as told_of
from lib.planning.headroom import headroom
from lib.planning.levels import ENOUGH, compared
from lib.planning.load import Coverage
from lib.planning.peaks import QUANTILE, TOP, hours_of_week
from lib.planning.tables import (
    ADVICE,
    BESIDE,
    DEMAND,
    EXECUTORS_NOW,
    FIRINGS,
    FITS,
    GATEWAYS_NOW,
    HEADROOMS,
    LEVELS,
    PEAKS,
    REPLAYS,
    Named,
    firings,
    for_export,
    sums,
)
from lib.planning.variants import as_set
from lib.planning.what_if import Change, applied, beside
from lib.ui.capacity import advised, ahead, answers, busy, changed, course, covered, replayed, room, worked_out
from lib.ui.capacity import present as present_section
from lib.ui.capacity import table as tables
from lib.ui.capacity import waiting as waiting_section
from lib.ui.capacity.charts import ahead as ahead_chart
from lib.ui.capacity.charts import beside as beside_chart
from lib.ui.capacity.charts import firings as firings_chart
from lib.ui.capacity.charts import hours as hours_chart
from lib.ui.capacity.charts import room as room_chart
from lib.ui.capacity.charts import slots as slots_chart
from lib.ui.capacity.charts import trend as trend_chart
from lib.ui.capacity.charts.slots import Bar
from lib.ui.capacity.table import Shown, Sort
from lib.ui.capacity.view import View
from lib.ui.report.document import Chart, Document, Section, Table

SINCE: Final = tables.Table(
    "since",
    "Executors then and now, the largest changes of load first",
    (
        Shown("gateway", "Gateway", "Id of the gateway.", 110),
        Shown("executor", "Executor", "Name of the executor.", 270),
        Shown("change", "Change", "added, removed, capacity, or load; empty where nothing moved much.", 90),
        Shown("total_before", "Slots then", "As last known then.", 80, Sort.SLOTS),
        Shown("total_after", "Slots", "As last known in the window.", 80, Sort.SLOTS),
        Shown("nodes_before", "Nodes then", "As last known then.", 80, Sort.WHOLE),
        Shown("nodes_after", "Nodes", "As last known in the window.", 80, Sort.WHOLE),
        Shown("p95_before", "p95 then", "Of the window of the same length that ended then.", 80, Sort.PERCENT),
        Shown("p95_after", "p95", "Of the window.", 80, Sort.PERCENT),
        Shown("p95_delta", "Points", "p95 less p95 then, in percentage points.", 80, Sort.SLOTS),
    ),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the report is made of: a view, the time zone of who reads, when it is made, and the second instant.

    ``since`` is the end of an earlier window of the same length; None where nothing is compared. ``changes`` are those
    that are tried out on the page.
    """

    view: View
    zone: ZoneInfo
    made_at: datetime
    since: datetime | None = None
    changes: tuple[Change, ...] = ()


def review(asked: Asked) -> Document:
    """The report. Raises NoPastError and ArchiveError as the page's sections do."""
    window = asked.view.answers.window
    facts = [
        ("Scope", asked.view.place.words),
        ("Gateways", ", ".join(gateway.id for gateway in asked.view.gateways) or "none"),
        ("Window", f"{_moment(window.begin)} to {_moment(window.end)}, {duration(window.span.total_seconds())}"),
        ("Frozen at", f"{_moment(window.end)}, which is {_local(window.end, asked.zone)}"),
        ("Steps", f"of {duration(window.step.total_seconds())}"),
        ("Headroom to keep", percent(asked.view.target)),
        ("Coverage", "; ".join(covered.in_words(_coverage(asked))) or "nothing is known"),
        ("Compared with", "no other instant" if asked.since is None else _moment(asked.since)),
        ("Made", f"{_moment(asked.made_at)}, which is {_local(asked.made_at, asked.zone)}"),
    ]
    sections = [_now(asked), _demand(asked), _trend(asked), _peaks(asked), _headroom(asked)]
    if asked.changes:
        sections.append(_what_if(asked))
    sections += [_forecast(asked), _advice(asked), _alerts(asked)]
    if asked.since is not None:
        sections.append(_since(asked, asked.since))
    return Document("Capacity review", facts, _warnings(asked), sections)


def _coverage(asked: Asked) -> Sequence[Coverage]:
    return covered.told(asked.view.answers, [gateway.id for gateway in asked.view.gateways])


def _warnings(asked: Asked) -> list[str]:
    view, said = asked.view, []
    if span := answers.made_up_in(view.answers):
        said.append(f"The past up to {_moment(span.end)} is made up for a demonstration. No real system is shown.")
    if silent := view.silent:
        said.append(f"No slots are known now of {', '.join(silent)}; what is said of this moment does not count them.")
    said += [
        f"{each.gateway} is not known in this window; sums that need it have a gap."
        for each in _coverage(asked)
        if each.known == 0
    ]
    return said


def _now(asked: Asked) -> Section:
    rows = asked.view.rows()
    shown = slots_chart.drawable([Bar(row.executor, row.slots) for row in rows])
    oldest = min((sample.at for sample in asked.view.samples), default=None)
    return Section(
        "Now",
        ["No sample has been taken." if oldest is None else f"As sampled at {_moment(oldest)} or later."],
        [
            "Serving = nominal − stranded. Truly free = available − stranded. Used % = used ÷ nominal.",
            " · ".join(f"{each.name}: {_band(each.upper)}" for each in BANDS),
        ],
        [Chart(slots_chart.figure(shown), slots_chart.ALT)] if shown else (),
        [
            _table(present_section.GATEWAYS, frame(GATEWAYS_NOW, sums(rows))),
            _table(present_section.EXECUTORS, frame(EXECUTORS_NOW, rows)),
        ],
    )


def _demand(asked: Asked) -> Section:
    """What gateways say of waiting jobs when the report is made; nobody keeps that."""
    observations = asked.view.dashboard.observe_demand_of_all(asked.view.gateways)
    told = [(each.snapshot.gateway.id, waiting(each.snapshot)) for each in observations]
    return Section(
        "Demand",
        [f"{gateway}: {each.why}" for gateway, each in told if each.jobs is None],
        ["Jobs that could start and have no slot, as each gateway counts them when the report is made."],
        tables=[_table(waiting_section.WAITING, frame(DEMAND, waiting_section.pressed(asked.view, observations)))],
    )


def _what_if(asked: Asked) -> Section:
    types = worked_out.types(asked.view.answers, asked.view.rows())
    outcome = applied(types, asked.changes)
    rows = beside(types, outcome.pools, asked.view.target)
    shown = beside_chart.drawable(rows)
    return Section(
        "What if",
        [*(changed.said(change) for change in asked.changes), *outcome.notes],
        ["A node more brings total ÷ nodes rounded down, a node fewer takes it rounded up."],
        [Chart(beside_chart.figure(shown), beside_chart.ALT)] if shown else (),
        [_table(changed.RESULT, frame(BESIDE, rows))],
    )


def _alerts(asked: Asked) -> Section:
    past, limits = asked.view.answers, asked.view.dashboard.thresholds()
    found = worked_out.back_tested(past, limits)
    replays = as_set(found)
    return Section(
        "Alerts back-test",
        [] if worked_out.executors_fit(past) else [replayed.left_out(past)],
        [f"{rule.title}: {rule.condition(limits.of(rule))}." for rule in RULES],
        [Chart(firings_chart.figure(replays, past.window, asked.zone), firings_chart.ALT)] if replays else (),
        [
            _table(replayed.VARIANTS, frame(REPLAYS, found)),
            _table(replayed.TIMES, frame(FIRINGS, firings(replays))),
        ],
    )


def _trend(asked: Asked) -> Section:
    past = asked.view.answers
    load, before, changes = worked_out.load(past), worked_out.load(past.before), past.changes()
    beside = compared(load, before)
    status = for_export(changes[changes["sort"] == "status"].reset_index(drop=True))
    levels = frame(LEVELS, [Named("this window", beside.window), Named("window before", beside.before)])
    return Section(
        "Trend",
        [f"No comparison: {beside.why}"] if beside.why else [],
        ["Utilization = used ÷ slots, of sums over all gateways of one step; a step that one of them missed is a gap."],
        [Chart(trend_chart.figure(load, before, changes, past.window, asked.zone), trend_chart.ALT)],
        [_table(course.COMPARED, levels), _table(course.CHANGES, status)],
    )


def _peaks(asked: Asked) -> Section:
    load = worked_out.load(asked.view.answers)
    hours = hours_of_week(load, asked.zone)
    return Section(
        "Peaks",
        [f"Hours are those of {asked.zone.key}."],
        [f"A peak is a run of steps above the {100 * QUANTILE:.0f}th percentile; a gap ends it. The {TOP} highest."],
        [Chart(hours_chart.figure(hours), hours_chart.ALT)],
        [_table(busy.HIGHEST, frame(PEAKS, worked_out.peaks(asked.view.answers)))],
    )


def _headroom(asked: Asked) -> Section:
    types = worked_out.types(asked.view.answers, asked.view.rows())
    found = room.worst_first([headroom(pool, asked.view.target) for pool in types])
    shown = room_chart.drawable(found)
    return Section(
        "Headroom",
        [],
        [
            "Headroom = (serving − used) ÷ slots, at p95 and at the peak of the window, by executor type.",
            f"That it is kept is said only where {ENOUGH:.0%} of the steps are known.",
        ],
        [Chart(room_chart.figure(shown, asked.view.target), room_chart.ALT)] if shown else (),
        [_table(room.TYPES, frame(HEADROOMS, found)), _table(room.LOSSES, frame(FITS, room.losses(types)))],
    )


def _forecast(asked: Asked) -> Section:
    told = ahead.forecasts(asked.view.answers)
    first = next(iter(told.items()), None)
    edges = " and ".join(percent(edge) for edge in FORECAST_EDGES)
    formula = (
        f"Days until the busiest hour of a day is at {edges} of today's slots, with a range of 80 %: a linear trend "
        f"with a weekly pattern, of up to {ahead.LOOKED_BACK.days} days; {LEAST_DAYS} known days are the least. "
        f"The {plural(ahead.AT_MOST, 'fullest executor')} at most."
    )
    said = [] if first is None else [f"{first[0].executor} on {first[0].gateway}: {first[1].reason}"]
    return Section(
        "Forecast",
        [*said, *(() if first is None else first[1].arithmetic)],
        [formula],
        [] if first is None else [Chart(ahead_chart.figure(first[1]), ahead_chart.ALT)],
        [_table(ahead.FORECASTS, told_of(told))],
    )


def _advice(asked: Asked) -> Section:
    past = asked.view.answers
    found = advise(worked_out.types(past, asked.view.rows()), asked.view.target, past.window)
    moves = [each.sentence for each in found if each.move in {Move.ADD, Move.REMOVE}]
    return Section(
        "Advice",
        moves or ["Nothing to add and nothing that can safely go, as far as can be told."],
        ["In nodes of one executor; free slots of one type can't rescue another."],
        tables=[_table(advised.TABLE, frame(ADVICE, found))],
    )


def _since(asked: Asked, instant: datetime) -> Section:
    past = asked.view.answers
    before = past.of(type(past.window)(instant - past.window.span, instant).aligned())
    told = since.since(before.statistics(), past.statistics())
    moved = told[told["change"] != ""]
    return Section(
        f"What has changed since {_moment(instant)}",
        [f"{plural(len(moved), 'executor')} of {len(told)} moved."],
        [f"Load has moved where the p95 is {since.LOAD_CHANGE:g} points or more away from what it was."],
        tables=[_table(SINCE, told)],
    )


def _table(shown: tables.Table, rows: pd.DataFrame) -> Table:
    labels = [column.label for column in shown.columns]
    return Table(shown.title, labels, tables.in_words(shown, rows), tables.numeric(shown))


def _band(upper: float) -> str:
    return "above" if upper == float("inf") else f"up to {percent(upper)}"


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"


def _local(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M %Z (UTC%z)}"
