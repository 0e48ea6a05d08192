"""Utilization over a window, with the bands, its p95 and highest step, the window before, gaps and status changes."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from lib.fleet.model import Status
from lib.fleet.words import percent, plural
from lib.history.questions import Window
from lib.planning.levels import P95
from lib.ui.capacity.charts import style

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

ALT: Final = "Utilization over the window, beside the window before, with gaps and status changes"
HEIGHT: Final = 380
MOST_POINTS: Final = 2_016
"""Points of a line: a week in fine steps. A longer line takes the highest of several steps for each point."""

_MARKS: Final = 120
_GAPS: Final = 60
_NAMED: Final = 4
_LABEL: Final = 0.06
"""The height of a label, as a share of that of the chart."""

_LABELLED: Final = 0.06
"""Share of the window from which on a gap is wide enough for its label."""


class Look(NamedTuple):
    """How a line is drawn, and what is written at its end."""

    name: str
    colour: str
    width: float


THIS: Final = Look("<b>this window</b>", style.ACCENT, 1.6)
BEFORE: Final = Look("window before", style.QUIET, 1)


def thinned(load: pd.DataFrame) -> pd.DataFrame:
    """The steps, or the highest of so many of them in a row; unknown where all of these are."""
    together = -(-len(load) // MOST_POINTS)
    if together <= 1:
        return load
    groups = np.arange(len(load)) // together
    grouped = load.groupby(groups)
    return pd.DataFrame({"at": grouped["at"].first(), "utilization": grouped["utilization"].max()})


def figure(load: pd.DataFrame, before: pd.DataFrame, changes: pd.DataFrame, window: Window, zone: ZoneInfo) -> "Figure":
    """The chart, from ``LOAD`` of the window and of the one before and ``CHANGES``; times are those of the zone."""
    chart = style.figure(HEIGHT, margin={"l": 8, "r": 112, "t": 28, "b": 8})
    top = _top(load, before)
    _gaps(chart, load, window, zone)
    lines = ((BEFORE, before.assign(at=before["at"] + window.span)), (THIS, load))
    for look, steps in lines:
        _line(chart, thinned(steps), look, zone)
    _name_ends(chart, lines, top)
    _levels(chart, load, zone)
    _changes(chart, changes, window, zone, top)
    style.band_lines(chart, upright=False)
    chart.update_yaxes(range=[0, 1.06 * top], ticksuffix="\u202f%", nticks=6)
    chart.update_xaxes(range=[_local(window.begin, zone), _local(window.end, zone)])
    return chart


def _top(load: pd.DataFrame, before: pd.DataFrame) -> float:
    known = pd.concat([load["utilization"], before["utilization"]]).dropna()
    return max(100.0, float(known.max()) if len(known) else 0.0)


def _line(chart: "Figure", load: pd.DataFrame, look: Look, zone: ZoneInfo) -> None:
    if load["utilization"].isna().all():
        return
    times = _locals(load["at"], zone)
    chart.add_scatter(
        x=times,
        y=load["utilization"],
        mode="lines",
        name=look.name,
        connectgaps=False,
        line={"color": look.colour, "width": look.width},
        hovertemplate=f"%{{x|%a %d %b %H:%M}}<br>%{{y:.1f}} % {look.name}<extra></extra>",
    )
    alone = (
        load["utilization"].notna() & load["utilization"].shift().isna() & load["utilization"].shift(-1).isna()
    ).to_numpy()
    if alone.any():  # a line cannot show a step between two gaps
        chart.add_scatter(
            x=times[alone],
            y=load["utilization"][alone],
            mode="markers",
            marker={"color": look.colour, "size": 3},
            hoverinfo="skip",
        )


def _name_ends(chart: "Figure", lines: Iterable[tuple[Look, pd.DataFrame]], top: float) -> None:
    """Write the names of lines beside their ends, one above the other where these are close."""
    known = [(look.name, steps["utilization"].dropna()) for look, steps in lines]
    ends = sorted((float(each.iloc[-1]), name) for name, each in known if len(each))
    least = -top
    for end, name in ends:
        least = max(end, least + _LABEL * top)
        chart.add_annotation(x=1, xref="paper", xanchor="left", xshift=34, y=least, text=name, showarrow=False)


def _levels(chart: "Figure", load: pd.DataFrame, zone: ZoneInfo) -> None:
    known = load.dropna(subset=["utilization"])
    if known.empty:
        return
    p95 = float(known["utilization"].quantile(P95))
    chart.add_hline(p95, line_dash="dash", line_width=1, line_color=style.PURPLE)
    chart.add_annotation(
        x=0, xref="paper", xanchor="left", y=p95, yanchor="bottom", text=f"p95 {percent(p95)}", showarrow=False
    )
    highest = known.iloc[int(known["utilization"].to_numpy().argmax())]
    chart.add_scatter(
        x=[_local(highest["at"].to_pydatetime(), zone)],
        y=[highest["utilization"]],
        mode="markers+text",
        text=[f"highest {percent(float(highest['utilization']))}"],
        textposition="top center",
        marker={"color": style.ACCENT, "size": 7, "line": {"width": 1.5, "color": style.LINE}},
        cliponaxis=False,
        hoverinfo="skip",
    )


def _gaps(chart: "Figure", load: pd.DataFrame, window: Window, zone: ZoneInfo) -> None:
    """Draw what is not known as what it is: a stretch without data."""
    gaps = sorted(_unknown(load, window.step), key=lambda gap: gap[0] - gap[1])[:_GAPS]
    for begin, end in gaps:
        wide = (end - begin) / window.span >= _LABELLED
        chart.add_vrect(
            _local(begin, zone),
            _local(end, zone),
            fillcolor=style.FAINT,
            line_width=0,
            layer="below",
            **({"annotation_text": "no data", "annotation_position": "bottom"} if wide else {}),
        )


def _unknown(load: pd.DataFrame, step: timedelta) -> Iterator[tuple[datetime, datetime]]:
    unknown = load["utilization"].isna()
    for _, run in load[unknown].groupby((~unknown).cumsum()[unknown]):
        yield run["at"].iloc[0].to_pydatetime(), run["at"].iloc[-1].to_pydatetime() + step


def _changes(chart: "Figure", changes: pd.DataFrame, window: Window, zone: ZoneInfo, top: float) -> None:
    """Mark changes of status along the upper edge; those to ERROR are another sign and another colour."""
    told = changes[changes["sort"] == "status"]
    failing = told["after"] == Status.ERROR.value
    for rows, name, colour, symbol in (
        (told[~failing], "status changes", style.QUIET, "line-ns"),
        (told[failing], "to ERROR", style.RED, "triangle-down"),
    ):
        if rows.empty:
            continue
        marks = rows.groupby(pd.cut(rows["at"], _edges(window), right=False), observed=True)
        texts = [_told(own, zone) for _, own in marks]
        chart.add_scatter(
            x=_locals(marks["at"].min(), zone),
            y=[1.03 * top] * len(texts),
            mode="markers",
            name=name,
            marker={"color": colour, "size": 8, "symbol": symbol, "line": {"width": 1.5, "color": colour}},
            customdata=texts,
            hovertemplate="%{customdata}<extra></extra>",
        )


def _edges(window: Window) -> pd.DatetimeIndex:
    return pd.date_range(window.begin, window.end, periods=_MARKS + 1)


def _told(rows: pd.DataFrame, zone: ZoneInfo) -> str:
    lines = [
        f"{row['at'].tz_convert(zone):%H:%M} {style.safe(row['executor'])}: "
        f"{style.safe(row['before'] or '—')} → {style.safe(row['after'] or 'not listed')}"
        for row in rows.sort_values("at").head(_NAMED).to_dict("records")
    ]
    more = len(rows) - len(lines)
    return "<br>".join([*lines, *([plural(more, "more change")] if more else [])])


def _locals(moments: "pd.Series[Any]", zone: ZoneInfo) -> "np.ndarray[Any, Any]":
    local: np.ndarray[Any, Any] = moments.dt.tz_convert(zone).dt.tz_localize(None).to_numpy()
    return local


def _local(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment.astimezone(zone).replace(tzinfo=None)
