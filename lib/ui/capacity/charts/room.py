"""Headroom by executor type: how much stays free at the peak, beside what should."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from lib.fleet.words import percent
from lib.planning.headroom import Headroom, Verdict
from lib.ui.capacity.charts import style

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

ALT: Final = "Slots that stay free at the window's peak by executor type, beside the headroom that should"
_BAR_HEIGHT: Final = 26
_COLOURS: Final = {Verdict.FITS: style.ACCENT, Verdict.TOO_SMALL: style.RED, Verdict.NOT_KNOWN: style.QUIET}


def drawable(found: Sequence[Headroom]) -> list[Headroom]:
    """Those whose peak is known, the tightest first."""
    return sorted((each for each in found if each.at_peak is not None), key=lambda each: each.at_peak or 0.0)


def figure(found: Sequence[Headroom], target: float) -> "Figure":
    """The chart of these types, from top to bottom."""
    places = list(range(len(found)))
    shares = [each.at_peak or 0.0 for each in found]
    chart = style.figure(_BAR_HEIGHT * len(found) + 56, bargap=0.35)
    chart.add_bar(
        x=shares,
        y=places,
        orientation="h",
        marker_color=[_COLOURS[each.verdict] for each in found],
        customdata=[f"{style.safe(each.function)}<br>{each.sentence}" for each in found],
        hovertemplate="%{customdata}<extra></extra>",
    )
    for place, (each, share) in enumerate(zip(found, shares, strict=True)):
        text = f"{percent(share)} at the peak · {percent(each.at_p95)} at p95 · {each.verdict}"
        chart.add_annotation(x=max(share, 0), y=place, text=text, showarrow=False, xanchor="left", xshift=6)
    chart.add_vline(target, line_dash="dot", line_width=1.5, line_color=style.LINE)
    chart.add_annotation(
        x=target, y=1, yref="paper", yanchor="bottom", text=f"{percent(target)} should be free", showarrow=False
    )
    chart.update_xaxes(range=[min(0.0, *shares), 1.5 * max(100.0, target)], showticklabels=False, fixedrange=True)
    chart.update_yaxes(
        autorange="reversed", fixedrange=True, tickvals=places, ticktext=[style.safe(each.function) for each in found]
    )
    return chart
