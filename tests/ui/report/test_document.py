import re
from pathlib import Path

import pytest
from plotly import graph_objects as go

from lib.ui.report.document import Chart, Document, Section, Table, rendered

HOSTILE = "<img src=x onerror=alert(1)>\"'&"


@pytest.fixture(scope="module")
def text() -> str:
    figure = go.Figure(go.Scatter(x=[1, 2], y=[3, None], name="</script><script>alert(1)</script>"))
    section = Section(
        "Trend",
        sentences=["Utilization has grown."],
        formulas=["Utilization = used ÷ total."],
        charts=[Chart(figure, "Utilization of a week")],
        tables=[Table("Executors", ("Name", "Used"), [(HOSTILE, "3")], frozenset({1}))],
    )
    return rendered(Document("Review", [("Scope", HOSTILE)], ["No data of one gateway."], [section])).decode()


@pytest.fixture
def own(text: str) -> str:
    """The document without Plotly's script."""
    return re.sub(r"<script>.*?</script>", "", text, count=1, flags=re.DOTALL)


def test_the_document_says_what_it_is_about_and_what_it_can_not_tell(own: str) -> None:
    for said in (
        "Review",
        "No data of one gateway.",
        "Utilization has grown.",
        "Utilization = used ÷ total.",
        "Executors",
    ):
        assert said in own


def test_names_stay_text(own: str) -> None:
    assert "<img" not in own
    assert "&lt;img src=x onerror=alert(1)&gt;" in own


def test_a_name_in_a_chart_can_not_end_its_script(own: str) -> None:
    assert "<script>alert(1)" not in own


def test_nothing_is_fetched_from_anywhere(own: str) -> None:
    assert not re.search(r"<(?:link|iframe|img|script)[^>]*(?:src|href)=", own)
    assert "default-src 'none'" in own


def test_numbers_stand_to_the_right(own: str) -> None:
    assert re.search(r'<th scope="col" class="number">Used</th>', own)
    assert re.search(r'<td class="number">3</td>', own)


def test_a_document_without_sections_is_one_too(tmp_path: Path) -> None:
    file = tmp_path / "review.html"
    file.write_bytes(rendered(Document("Review", [])))
    assert "<main>" in file.read_text(encoding="utf-8")
