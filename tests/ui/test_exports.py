import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pandas as pd
import pytest
import streamlit as st

from lib.feed.reading import Reading
from lib.gateway.config import Gateway
from lib.gateway.routes import Kind
from lib.process import Observation
from lib.ui import exports
from lib.ui.clock import now
from tests.fleet.records import executor, fleet
from tests.gateway.server import PATIENCE
from tests.ui.observed import observation

Made = dict[str, Any]


@pytest.fixture
def offered(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[Made]]:
    """What a page hands to Streamlit's download buttons; AppTest keeps no file that is made at a click."""
    buttons: list[Made] = []
    monkeypatch.setattr(st, "download_button", lambda label, **told: buttons.append({"label": label, **told}))

    def offer(draw: Callable[[], None]) -> list[Made]:
        draw()
        return buttons

    return offer


def read(kind: Kind, age: float) -> Reading:
    at = now() - timedelta(seconds=age)
    return Reading(kind).succeeded("an answer", at=at, monotonic=-age, took=0.1, due=0.0)


def seen(gateway_id: str = "us/east 1", *readings: Reading) -> Observation:
    named = Gateway(id=gateway_id, url="http://us.example")
    return observation(fleet(executor("a"), executor("=cmd()"), executor("c")), *readings, gateway=named)


def csv(button: Made) -> pd.DataFrame:
    return pd.read_csv(io.BytesIO(button["data"]()), encoding="utf-8-sig")


def test_a_table_is_offered_in_two_formats_under_names_that_any_system_takes(offered: Any) -> None:
    whole = seen().tables.executors
    buttons = offered(lambda: exports.offer(seen(), "executors", whole, None))
    assert [each["label"] for each in buttons] == ["CSV", "Parquet"]
    names = [each["file_name"] for each in buttons]
    assert names[0].startswith("us-east-1_executors_20")
    assert [name.rsplit(".", 1)[1] for name in names] == ["csv", "parquet"]


def test_the_rows_are_those_that_the_page_shows_in_their_order(offered: Any) -> None:
    whole = seen().tables.executors
    shown = offered(lambda: exports.offer(seen(), "executors", whole, [2, 1]))
    assert list(csv(shown[0])["executor"]) == ["c", "'=cmd()"]
    assert list(pd.read_parquet(io.BytesIO(shown[1]["data"]()))["executor"]) == ["c", "'=cmd()"]


def test_no_row_that_is_shown_is_no_row_in_the_file(offered: Any) -> None:
    whole = seen().tables.executors
    assert len(csv(offered(lambda: exports.offer(seen(), "executors", whole, []))[0])) == 0


def test_the_file_tells_its_gateway_and_how_old_the_answer_is_when_it_is_made(offered: Any) -> None:
    known = seen("us", read(Kind.STATUS, age=100), read(Kind.CAPACITY, age=500))
    shown = offered(lambda: exports.offer(known, "executors", known.tables.executors, None))
    first = csv(shown[0]).iloc[0]
    assert first["gateway"] == "us"
    assert first["data_age_s"] == pytest.approx(100, abs=PATIENCE)


def test_the_age_is_that_of_the_reading_that_the_table_rests_on(offered: Any) -> None:
    known = seen("us", read(Kind.STATUS, age=100), read(Kind.CAPACITY, age=500))
    shown = offered(lambda: exports.offer(known, "holders", known.tables.executors, None, Kind.CAPACITY))
    assert csv(shown[0])["data_age_s"][0] == pytest.approx(500, abs=PATIENCE)


def test_several_gateways_are_named_with_the_age_of_the_oldest_answer_that_counts(offered: Any) -> None:
    us, eu = seen("us", read(Kind.STATUS, age=5)), seen("eu", read(Kind.STATUS, age=20), read(Kind.CAPACITY, age=900))
    shown = offered(lambda: exports.offer_across([us, eu], "functions", lambda: us.tables.executors))
    first = csv(shown[0]).iloc[0]
    assert shown[0]["file_name"].startswith("all-gateways_functions_")
    assert ("us" in first["gateway"], "eu" in first["gateway"]) == (True, True)
    assert first["data_age_s"] == pytest.approx(20, abs=PATIENCE)


def test_without_any_answer_the_file_has_no_age(offered: Any) -> None:
    shown = offered(lambda: exports.offer_across([seen()], "functions", lambda: seen().tables.executors))
    assert csv(shown[0])["data_age_s"].isna().all()
