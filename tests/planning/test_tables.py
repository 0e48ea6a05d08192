from datetime import timedelta

import pandas as pd
import pytest

from lib.fleet.tables import frame
from lib.history.questions import CHANGES
from lib.planning import tables
from lib.planning.load import LOAD, total_load
from lib.planning.now import executors
from lib.planning.peaks import HOURS, top_peaks
from lib.planning.tables import EXECUTORS_NOW, GATEWAYS_NOW, PEAKS, Crowd, for_export, sums
from tests.history.pasts import BEGIN, executor, gateway
from tests.planning.frames import NAN, used, window


def test_slots_of_this_moment_are_those_of_the_waterfall() -> None:
    rows = executors([gateway(BEGIN, executor("extract_executor", 3, 4, stranded=1, available=1))])
    [row] = frame(EXECUTORS_NOW, rows).to_dict("records")
    assert (row["slots_total"], row["slots_stranded"], row["slots_serving"], row["slots_used"]) == (4, 1, 3, 3)
    assert (row["slots_free"], row["utilization"], row["band"], row["headroom"]) == (0, 75, "busy", 0)


def test_what_is_not_known_is_empty() -> None:
    rows = executors([gateway(BEGIN, executor("extract_executor", None, None))])
    [row] = frame(EXECUTORS_NOW, rows).to_dict("records")
    assert pd.isna(row["slots_total"])
    assert pd.isna(row["band"])


def test_gateways_of_one_etcd_are_one_row() -> None:
    shared = [gateway(BEGIN, executor("extract_executor"), gateway=each, site="a") for each in ("a", "b")]
    made = frame(GATEWAYS_NOW, sums(executors(shared)))
    assert list(made["gateway"]) == ["a; b"]
    assert list(made["slots_total"]) == [4]


def test_a_peak_says_when_how_high_and_whether_it_is_cut() -> None:
    [peak] = top_peaks(total_load(used(1, 1, 9, 1, NAN), window(5)), window(5))
    [row] = frame(PEAKS, [Crowd(1, peak, ("x +3", "y +1"))]).to_dict("records")
    assert (row["height"], row["duration_s"], row["made_by"]) == (90, 300, "x +3; y +1")
    assert row["end"] - row["begin"] == timedelta(minutes=5)


def test_a_frame_of_the_past_is_exported_with_gaps_as_empty_cells() -> None:
    made = for_export(total_load(used(1, NAN), window(2)))
    assert list(made["utilization"].isna()) == [False, True]
    assert str(made["at"].dtype) == "timestamp[us, tz=UTC][pyarrow]"


@pytest.mark.parametrize(
    ("described", "columns"),
    [(tables.LOAD_COLUMNS, LOAD), (tables.HOUR_COLUMNS, HOURS), (tables.CHANGE_COLUMNS, CHANGES)],
)
def test_every_column_of_a_frame_of_the_past_has_a_meaning(described: dict[str, str], columns: tuple[str, ...]) -> None:
    assert tuple(described) == columns
