"""Image and compose file, as far as they can be held without a container engine."""

import re
import tomllib
from pathlib import Path
from typing import Any, Final

import pytest

from lib.settings import Settings
from tests.deploy.image import INSTRUCTIONS, copied, said
from tests.deploy.kit import DEPLOY, ROOT, linter, loaded, told

COMPOSE: Final = loaded(DEPLOY / "compose.yaml")
SERVICES: Final[dict[str, Any]] = COMPOSE["services"]
DASHBOARDS: Final = ("dashboard-a", "dashboard-b")


def test_the_linter_of_dockerfiles_has_nothing_to_say() -> None:
    assert told(linter("hadolint"), "--failure-threshold=style", DEPLOY / "Dockerfile") == ""


def test_the_compose_file_is_one_by_the_schema_of_the_specification() -> None:
    told(linter("check-jsonschema"), "--builtin-schema=vendor.compose-spec", DEPLOY / "compose.yaml")


def test_the_image_is_made_of_files_that_are_there_and_that_its_context_lets_in() -> None:
    allowed = {line[1:] for line in (DEPLOY / "Dockerfile.dockerignore").read_text().splitlines() if line[0] == "!"}
    assert set(copied()) == allowed
    assert all((ROOT / each).exists() for each in copied())


def test_the_image_has_the_python_of_the_project_and_what_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    version = project["requires-python"].removeprefix(">=")
    assert {each.split()[0] for each in said("FROM")} == {f"python:{version}-slim-bookworm"}
    assert "--require-hashes -r requirements.txt" in " ".join(said("RUN"))


def test_the_image_runs_as_a_user_without_rights_and_its_health_is_that_of_the_process() -> None:
    assert said("USER") == ["10001:10001"]
    assert all("127.0.0.1:8501/livez" in each for each in (line for line in INSTRUCTIONS if "CMD" in line))


def test_the_settings_of_image_and_compose_file_are_settings() -> None:
    of_image = {name for name, _ in re.findall(r"([A-Z_]+)=(\S+)", " ".join(said("ENV")))}
    others = {"HOME", "PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED"}
    of_compose = {name for each in DASHBOARDS for name in SERVICES[each]["environment"]}
    assert {name.lower() for name in (of_image - others) | of_compose} <= Settings.model_fields.keys()


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_has_a_read_only_root_and_no_rights(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert all(port.startswith("127.0.0.1:") for port in service.get("ports", []))


def test_what_is_mounted_is_there_or_said_to_be_missing() -> None:
    mounted = {volume.split(":")[0] for service in SERVICES.values() for volume in service["volumes"]}
    files = {each for each in mounted if each.startswith("./")}
    assert mounted - files <= COMPOSE["volumes"].keys()
    brought = {"./config", "./slack-url", "./dashboard.env"}
    assert all((DEPLOY / each).exists() for each in files - brought)
    guide = (ROOT / "docs" / "deploy.md").read_text()
    assert all(f"`deploy/{Path(each).name}" in guide for each in brought)


def test_one_replica_follows_the_alerts() -> None:
    assert [SERVICES[each]["environment"]["ALERTS"] for each in DASHBOARDS] == ["on", "off"]
    assert {SERVICES[each]["user"] for each in DASHBOARDS} == set(said("USER"))


def test_the_balancer_and_prometheus_find_the_services() -> None:
    balancer = SERVICES["haproxy"]["environment"]
    assert [balancer["REPLICA_A"], balancer["REPLICA_B"]] == [f"{each}:8501" for each in DASHBOARDS]
    scrapes = loaded(DEPLOY / "prometheus" / "prometheus.yml")["scrape_configs"]
    targets = [target for each in scrapes for one in each["static_configs"] for target in one["targets"]]
    assert all(SERVICES[each]["environment"]["ALLOWED_HOSTS"] == ",".join(DASHBOARDS) for each in DASHBOARDS)
    assert targets == [f"haproxy{balancer['METRICS_LISTEN']}", *(f"{each}:8501" for each in DASHBOARDS)]
