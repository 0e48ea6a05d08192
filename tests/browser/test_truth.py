"""A person who points the dashboard at a server with the captured bodies sees what those bodies say."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.app import RunningApp
from tests.browser.screen import PARTS, Screen

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def screen(browser: Browser, app: RunningApp) -> Iterator[Screen]:
    """One tab for all tests, which only read it."""
    with browser.new_context(base_url=app.url, viewport={"width": 1900, "height": 1400}) as context:
        screen = Screen(context.new_page())
        screen.open()
        yield screen


@pytest.mark.parametrize("key", PARTS)
def test_every_promised_key_is_there_once(screen: Screen, key: str) -> None:
    expect(screen.part(key)).to_have_count(1)
    expect(screen.part(key)).to_be_visible()


@pytest.mark.parametrize(
    ("label", "value", "note"),
    [
        ("Total Executors", "8", "all with nodes"),
        ("Total Nodes", "14", "14 distinct addresses"),
        ("Active Deployments", "7", "4 busy · 3 ready"),
        ("Healthy Nodes", "92.9\u202f%", "1 never reported"),
    ],
)
def test_metrics(screen: Screen, label: str, value: str, note: str) -> None:
    expect(screen.value("metrics", label)).to_have_text(value)
    expect(screen.metric("metrics", label)).to_contain_text(note)


@pytest.mark.parametrize(
    ("label", "value"), [("Total", "25"), ("Used", "13"), ("Available", "12"), ("Utilization", "52\u202f%")]
)
def test_capacity(screen: Screen, label: str, value: str) -> None:
    expect(screen.value("capacity", label)).to_have_text(value)


def test_the_advice_is_that_of_the_band(screen: Screen) -> None:
    expect(screen.part("capacity")).to_contain_text("Normal operating range for production.")


def test_the_health_line_names_the_route_that_answered(screen: Screen) -> None:
    expect(screen.part("health")).to_contain_text("Reachable")
    expect(screen.part("health")).to_contain_text("/ answered in")


@pytest.mark.parametrize(
    ("name", "status", "activity", "nodes", "verdict"),
    [
        ("classify_executor_001", "↻ STARTING", "—", "1", "… settling"),
        ("index_executor_007", "✓ SERVING", "idle, ready", "1 of 2", "✓ match"),
        ("merge-executor-prod-us-east-1-006", "✓ SERVING", "busy", "3", "✓ match"),
    ],
)
def test_executors(screen: Screen, name: str, status: str, activity: str, nodes: str, verdict: str) -> None:
    expect(screen.row("executors", name)).to_contain_text([name, status, activity, nodes, verdict])


@pytest.mark.parametrize(
    "row",
    [
        ["extract-executor-prod-us-east-1-000", "8", "7", "1", "87.5", "0", "7", ""],
        ["ner_executor_005", "2", "2", "0", "100", "0", "2", ""],
        ["ocr_executor_003", "2", "0", "2", "0", "0", "0", ""],
    ],
)
def test_capacity_holders(screen: Screen, row: list[str]) -> None:
    expect(screen.row("holders", row[0])).to_have_text(row)


def test_desired_states_show_the_one_that_is_not_as_desired_first(screen: Screen) -> None:
    expect(screen.names("desired").first).to_have_text("classify_executor_001")
    expect(screen.pill("desired", "Match")).to_have_text("Match 7")
    expect(screen.pill("desired", "Settling")).to_have_text("Settling 1")
    expect(screen.row("desired", "ocr_executor_003")).to_contain_text(["✓ match", "epoch 1", "SCHEDULED", "1", "—"])


def test_the_chart_shows_every_executor_that_has_slots(screen: Screen) -> None:
    bars = screen.part("capacity").locator(".js-plotly-plot .barlayer .point")

    expect(bars).to_have_count(8)
    expect(screen.part("capacity").locator(".js-plotly-plot")).to_contain_text("7 of 8")
