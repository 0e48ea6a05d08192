import shutil
import subprocess
from typing import Final

import httpx
import pytest
from prometheus_client import CollectorRegistry
from prometheus_client.openmetrics.parser import text_string_to_metric_families as parsed_openmetrics
from prometheus_client.parser import text_string_to_metric_families as parsed
from starlette.applications import Starlette

from lib.api.metrics import SampleCollector, exposition
from lib.api.routes import ROUTES
from lib.fleet.model import Status
from lib.history.exposition import METRICS
from lib.history.samples import GatewaySample
from lib.process import Dashboard, running
from tests.history.pasts import BEGIN, executor, gateway

OPENMETRICS: Final = "application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.2"
"""What Prometheus asks for."""

BESIDE_SLOTS: Final = ("healthy", "unhealthy", "unknown", "heartbeat_age", "status", "verdict", "epoch")

Values = dict[tuple[str, frozenset[tuple[str, str]]], float]


def exposed(*samples: GatewaySample, accept: str = "") -> str:
    registry = CollectorRegistry()
    registry.register(SampleCollector(lambda: samples))
    return exposition(registry, accept)[0].decode()


def values(*samples: GatewaySample) -> Values:
    return {
        (each.name, frozenset(each.labels.items())): each.value
        for family in parsed(exposed(*samples))
        for each in family.samples
    }


def names(*samples: GatewaySample) -> set[str]:
    return {name for name, _ in values(*samples)}


def of(name: str, **labels: str) -> tuple[str, frozenset[tuple[str, str]]]:
    return name, frozenset(labels.items())


def test_an_executor_has_a_series_for_everything_that_is_known() -> None:
    used = executor("ocr_executor", used=3, total=8, healthy=2, unhealthy=1, heartbeat_age=12.5, epoch=7, stranded=1)
    found = values(gateway(BEGIN, used))
    labels = {"gateway": "us-east-1", "executor": "ocr_executor", "function": "ocr"}
    assert found[of("deployments_executor_slots", **labels)] == 8
    assert found[of("deployments_executor_slots_used", **labels)] == 3
    assert found[of("deployments_executor_slots_available", **labels)] == 5
    assert found[of("deployments_executor_slots_stranded", **labels)] == 1
    assert found[of("deployments_executor_nodes", **labels)] == 3
    assert found[of("deployments_executor_nodes_by_health", **labels, health="unhealthy")] == 1
    assert found[of("deployments_executor_oldest_heartbeat_age_seconds", **labels)] == 12.5
    assert found[of("deployments_executor_status", **labels, status="SERVING")] == 1
    assert found[of("deployments_executor_verdict", **labels, verdict="match")] == 1
    assert found[of("deployments_executor_epoch", **labels)] == 7


def test_a_gateway_has_a_series_for_everything_that_is_known() -> None:
    found = values(gateway(BEGIN, executor("ocr_executor"), nodes=5, fresh_nodes=4, datacenter="dc-1", site="us+eu"))
    assert found[of("deployments_gateway_reachable", gateway="us-east-1")] == 1
    assert found[of("deployments_gateway_readable", gateway="us-east-1")] == 1
    assert found[of("deployments_gateway_nodes", gateway="us-east-1")] == 5
    assert found[of("deployments_gateway_fresh_nodes", gateway="us-east-1")] == 4
    assert found[of("deployments_gateway_info", gateway="us-east-1", datacenter="dc-1", site="us+eu")] == 1
    sampled = of("deployments_gateway_sample_timestamp_seconds", gateway="us-east-1", site="us+eu")
    assert found[sampled] == BEGIN.timestamp()


def test_every_metric_has_a_series_where_all_is_known() -> None:
    assert names(gateway(BEGIN, executor("ocr_executor"))) == {metric.name for metric in METRICS}


def test_what_is_not_known_is_a_series_that_is_not_there() -> None:
    nothing = dict.fromkeys(BESIDE_SLOTS)
    unknown = gateway(BEGIN, executor("ocr_executor", None, None, **nothing), nodes=None, fresh_nodes=None)
    assert not any(name.startswith("deployments_executor") for name in names(unknown))
    assert {"deployments_gateway_nodes", "deployments_gateway_fresh_nodes"}.isdisjoint(names(unknown))


def test_a_gateway_that_cannot_be_read_is_said_to_be_so_and_loses_its_executors() -> None:
    lost = gateway(BEGIN, reachable=False, nodes=None, fresh_nodes=None)
    found = values(lost)
    assert found[of("deployments_gateway_reachable", gateway="us-east-1")] == 0
    assert found[of("deployments_gateway_readable", gateway="us-east-1")] == 0
    assert not any(name.startswith("deployments_executor") for name in names(lost))


def test_an_executor_has_one_status_at_a_time() -> None:
    found = values(gateway(BEGIN, executor("ocr_executor", status=Status.ERROR)))
    statuses = [dict(labels)["status"] for name, labels in found if name == "deployments_executor_status"]
    assert statuses == ["ERROR"]


@pytest.mark.parametrize("name", ['a"b', "a\\b", "a\nb", "ä-東", "a{b}=~c,d"])
def test_a_name_arrives_as_it_is(name: str) -> None:
    sample = gateway(BEGIN, executor(name))
    for parse, accept in ((parsed, ""), (parsed_openmetrics, OPENMETRICS)):
        labels = [each.labels for family in parse(exposed(sample, accept=accept)) for each in family.samples]
        assert {each["executor"] for each in labels if "executor" in each} == {name}


def test_promtool_has_nothing_to_say_about_the_metrics() -> None:
    promtool = shutil.which("promtool")
    assert promtool, "promtool is missing: run `scripts/install_servers`"
    text = exposed(gateway(BEGIN, executor("ocr_executor")), gateway(BEGIN, reachable=False, gateway="eu"))
    checked = subprocess.run([promtool, "check", "metrics"], input=text, capture_output=True, text=True, check=False)
    assert (checked.returncode, checked.stdout, checked.stderr) == (0, "", "")


@pytest.mark.anyio
@pytest.mark.parametrize(("accept", "begins"), [("", "text/plain"), (OPENMETRICS, "application/openmetrics-text")])
async def test_a_scrape_is_answered_in_the_format_that_is_asked_for(
    dashboard: Dashboard, accept: str, begins: str
) -> None:
    with running(dashboard):
        async with httpx.AsyncClient(transport=httpx.ASGITransport(Starlette(routes=ROUTES))) as asking:
            answer = await asking.get("http://dashboard.example/metrics", headers={"Accept": accept})
    assert answer.headers["content-type"].startswith(begins)
    assert answer.headers["cache-control"] == "no-store"
    assert answer.text.endswith("# EOF\n") == (accept == OPENMETRICS)
    assert "# TYPE deployments_gateway_reachable gauge" in answer.text
