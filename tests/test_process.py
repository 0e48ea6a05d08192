import logging
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Literal

import pytest

from lib.access.caller import ANYONE, Caller, Role
from lib.alerts.rules import AVAILABLE_LOW
from lib.fleet.model import Status
from lib.fleet.rules import Rules
from lib.gateway import errors
from lib.gateway.config import Gateway
from lib.gateway.routes import Kind
from lib.gateway.wire import Deployments
from lib.process import Dashboard, current, rules, running, schedule, warn_of_open_door, warn_of_other_address
from lib.settings import Settings
from tests.access.logins import SETTINGS
from tests.gateway.bodies import be_g2
from tests.gateway.server import PATIENCE, Hang, Reply, ScriptedServer
from tests.pages.gateways import be_captured, be_down, write_gateways

ROOT = Path(__file__).parent.parent
DATA = {"/api/deployments", "/api/deployment-status", "/api/capacity"}
ENDLESS = 86_400.0
"""An interval in seconds after which no test fetches anything again."""

Make = Callable[..., Dashboard]


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    """The gateway of the captured bodies."""
    with ScriptedServer() as listening:
        be_captured(listening)
        yield listening


@pytest.fixture
def file(tmp_path: Path, server: ScriptedServer) -> Path:
    file = tmp_path / "gateways.json"
    write_gateways(file, {"us": server})
    return file


@pytest.fixture
def dashboard(file: Path) -> Iterator[Make]:
    """Makes dashboards of the file that fetch everything once, and closes them."""
    with ExitStack() as made:

        def make(**told: Any) -> Dashboard:
            once = dict.fromkeys(
                (f"refresh_{kind}" for kind in ("health", "executors", "capacity", "desired")), ENDLESS
            )
            settings = Settings.model_validate({**once, "first_read_wait": PATIENCE, "call_timeout": PATIENCE, **told})
            new = Dashboard(settings, file)
            made.callback(new.close)
            return new

        yield make


def gateway(server: ScriptedServer, gateway_id: str = "us", **told: Any) -> Gateway:
    return Gateway.model_validate({"id": gateway_id, "url": server.url, **told})


def asked(server: ScriptedServer) -> set[str]:
    return set(server.paths)


def test_the_rules_are_the_settings() -> None:
    made = rules(Settings(heartbeat_fresh=11, settling=12, skew_note=13))
    assert made == Rules(fresh=11, settling=12, skew=13)


def test_the_rules_by_default_are_those_of_the_fleet() -> None:
    assert rules(Settings()) == Rules()


def test_every_kind_is_read_at_the_interval_of_its_setting() -> None:
    made = schedule(Settings(refresh_health=1, refresh_executors=2, refresh_capacity=3, refresh_desired=4))
    assert made.intervals == {
        Kind.HEALTH: 1,
        Kind.EXECUTORS: 2,
        Kind.STATUS: 2,
        Kind.CAPACITY: 3,
        Kind.READINESS: 2,
        Kind.OPERATIONS: 2,
        Kind.DEBUG: 30,
    }
    assert made.intervals.keys() == set(Kind)
    assert made.on_request == {Kind.DEBUG}


def test_demand_that_is_switched_off_is_in_no_schedule() -> None:
    made = schedule(Settings(demand="off"))
    assert Kind.DEBUG not in made.intervals
    assert not made.on_request


def test_status_and_desired_share_a_read_at_the_faster_of_their_intervals() -> None:
    assert schedule(Settings(refresh_executors=9, refresh_desired=4)).intervals[Kind.STATUS] == 4


def test_the_patience_of_the_feed_is_the_settings() -> None:
    made = schedule(Settings(stale_after_missed=5, backoff_max=90, first_read_wait=1, interest=45))
    assert (made.stale_after_missed, made.backoff_max, made.first_wait, made.interest) == (5, 90, 1, 45)


def test_an_observation_is_the_gateways_answers_and_the_fleet_and_tables_of_them(
    dashboard: Make, server: ScriptedServer
) -> None:
    seen = dashboard().observe(gateway(server))

    assert isinstance(seen.snapshot.reading(Kind.EXECUTORS).value, Deployments)
    assert (seen.fleet.counts.executors, seen.fleet.counts.nodes) == (8, 14)
    assert seen.tables.executors["executor"].to_list() == [each.name for each in seen.fleet.executors]
    assert seen.reached
    assert asked(server) >= DATA


def test_observing_again_reads_nothing_and_builds_nothing(dashboard: Make, server: ScriptedServer) -> None:
    made = dashboard()
    first = made.observe(gateway(server))
    requests = len(server.requests)

    assert made.observe(gateway(server)).fleet is first.fleet
    assert len(server.requests) == requests


def test_a_gateway_that_is_down_is_not_reached_and_says_why(dashboard: Make, server: ScriptedServer) -> None:
    be_down(server)
    seen = dashboard().observe(gateway(server))

    assert not seen.reached
    assert seen.fleet.executors == ()
    assert isinstance(seen.snapshot.reading(Kind.STATUS).error, errors.ServerFailed)


def test_a_gateway_that_goes_down_leaves_what_was_known(dashboard: Make, server: ScriptedServer) -> None:
    made = dashboard()
    made.observe(gateway(server))
    be_down(server)
    seen = made.refresh(gateway(server))

    assert seen.reached
    assert seen.fleet.counts.executors == 8
    assert all(seen.snapshot.reading(kind).error for kind in (Kind.HEALTH, Kind.EXECUTORS, Kind.CAPACITY))


@pytest.mark.parametrize("alerts", ["on", "off"])
def test_the_thresholds_are_those_of_the_file_wherever_alerts_are_followed(
    dashboard: Make, tmp_path: Path, alerts: str
) -> None:
    stated = tmp_path / "alerts.toml"
    stated.write_text("[rules.available-low]\nthreshold = 3\n")
    files = {"alerts_file": stated, "alerts_state": tmp_path / "alerts.json", "history_file": tmp_path / "past.duckdb"}
    made = dashboard(alerts=alerts, **files)
    made.record()
    assert made.thresholds().of(AVAILABLE_LOW).threshold == 3


def test_several_gateways_are_observed_side_by_side_in_their_order(dashboard: Make, server: ScriptedServer) -> None:
    meeting = threading.Barrier(2)
    with ScriptedServer() as other:
        be_g2(other)
        for each in (server, other):
            each.on("/api/capacity", _Meet(meeting, Reply(json={"status": "OK", "result": {"slots": []}})))
        seen = dashboard().observe_all([gateway(server, "a"), gateway(other, "b")])

    assert [(each.fleet.gateway_id, len(each.fleet.executors)) for each in seen] == [("a", 8), ("b", 1)]
    assert not any(each.snapshot.reading(Kind.CAPACITY).error for each in seen)


class _Meet:
    """Answers once the other gateway has been asked too."""

    def __init__(self, meeting: threading.Barrier, answer: Reply) -> None:
        self._meeting = meeting
        self._answer = answer

    async def give(self, connection: Any) -> bool:
        self._meeting.wait(PATIENCE)
        return await self._answer.give(connection)


def test_observing_no_gateways_gives_nothing(dashboard: Make) -> None:
    assert dashboard().observe_all([]) == []


def test_gateways_are_compared_once_for_all_who_look_and_one_etcd_is_counted_once(
    dashboard: Make, server: ScriptedServer
) -> None:
    made = dashboard()
    gateways = [gateway(server, "a", datacenter="dc-1"), gateway(server, "b")]
    found = made.compare(made.observe_all(gateways))

    assert found.slots.total.text == "25"
    assert found.sharing == ("a and b share one etcd (identical slots): counted once.",)
    assert found.functions[0].region_names == ("dc-1",)
    assert made.compare(made.observe_all(gateways)) is found


def test_a_refresh_reads_every_kind_anew(dashboard: Make, server: ScriptedServer) -> None:
    be_g2(server)
    made = dashboard()
    before = made.observe(gateway(server)).snapshot
    after = made.refresh(gateway(server)).snapshot

    for kind in after.schedule.regular:
        earlier, later = before.reading(kind).monotonic, after.reading(kind).monotonic
        assert earlier is not None
        assert later is not None
        assert later > earlier
    for path in (*DATA, "/api/discovery/readiness", "/api/operations/health"):
        assert server.paths.count(path) == 2


def test_waiting_jobs_are_read_only_once_somebody_asks_for_demand(dashboard: Make, server: ScriptedServer) -> None:
    be_g2(server)
    made = dashboard()
    made.observe(gateway(server))
    made.refresh(gateway(server))
    assert "/api/debug" not in server.paths

    requests = len(server.requests)
    made.observe_demand_of_all([gateway(server)])
    server.wait_for_requests(requests + 1)
    made.observe_demand(gateway(server))
    made.refresh(gateway(server))
    assert server.paths.count("/api/debug") == 1


def test_waiting_jobs_are_never_read_where_demand_is_switched_off(dashboard: Make, server: ScriptedServer) -> None:
    be_g2(server)
    made = dashboard(demand="off")
    seen = made.observe_demand(gateway(server))
    made.refresh(gateway(server))
    assert "/api/debug" not in server.paths
    assert not seen.snapshot.reading(Kind.DEBUG).attempted


def test_a_refresh_can_be_begun_and_tells_what_is_still_awaited(dashboard: Make, server: ScriptedServer) -> None:
    made = dashboard()
    made.observe(gateway(server))
    assert made.refreshing(gateway(server)) is None
    gate = server.gate(Reply(json={"status": "OK", "result": {"slots": []}}))
    server.on("/api/capacity", gate)

    begun = made.begin_refresh(gateway(server))
    assert Kind.CAPACITY in begun.awaited
    assert made.refreshing(gateway(server)) is begun
    assert made.begin_refresh(gateway(server)) is begun
    assert made.refreshing(gateway(server, "another")) is None

    gate.open()
    assert begun.settles_within(PATIENCE)
    assert begun.awaited == frozenset()
    assert made.refreshing(gateway(server)) is None
    assert server.paths.count("/api/capacity") == 2


def test_the_health_test_shows_each_step_and_reads_nothing_else(dashboard: Make, server: ScriptedServer) -> None:
    check = dashboard().test_health(gateway(server))

    assert [(step.route, step.status, step.ok) for step in check.steps] == [("/health", 404, False), ("/", 200, True)]
    assert (check.route, check.error) == ("/", None)
    assert server.paths == ["/health", "/"]


def test_the_health_test_of_a_silent_gateway_ends_with_the_reason(dashboard: Make, server: ScriptedServer) -> None:
    server.on("/health", Hang())
    check = dashboard(read_timeout=0.05).test_health(gateway(server))

    assert [step.ok for step in check.steps] == [False]
    assert isinstance(check.error, errors.ReadTimedOut)


def test_the_configuration_is_that_of_the_file(dashboard: Make) -> None:
    configuration, error = dashboard().configuration()
    assert configuration is not None
    assert [each.id for each in configuration.gateways] == ["us"]
    assert error is None


def test_a_file_that_is_not_there_is_said(dashboard: Make, file: Path) -> None:
    file.unlink()
    configuration, error = dashboard().configuration()
    assert configuration is None
    assert error is not None


def test_a_gateway_that_is_no_longer_configured_is_asked_no_more(dashboard: Make, server: ScriptedServer) -> None:
    made = dashboard(refresh_health=0.02)
    with ScriptedServer() as gone:
        be_captured(gone)
        made.observe(gateway(server))
        made.observe(gateway(gone, "gone"))
        made.configuration()

        server.wait_for_requests(len(server.requests) + 10)
        when_dropped = len(gone.requests)
        server.wait_for_requests(len(server.requests) + 10)
        assert len(gone.requests) == when_dropped


def test_a_token_is_sent_and_in_no_representation(dashboard: Make, server: ScriptedServer) -> None:
    seen = dashboard().observe(gateway(server, token="mas_canary"))

    assert server.requests[0].headers["authorization"] == "Bearer mas_canary"
    assert "canary" not in repr(seen.snapshot)
    assert "canary" not in repr(seen.fleet)


def test_the_rules_of_the_settings_judge_the_fleet(dashboard: Make, server: ScriptedServer) -> None:
    strict = dashboard(heartbeat_fresh=1e-9).observe(gateway(server)).fleet
    assert strict.counts.fresh_nodes == 0
    assert Status.SERVING not in {each.rollup.status for each in strict.executors}


def test_a_closed_dashboard_reads_no_gateway(dashboard: Make, server: ScriptedServer) -> None:
    made = dashboard()
    made.close()
    with pytest.raises(RuntimeError, match="does not run"):
        made.observe(gateway(server))


def test_the_dashboard_of_the_process_is_the_one_that_runs_and_is_closed_after(
    dashboard: Make, server: ScriptedServer
) -> None:
    outer, inner = dashboard(), dashboard()
    with running(outer):
        with running(inner) as given:
            assert given is inner
            assert current() is inner
        assert current() is outer
    with pytest.raises(RuntimeError, match="does not run"):
        inner.observe(gateway(server))


def test_a_dashboard_that_fails_is_closed_too(dashboard: Make, server: ScriptedServer) -> None:
    made = dashboard()
    with pytest.raises(ZeroDivisionError), running(made):
        _ = 1 / 0
    with pytest.raises(RuntimeError, match="does not run"):
        made.observe(gateway(server))


def test_where_nothing_started_a_dashboard_the_environment_makes_one(tmp_path: Path) -> None:
    script = (
        "from lib import process\n"
        "made = process.current()\n"
        "assert process.current() is made\n"
        "print(made.gateways_file)\n"
        "made.close()\n"
    )
    variables = {**os.environ, "GATEWAYS_FILE": str(tmp_path / "mine.json"), "PYTHONPATH": str(ROOT)}
    said = subprocess.run(
        [sys.executable, "-c", script], env=variables, capture_output=True, text=True, check=True, timeout=60
    )
    assert said.stdout.strip() == str(tmp_path / "mine.json")


def test_an_address_that_the_server_does_not_listen_on_is_warned_of(caplog: pytest.LogCaptureFixture) -> None:
    warn_of_other_address(Settings(host="0.0.0.0", port=9000), "127.0.0.1", 8501)  # noqa: S104 - nothing listens
    assert "HOST=0.0.0.0 and PORT=9000" in caplog.text
    assert "listens on 127.0.0.1:8501" in caplog.text


def test_the_address_that_the_server_listens_on_needs_no_warning(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        warn_of_other_address(Settings(host="127.0.0.1", port=8501), "127.0.0.1", 8501)
    assert caplog.text == ""


@pytest.mark.parametrize("address", ["0.0.0.0", "10.0.0.7", "::", None])  # noqa: S104 - nothing listens
def test_an_open_door_is_warned_of_loudly(caplog: pytest.LogCaptureFixture, address: str | None) -> None:
    warn_of_open_door(Settings(), address)
    [record] = caplog.records
    assert record.levelname == "WARNING"
    assert "ANYBODY WHO REACHES" in record.message
    assert "ACCESS=on" in record.message


@pytest.mark.parametrize(("access", "address"), [("off", "127.0.0.1"), ("off", "localhost"), ("on", "10.0.0.7")])
def test_a_door_that_is_not_open_needs_no_warning(
    caplog: pytest.LogCaptureFixture, access: Literal["on", "off"], address: str
) -> None:
    warn_of_open_door(Settings.model_validate({**SETTINGS, "access": access}), address)
    assert caplog.text == ""


def test_a_caller_gets_the_configuration_of_what_they_see(dashboard: Make) -> None:
    made = dashboard()
    configuration, _ = made.configuration_for(Caller("vera", Role.VIEWER, frozenset({"elsewhere"})))
    assert configuration is not None
    assert configuration.gateways == ()
    assert made.configuration_for(ANYONE) == made.configuration()
