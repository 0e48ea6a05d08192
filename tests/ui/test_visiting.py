import json
from datetime import timedelta
from pathlib import Path

import pytest

from lib.access.caller import ANYONE, NOBODY
from lib.process import Dashboard
from lib.settings import Settings
from lib.ui import visiting
from tests.access.logins import OPERATOR, SETTINGS, STRANGER, VIEWER, cookies
from tests.ui.session import Visit


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "gateways.json"
    listed = [{"id": each, "url": f"http://{each}.example"} for each in ("captured", "hidden")]
    file.write_text(json.dumps({"gateways": listed}))
    return file


def seen_of(dashboard: Dashboard) -> list[str]:
    configuration, _ = Visit().call(visiting.configuration, dashboard)
    return [] if configuration is None else [gateway.id for gateway in configuration.gateways]


def test_without_access_control_anyone_sees_all(file: Path) -> None:
    dashboard = Dashboard(Settings(), file)
    assert Visit().call(visiting.caller, dashboard) is ANYONE
    assert seen_of(dashboard) == ["captured", "hidden"]
    dashboard.close()


def test_the_login_that_the_browser_connected_with_decides(file: Path, shown_in_browser: dict[str, str]) -> None:
    dashboard = Dashboard(Settings.model_validate(SETTINGS), file)
    for jar, seen in (
        (cookies(OPERATOR), ["captured", "hidden"]),
        (cookies(VIEWER), ["captured"]),
        (cookies(STRANGER), []),
        (cookies(OPERATOR, timedelta(hours=2)), []),
        (cookies(OPERATOR, secret="another secret of thirty-two characters"), []),
    ):
        shown_in_browser.update(jar)
        assert seen_of(dashboard) == seen
    assert Visit().call(visiting.caller_or_nobody, dashboard) is NOBODY
    dashboard.close()
