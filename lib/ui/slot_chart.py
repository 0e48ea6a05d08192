"""Slot utilization per executor: horizontal bars, worst first, with the bands named.

Plotly is imported when the first chart is drawn, which is after the first paint of the page.
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Protocol, TypeVar

import streamlit as st

from lib.fleet.bands import EDGES, band
from lib.fleet.model import Fleet
from lib.fleet.words import count, percent
from lib.ui import parts
from lib.ui.after_paint import await_paint, painted
from lib.ui.legible import in_html
from lib.ui.look import BAND_HUES
from lib.ui.visitor import is_narrow

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

_BARS = 15
_BAR_HEIGHT = 22
_NAME_LENGTH = 44
_BAND_LINE = "rgb(128, 138, 152)"


class Filled(Protocol):
    """Something with slots, such as an executor or a node."""

    @property
    def name(self) -> str:
        """What stands beside the bar."""
        ...

    @property
    def used(self) -> int | None:
        """Slots in use."""
        ...

    @property
    def capacity(self) -> int | None:
        """Slots that there are."""
        ...

    @property
    def utilization(self) -> float | None:
        """Used in percent of capacity; None where that is not known."""
        ...


_Filled = TypeVar("_Filled", bound=Filled)


@st.fragment
def draw(fleet: Fleet) -> None:
    """Draw the chart once the page has been painted; until then its place says so, at the same height."""
    ranked = worst_first(fleet.slots)
    shown = ranked[:_BARS]
    if not shown:
        return
    with st.container(key="slot_chart"):
        st.subheader("Slot utilization, worst first", anchor=False)
        if painted("holders"):
            bars(shown, "slot_utilization", "Slot utilization per executor, worst first")
        else:
            st.html(light_bars(shown))
            await_paint("holders", lambda: parts.expect([parts.CAPACITY]))
    if len(ranked) > _BARS:
        st.caption(f"The {_BARS} fullest of {count(len(ranked))}; all of them are in the table.")


def bars(shown: Sequence[Filled], key: str, alt: str) -> None:
    """Draw the bars with Plotly; in a narrow window, where its labels leave no room for bars, as plain HTML."""
    if is_narrow():
        st.html(light_bars(shown))
        return
    st.plotly_chart(
        figure(shown, _BAR_HEIGHT * len(shown) + 56),
        key=key,
        config={"displayModeBar": "hover", "displaylogo": False, "responsive": True},
        alt=alt,
    )


def worst_first(slots: Iterable[_Filled]) -> list[_Filled]:
    """Those with slots, the fullest first."""
    return sorted(
        (each for each in slots if each.utilization is not None), key=lambda s: (-(s.utilization or 0), s.name)
    )


def figure(slots: Sequence[Filled], height: int) -> "Figure":
    """The chart as a Plotly figure; names are escaped, as Plotly reads HTML in its labels."""
    from plotly import graph_objects as go  # noqa: PLC0415 - keeps Plotly out of the way of the first paint

    widest = max(100.0, *(each.utilization or 0 for each in slots))
    chart = go.Figure(
        go.Bar(
            x=[each.utilization for each in slots],
            y=list(range(len(slots))),
            customdata=[in_html(each.name) for each in slots],
            orientation="h",
            marker_color=[_hue(each) for each in slots],
            text=[f"{count(each.used)} of {count(each.capacity)}" for each in slots],
            textposition="outside",
            cliponaxis=False,
            hovertemplate="%{customdata}<br>%{text} slots, %{x:.1f} %<extra></extra>",
        )
    )
    for edge in EDGES:
        unit = " %" if edge == EDGES[-1] else ""
        chart.add_vline(edge, line_dash="dot", line_width=1, layer="below", line_color=_BAND_LINE)
        chart.add_annotation(x=edge, y=1, yref="paper", yanchor="bottom", text=f"{edge:g}{unit}", showarrow=False)
    chart.update_layout(height=height, margin={"l": 8, "r": 56, "t": 24, "b": 8}, bargap=0.35, showlegend=False)
    chart.update_xaxes(range=[0, widest], showgrid=False, zeroline=False, showticklabels=False, fixedrange=True)
    chart.update_yaxes(
        autorange="reversed",
        fixedrange=True,
        zeroline=False,
        showgrid=False,
        tickvals=list(range(len(slots))),
        ticktext=[in_html(each.name, _NAME_LENGTH) for each in slots],
    )
    return chart


def light_bars(slots: Sequence[Filled]) -> str:
    """The same bars as plain HTML, without the lines of the bands: each says its percentage instead."""
    rows = "".join(
        f"<div>{in_html(each.name, _NAME_LENGTH)}</div>"
        f'<div><i style="width:{min(100.0, each.utilization or 0):.1f}%;background:{_hue(each)}"></i></div>'
        f"<div>{count(each.used)} of {count(each.capacity)} · {percent(each.utilization)}</div>"
        for each in slots
    )
    return f'<div class="light-bars" style="--bar:{_BAR_HEIGHT}px">{rows}</div>'


def _hue(slots: Filled) -> str:
    found = band(slots.utilization)
    return BAND_HUES[found] if found else ""
