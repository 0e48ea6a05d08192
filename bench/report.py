"""The result as Markdown: the machine, which goals are met and which are missed, and a table of each part."""

import os
import platform
import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from bench.measure import Row, Section

RESULTS = Path(__file__).with_name("RESULTS.md")

_HEAD = "| | Dashboard | Compared with | Ratio | Goal | |\n|---|---:|---:|---:|---:|---|"
BENCHMARK = """# Benchmark

Made by `make bench`. A figure is a ratio of two that were taken in turns in one run on one machine; times and sizes
alone say more about the machine. In brackets: the lowest and the highest sample."""
ENDURANCE = """# Endurance

Made by `make endurance`. In brackets: the lowest and the highest sample."""


SOAK = """# Soak

Made by `make soak`. In brackets: the lowest and the highest sample."""


@dataclass(frozen=True)
class Machine:
    """What the figures were taken on."""

    processor: str
    cores: int
    python: str
    streamlit: str
    chromium: str
    date: str

    def __str__(self) -> str:
        return (
            f"{self.processor}, {self.cores} cores · Python {self.python} · Streamlit {self.streamlit} · "
            f"{self.chromium} · {self.date}"
        )


def this_machine(chromium: str) -> Machine:
    """Describe this machine; ``chromium`` is the path of the browser."""
    said = subprocess.run([chromium, "--version"], check=True, capture_output=True, text=True)
    return Machine(
        processor=_processor(),
        cores=os.cpu_count() or 1,
        python=platform.python_version(),
        streamlit=version("streamlit"),
        chromium=" ".join(said.stdout.split()[:2]),
        date=f"{datetime.now(UTC):%Y-%m-%d}",
    )


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        name, _, value = line.partition(":")
        if name.strip() == "model name":
            return value.strip()
    return platform.machine()


def chapter(introduction: str, machine: Machine, sections: Sequence[Section]) -> str:
    """The whole result of one command."""
    return "\n\n".join([introduction, str(machine), verdict(sections), *map(section, sections)]) + "\n"


def with_chapter(document: str, new: str) -> str:
    """The document with a chapter in place of the one with the same heading, or at the end where it has none."""
    heading = new.partition("\n")[0]
    chapters = {each.partition("\n")[0]: each for each in re.split(r"^(?=# )", document, flags=re.MULTILINE) if each}
    return "\n\n".join(each.rstrip("\n") for each in {**chapters, heading: new}.values()) + "\n"


def verdict(sections: Sequence[Section]) -> str:
    """Which goals are met and which are missed, in words."""
    judged = [row for each in sections for row in each.rows if row.goal is not None]
    missed = [f"{row.what} ({_ratio(row)}, goal {_goal(row)})" for row in judged if not row.met]
    said = f"Goals met: {len(judged) - len(missed)} of {len(judged)}."
    return f"{said} **Missed: {'; '.join(missed)}.**" if missed else said


def section(shown: Section) -> str:
    """The table of one part."""
    return "\n".join([f"## {shown.title}", "", shown.how, "", _HEAD, *map(_row, shown.rows)])


def _row(row: Row) -> str:
    said = {None: "reported", True: "met", False: "**missed**"}[row.met]
    cells = (row.what, _side(row, row.ours), _side(row, row.theirs), _ratio(row), _goal(row), said)
    return f"| {' | '.join(cells)} |"


def _side(row: Row, samples: Sequence[float]) -> str:
    if not samples:
        return "—"
    middle = row.unit.text(row.statistic(samples))
    if len(samples) == 1:
        return middle
    return f"{middle} ({row.unit.text(min(samples))} – {row.unit.text(max(samples))})"


def _ratio(row: Row) -> str:
    return "—" if row.ratio is None else f"{row.ratio:.2f}"


def _goal(row: Row) -> str:
    return "" if row.goal is None else f"≤ {row.goal:g}"
