"""What if: the peak of each executor type today and after the changes, in percent of its slots."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from lib.fleet.words import percent
from lib.planning.what_if import Beside
from lib.ui.capacity.charts import style

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

ALT: Final = "The window's peak in percent of slots by executor type, today and after the changes"
_ROW: Final = 30


def drawable(rows: Sequence[Beside]) -> list[Beside]:
    """Those with a peak in percent before and after, the highest after the changes first."""
    known = [row for row in rows if row.today.peak is not None and row.then.peak is not None]
    return sorted(known, key=lambda row: -(row.then.peak or 0.0))


def figure(rows: Sequence[Beside]) -> "Figure":
    """The chart, a line from today's peak to the later one."""
    places = list(range(len(rows)))
    today, then = (
        [peak or 0.0 for peak in peaks] for peaks in zip(*((r.today.peak, r.then.peak) for r in rows), strict=True)
    )
    chart = style.figure(_ROW * len(rows) + 64)
    for place, before, after in zip(places, today, then, strict=True):
        chart.add_scatter(
            x=[before, after], y=[place, place], mode="lines", line={"color": style.LINE, "width": 2}, hoverinfo="skip"
        )
    for values, name, marker in (
        (today, "today", {"color": style.QUIET, "size": 9, "symbol": "circle-open", "line": {"width": 2}}),
        (then, "then", {"color": style.ACCENT, "size": 10, "symbol": "circle"}),
    ):
        chart.add_scatter(
            x=values,
            y=places,
            mode="markers",
            name=name,
            marker=marker,
            cliponaxis=False,
            customdata=[style.safe(row.function) for row in rows],
            hovertemplate="%{customdata}<br>peak %{x:.1f} % " + name + "<extra></extra>",
        )
    for place, before, after in zip(places, today, then, strict=True):
        moved = percent(after) if abs(before - after) < 0.05 else f"{percent(before)} → {percent(after)}"
        chart.add_annotation(x=max(before, after), y=place, text=moved, showarrow=False, xanchor="left", xshift=10)
    style.band_lines(chart, upright=True)
    chart.update_xaxes(range=[0, 1.25 * max(100.0, *today, *then)], showticklabels=False, fixedrange=True)
    chart.update_yaxes(
        range=[len(rows) - 0.5, -0.5],
        fixedrange=True,
        tickvals=places,
        ticktext=[style.safe(row.function) for row in rows],
    )
    return chart
