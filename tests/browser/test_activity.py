"""The Activity page of a gateway that goes down and comes back, with a webhook that is told."""

import csv
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from playwright.sync_api import expect

from tests.alerts.webhooks import Webhook
from tests.browser import audit
from tests.browser.screen import Screen
from tests.gateway.server import PATIENCE, ScriptedServer
from tests.pages.gateways import be_captured, be_down, be_drifting

pytestmark = pytest.mark.browser

ACTIVITY = "/infrastructure/activity"
NAME = "extract_executor"
THRESHOLDS = """
[rules.gateway-unreachable]
hold = 0
clear_hold = 0
[rules.drift-long]
hold = 1
clear_hold = 0
"""


@pytest.fixture(scope="module")
def hook() -> Iterator[Webhook]:
    with Webhook() as running:
        yield running


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory, hook: Webhook) -> dict[str, str]:
    """A recorder that takes a sample each second, of a gateway that is read as often."""
    folder = tmp_path_factory.mktemp("alerts")
    (folder / "alerts.toml").write_text(THRESHOLDS)
    every_second = dict.fromkeys(("REFRESH_HEALTH", "REFRESH_EXECUTORS", "REFRESH_CAPACITY", "HISTORY_INTERVAL"), "1")
    return {
        "FIRST_READ_WAIT": str(PATIENCE),
        "HISTORY": "on",
        "HISTORY_FILE": str(folder / "history.duckdb"),
        "ALERTS_FILE": str(folder / "alerts.toml"),
        "ALERTS_STATE": str(folder / "alerts.json"),
        "NOTIFY_URLS": hook.address,
        "BACKOFF_MAX": "1",
        **every_second,
    }


def visit(screen: Screen, query: str = "") -> None:
    screen.page.goto(ACTIVITY + query)
    expect(screen.part("delivery")).to_be_visible()


def test_a_gateway_that_goes_down_is_told_and_its_return_too(
    screen: Screen, server: ScriptedServer, hook: Webhook
) -> None:
    be_captured(server)
    visit(screen)
    be_down(server)

    expect(screen.part("alerts")).to_contain_text("Gateway unreachable")
    expect(screen.part("alerts")).to_contain_text("its health check fails")
    hook.wait_for(lambda: "Gateway unreachable: captured" in hook.titles)
    expect(screen.part("delivery")).to_contain_text("delivers")

    be_captured(server)
    hook.wait_for(lambda: "Resolved: Gateway unreachable: captured" in hook.titles)
    expect(screen.part("alerts").get_by_text("Gateway unreachable")).to_have_count(0)
    expect(screen.row("timeline", "Gateway unreachable: resolved").first).to_be_attached()
    assert hook.titles.count("Gateway unreachable: captured") == 1


def test_an_alert_leads_to_the_panel_of_its_executor(screen: Screen, server: ScriptedServer) -> None:
    be_drifting(server, [NAME])
    visit(screen)

    screen.part("alerts").get_by_role("link", name=NAME).first.click()

    expect(screen.part("flyout")).to_contain_text(NAME)
    assert f"gateway=captured&executor={NAME}" in screen.page.url


def test_what_is_silenced_says_until_when_and_can_be_told_again(screen: Screen, server: ScriptedServer) -> None:
    be_drifting(server, [NAME])
    visit(screen)
    alerts = screen.part("alerts")
    group = alerts.locator("[class*=st-key-alert-drift-long]")
    group.get_by_role("button", name="Silence").click()
    form = screen.page.get_by_test_id("stForm")
    form.get_by_label("Your name").fill("Ann")
    form.get_by_label("Why").fill("being moved")
    form.get_by_role("button", name="Silence").click()
    expect(group).to_contain_text("silenced until")

    screen.page.keyboard.press("Escape")
    silences = screen.part("silences")
    silences.locator("summary").click()
    expect(silences).to_contain_text(f"Long drift of {NAME} on captured")
    expect(silences).to_contain_text("by Ann: being moved")
    silences.get_by_role("button", name="End").click()
    expect(group).not_to_contain_text("silenced until")


def test_the_time_line_is_exported_as_filtered(screen: Screen, server: ScriptedServer) -> None:
    be_drifting(server, [NAME])
    visit(screen, f"?kind=alert&q={NAME}")
    expect(screen.names("timeline").first).to_be_attached()

    text, typed = (screen.download("activity", ending) for ending in ("csv", "parquet"))

    assert text.suggested_filename.startswith("all-gateways_activity_")
    with text.path().open(encoding="utf-8-sig", newline="") as file:
        written = list(csv.DictReader(file))
    rows = pq.read_table(Path(typed.path())).to_pylist()
    assert [row["what"] for row in written] == [row["what"] for row in rows]
    assert {(row["kind"], row["gateway"], row["executor"]) for row in rows} == {("alert", "captured", NAME)}
    assert rows == sorted(rows, key=lambda row: row["at"], reverse=True)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(screen: Screen, server: ScriptedServer, scheme: str) -> None:
    be_drifting(server, [NAME])
    screen.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    visit(screen)
    expect(screen.part("alerts")).to_contain_text("Long drift")

    assert audit.violations(screen.page, "body") == []
