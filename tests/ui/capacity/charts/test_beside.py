from lib.planning.what_if import Load, applied, beside
from lib.ui.capacity.charts.beside import drawable, figure
from tests.planning.pooled import asked, member, pool


def test_a_ring_is_today_and_a_dot_is_after_the_changes() -> None:
    types = [pool(member(function="extract"))]
    rows = drawable(beside(types, applied(types, [Load(1.5)]).pools, 25))

    chart = figure(rows)

    today, then = (trace for trace in chart.data if trace.mode == "markers")
    assert (list(today.x), list(then.x)) == ([60], [90])
    assert today.marker.symbol == "circle-open"
    assert "60\u202f% → 90\u202f%" in [note.text for note in chart.layout.annotations]


def test_a_type_without_a_known_peak_is_not_drawn() -> None:
    types = [pool(member(), demand=asked(None, None))]
    assert drawable(beside(types, types, 25)) == []
