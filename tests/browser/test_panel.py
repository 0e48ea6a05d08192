"""Each section of the panel shows what a gateway sends of an executor, and says what it does not send."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, WebSocket, expect
from pytest_playwright.pytest_playwright import CreateContextCallback

from tests.browser.app import RunningApp
from tests.browser.screen import Screen
from tests.gateway.server import ScriptedServer
from tests.pages.gateways import be_captured, write_gateways
from tests.pages.rich import NAME, SECRET, SILENT, STALE, WELL, be_rich

pytestmark = pytest.mark.browser

SECTIONS = ("Overview", "Nodes", "Capacity", "Endpoints", "Configuration", "History")
OLDER = "ner_executor_005"
"""An executor of the captured gateway, which is of generation G1."""


@pytest.fixture(scope="module")
def settings() -> dict[str, str]:
    return {
        "FIRST_READ_WAIT": "20",
        "DEBUG_URL": "https://m3.example/debug?gateway={gateway}&executor={executor}",
        "GATEWAY_TOKEN_RICH": "mas_the-token-of-the-canary",
    }


@pytest.fixture(scope="module")
def gateways_file(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with ScriptedServer() as rich, ScriptedServer() as older:
        be_rich(rich)
        be_captured(older)
        file = tmp_path_factory.mktemp("gateways") / "gateways.json"
        write_gateways(file, {"rich": rich, "older": older})
        yield file


@pytest.fixture
def context(new_context: CreateContextCallback, app: RunningApp) -> BrowserContext:
    clipboard = ["clipboard-read", "clipboard-write"]
    return new_context(base_url=app.url, viewport={"width": 1600, "height": 1000}, permissions=clipboard)


def shown(screen: Screen, section: str, gateway: str = "rich", name: str = NAME) -> Screen:
    screen.open(f"?gateway={gateway}&executor={name}&section={section}")
    expect(screen.part(f"flyout_{section.lower()}")).to_be_visible()
    return screen


def copied(screen: Screen, button: str) -> str:
    screen.part("flyout").get_by_role("button", name=button).click()
    expect(screen.part("share")).to_contain_text("copied")
    text: str = screen.page.evaluate("navigator.clipboard.readText()")
    return text


def test_only_the_chosen_section_is_there_and_a_walk_keeps_it(screen: Screen) -> None:
    shown(screen, "Endpoints", "older", "classify_executor_001")
    for section in SECTIONS:
        expect(screen.part(f"flyout_{section.lower()}")).to_have_count(int(section == "Endpoints"))

    screen.page.keyboard.press("ArrowDown")

    expect(screen.part("flyout")).to_contain_text("2 of 8")
    expect(screen.part("flyout_endpoints")).to_be_visible()
    expect(screen.page).to_have_url(re.compile(r"[?&]section=Endpoints(&|$)"))


def test_overview_says_who_it_is_how_it_is_and_what_is_desired_of_it(screen: Screen) -> None:
    panel = shown(screen, "Overview").part("flyout")

    for said in (
        NAME,
        "1 of 3 nodes accept; 10.4.0.12:7101: stale heartbeat",
        "as far as this dashboard has seen",
        "extract/rep-0",
        "gateways do not send when an executor was first deployed",
        "the oldest of its nodes 6\u202fmin",
        "0198f0aa",
    ):
        expect(panel).to_contain_text(said)
    rows = panel.locator(".beside tbody tr")
    expect(rows.nth(0)).to_have_text(re.compile("Phase.*SERVING.*SCHEDULED"))
    expect(rows.nth(1)).to_have_text(re.compile("Epoch.*7.*7"))


def test_nodes_are_listed_worst_first_with_what_a_server_sends_of_them(screen: Screen) -> None:
    shown(screen, "Nodes")
    part = "flyout_nodes"

    expect(screen.names(part)).to_have_text([STALE, SILENT, WELL])
    expect(screen.column(part, 2)).to_have_text(["✕ UNHEALTHY", "? UNKNOWN", "✓ HEALTHY"])
    expect(screen.row(part, STALE)).to_contain_text([STALE, "UNHEALTHY", "stale heartbeat: none for 6"])
    expect(screen.row(part, SILENT)).to_contain_text([SILENT, "UNKNOWN", "never used"])

    screen.page.get_by_text("Only unhealthy ones (1 of 3)").click()

    expect(screen.names(part)).to_have_text([STALE])


def test_uptime_and_resources_are_shown_where_they_are_sent_and_said_to_be_missing_where_not(screen: Screen) -> None:
    shown(screen, "Nodes")
    expect(screen.headers("flyout_nodes").nth(4)).to_have_text("Uptime")
    expect(screen.row("flyout_nodes", WELL).nth(4)).to_have_text("2\u202fh 5\u202fmin")
    screen.part("flyout_nodes").locator(".dvn-scroller").evaluate("(table) => { table.scrollLeft = 600; }")
    expect(screen.row("flyout_nodes", WELL)).to_contain_text(["limits.cpu 4, limits.memory 8Gi"])

    shown(screen, "Nodes", "older", OLDER)

    expect(screen.part("flyout_nodes")).to_contain_text("Uptime, Resources, Routing, Check, Seen since: —.")


def test_slots_are_shown_per_node_where_a_gateway_sends_them(screen: Screen) -> None:
    shown(screen, "Capacity")

    expect(screen.value("flyout_capacity", "Used")).to_have_text("3")
    bars = screen.part("flyout_capacity").locator(".js-plotly-plot")
    expect(bars.locator(".ytick")).to_have_text([WELL, STALE, SILENT])
    expect(bars).to_contain_text("2 of 2")
    expect(screen.row("flyout_capacity", WELL)).to_have_text([WELL, "2", "2", "0", "saturated"])


def test_an_older_gateway_says_what_is_known_of_slots_and_what_is_not(screen: Screen) -> None:
    shown(screen, "Capacity", "older", OLDER)

    expect(screen.value("flyout_capacity", "Total")).to_have_text("2")
    expect(screen.part("flyout_capacity")).to_contain_text("Slots per node: 1, worked out from 2 slots on 2")
    expect(screen.part("flyout_capacity")).to_contain_text("needs a newer gateway")


def test_endpoints_tell_method_description_and_schema_and_hide_the_frameworks_own(screen: Screen) -> None:
    shown(screen, "Endpoints")
    said = ["/document/extract", "POST", "Extracts the text of a document", "3"]
    expect(screen.row("flyout_endpoints", "/document/extract")).to_have_text(said)
    expect(screen.names("flyout_endpoints")).to_have_count(1)

    screen.page.get_by_text("Schema of /document/extract, request").click()
    expect(screen.part("flyout_endpoints")).to_contain_text('"pages"')

    screen.page.get_by_text("Show the framework's own (1)").click()
    expect(screen.names("flyout_endpoints")).to_have_text(["/document/extract", "_jina_dry_run_"])


def test_an_endpoint_of_which_nothing_more_is_sent_says_so(screen: Screen) -> None:
    shown(screen, "Endpoints", "older", OLDER)

    expect(screen.part("flyout_endpoints")).to_contain_text("publishes the path of an endpoint and nothing else")


def test_configuration_is_tables_by_topic(screen: Screen) -> None:
    part = shown(screen, "Configuration").part("flyout_configuration")

    for topic in ("Resource limits", "Feature flags", "Environment", "Timeouts", "Dispatch", "Other"):
        expect(part.get_by_text(topic, exact=True)).to_be_visible()
    cells = part.locator("tbody td")
    for cell in ("resources.limits.cpu", "flags.fast_path", "env.LOG_LEVEL", "timeouts.job_seconds", "job_id", "8Gi"):
        expect(cells.filter(has_text=re.compile(f"^{re.escape(cell)}$"))).to_have_count(1)


def test_no_secret_and_no_token_reaches_the_browser_in_any_section_or_copy(context: BrowserContext) -> None:
    page = context.new_page()
    received = frames_of(page)
    screen = Screen(page)

    for section in SECTIONS:
        shown(screen, section)
    texts = [copied(screen, "Copy JSON"), copied(screen, "Copy health check"), page.content(), *received]

    assert any("LOG_LEVEL" in frame for frame in received)
    for text in texts:
        assert SECRET not in text
        assert "of-the-canary" not in text


def frames_of(page: Page) -> list[str]:
    """All that the page will receive over its WebSocket, as text where it is text."""
    received: list[str] = []

    def listen(socket: WebSocket) -> None:
        socket.on(
            "framereceived", lambda data: received.append(data if isinstance(data, str) else data.decode("latin-1"))
        )

    page.on("websocket", listen)
    return received


def test_the_link_that_is_copied_is_the_view(screen: Screen) -> None:
    shown(screen, "Nodes")

    assert copied(screen, "Copy link") == screen.page.url


def test_the_executor_is_copied_as_json(screen: Screen) -> None:
    shown(screen, "Overview")

    told = json.loads(copied(screen, "Copy JSON"))

    assert (told["gateway"], told["executor"], told["registered_nodes"]) == ("rich", NAME, 3)
    assert [node["address"] for node in told["nodes"]] == [WELL, STALE, SILENT]


def test_the_health_check_that_is_copied_names_the_variable_of_the_token(screen: Screen) -> None:
    shown(screen, "Overview")

    command = copied(screen, "Copy health check")

    assert re.fullmatch(r'curl -H "Authorization: Bearer \$GATEWAY_TOKEN_RICH" http://127.0.0.1:\d+/', command)


def test_links_to_other_tools_name_gateway_and_executor_and_those_without_an_address_are_not_there(
    screen: Screen,
) -> None:
    shown(screen, "Overview")

    expect(screen.part("flyout_links").get_by_role("link")).to_have_count(1)
    link = screen.part("flyout_links").get_by_role("link", name="Debug")
    expect(link).to_have_attribute("href", f"https://m3.example/debug?gateway=rich&executor={NAME}")


def test_history_shows_when_this_dashboard_had_not_looked_yet(screen: Screen) -> None:
    part = shown(screen, "History").part("flyout_history")

    strip = part.get_by_role("img")
    expect(strip).to_have_attribute("aria-label", re.compile("not known: this dashboard had not looked yet.*SERVING"))
    expect(strip.locator("i.gap").first).to_be_visible()
    expect(part).to_contain_text("No change has been seen.")
