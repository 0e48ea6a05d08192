"""The operator's kit, and the tools that check it."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import yaml

from tests.servers import program

ROOT: Final = Path(__file__).resolve().parents[2]
DEPLOY: Final = ROOT / "deploy"


def loaded(file: Path) -> Any:
    """What a YAML file holds."""
    return yaml.safe_load(file.read_text())


def linter(name: str) -> str:
    """The path of one that is pinned beside the tests; `told` runs it."""
    return str(Path(sys.executable).with_name(name))


def told(command: str, *arguments: str | Path, **environment: str) -> str:
    """What a program writes. The test fails where it is missing or has something to complain of."""
    ran = subprocess.run(
        [program(command), *arguments], capture_output=True, text=True, check=False, env={**os.environ, **environment}
    )
    assert ran.returncode == 0, f"{command} {' '.join(map(str, arguments))}:\n{ran.stdout}{ran.stderr}"
    return ran.stdout + ran.stderr
