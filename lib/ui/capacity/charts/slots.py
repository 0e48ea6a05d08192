"""The slots of this moment: what of each executor or gateway is used, free and stranded, in percent of its nominal."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from lib.fleet.words import count, percent
from lib.planning.now import Waterfall
from lib.ui.capacity.charts import style
from lib.ui.look import BAND_HUES

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

ALT: Final = "Slots used, truly free and stranded, in percent of nominal, worst first"
BARS: Final = 15
_BAR_HEIGHT: Final = 24


@dataclass(frozen=True, slots=True)
class Bar:
    """A name and its slots."""

    name: str
    slots: Waterfall

    @property
    def used(self) -> int | None:
        """Slots in use."""
        return self.slots.used

    @property
    def capacity(self) -> int | None:
        """All slots."""
        return self.slots.nominal

    @property
    def utilization(self) -> float | None:
        """Used in percent of all."""
        return self.slots.utilization

    @property
    def text(self) -> str:
        """What stands beside the bar."""
        slots = self.slots
        stranded = f" · {count(slots.stranded)} stranded" if slots.stranded else ""
        return f"{count(slots.used)} of {count(slots.nominal)} used · {count(slots.free)} free{stranded}"


def drawable(bars: Sequence[Bar]) -> list[Bar]:
    """Those whose utilization is known, the first of them alone: they come worst first."""
    return [bar for bar in bars if bar.slots.utilization is not None][:BARS]


def figure(bars: Sequence[Bar]) -> "Figure":
    """The chart of some bars, from top to bottom; what is not known of one is not drawn."""
    from plotly.graph_objects import Bar as Trace  # noqa: PLC0415 - after the first paint

    places = list(range(len(bars)))
    used = [bar.slots.utilization or 0.0 for bar in bars]
    free = [_share(bar.slots.free, bar.slots.nominal) for bar in bars]
    stranded = [_share(bar.slots.stranded, bar.slots.nominal) for bar in bars]
    chart = style.figure(_BAR_HEIGHT * len(bars) + 56, barmode="stack", bargap=0.35)
    chart.add_trace(
        Trace(
            x=used,
            y=places,
            orientation="h",
            marker_color=[BAND_HUES[bar.slots.band] if bar.slots.band else style.QUIET for bar in bars],
            customdata=[f"{style.safe(bar.name)}<br>{bar.text}" for bar in bars],
            hovertemplate="%{customdata}<br>%{x:.1f} % used<extra></extra>",
        )
    )
    chart.add_trace(Trace(x=free, y=places, orientation="h", marker_color=style.FAINT, hoverinfo="skip"))
    chart.add_trace(
        Trace(
            x=stranded,
            y=places,
            orientation="h",
            marker={"color": style.FAINT, "pattern": {"shape": "/", "fgcolor": style.LINE, "size": 6}},
            hoverinfo="skip",
        )
    )
    ends = [sum(parts) for parts in zip(used, free, stranded, strict=True)]
    for place, (bar, end) in enumerate(zip(bars, ends, strict=True)):
        text = f"{percent(bar.slots.utilization)} · {bar.text}"
        chart.add_annotation(x=end, y=place, text=text, showarrow=False, xanchor="left", xshift=6)
    style.band_lines(chart, upright=True)
    chart.update_xaxes(range=[0, 1.5 * max(100.0, *ends)], showticklabels=False, fixedrange=True)
    chart.update_yaxes(
        autorange="reversed", fixedrange=True, tickvals=places, ticktext=[style.safe(bar.name) for bar in bars]
    )
    return chart


def _share(part: int | None, whole: int | None) -> float:
    return 100 * part / whole if part is not None and whole else 0.0
