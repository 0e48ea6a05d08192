"""How every chart of capacity planning looks, on a light and on a dark ground and on paper.

Colours are told apart by colour-blind people and have 3 : 1 to both grounds; text has no colour of its own, so that the
page's theme gives it one. Series are named beside their ends, not in a legend.
"""

from typing import TYPE_CHECKING, Any, Final

from lib.fleet.bands import EDGES
from lib.ui.legible import in_html

if TYPE_CHECKING:
    from plotly.graph_objects import Figure
    from plotly.graph_objs.layout import Template

ACCENT: Final = "#3b6fd4"
QUIET: Final = "#868f9c"
AMBER: Final = "#b5740f"
RED: Final = "#c6392f"
PURPLE: Final = "#8a63c9"
LINE: Final = "rgb(128, 138, 152)"
FAINT: Final = "rgba(128, 138, 152, 0.22)"
"""What stands for free slots, for gaps and for the ground of a bar."""

NAME_LENGTH: Final = 40

CONFIG: Final = {
    "displaylogo": False,
    "responsive": True,
    "displayModeBar": "hover",
    "modeBarButtonsToRemove": ["select2d", "lasso2d", "autoScale2d", "zoomIn2d", "zoomOut2d"],
}


def config(name: str) -> dict[str, Any]:
    """The toolbar of a chart: its picture is an SVG file of this name, which is sharp at any size."""
    return {**CONFIG, "toImageButtonOptions": {"format": "svg", "filename": name}}


def template() -> "Template":
    """What all charts have in common."""
    from plotly.graph_objs.layout import Template  # noqa: PLC0415 - keeps Plotly out of the way of the first paint

    axis = {"showgrid": False, "zeroline": False, "ticks": "", "linecolor": LINE, "automargin": True}
    return Template(
        layout={
            "font": {"family": "system-ui, sans-serif", "size": 12},
            "paper_bgcolor": "rgba(0, 0, 0, 0)",
            "plot_bgcolor": "rgba(0, 0, 0, 0)",
            "showlegend": False,
            "hovermode": "closest",
            "margin": {"l": 8, "r": 16, "t": 24, "b": 8},
            "xaxis": axis,
            "yaxis": axis,
        }
    )


def figure(height: int, **layout: Any) -> "Figure":
    """An empty chart of this height, in pixels."""
    from plotly.graph_objects import Figure  # noqa: PLC0415 - the same

    return Figure(layout={"template": template(), "height": height, **layout})


def band_lines(chart: "Figure", *, upright: bool) -> None:
    """Draw where the bands of utilization end, named at their ends; ``upright`` where utilization is the x axis."""
    for edge in EDGES:
        unit = "\u202f%" if edge == EDGES[-1] else ""
        look = {"line_dash": "dot", "line_width": 1, "line_color": LINE, "layer": "below"}
        text = f"{edge:g}{unit}"
        if upright:
            chart.add_vline(edge, **look)
            chart.add_annotation(x=edge, y=1, yref="paper", yanchor="bottom", text=text, showarrow=False)
        else:
            chart.add_hline(edge, **look)
            chart.add_annotation(x=1, xref="paper", xanchor="left", y=edge, text=text, showarrow=False, xshift=4)


def safe(name: str) -> str:
    """A name as Plotly, which reads HTML, may have it; cut in the middle where it is long, as names differ at ends."""
    return in_html(name, NAME_LENGTH)
