from pathlib import Path

from lib.ui.health import UNHEALTHY
from tests.gateway.server import Reply, ScriptedServer
from tests.pages.conftest import Open
from tests.pages.gateways import be_captured, be_down, write_gateways
from tests.pages.reading import column, metrics, names, plain, run_until

BY_HAND = {"refresh_health": 3600, "refresh_executors": 3600, "refresh_capacity": 3600, "refresh_desired": 3600}
"""Nothing is read again unless somebody presses a button."""
QUICK = {"refresh_executors": 0.1, "refresh_capacity": 0.1, "backoff_max": 0.1}
"""What fails is old after a third of a second."""


def test_a_gateway_that_fails_is_said_while_its_last_good_data_stays(deployments: Open, server: ScriptedServer) -> None:
    page = deployments(**BY_HAND)
    good = metrics(page), names(page)
    be_down(server)

    page.button(key="refresh").click().run()

    [error] = page.error
    assert error.proto.title == UNHEALTHY
    assert "HTTP 503): no gateway behind this proxy" in plain(error.value)
    assert "Showing data from" in error.value
    assert (metrics(page), names(page)) == good


def test_retry_asks_again_and_goes_away_when_the_gateway_is_back(deployments: Open, server: ScriptedServer) -> None:
    be_down(server)
    page = deployments(**BY_HAND)
    assert [each.value for each in page.metric[:4]] == ["—"] * 4
    be_captured(server)

    page.button(key="retry").click().run()

    assert not page.error
    assert "retry" not in [each.key for each in page.button]
    assert len(names(page)) == 8


def test_one_route_that_fails_is_said_beside_a_gateway_that_answers(deployments: Open, server: ScriptedServer) -> None:
    page = deployments(**BY_HAND)
    server.on("/api/capacity", Reply(json={"status": "error", "result": "etcd is not there"}))

    page.button(key="refresh").click().run()

    assert not page.error
    [warning] = page.warning
    assert warning.proto.title == "No fresh answer from /api/capacity"
    assert "etcd is not there" in plain(warning.value)
    assert metrics(page)["Total"][0] == "25"


def test_what_missed_its_refreshes_is_unknown_and_says_what_it_was(deployments: Open, server: ScriptedServer) -> None:
    page = deployments(**QUICK)
    server.on("/api/deployment-status", Reply(status=500))

    run_until(page, lambda: "✓ SERVING" not in column(page, "status"))

    assert set(column(page, "status")) == {"? UNKNOWN"}
    assert column(page, "reason")[2] == "was SERVING: 2 busy, 0 ready"
    assert metrics(page)["Active Deployments"] == ("—", "was 7")
    assert metrics(page)["Total Nodes"][0] == "14"


def test_an_old_capacity_is_no_number_of_now(deployments: Open, server: ScriptedServer) -> None:
    page = deployments(**QUICK)
    server.on("/api/capacity", Reply(status=500))

    run_until(page, lambda: metrics(page)["Total"][0] == "—")

    assert metrics(page)["Total"] == ("—", "was 25")
    assert metrics(page)["Utilization"] == ("—", "was 52\u202f%")


def test_without_a_gateways_file_the_page_says_how_to_write_one(deployments: Open, gateways_file: Path) -> None:
    gateways_file.unlink()

    page = deployments()

    assert not page.exception
    [warning] = page.warning
    assert warning.proto.title == "Gateway not configured"
    assert str(gateways_file) in plain(warning.value)
    steps = "\n".join(each.value for each in page.markdown)
    assert "GATEWAYS_FILE" in steps
    assert "GATEWAY_TOKEN_US_EAST_1" in steps
    assert [each.language for each in page.code] == ["json", "bash"]


def test_the_page_comes_to_life_once_the_file_is_there(
    deployments: Open, gateways_file: Path, server: ScriptedServer
) -> None:
    gateways_file.unlink()
    page = deployments()
    write_gateways(gateways_file, {"late": server})

    run_until(page, lambda: page.metric)

    assert len(names(page)) == 8


def test_a_broken_edit_keeps_the_last_good_gateways_and_says_so(opened: Open, gateways_file: Path) -> None:
    page = opened("lib/ui/shell.py")
    assert not page.warning
    gateways_file.write_text('{"gateways": [')

    run_until(page, lambda: page.warning)

    [warning] = page.warning
    assert warning.proto.title.endswith("the last good one stays in use")
    assert "broken at line 1" in warning.value
    assert "**2 of 2 gateways reachable**" in [each.value for each in page.markdown]
