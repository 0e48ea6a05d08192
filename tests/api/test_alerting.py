from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from lib import process
from lib.alerts.watching import Alerts, Scope
from lib.api.alerting import NOT_FOLLOWED
from lib.api.faults import Code
from tests.api.asked import SEES, asking, awaited
from tests.gateway.server import ScriptedServer
from tests.pages.gateways import be_captured, be_down

RULE = "gateway-unreachable"
AT_ONCE = f"[rules.{RULE}]\nhold = 0\n"


@pytest.fixture
def client(tmp_path: Path) -> Iterator[httpx.Client]:
    """Of one gateway that is well and two that can't be reached, once that is known."""
    file = tmp_path / "alerts.toml"
    file.write_text(AT_ONCE)
    with ScriptedServer() as well, ScriptedServer() as down, ScriptedServer() as gone:
        be_captured(well)
        be_down(down)
        be_down(gone)
        servers = {"us": well, "down": down, "gone": gone}
        with asking(tmp_path, servers, history="on", alerts_file=file, history_interval=0.1) as client:
            awaited(lambda: [each["rule"] for each in listed(client)["alerts"]], lambda rules: rules.count(RULE) == 2)
            yield client


def listed(client: httpx.Client, headers: dict[str, str] | None = None, **query: Any) -> Any:
    answer = client.get("/api/v1/alerts", params=query, headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.json()


def alerts() -> Alerts:
    found = process.current().alerts
    assert found is not None
    return found


def test_an_alert_says_what_fires_since_when_and_how_much(client: httpx.Client) -> None:
    answer = listed(client, gatewayId="down")
    (alert,) = answer["alerts"]
    assert (alert["rule"], alert["gatewayId"], alert["executorId"]) == (RULE, "down", None)
    assert (alert["severity"], alert["says"]) == ("critical", "its health check fails")
    assert alert["holds"]
    assert alert["unknownSince"] is None
    assert alert["since"] <= alert["firedAt"]
    assert answer["observedAt"].endswith("Z")
    assert answer["ageMs"] >= 0


def test_they_come_in_pages_in_one_order(client: httpx.Client) -> None:
    whole = [(each["rule"], each["gatewayId"], each["executorId"]) for each in listed(client)["alerts"]]
    first = listed(client, limit=1)
    second = listed(client, limit=1, cursor=first["nextCursor"])
    paged = [*first["alerts"], *second["alerts"]]
    assert [(each["rule"], each["gatewayId"], each["executorId"]) for each in paged] == whole[:2]


def test_a_silenced_one_is_listed_with_its_end(client: httpx.Client) -> None:
    made = alerts().silence(Scope(gateway="down"), timedelta(hours=1), "A person", "It is being moved")
    (alert,) = listed(client, gatewayId="down")["alerts"]
    assert alert["silencedUntil"] == made.until.isoformat().replace("+00:00", "Z")


def test_a_caller_gets_those_of_the_gateways_that_they_see(client: httpx.Client) -> None:
    sees = {SEES: "gone"}
    assert {each["gatewayId"] for each in listed(client, sees)["alerts"]} == {"gone"}
    hidden = client.get("/api/v1/alerts", params={"gatewayId": "down"}, headers=sees)
    missing = client.get("/api/v1/alerts", params={"gatewayId": "no such"}, headers=sees)
    assert (hidden.status_code, hidden.json()) == (missing.status_code, missing.json())
    assert missing.json()["code"] == Code.NOT_FOUND


def test_where_nothing_is_recorded_it_is_said_why_there_are_none(tmp_path: Path) -> None:
    with asking(tmp_path, {}) as client:
        answer = client.get("/api/v1/alerts")
    assert (answer.status_code, answer.json()["detail"]) == (503, NOT_FOLLOWED)
