from lib.planning.headroom import Verdict, headroom
from lib.ui.capacity.charts import style
from lib.ui.capacity.charts.room import drawable, figure
from tests.planning.pooled import asked, member, pool

TARGET = 25.0


def test_the_tightest_comes_first_and_red_is_below_the_target() -> None:
    roomy = headroom(pool(member("a", asked(5, 6), function="roomy")), TARGET)
    tight = headroom(pool(member("b", asked(17, 18), function="tight")), TARGET)
    unsure = headroom(pool(member("c", function="unsure"), demand=asked(5, 7, known=10)), TARGET)

    found = drawable([roomy, tight, unsure])
    chart = figure(found, TARGET)

    assert [each.function for each in found] == ["tight", "unsure", "roomy"]
    assert list(chart.data[0].marker.color) == [style.RED, style.QUIET, style.ACCENT]
    assert unsure.verdict is Verdict.NOT_KNOWN


def test_an_unknown_peak_is_no_bar() -> None:
    assert drawable([headroom(pool(member("a"), demand=asked(None, None)), TARGET)]) == []


def test_the_target_is_drawn_and_named() -> None:
    chart = figure([headroom(pool(member()), TARGET)], TARGET)
    assert [line.x0 for line in chart.layout.shapes] == [TARGET]
    assert "25\u202f% should be free" in [note.text for note in chart.layout.annotations]
