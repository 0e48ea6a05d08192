import shutil
import subprocess
from collections.abc import AsyncIterator, Iterator
from typing import Final

import httpx
import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families as parsed_openmetrics
from prometheus_client.parser import text_string_to_metric_families as parsed
from starlette.applications import Starlette
from starlette.types import ASGIApp, Receive, Scope, Send

from lib.access.caller import Caller, Role
from lib.api.callers import SCOPE_KEY
from lib.api.families import Moment
from lib.api.lines import lines
from lib.api.metrics import BesideSamples, exposition
from lib.api.routes import ROUTES
from lib.fleet.model import Status
from lib.history.exposition import METRICS
from lib.history.samples import GatewaySample
from lib.process import Dashboard, running
from lib.settings import Settings
from tests.docs.documents import DOCS
from tests.gateway.server import PATIENCE, ScriptedServer
from tests.history.pasts import BEGIN, executor, gateway
from tests.pages.gateways import be_captured, be_down, write_gateways
from tests.servers import awaited

OPENMETRICS: Final = "application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.2"
"""What Prometheus asks for."""

BESIDE_SLOTS: Final = ("healthy", "unhealthy", "unknown", "heartbeat_age", "status", "verdict", "epoch")
NOBODY: Final = Moment(BEGIN, lambda _gateway: True)

Values = dict[tuple[str, frozenset[tuple[str, str]]], float]


def exposed(*samples: GatewaySample, accept: str = "") -> str:
    return exposition(lines(METRICS, samples), BesideSamples(NOBODY), accept)[0].decode()


def values(*samples: GatewaySample) -> Values:
    return {
        (each.name, frozenset(each.labels.items())): each.value
        for family in parsed(lines(METRICS, samples).decode())
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


def promtool_is_silent_about(text: str) -> None:
    promtool = shutil.which("promtool")
    assert promtool, "promtool is missing: run `scripts/install_servers`"
    checked = subprocess.run([promtool, "check", "metrics"], input=text, capture_output=True, text=True, check=False)
    assert (checked.returncode, checked.stdout, checked.stderr) == (0, "", "")


class AsCaller:
    """Puts a caller into the scope, as whatever controls access does."""

    def __init__(self, app: ASGIApp, caller: Caller) -> None:
        self._app = app
        self._caller = caller

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._app({**scope, SCOPE_KEY: self._caller}, receive, send)


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    """One that samples two gateways, ``us`` of which answers, tells nobody and writes a file."""
    folder = tmp_path_factory.mktemp("recorded")
    with ScriptedServer() as well, ScriptedServer() as down:
        be_captured(well)
        be_down(down)
        write_gateways(folder / "gateways.json", {"us": well, "eu": down})
        settings = Settings(
            history_file=folder / "history.duckdb",
            alerts_state=folder / "alerts.json",
            notify_urls=f"json://127.0.0.1:{well.url.rpartition(':')[2]}/hook",  # type: ignore[arg-type]
            history_interval=PATIENCE,
            metrics_per_node="on",
        )
        dashboard = Dashboard(settings, folder / "gateways.json")
        with running(dashboard):
            dashboard.record()
            awaited(lambda: (dashboard.samples() and dashboard.alerts and dashboard.alerts.look().sampled_at) or None)
            yield dashboard


@pytest.fixture
async def asking(recorded: Dashboard) -> AsyncIterator[httpx.AsyncClient]:  # noqa: ARG001 - it is the one of the process
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(Starlette(routes=ROUTES)), base_url="http://dashboard.example"
    ) as client:
        yield client


@pytest.mark.anyio
@pytest.mark.parametrize(("accept", "begins"), [("", "text/plain"), (OPENMETRICS, "application/openmetrics-text")])
async def test_a_scrape_is_answered_in_the_format_that_is_asked_for(
    asking: httpx.AsyncClient, accept: str, begins: str
) -> None:
    answer = await asking.get("/metrics", headers={"Accept": accept})
    assert answer.headers["content-type"].startswith(begins)
    assert answer.headers["cache-control"] == "no-store"
    assert answer.text.endswith("# EOF\n") == (accept == OPENMETRICS)
    assert "# TYPE deployments_gateway_reachable gauge" in answer.text


@pytest.mark.anyio
@pytest.mark.parametrize(("accepted", "encoding"), [("gzip", "gzip"), ("identity", None), ("", None)])
async def test_a_scrape_is_compressed_for_who_takes_that(
    asking: httpx.AsyncClient, accepted: str, encoding: str | None
) -> None:
    answer = await asking.get("/metrics", headers={"Accept-Encoding": accepted})
    assert answer.headers.get("content-encoding") == encoding
    assert "Accept-Encoding" in answer.headers["vary"]
    assert "deployments_build_info" in answer.text


@pytest.mark.anyio
async def test_both_formats_say_the_same(asking: httpx.AsyncClient) -> None:
    as_text = parsed((await asking.get("/metrics")).text)
    as_openmetrics = parsed_openmetrics((await asking.get("/metrics", headers={"Accept": OPENMETRICS})).text)
    said, again = (
        {(each.name, frozenset(each.labels.items())) for family in families for each in family.samples}
        for families in (as_text, as_openmetrics)
    )
    assert said == again
    names = {name for name, _ in said}
    assert {"deployments_node_status", "deployments_feed_fetches_total", "process_open_fds"} <= names


@pytest.mark.anyio
async def test_promtool_has_nothing_to_say_about_a_whole_scrape(asking: httpx.AsyncClient) -> None:
    promtool_is_silent_about((await asking.get("/metrics")).text)


@pytest.mark.anyio
async def test_every_metric_of_a_scrape_is_documented(asking: httpx.AsyncClient) -> None:
    documented = (DOCS / "metrics.md").read_text()
    families = list(parsed_openmetrics((await asking.get("/metrics", headers={"Accept": OPENMETRICS})).text))
    named = [f"{each.name}_total" if each.type == "counter" else each.name for each in families]
    assert [name for name in named if f"| `{name}` |" not in documented] == []
    labels = {label for family in families for sample in family.samples for label in sample.labels}
    assert [label for label in labels if f"| `{label}` |" not in documented] == []


@pytest.mark.anyio
async def test_who_may_not_see_a_gateway_is_told_nothing_of_it(recorded: Dashboard) -> None:
    ann = Caller("ann", Role.VIEWER, frozenset({"us"}))
    transport = httpx.ASGITransport(AsCaller(Starlette(routes=ROUTES), ann))
    async with httpx.AsyncClient(transport=transport, base_url="http://dashboard.example") as client:
        text = (await client.get("/metrics")).text
    gateways = {
        each.labels["gateway"] for family in parsed(text) for each in family.samples if "gateway" in each.labels
    }
    assert gateways == {"us"}
    firing = [
        line for line in text.splitlines() if line.startswith("deployments_alerts{") and not line.endswith(" 0.0")
    ]
    assert not any("gateway-unreachable" in line for line in firing)
    assert '"eu"' not in text
    assert {sample.gateway for sample in recorded.samples()} == {"us", "eu"}


@pytest.mark.anyio
async def test_without_samples_a_scrape_tells_of_the_process(dashboard: Dashboard) -> None:
    with running(dashboard):
        async with httpx.AsyncClient(transport=httpx.ASGITransport(Starlette(routes=ROUTES))) as client:
            text = (await client.get("http://dashboard.example/metrics")).text
    found = {each.name for family in parsed(text) for each in family.samples}
    assert {"deployments_build_info", "deployments_sessions", "process_resident_memory_bytes"} <= found
    assert not any(name.startswith(("deployments_gateway", "deployments_history")) for name in found)
