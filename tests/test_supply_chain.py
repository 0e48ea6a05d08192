"""What is known of the packages that the dashboard is made of."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
PINNED = re.compile(r"^([a-z0-9-]+)==(\S+)", re.MULTILINE)
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


def pinned(name: str) -> set[tuple[str, str]]:
    """Names and versions that a file of requirements holds."""
    return set(PINNED.findall((ROOT / name).read_text()))


@pytest.fixture(scope="module")
def bill(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What `make sbom` writes."""
    file = tmp_path_factory.mktemp("bill") / "sbom.json"
    installed = f"--assume-old={sys.prefix}/.installed-development"
    subprocess.run(["make", installed, "sbom", f"VENV={sys.prefix}", f"SBOM={file}"], cwd=ROOT, check=True)
    written: dict[str, Any] = json.loads(file.read_text())
    return written


def test_the_bill_of_materials_names_every_package_of_the_dashboard_with_its_version_and_no_other(
    bill: dict[str, Any],
) -> None:
    assert bill["bomFormat"] == "CycloneDX"
    assert {(each["name"], each["version"]) for each in bill["components"]} == pinned("requirements.txt")
    assert bill["metadata"]["component"]["name"] == "deployments-dashboard"


def test_the_bill_of_materials_has_the_hashes_that_are_pinned(bill: dict[str, Any]) -> None:
    listed = {
        each["content"]
        for component in bill["components"]
        for reference in component["externalReferences"]
        for each in reference["hashes"]
    }
    assert listed == set(HASH.findall((ROOT / "requirements.txt").read_text()))


def audit(tmp_path: Path, pip_audit: str) -> subprocess.CompletedProcess[str]:
    """What `make audit` does with a pip-audit that does this; the last argument is the file for what it finds."""
    stand_in = tmp_path / "pip-audit"
    stand_in.write_text(f"#!/bin/sh\nfor last; do :; done\n{pip_audit}\n")
    stand_in.chmod(0o755)
    command = [ROOT / "scripts" / "audit", stand_in, "requirements-dev.txt"]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_an_audit_that_finds_nothing_is_a_success(tmp_path: Path) -> None:
    ran = audit(tmp_path, 'echo "$*"; exit 0')
    assert ran.returncode == 0
    assert "--requirement requirements-dev.txt" in ran.stdout
    assert "--strict" in ran.stdout, "a package that the service does not know fails the audit"


def test_what_an_audit_finds_is_shown_and_fails(tmp_path: Path) -> None:
    ran = audit(tmp_path, 'echo "package 1.0 CVE-1" > "$last"; exit 1')
    assert (ran.returncode, ran.stdout) == (1, "package 1.0 CVE-1\n")
    assert "Nothing is known" not in ran.stderr


def test_a_service_that_cannot_be_asked_is_no_success_and_is_said(tmp_path: Path) -> None:
    ran = audit(tmp_path, "exit 1")
    assert ran.returncode == 2
    assert "Nothing is known about vulnerabilities" in ran.stderr
