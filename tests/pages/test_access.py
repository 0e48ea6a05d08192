"""What pages of a dashboard with access control show to one who sees one of two gateways that share an etcd."""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Button

from lib import process
from lib.access.caller import Caller, Role
from lib.alerts.watching import Scope
from lib.planning.place import EVERYWHERE
from lib.process import Dashboard
from lib.settings import Settings
from lib.ui import address, overview_check, visiting
from lib.ui.activity_alerts import Desk
from lib.ui.by_hand import VIEWERS_MAY_NOT
from lib.ui.capacity import body
from lib.ui.capacity.capacity_page import CapacityPage
from lib.ui.capacity.sections import SECTIONS
from lib.ui.report.document import rendered
from lib.ui.report.review import Asked, review
from tests.access.logins import OPERATOR, SETTINGS, VIEWER, cookies
from tests.gateway.server import PATIENCE, ScriptedServer
from tests.pages.conftest import PROJECT
from tests.pages.gateways import be_captured, be_drifting, write_gateways
from tests.pages.kept import keep
from tests.pages.reading import plain, run_until
from tests.ui.session import Visit

SEEN: Final = "captured"
HIDDEN: Final = "a-hidden-gateway"
"""First in the order of names, so that it stands for the etcd of both."""
SECRET: Final = "secret_executor"
VERA: Final = Caller("vera@example", Role.VIEWER, frozenset({SEEN}))
OLGA: Final = Caller("olga@example", Role.OPERATOR)

Open = Callable[..., AppTest]


@pytest.fixture(scope="module")
def servers() -> Iterator[tuple[ScriptedServer, ScriptedServer]]:
    with ScriptedServer() as seen, ScriptedServer() as hidden:
        be_captured(seen)
        be_drifting(hidden, [SECRET])
        yield seen, hidden


@pytest.fixture(scope="module")
def dashboard(
    tmp_path_factory: pytest.TempPathFactory, servers: tuple[ScriptedServer, ScriptedServer]
) -> Iterator[Dashboard]:
    """Records two gateways, with a past of both and alerts of both."""
    folder = tmp_path_factory.mktemp("dashboard")
    keep(folder / "history.duckdb", gateways=(HIDDEN, SEEN))
    write_gateways(folder / "gateways.json", dict(zip((SEEN, HIDDEN), servers, strict=True)))
    (folder / "alerts.toml").write_text("[rules.drift-long]\nhold = 0\n[rules.available-low]\nhold = 0\n")
    chosen = {
        **SETTINGS,
        "first_read_wait": PATIENCE,
        "history_interval": 1,
        "history_file": folder / "history.duckdb",
        "alerts_file": folder / "alerts.toml",
        "alerts_state": folder / "alerts.json",
        "manual_per_minute": 2,
    }
    with process.running(Dashboard(Settings.model_validate(chosen), folder / "gateways.json")) as running:
        running.record()
        yield running


@pytest.fixture
def viewer(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The cookies of the browser: those of a viewer, until a test sets others."""
    jar = cookies(VIEWER)
    monkeypatch.setattr(type(st.context), "cookies", jar)
    return jar


def opened(path: str, query: Mapping[str, str] | None = None) -> AppTest:
    page = AppTest.from_file(str(PROJECT / path), default_timeout=3 * PATIENCE)
    page.query_params.update(query or {})
    page.run()
    assert not page.exception
    return page


def sent(page: AppTest) -> bytes:
    """All that the browser was sent of the page."""

    def protos(node: Any) -> Iterator[bytes]:
        proto = getattr(node, "proto", None)
        if proto is not None:
            yield proto.SerializeToString()
        for child in getattr(node, "children", {}).values():
            yield from protos(child)

    return b"\n".join(protos(page._tree))


def assert_nothing_of_the_hidden(page: AppTest) -> None:
    said = sent(page)
    assert SEEN.encode() in said
    assert HIDDEN.encode() not in said
    assert SECRET.encode() not in said


def pretend(button: Button) -> Button:
    """A button as a browser has it that does not care what is closed."""
    button.proto.disabled = False
    return button


def alerts_fire_on(dashboard: Dashboard, gateway: str) -> bool:
    alerts = dashboard.alerts
    return alerts is not None and any(each.gateway == gateway for each in alerts.look().state.firing)


def test_who_sees_everything_is_sent_all_of_it(dashboard: Dashboard, viewer: dict[str, str]) -> None:
    viewer.update(cookies(OPERATOR))
    page = opened("pages/activity.py")
    run_until(page, lambda: alerts_fire_on(dashboard, HIDDEN))
    page.run()
    assert HIDDEN.encode() in sent(page)
    assert SECRET.encode() in sent(opened("pages/deployments.py", {address.GATEWAY: HIDDEN}))
    assert HIDDEN.encode() in sent(opened("pages/capacity.py", {address.SECTION: "Alerts"}))


@pytest.mark.usefixtures("viewer")
@pytest.mark.parametrize("path", ["lib/ui/shell.py", "pages/overview.py", "pages/deployments.py", "pages/activity.py"])
def test_no_page_sends_anything_of_a_gateway_that_is_not_seen(dashboard: Dashboard, path: str) -> None:
    page = opened(path)
    run_until(page, lambda: alerts_fire_on(dashboard, HIDDEN))
    page.run()
    assert_nothing_of_the_hidden(page)


@pytest.mark.usefixtures("dashboard", "viewer")
@pytest.mark.parametrize("section", SECTIONS)
def test_no_section_of_the_capacity_page_does(section: str) -> None:
    assert_nothing_of_the_hidden(opened("pages/capacity.py", {address.SECTION: section}))


@pytest.mark.usefixtures("viewer")
def test_neither_does_the_report(dashboard: Dashboard) -> None:
    def made() -> bytes:
        configuration, _ = visiting.configuration(dashboard)
        assert configuration is not None
        page = CapacityPage(dashboard, configuration.gateways)
        view = body.view(page, EVERYWHERE)
        return rendered(review(Asked(view, ZoneInfo("UTC"), datetime.now(UTC))))

    report = Visit().call(made)
    assert SEEN.encode() in report
    assert HIDDEN.encode() not in report


@pytest.mark.usefixtures("viewer", "dashboard")
@pytest.mark.parametrize(
    ("path", "parameter", "form"),
    [
        ("pages/deployments.py", address.GATEWAY, "{}"),
        ("pages/activity.py", address.GATEWAY, "{}"),
        ("pages/capacity.py", address.SCOPE, "gateway:{}"),
    ],
)
def test_an_address_that_names_it_is_answered_as_if_there_were_none(path: str, parameter: str, form: str) -> None:
    def answer(name: str) -> list[str]:
        page = opened(path, {parameter: form.format(name)})
        assert SECRET.encode() not in sent(page)
        said = [plain(each.value).replace(name, "…") for each in (*page.error, *page.info)]
        return said + [each.label for each in page.button]

    assert answer(HIDDEN) == answer("an-absent-gateway")


@pytest.mark.usefixtures("viewer", "dashboard")
@pytest.mark.parametrize(("path", "key"), [("pages/deployments.py", "refresh"), ("pages/overview.py", "test_0")])
def test_a_viewer_finds_buttons_closed_and_gets_nothing_done_who_presses_them_all_the_same(
    servers: tuple[ScriptedServer, ScriptedServer], path: str, key: str
) -> None:
    page = opened(path)
    button = page.button(key=key)
    assert (button.disabled, button.help) == (True, VIEWERS_MAY_NOT)
    asked = servers[0].paths.count("/openapi.json")
    pretend(button).click().run()
    assert servers[0].paths.count("/openapi.json") == asked
    assert not page.exception


@pytest.mark.usefixtures("dashboard")
def test_who_is_an_operator_no_more_is_refused_by_the_server(viewer: dict[str, str]) -> None:
    viewer.update(cookies(OPERATOR))
    page = opened("pages/deployments.py", {address.GATEWAY: SEEN})
    viewer.update(cookies(VIEWER))
    page.button(key="refresh").click().run()
    assert [toast.value for toast in page.toast] == [VIEWERS_MAY_NOT]


@pytest.mark.usefixtures("viewer")
def test_a_test_that_a_viewer_has_asked_for_is_not_done(dashboard: Dashboard) -> None:
    configuration, _ = dashboard.configuration()
    assert configuration is not None
    snapshot, visit = dashboard.observe(configuration.gateways[0]).snapshot, Visit()
    visit.call(overview_check.draw, dashboard, snapshot, 0, pressed=True)
    assert [warning.value for warning in visit.page.warning] == [VIEWERS_MAY_NOT]
    assert not visit.page.button


def test_a_silence_is_made_by_the_name_of_the_login_and_by_no_viewer(dashboard: Dashboard) -> None:
    assert dashboard.alerts is not None
    desk = Desk(dashboard.alerts, lambda: None, VERA)
    visit, scopes = Visit(), {"it": Scope(gateway=SEEN)}

    def fill_in_and_press(desk: Desk) -> None:
        for field, value in (("what", "it"), ("lasting", "1 hour"), ("why", "moving")):
            st.session_state[f"silence_{field}_key"] = value
        desk.silence("key", scopes)

    visit.call(fill_in_and_press, desk)
    assert [toast.value for toast in visit.page.toast] == [VIEWERS_MAY_NOT]
    assert dashboard.alerts.look().state.silences == ()
    visit.call(fill_in_and_press, Desk(dashboard.alerts, lambda: None, OLGA))
    [silence] = dashboard.alerts.look().state.silences
    assert (silence.by, silence.why) == ("olga@example", "moving")
    visit.call(desk.end, silence)
    assert dashboard.alerts.look().state.silences == (silence,)
    visit.call(Desk(dashboard.alerts, lambda: None, OLGA).end, silence)
    assert dashboard.alerts.look().state.silences == ()


def test_an_operator_may_press_them_so_many_times_a_minute(dashboard: Dashboard, viewer: dict[str, str]) -> None:
    viewer.update(cookies(OPERATOR))
    page = opened("pages/deployments.py", {address.GATEWAY: SEEN})
    for _ in range(dashboard.settings.manual_per_minute):
        page.button(key="refresh").click().run()
        assert not page.toast
    page.button(key="refresh").click().run()
    [toast] = page.toast
    assert toast.value.startswith("You have done this 2 times within a minute")
