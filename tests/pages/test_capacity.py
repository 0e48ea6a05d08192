import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from lib import process
from lib.process import HISTORY_OFF
from lib.settings import Settings
from lib.ui import address
from lib.ui.capacity.sections import SECTIONS
from tests.gateway.server import PATIENCE, ScriptedServer
from tests.pages.conftest import PROJECT
from tests.pages.gateways import be_down, write_gateways
from tests.pages.kept import BUSY, CALM, DAYS, GATEWAY, TOTAL, keep
from tests.pages.reading import metrics, plain

Open = Callable[..., AppTest]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A history file, made once."""
    file = tmp_path_factory.mktemp("kept") / "history.duckdb"
    keep(file)
    return file.read_bytes()


@pytest.fixture
def capacity(tmp_path: Path, server: ScriptedServer, kept: bytes) -> Iterator[Open]:
    """Open the Capacity page of one gateway with that past, and an address and settings of the test."""
    with ExitStack() as dashboards:

        def open_page(query: Mapping[str, str] | None = None, **settings: Any) -> AppTest:
            history = tmp_path / "history.duckdb"
            history.write_bytes(kept)
            write_gateways(tmp_path / "gateways.json", {GATEWAY: server})
            chosen = Settings.model_validate(
                {
                    "first_read_wait": PATIENCE,
                    "history_file": history,
                    "alerts_state": tmp_path / "alerts.json",
                    **settings,
                }
            )
            dashboard = dashboards.enter_context(process.running(process.Dashboard(chosen, tmp_path / "gateways.json")))
            dashboard.record()
            page = AppTest.from_file(str(PROJECT / "pages/capacity.py"), default_timeout=3 * PATIENCE)
            page.query_params.update(query or {})
            return page.run()

        yield open_page


def said(page: AppTest) -> str:
    assert not page.exception
    texts = [*page.markdown, *page.caption, *page.info, *page.warning, *page.error]
    return plain("\n".join(each.value for each in texts))


def test_the_numbers_of_this_moment_are_those_of_the_captured_bodies(capacity: Open) -> None:
    shown = metrics(capacity())
    assert shown["Nominal"][0] == "25"
    assert shown["Used"] == ("13", "52\u202f%, normal")
    assert int(shown["Serving"][0]) == 25 - int(shown["Stranded"][0])


def test_without_a_past_this_moment_is_shown_all_the_same(capacity: Open) -> None:
    page = capacity(history="off")
    assert metrics(page)["Nominal"][0] == "25"
    assert HISTORY_OFF in said(page)


@pytest.mark.parametrize("section", [each for each in SECTIONS if each not in {"Now", "Demand"}])
def test_a_section_about_the_past_says_so_where_there_is_none(capacity: Open, section: str) -> None:
    assert HISTORY_OFF in said(capacity({"section": section}, history="off"))


@pytest.mark.parametrize("section", list(SECTIONS))
def test_every_section_is_drawn_of_every_sort_of_place_and_window(capacity: Open, section: str) -> None:
    for query in ({}, {"scope": f"executor:{BUSY}", "window": "24h"}, {"scope": "function:extract", "window": "30d"}):
        page = capacity({"section": section, **query})
        assert not page.exception
        assert not page.error, [each.value for each in page.error]


def test_the_line_on_top_says_what_is_covered_and_where_it_is_not(capacity: Open) -> None:
    line = said(capacity({"section": "Trend"}))
    assert re.search(rf"steps of 5\u202fmin · {GATEWAY}: 9[67](\.\d)?\u202f% known, ", line)
    assert re.search(r"4\u202fh from \d{4}-\d\d-\d\d", line)


def test_a_window_before_the_past_says_when_the_past_begins(capacity: Open) -> None:
    assert "the past begins" in said(capacity({"window": "30d"}))


def test_a_trend_shows_the_numbers_of_its_steps(capacity: Open) -> None:
    page = capacity({"section": "Trend", "scope": f"executor:{BUSY}"})
    levels, steps = page.dataframe[0].value, page.dataframe[-1].value
    known = steps["utilization"].dropna()
    assert float(levels["highest"].iloc[0]) == pytest.approx(float(known.max()))
    assert metrics(page)["Highest"][0] == f"{float(known.max()):g}\u202f%"


def test_a_place_that_nobody_knows_is_said_with_the_closest_names(capacity: Open) -> None:
    page = capacity({"scope": "executor:ocr_executor_03"})
    assert "neither known now nor in the window" in said(page)
    assert f"Executor {CALM}" in [plain(each.label) for each in page.button]


def test_an_executor_that_has_left_is_found_in_the_past(capacity: Open, server: ScriptedServer) -> None:
    be_down(server)
    page = capacity({"scope": f"executor:{CALM}", "section": "Trend"})
    assert not page.error


def test_odd_names_do_no_harm(capacity: Open) -> None:
    assert "<script>" in said(capacity({"scope": "executor:<script>alert(1)</script>*x*"}))


def test_days_of_the_address_that_cannot_be_shown_say_what_would_be_right(capacity: Open) -> None:
    page = capacity({"section": "Trend", "window": "custom", "from": "yesterday"})
    assert "from=2026-03-01&to=2026-03-07 would be right" in said(page)


def test_an_unknown_time_zone_is_said(capacity: Open) -> None:
    assert "There is no time zone **Nowhere/Town**" in said(capacity({"section": "Peaks", "zone": "Nowhere/Town"}))


def test_changes_of_the_address_lead_to_other_slots(capacity: Open) -> None:
    page = capacity({"section": "What if", "what_if": f"*2,{GATEWAY}/{BUSY}:+1"})
    labels = [plain(each.label) for each in page.button]
    assert "load × 2 of everything" in labels
    assert f"+1 node of {BUSY} on {GATEWAY}" in labels


def test_changes_that_cannot_be_read_are_said(capacity: Open) -> None:
    assert "'nonsense' is no change" in said(capacity({"section": "What if", "what_if": "nonsense"}))


def test_a_change_can_be_taken_away(capacity: Open) -> None:
    page = capacity({"section": "What if", "what_if": "*2"})
    page.button("no_changes").click().run()
    assert "what_if" not in page.query_params


def test_demand_that_is_switched_off_is_said(capacity: Open) -> None:
    assert "DEMAND is off" in said(capacity({"section": "Demand"}, demand="off"))


def test_demand_says_how_many_executors_are_searched_for_slot_leaks(capacity: Open) -> None:
    assert "looked for in up to 20 full executors" in said(capacity({"section": "Demand"}))


def test_a_past_of_two_weeks_and_more_is_enough_for_a_forecast(capacity: Open) -> None:
    assert DAYS >= 14
    page = capacity({"section": "Forecast", "scope": f"executor:{BUSY}"})
    assert "insufficient" not in said(page).lower()
    assert float(page.dataframe[-1].value["slots_total"].iloc[0]) == TOTAL


def test_the_address_names_the_executor_of_the_forecast_chart(capacity: Open) -> None:
    calm, busy = f"{GATEWAY}:{CALM}", f"{GATEWAY}:{BUSY}"
    page = capacity({"section": "Forecast", "forecast": calm})
    assert page.selectbox(address.FORECAST).value == calm
    page.selectbox(address.FORECAST).set_value(busy).run()
    assert page.query_params.get(address.FORECAST, [busy]) == [busy]


def test_an_executor_that_is_not_forecast_is_said_and_the_first_is_shown(capacity: Open) -> None:
    page = capacity({"section": "Forecast", "forecast": "nowhere:nobody"})
    assert "is not among these forecasts" in said(page)
