"""When each alert rule would have fired: a row a rule, a stroke a firing."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from lib.fleet.words import duration, plural
from lib.history.questions import Window
from lib.planning.alert_replay import Replay
from lib.ui.capacity.charts import style

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

ALT: Final = "When each alert rule would have fired in the window"
_ROW: Final = 34
MOST_STROKES: Final = 600
"""Firings of a rule that are drawn, the latest ones."""


def figure(replays: Sequence[Replay], window: Window, zone: ZoneInfo) -> "Figure":
    """The chart of rules as they are set; times are those of the zone."""
    chart = style.figure(_ROW * len(replays) + 64, margin={"l": 8, "r": 150, "t": 8, "b": 8})
    for place, replay in enumerate(replays):
        times, places, texts = [], [], []
        for firing in replay.firings[-MOST_STROKES:]:
            begin, end = (each.astimezone(zone).replace(tzinfo=None) for each in (firing.begin, firing.end))
            text = f"{style.safe(firing.subject.label)}<br>{duration(firing.lasted.total_seconds())}"
            times += [begin, end, None]
            places += [place, place, None]
            texts += [text, text, ""]
        chart.add_scatter(
            x=times,
            y=places,
            mode="lines+markers",
            connectgaps=False,
            line={"color": style.RED, "width": 8},
            marker={"color": style.RED, "size": 5, "symbol": "square"},
            customdata=texts,
            hovertemplate="%{customdata}<extra></extra>",
        )
        chart.add_annotation(x=1, xref="paper", xanchor="left", xshift=8, y=place, text=_said(replay), showarrow=False)
    chart.update_yaxes(
        range=[len(replays) - 0.5, -0.5],
        fixedrange=True,
        tickvals=list(range(len(replays))),
        ticktext=[style.safe(replay.rule.title) for replay in replays],
    )
    chart.update_xaxes(
        type="date", range=[each.astimezone(zone).replace(tzinfo=None) for each in (window.begin, window.end)]
    )
    return chart


def _said(replay: Replay) -> str:
    if not replay.answerable:
        return "not known"
    return f"{plural(replay.fired, 'time')}, {duration(replay.lasted.total_seconds())}" if replay.fired else "never"
