"""Trouble that nodes share is said in a sentence, and what is no trouble is not taken for it."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from lib.fleet.words import iso
from tests.browser.screen import Screen
from tests.gateway import bodies
from tests.gateway.server import PATIENCE, ScriptedServer
from tests.pages.gateways import Fresh, write_gateways

pytestmark = pytest.mark.browser

LOST, WELL = "10.4.0.12", "10.4.0.11"
SHORT, LONG = 3.0, 100.0
"""Ages of heartbeats in seconds: of a node that is well, and of one that has stopped."""

FLEET = [(f"extract_executor_{number}", f"{host}:{7101 + number}") for number in range(6) for host in (WELL, LOST)]
"""Six executors with a node on either host."""

Age = Callable[[str], float]


@pytest.fixture(scope="module")
def flipping() -> Iterator[ScriptedServer]:
    """A gateway that nothing else happens to."""
    with ScriptedServer() as running:
        yield running


@pytest.fixture(scope="module")
def gateways_file(tmp_path_factory: pytest.TempPathFactory, server: ScriptedServer, flipping: ScriptedServer) -> Path:
    file = tmp_path_factory.mktemp("gateways") / "gateways.json"
    write_gateways(file, {"shared": server, "flipping": flipping})
    return file


@pytest.fixture(scope="module")
def settings() -> dict[str, str]:
    return {"FIRST_READ_WAIT": str(PATIENCE), "REFRESH_HEALTH": "1", "REFRESH_EXECUTORS": "1", "REFRESH_DESIRED": "1"}


def serve(server: ScriptedServer, age: Age, name: str = "NOT_SERVING") -> None:
    """Be a gateway whose nodes sent their last heartbeats so long ago, all busy (SERVING) or idle (NOT_SERVING)."""
    bodies.be_g1(server)
    server.on("/api/deployments", Fresh(lambda _now: {"deployments": {}, "deployment_nodes": _nodes()}))
    server.on("/api/deployment-status", Fresh(lambda now: {"status": _status(now, age, name), "desired": {}}))


def _nodes() -> dict[str, list[dict[str, str]]]:
    nodes: dict[str, list[dict[str, str]]] = {}
    for executor, node in FLEET:
        entry = {"address": f"grpc://{node}", "endpoint": "/default", "executor": executor, "gateway": node}
        nodes.setdefault(executor, []).append(entry)
    return nodes


def _status(now: datetime, age: Age, name: str) -> dict[str, dict[str, Any]]:
    said = {
        "status_code": 1 if name == "SERVING" else 2,
        "status_name": name,
        "owner": "w",
        "epoch": 3,
        "details": None,
    }
    return {
        f"{node}/{executor}": {
            **said,
            "updated_at": iso(now - timedelta(minutes=20)),
            "heartbeat_at": iso(now - timedelta(seconds=age(node))),
        }
        for executor, node in FLEET
    }


def test_stale_nodes_that_share_a_host_are_said_in_one_sentence(screen: Screen, server: ScriptedServer) -> None:
    serve(server, lambda node: LONG if node.startswith(LOST) else SHORT)

    screen.open()

    expect(screen.page.get_by_text("are on 10.4.0.12")).to_contain_text("All 6 nodes")
    expect(screen.page.get_by_text("are on 10.4.0.12")).to_contain_text("extract_executor_0")
    expect(screen.page.get_by_text("The gateway may have lost etcd")).to_have_count(0)


def test_most_of_them_are_said_as_so_many_of_all(screen: Screen, server: ScriptedServer) -> None:
    elsewhere = f"{WELL}:7101"
    serve(server, lambda node: LONG if node == elsewhere or node.startswith(LOST) else SHORT)

    screen.open()

    expect(screen.page.get_by_text("are on 10.4.0.12")).to_contain_text("6 of 7")


def test_where_all_heartbeats_stop_together_one_warning_stands_for_red_rows(
    screen: Screen, server: ScriptedServer
) -> None:
    serve(server, lambda _node: SHORT)
    screen.open("?columns=status")
    expect(screen.column("executors", 2)).to_have_text(["✓ SERVING"] * 6)

    serve(server, lambda _node: LONG)

    expect(screen.page.get_by_text("The gateway may have lost etcd")).to_be_visible()
    expect(screen.column("executors", 2)).to_have_text(["? UNKNOWN"] * 6)
    expect(screen.value("metrics", "Active Deployments")).to_have_text("—")


def test_busy_and_idle_take_turns_without_being_a_change(screen: Screen, flipping: ScriptedServer) -> None:
    for name, activity in (("NOT_SERVING", "idle"), ("SERVING", "busy"), ("NOT_SERVING", "idle")):
        serve(flipping, lambda _node: SHORT, name)
        screen.open("?gateway=flipping&columns=activity")
        expect(screen.column("executors", 2).first).to_contain_text(activity)

    screen.open("?gateway=flipping&executor=extract_executor_3&section=History")

    expect(screen.part("flyout_history")).to_contain_text("No change has been seen.")
    expect(screen.part("flyout_history").locator(".strip .serving")).to_have_count(1)
