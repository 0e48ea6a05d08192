from pathlib import Path

import pytest

from lib.process import Dashboard
from lib.settings import Settings


@pytest.fixture
def dashboard(tmp_path: Path) -> Dashboard:
    """One that knows no gateway and keeps no past; who makes it the one of the process closes it."""
    file = tmp_path / "gateways.json"
    file.write_text('{"gateways": []}')
    return Dashboard(Settings(history="off"), file)
