"""The parts that need a browser; a file of its own, as browser tests come last and a file is not divided.

Those that take a minute at any size, tick and failover, stand on what is tested elsewhere: `bench.session`, `drawn.js`,
and the replicas of `tests/deploy`.
"""

import subprocess
import sys
from pathlib import Path

import pytest

_PROJECT = Path(__file__).parents[2]
_IN_A_BROWSER = """
import sys
from bench import {0}, report
print(report.section({0}.measure(sys.argv[1], executors=3, rounds=1)))
"""


@pytest.mark.browser
@pytest.mark.parametrize(
    ("part", "rows"),
    [
        ("page", ("Page usable", "Chart drawn")),
        ("panel", ("Open, drawn", "Next, drawn", "Open, answered", "Next, answered, beside no collecting")),
    ],
)
def test_what_a_browser_shows_is_compared(chromium: Path, part: str, rows: tuple[str, ...]) -> None:
    # In a process of its own: Playwright is driven by the tests in this one already.
    command = [sys.executable, "-c", _IN_A_BROWSER.format(part), str(chromium)]
    shown = subprocess.run(command, cwd=_PROJECT, check=True, capture_output=True, text=True).stdout
    for row in rows:
        assert f"| {row} |" in shown
