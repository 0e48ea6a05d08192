"""The alert rules hold what docs/alerts.md says, and Prometheus's own tool has nothing against them."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any, Final

import pytest

from lib.alerts.rules import RULES, Rule, Sense
from lib.alerts.thresholds import FORGET_AFTER
from lib.settings import Settings
from tests.deploy.kit import DEPLOY, loaded, told
from tests.servers import program

FOLDER: Final = DEPLOY / "prometheus"
TESTS: Final = ("rules_test.yml", "rules_day_test.yml")
UNITS: Final = {"s": 1, "m": 60, "h": 3600, "d": 86_400}


def alerts() -> dict[str, dict[str, Any]]:
    """The alerts of the rules file, by the label that names their rule."""
    groups = loaded(FOLDER / "rules.yml")["groups"]
    return {rule["labels"]["rule"]: rule for group in groups for rule in group["rules"] if "alert" in rule}


def seconds(duration: str) -> int:
    return int(duration[:-1]) * UNITS[duration[-1]]


def test_configuration_and_rules_are_valid() -> None:
    assert "SUCCESS" in told("promtool", "check", "config", FOLDER / "prometheus.yml")
    assert "16 rules found" in told("promtool", "check", "rules", FOLDER / "rules.yml")


def test_the_rules_do_what_their_tests_say() -> None:
    told("promtool", "test", "rules", *(FOLDER / name for name in TESTS))


@pytest.mark.parametrize(
    ("right", "wrong"),
    [(":now > 120", ":now > 119"), (":now[1d]) == 1", ":now[30s]) == 1"), ("for: 10m", "for: 9m"), ("== 0", "== 2")],
)
def test_the_tests_of_the_rules_find_what_is_wrong(tmp_path: Path, right: str, wrong: str) -> None:
    rules = (FOLDER / "rules.yml").read_text()
    assert right in rules
    (tmp_path / "rules.yml").write_text(rules.replace(right, wrong))
    for name in TESTS:
        shutil.copy(FOLDER / name, tmp_path)
    command = [program("promtool"), "test", "rules", *(tmp_path / name for name in TESTS)]
    assert subprocess.run(command, check=False, capture_output=True).returncode == 1


def test_there_is_an_alert_for_every_rule_of_the_dashboard_and_two_about_the_watching() -> None:
    assert [*alerts()] == [*(rule.name for rule in RULES), "not-watched", "replica-down"]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_an_alert_has_the_threshold_hold_and_severity_of_its_rule(rule: Rule) -> None:
    alert, limits = alerts()[rule.name], rule.defaults
    assert alert["labels"]["severity"] == rule.severity
    assert seconds(alert.get("for", "0s")) == limits.hold
    assert seconds(alert["keep_firing_for"]) == limits.clear_hold
    sign = {Sense.ABOVE: ">", Sense.BELOW: "<", Sense.STATE: "=="}[rule.sense]
    now, kept = re.fullmatch(
        rf"(deployments:\w+:now {sign} \d+) or (last_over_time\(.*\) {sign} \d+) and on .*", alert["expr"]
    ).groups()  # type: ignore[union-attr]
    assert int(now.split()[-1]) == (1 if limits.threshold is None else limits.threshold)
    assert int(kept.split()[-1]) == (1 if limits.clear is None else limits.clear)
    assert seconds(kept.partition("[")[2].partition("]")[0]) == FORGET_AFTER
    assert f'rule="{rule.name}"' in alert["expr"]


def test_an_alert_links_to_a_page_of_the_dashboard() -> None:
    pages = {alert["annotations"]["path"].partition("?")[0] for alert in alerts().values()}
    assert pages == {f"/infrastructure/{page}" for page in ("deployments", "capacity", "")}


def test_the_pace_is_that_of_the_samples() -> None:
    assert seconds(loaded(FOLDER / "prometheus.yml")["global"]["scrape_interval"]) == Settings().history_interval
