from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest

from lib.demo import fleets
from lib.demo.faces import well
from lib.demo.past import demo_past
from lib.demo.story import Story, tell
from lib.history.duckdb_file import DuckdbArchive
from lib.history.questions import Scope, Window, step_begin
from lib.history.schema import RAW_FOR

DAYS = 16
NOON = datetime.fromisoformat("2026-03-04T12:00:17+00:00")


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DuckdbArchive]:
    with closing(DuckdbArchive(tmp_path_factory.mktemp("past") / "demo.duckdb")) as archive:
        archive.make_up(demo_past(DAYS, NOON))
        yield archive


@pytest.fixture(scope="module")
def span() -> Window:
    return Window(step_begin(NOON, timedelta(days=1)) - timedelta(days=DAYS), NOON)


@pytest.fixture(scope="module")
def story(span: Window) -> Story:
    return tell([well(make(NOON)) for make in (fleets.us_east, fleets.eu_west, fleets.ap_south)], span, 2026)


def rows(archive: DuckdbArchive, query: str, target: Path) -> pd.DataFrame:
    """What an analyst finds in a copy."""
    archive.copy_to(target)
    with duckdb.connect(str(target), read_only=True) as copy:
        return copy.execute(query).df()


def test_it_says_that_it_is_made_up_and_reaches_up_to_now(archive: DuckdbArchive, span: Window) -> None:
    assert archive.made_up() == span
    assert archive.extent() == Window(span.begin, NOON.replace(second=0))


def test_it_has_the_executors_and_slots_of_the_live_fleets(archive: DuckdbArchive, span: Window) -> None:
    said = archive.statistics(Scope(), span).set_index(["gateway", "executor"])["total"]
    worlds = [make(NOON) for make in (fleets.us_east, fleets.eu_west, fleets.ap_south)]
    slots = {(w.id, each.name): sum(node.slots for node in each.nodes) for w in worlds for each in w.executors}
    assert said.to_dict() == slots


def test_the_same_day_has_the_same_numbers_again(archive: DuckdbArchive, span: Window, tmp_path: Path) -> None:
    with closing(DuckdbArchive(tmp_path / "again.duckdb")) as again:
        again.make_up(demo_past(DAYS, NOON))
        pd.testing.assert_frame_equal(again.usage(Scope(), span), archive.usage(Scope(), span))
        pd.testing.assert_frame_equal(again.changes(Scope(), span), archive.changes(Scope(), span))


def test_working_hours_are_busier_than_nights_and_weekends(archive: DuckdbArchive, span: Window) -> None:
    used = archive.usage(Scope(gateways=("eu-west-1",)), span).groupby("at")["used"].sum()
    hours = pd.DatetimeIndex(used.index)
    office = used[(hours.day_of_week < 5) & (hours.hour >= 11) & (hours.hour < 13)].mean()
    assert office > 2 * used[(hours.day_of_week < 5) & (hours.hour < 3)].mean()
    assert office > 1.5 * used[(hours.day_of_week >= 5) & (hours.hour >= 11) & (hours.hour < 13)].mean()


def test_a_gateway_that_was_out_is_told_as_unreachable_and_has_no_executors(
    archive: DuckdbArchive, story: Story
) -> None:
    outage = next(each for each in story.outages if each.gateway == "ap-south-1")
    dark = Window(outage.span.begin + timedelta(minutes=5), outage.span.end - timedelta(minutes=5))
    scope = Scope(gateways=("ap-south-1",))
    reached = archive.reached(scope, dark)
    assert len(reached) == dark.aligned().steps
    assert (reached["reachable"] == 0).all()
    assert reached["nodes"].isna().all()
    assert archive.series(scope, dark).empty


def test_while_the_dashboard_did_not_run_there_is_nothing_at_all(archive: DuckdbArchive, story: Story) -> None:
    outage = next(each for each in story.outages if each.gateway is None)
    dark = Window(outage.span.begin + timedelta(minutes=5), outage.span.end - timedelta(minutes=5))
    assert archive.reached(Scope(), dark).empty


def test_steps_are_those_of_the_raw_samples_where_both_exist(archive: DuckdbArchive, tmp_path: Path) -> None:
    raw = rows(archive, "SELECT * FROM executor_raw JOIN executor USING (key)", tmp_path / "copy.duckdb")
    assert raw["moment"].min().tz_localize("UTC") >= pd.Timestamp(NOON - RAW_FOR)
    raw["at"] = raw["moment"].dt.floor("5min").dt.tz_localize("UTC")
    window = Window(NOON - timedelta(hours=2), NOON).aligned()
    mine = raw[(raw["gateway"] == "ap-south-1") & (raw["at"] >= pd.Timestamp(window.begin))]
    told = mine.groupby(["at", "executor"])["used"].agg(["mean", "max", lambda used: np.quantile(used, 0.95)])
    steps = archive.series(Scope(gateways=("ap-south-1",)), window).set_index(["at", "executor"])
    joined = steps.join(told, how="inner")
    assert len(joined) == len(steps) > 200
    np.testing.assert_allclose(joined["used"], joined["mean"], rtol=1e-6)
    np.testing.assert_allclose(joined["used_max"], joined["max"])
    np.testing.assert_allclose(joined["used_p95"], joined["<lambda_0>"], rtol=1e-6)


def test_no_executor_uses_more_than_it_has_but_the_one_that_leaks(archive: DuckdbArchive, span: Window) -> None:
    said = archive.statistics(Scope(), span)
    over = said[said["used_max"] > said["total"]]
    assert list(over["executor"]) == ["embedding-executor-prod-us-east-1-033"]


def test_a_growing_function_is_asked_for_more_each_week(archive: DuckdbArchive, span: Window) -> None:
    used = archive.usage(Scope(function="embedding", gateways=("eu-west-1", "ap-south-1")), span)
    days = used.assign(day=used["at"].dt.floor("D")).groupby("day")["used"].sum()
    weekdays = days[pd.DatetimeIndex(days.index).day_of_week < 5]
    assert weekdays.iloc[-4:-1].mean() > weekdays.iloc[:3].mean()


def test_incidents_are_in_the_changes_and_in_the_samples(archive: DuckdbArchive, span: Window) -> None:
    told = archive.changes(Scope(), span)
    assert {"status", "verdict", "epoch"} == set(told["sort"])
    fallen = told[(told["sort"] == "status") & (told["after"] == "ERROR")]
    for change in fallen.itertuples():
        around = Window(change.at - timedelta(minutes=5), change.at + timedelta(minutes=6))
        series = archive.series(Scope(gateways=(change.gateway,), executor=change.executor), around)
        assert series["failing"].max() > 0
