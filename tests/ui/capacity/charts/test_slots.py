from lib.fleet.bands import BANDS
from lib.planning.now import NOT_KNOWN, Waterfall
from lib.ui.capacity.charts.slots import BARS, Bar, drawable, figure
from lib.ui.look import BAND_HUES


def bar(used: int, stranded: int = 0, name: str = "x") -> Bar:
    return Bar(name, Waterfall(10, stranded, used, max(0, 10 - used - stranded)))


def test_used_free_and_stranded_add_up_to_all_slots() -> None:
    used, free, stranded = figure([bar(6, stranded=1)]).data
    assert (list(used.x), list(free.x), list(stranded.x)) == ([60], [30], [10])


def test_stranded_slots_are_told_by_a_pattern_and_in_words() -> None:
    chart = figure([bar(6, stranded=1)])
    assert chart.data[2].marker.pattern.shape == "/"
    assert "60\u202f% · 6 of 10 used · 3 free · 1 stranded" in [note.text for note in chart.layout.annotations]


def test_a_bar_has_the_colour_of_its_band() -> None:
    used = figure([bar(9), bar(6), bar(1)]).data[0]
    assert list(used.marker.color) == [BAND_HUES[BANDS[3]], BAND_HUES[BANDS[1]], BAND_HUES[BANDS[0]]]


def test_what_is_not_known_is_no_bar_and_only_the_fullest_are_drawn() -> None:
    many = [bar(1, name=f"e{number}") for number in range(BARS + 3)]
    assert len(drawable([Bar("unknown", NOT_KNOWN), *many])) == BARS
    assert drawable([Bar("unknown", NOT_KNOWN)]) == []


def test_names_are_text_and_no_html() -> None:
    chart = figure([bar(1, name="<i>x</i>")])
    assert list(chart.layout.yaxis.ticktext) == ["&lt;i&gt;x&lt;/i&gt;"]
    assert "<i>" not in chart.data[0].customdata[0]


def test_the_axis_holds_more_than_all_slots() -> None:
    assert figure([bar(14)]).layout.xaxis.range[1] > 140
