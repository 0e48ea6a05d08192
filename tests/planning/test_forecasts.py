from datetime import timedelta
from pathlib import Path

import pandas as pd

from lib.fleet.tables import Column
from lib.history.duckdb_file import DuckdbArchive
from lib.history.questions import Scope, Window
from lib.planning.forecast import Outcome
from lib.planning.forecasts import FORECASTS, Place, Row, forecasts, table
from tests.history.pasts import BEGIN, executor, gateway, moments
from tests.history.pasts import GATEWAY as PAST_GATEWAY
from tests.planning.weeks import EXECUTOR, GATEWAY, series, window


def told() -> pd.DataFrame:
    both = [
        series(42, lambda day: 7 + 0.25 * day),
        series(42, lambda _day: 3.0, executor="another", without=range(10, 42)),
        series(42, lambda _day: 30.0, executor="flat"),
    ]
    return table(forecasts(pd.concat(both, ignore_index=True), window(42)))


def test_each_executor_of_each_gateway_has_a_forecast_of_its_own_in_order() -> None:
    steps = pd.concat([series(42, lambda _day: 3.0), series(42, lambda _day: 3.0).assign(gateway="eu")])
    assert list(forecasts(steps, window(42))) == [Place("eu", EXECUTOR), Place(GATEWAY, EXECUTOR)]


def test_no_series_make_no_forecasts() -> None:
    made = table(forecasts(series(0, lambda _day: 0.0), window(1)))
    assert made.empty
    assert list(made.columns) == [column.name for column in FORECASTS]


def test_the_table_has_a_row_an_executor() -> None:
    rows = told().set_index("executor")
    assert rows["outcome"].to_dict() == {"another": "insufficient history", "flat": "no trend", EXECUTOR: "grows"}
    grows = rows.loc[EXECUTOR]
    assert grows["to_70"] == "in 42 days (42 to 42)"
    assert [grows[f"days_to_70{part}"] for part in ("", "_earliest", "_latest")] == [42, 42, 42]
    assert (grows["days_to_85"], grows["slots_total"], grows["days_known"]) == (66, 40, 42)
    assert (round(grows["slots_a_day"], 6), grows["test_inside"], grows["test_days"]) == (0.25, 100, 28)


def test_what_is_not_known_is_empty_and_not_zero() -> None:
    rows = told().set_index("executor")
    unknown = ["days_to_70", "days_to_85", "slots_a_day", "test_error", "test_inside", "test_days"]
    assert rows.loc["another", unknown].isna().all()
    assert rows.loc["flat", ["days_to_85", "days_to_85_earliest", "days_to_85_latest"]].isna().all()
    assert (rows.loc["flat", "to_70"], rows.loc["flat", "days_to_70"]) == ("already reached", 0)


def test_each_column_is_named_once_and_explained() -> None:
    columns: tuple[Column[Row], ...] = FORECASTS
    assert len({column.name for column in columns}) == len(columns)
    assert all(column.meaning.endswith(".") for column in columns)


def test_what_the_archive_answers_can_be_forecast(tmp_path: Path) -> None:
    """A sample an hour for six weeks, one slot more each week; 70 % of 20 slots are 14, which week 12 begins with."""
    archive = DuckdbArchive(tmp_path / "history.duckdb")
    at = moments(42 * 24, every=timedelta(hours=1))
    archive.write([gateway(each, executor("a", used=2 + (each - BEGIN).days // 7, total=20)) for each in at])
    asked = Window(BEGIN, BEGIN + timedelta(days=42))

    found = forecasts(archive.series(Scope(), asked), asked)[Place(PAST_GATEWAY, "a")]
    archive.close()
    assert found.outcome is Outcome.GROWS
    assert found.days["used"].to_list() == [2 + day // 7 for day in range(42)]
    reach = found.reach(70)
    assert reach is not None
    assert reach.best is not None
    assert abs(reach.best - (12 * 7 - 42)) <= 7
