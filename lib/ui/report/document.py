"""One HTML file that holds everything within itself: it needs no network, now or in ten years, and prints well.

What the file may do is said in it: a policy forbids every request, so that opening it tells nobody anything.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from lib.ui.legible import legible

if TYPE_CHECKING:
    from plotly.graph_objects import Figure


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose cells are words already; ``numeric`` are the numbers of the columns that stand to the right."""

    caption: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    numeric: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Chart:
    """A figure, and what it shows in one sentence."""

    figure: "Figure"
    alt: str


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the report: what it says in sentences, how its numbers come about, and what it shows."""

    title: str
    sentences: Sequence[str] = ()
    formulas: Sequence[str] = ()
    charts: Sequence[Chart] = ()
    tables: Sequence[Table] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A report: ``facts`` are what it is about, as pairs of a name and a value; ``warnings`` what it can't tell."""

    title: str
    facts: Sequence[tuple[str, str]]
    warnings: Sequence[str] = ()
    sections: Sequence[Section] = field(default=())


def rendered(document: Document) -> bytes:
    """The file, in UTF-8."""
    template = _templates().get_template("document.html")
    return template.render(document=document, plotly=_plotly(), chart=_chart).encode()


@lru_cache(maxsize=1)
def _templates() -> Environment:
    environment = Environment(
        loader=PackageLoader("lib.ui.report", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["legible"] = legible
    return environment


def _plotly() -> Markup:
    from plotly.offline import get_plotlyjs  # noqa: PLC0415 - read when somebody makes a report

    return Markup(get_plotlyjs())  # noqa: S704 - Plotly's own script, not text from outside


def _chart(figure: "Figure", number: str) -> Markup:
    """The figure as it draws itself; Plotly's JSON has no sign that could end its script."""
    from plotly.io import to_html  # noqa: PLC0415 - the same

    html = to_html(
        figure,
        full_html=False,
        include_plotlyjs=False,
        div_id=f"chart-{number}",
        config={"displaylogo": False, "responsive": True, "displayModeBar": False},
    )
    return Markup(html)  # noqa: S704 - made by Plotly from a figure whose texts are escaped
