from zoneinfo import ZoneInfo

import numpy as np

from lib.planning.load import total_load
from lib.planning.peaks import hours_of_week
from lib.ui.capacity.charts.hours import DAYS, figure
from tests.planning.frames import NAN, used, window


def test_an_hour_says_its_number_and_one_that_is_not_known_has_no_cell() -> None:
    numbers = [8.0] * 12 + [NAN] * 12 + [2.0] * 12
    hours = hours_of_week(total_load(used(*numbers), window(36)), ZoneInfo("UTC"))

    chart = figure(hours)

    [cells] = chart.data
    assert (cells.z[0][0], cells.z[0][2]) == (80, 20)
    assert np.isnan(cells.z[0][1])
    said = {(note.y, note.x): note.text for note in chart.layout.annotations}
    assert (said["Mon", 0], said["Mon", 1], said["Sun", 5]) == ("80", "·", "·")
    assert tuple(cells.y) == DAYS


def test_the_hues_of_busy_and_critical_begin_where_the_bands_do() -> None:
    hours = hours_of_week(total_load(used(8.0), window(1)), ZoneInfo("UTC"))
    edges = [edge for edge, _ in figure(hours).data[0].colorscale]
    assert edges.count(0.7) == edges.count(0.85) == 2
