"""A gateway in trouble, as Slack and Grafana have it from a dashboard, Prometheus and Alertmanager."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import httpx
import pytest

from lib.telemetry import WHOLE_PAGE, rerun
from tests.alerts.webhooks import Webhook
from tests.deploy.kit import DEPLOY, loaded, told
from tests.gateway.server import ScriptedServer
from tests.history.prometheus_servers import prometheus
from tests.history.scraping import EVERY, dashboard_at_work, scraped, served
from tests.pages.gateways import be_failing
from tests.servers import awaited, free_address, program, started

GRAFANA: Final = json.loads((DEPLOY / "grafana" / "deployments.json").read_text())
PANELS: Final = [panel for panel in GRAFANA["panels"] if panel["type"] != "row"]
QUERIES: Final = {f"{panel['title']} {query['refId']}": query["expr"] for panel in PANELS for query in panel["targets"]}
ALERTMANAGER: Final = DEPLOY / "alertmanager"
NAMES: Final = ["<!channel>_executor", "ocr_executor"]


@dataclass(frozen=True)
class Watched:
    """The address of a Prometheus that has scraped the dashboard and followed the rules, and what Slack was told."""

    url: str
    slack: Webhook


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    folder = tmp_path_factory.mktemp("watched")
    with ScriptedServer() as us, served() as target, Webhook() as slack, alertmanager(folder, slack) as address:
        be_failing(us, NAMES)
        with (
            dashboard_at_work(folder, us, alerts="off"),
            prometheus(
                folder,
                folder / "data",
                [scraped(target)],
                rule_files=[str(DEPLOY / "prometheus" / "rules.yml")],
                alerting={"alertmanagers": [{"static_configs": [{"targets": [address]}]}]},
                **{"global": {"evaluation_interval": f"{EVERY * 1000:.0f}ms"}},
            ) as url,
        ):
            awaited(lambda: _all_have_data(url))
            yield Watched(url, slack)


@contextmanager
def alertmanager(folder: Path, slack: Webhook) -> Iterator[str]:
    """An Alertmanager with the configuration of the kit, but for where Slack is and how long it waits for more."""
    known = loaded(ALERTMANAGER / "alertmanager.yml")
    (folder / "slack-url").write_text(f"http://{urlsplit(slack.address).netloc}/services/secret")
    known["global"]["slack_api_url_file"] = str(folder / "slack-url")
    known["route"]["group_wait"] = "0s"
    known["templates"] = [str(ALERTMANAGER / "slack.tmpl")]
    configuration, address = folder / "alertmanager.yml", free_address()
    configuration.write_text(json.dumps(known))
    command = [
        program("prometheus-alertmanager"),
        f"--config.file={configuration}",
        f"--storage.path={folder / 'alertmanager'}",
        f"--web.listen-address={address}",
        "--cluster.listen-address=",
        "--log.level=error",
    ]
    with started(command, f"http://{address}/-/ready", folder / "alertmanager.log"):
        yield address


def _all_have_data(url: str) -> bool | None:
    """Whether every query has data, while pages run."""
    with rerun(WHOLE_PAGE):
        return all(answer(url, query) for query in QUERIES.values()) or None


def answer(url: str, query: str) -> list[Any]:
    """What Prometheus answers to a query of the dashboard, with the values that Grafana puts in for all gateways."""
    filled_in = query.replace("$gateway", ".+").replace("$__rate_interval", "1h")
    said = httpx.get(f"{url}/api/v1/query", params={"query": filled_in}, trust_env=False).json()
    assert said["status"] == "success", said
    result: list[Any] = said["data"]["result"]
    return result


@pytest.mark.parametrize("query", QUERIES)
def test_every_query_of_the_grafana_dashboard_has_data(watched: Watched, query: str) -> None:
    found = answer(watched.url, QUERIES[query])
    assert found
    assert not any(series["value"][1] == "NaN" for series in found)


def test_the_gateways_to_choose_from_are_those_of_the_dashboard(watched: Watched) -> None:
    (choice,) = [each for each in GRAFANA["templating"]["list"] if each["type"] == "query"]
    metric, label = re.fullmatch(r"label_values\((\w+), (\w+)\)", choice["definition"]).groups()  # type: ignore[union-attr]
    found = httpx.get(f"{watched.url}/api/v1/label/{label}/values", params={"match[]": metric}, trust_env=False).json()
    assert found["data"] == ["us"]


def test_the_panels_of_the_grafana_dashboard_have_titles_and_places_of_their_own() -> None:
    assert len({panel["title"] for panel in PANELS}) == len(PANELS)
    assert len({panel["id"] for panel in GRAFANA["panels"]}) == len(GRAFANA["panels"])
    cells = [
        (x, y)
        for place in (panel["gridPos"] for panel in GRAFANA["panels"])
        for x in range(place["x"], place["x"] + place["w"])
        for y in range(place["y"], place["y"] + place["h"])
    ]
    assert len(set(cells)) == len(cells)
    assert {panel["datasource"]["uid"] for panel in PANELS} == {"${datasource}"}


def test_alertmanager_has_nothing_against_its_configuration() -> None:
    assert "SUCCESS" in told("amtool", "check-config", ALERTMANAGER / "alertmanager.yml")


def test_slack_is_told_of_executors_in_error_in_one_message_in_which_no_name_means_anything(watched: Watched) -> None:
    def errors() -> list[dict[str, Any]]:
        return [post for post in watched.slack.posts if "executor-error" in post["attachments"][0]["title"]]

    watched.slack.wait_for(lambda: len(errors()) > 0)
    (message,) = errors()
    (attachment,) = message["attachments"]
    assert message["channel"] == "#deployments-on-call"
    assert attachment["title"] == "2 firing: executor-error on us"
    assert "&lt;!channel&gt;_executor on us: its status is ERROR <https://dashboard.example/" in attachment["text"]
    assert "executor=%3C%21channel%3E_executor|Open>" in attachment["text"]
    assert "<!channel>" not in json.dumps(message)


def test_what_is_about_capacity_goes_to_a_channel_of_its_own(watched: Watched) -> None:
    def told_of_slots() -> list[dict[str, Any]]:
        return [post for post in watched.slack.posts if post["channel"] == "#deployments-capacity"]

    watched.slack.wait_for(lambda: len(told_of_slots()) > 0)
    assert "us: 4 slots available" in told_of_slots()[0]["attachments"][0]["text"]
