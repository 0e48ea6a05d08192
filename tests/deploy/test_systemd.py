"""The systemd unit, as systemd's own tool judges it."""

import shutil
from pathlib import Path
from typing import Final

import pytest

from tests.deploy.kit import DEPLOY, told

UNIT: Final = DEPLOY / "systemd" / "deployments-dashboard.service"
INSTALLED: Final = "/opt/deployments-dashboard"

pytestmark = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd-analyze here")


def test_the_unit_says_nothing_that_systemd_does_not_understand(tmp_path: Path) -> None:
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.touch(mode=0o755)
    unit = tmp_path / UNIT.name
    unit.write_text(UNIT.read_text().replace(INSTALLED, str(tmp_path)))
    assert told("systemd-analyze", "verify", "--recursive-errors=no", unit) == ""


def test_the_unit_exposes_little() -> None:
    told("systemd-analyze", "security", "--offline=yes", "--threshold=15", UNIT)  # 1.5 of 10
