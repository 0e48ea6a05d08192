"""What the Dockerfile says."""

import re
from typing import Final

from tests.deploy.kit import DEPLOY

INSTRUCTIONS: Final = re.sub(r"\\\n\s*", "", (DEPLOY / "Dockerfile").read_text()).splitlines()


def said(instruction: str) -> list[str]:
    """What follows an instruction, each time that it stands in the Dockerfile."""
    return [line.partition(" ")[2] for line in INSTRUCTIONS if line.startswith(f"{instruction} ")]


def copied() -> list[str]:
    """What the image has of the project."""
    return [source for each in said("COPY") if not each.startswith("--") for source in each.split()[:-1]]
