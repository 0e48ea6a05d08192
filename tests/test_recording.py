import json
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC
from pathlib import Path
from typing import Any

import duckdb
import pytest

from lib.history.elsewhere import Elsewhere
from lib.history.samples import GatewaySample
from lib.process import Dashboard
from lib.settings import Settings
from tests.gateway.server import PATIENCE, Hang, ScriptedServer
from tests.pages.gateways import be_captured, be_down, write_gateways

SOON = 0.05

Make = Callable[..., Dashboard]


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    with ScriptedServer() as listening:
        be_captured(listening)
        yield listening


@pytest.fixture
def folder(tmp_path: Path, server: ScriptedServer) -> Path:
    write_gateways(tmp_path / "gateways.json", {"us": server})
    return tmp_path


@pytest.fixture
def record(folder: Path) -> Iterator[Make]:
    """Makes dashboards that record, and closes them."""
    with ExitStack() as made:

        def recording(**told: Any) -> Dashboard:
            files = {"history_file": folder / "history.duckdb", "alerts_state": folder / "alerts.json"}
            known = {name: file for name, file in files.items() if name in Settings.model_fields}
            settings = Settings.model_validate({**known, "history_interval": SOON, "call_timeout": PATIENCE, **told})
            dashboard = Dashboard(settings, folder / "gateways.json")
            made.callback(dashboard.close)
            dashboard.record()
            return dashboard

        yield recording


def awaited(dashboard: Dashboard, wanted: Callable[[tuple[GatewaySample, ...]], bool]) -> tuple[GatewaySample, ...]:
    """The first samples that are as wanted."""
    ended = threading.Event()
    for _ in range(int(PATIENCE / SOON)):
        samples = tuple(dashboard.samples())
        if wanted(samples):
            return samples
        ended.wait(SOON)
    raise AssertionError("no such samples came")


def test_a_gateway_is_sampled_though_nobody_looks(record: Make) -> None:
    (sample,) = awaited(record(), lambda samples: bool(samples) and samples[0].readable)
    assert (sample.gateway, sample.site, sample.reachable) == ("us", "us", True)
    assert len(sample.executors) == 8
    assert sample.at.tzinfo is UTC


def test_what_was_sampled_is_in_the_file_once_the_dashboard_has_ended(record: Make, folder: Path) -> None:
    dashboard = record()
    awaited(dashboard, bool)
    dashboard.close()
    with duckdb.connect(str(folder / "history.duckdb"), read_only=True) as opened:
        answered = opened.execute("SELECT DISTINCT gateway FROM gateway_raw").fetchall()
    assert answered == [("us",)]


def test_of_a_gateway_that_is_down_it_is_told_that_it_can_not_be_reached_and_no_executor(
    record: Make, server: ScriptedServer
) -> None:
    be_down(server)
    (sample,) = awaited(record(), bool)
    assert (sample.reachable, sample.readable, sample.executors) == (False, False, ())
    assert (sample.nodes, sample.healthy_percent) == (None, None)


def test_a_gateway_that_goes_down_turns_into_a_gap(record: Make, server: ScriptedServer) -> None:
    quick = dict.fromkeys((f"refresh_{kind}" for kind in ("health", "executors", "capacity", "desired")), SOON)
    dashboard = record(**quick, backoff_max=SOON)
    awaited(dashboard, lambda samples: bool(samples) and samples[0].readable)
    be_down(server)
    (sample,) = awaited(dashboard, lambda samples: not samples[0].reachable and not samples[0].executors)
    assert not sample.readable


def test_a_gateway_that_hangs_keeps_no_other_from_being_sampled(record: Make, folder: Path) -> None:
    with ScriptedServer() as well, ScriptedServer() as hanging:
        be_captured(well)
        be_captured(hanging)
        for route in ("/health", "/api/deployments", "/api/deployment-status", "/api/capacity"):
            hanging.on(route, Hang())
        write_gateways(folder / "gateways.json", {"hangs": hanging, "well": well})
        samples = awaited(record(call_timeout=1, read_timeout=1), lambda samples: len(samples) == 2)
    told = {sample.gateway: sample for sample in samples}
    assert not told["hangs"].reachable
    assert told["well"].reachable


def test_without_gateways_there_are_no_samples_and_no_trouble(record: Make, folder: Path) -> None:
    (folder / "gateways.json").write_text(json.dumps({"gateways": []}))
    dashboard = record()
    assert dashboard.recording is not None
    assert tuple(dashboard.samples()) == ()
    assert dashboard.recording.keeper.trouble is None


def test_nothing_is_recorded_where_that_is_switched_off(record: Make, folder: Path) -> None:
    dashboard = record(history="off")
    assert (dashboard.recording, dashboard.archive, tuple(dashboard.samples())) == (None, None, ())
    assert not (folder / "history.duckdb").exists()


def test_a_replica_that_leaves_alerts_to_another_one_samples_and_follows_none(record: Make, folder: Path) -> None:
    dashboard = record(alerts="off", notify_urls="json://127.0.0.1:9/")
    awaited(dashboard, lambda samples: bool(samples) and samples[0].readable)
    assert dashboard.alerts is None
    dashboard.close()
    assert not (folder / "alerts.json").exists()


def test_where_another_server_keeps_the_past_no_file_is_written(record: Make, folder: Path) -> None:
    dashboard = record(history_url="http://127.0.0.1:9")
    awaited(dashboard, bool)
    assert dashboard.recording is not None
    assert isinstance(dashboard.recording.keeper, Elsewhere)
    assert not (folder / "history.duckdb").exists()


def test_a_file_that_can_not_be_written_is_told_and_samples_go_on(record: Make, folder: Path) -> None:
    (folder / "history.duckdb").mkdir()
    dashboard = record()
    awaited(dashboard, bool)
    assert dashboard.recording is not None
    assert dashboard.recording.keeper.trouble is not None
    assert "HISTORY_FILE" in dashboard.recording.keeper.trouble
    assert dashboard.archive is None
