import pytest

from lib.ui.capacity.charts.style import NAME_LENGTH, config, figure, safe


@pytest.mark.parametrize("name", ["<b>x</b>", "a & b", "x" * 200, "plain"])
def test_a_name_is_no_html_and_not_too_long(name: str) -> None:
    said = safe(name)
    assert "<" not in said
    assert len(safe("x" * 200)) <= NAME_LENGTH


def test_a_chart_has_its_own_template_so_that_a_report_looks_the_same() -> None:
    chart = figure(200)
    assert chart.layout.height == 200
    assert chart.layout.template.layout.showlegend is False


def test_the_toolbar_saves_a_chart_as_a_vector_file_of_its_name() -> None:
    assert config("trend")["toImageButtonOptions"] == {"format": "svg", "filename": "trend"}
