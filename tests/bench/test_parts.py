"""Each part runs at a tiny size and has its table; what the figures are is nothing that a test could hold."""

import subprocess
import sys
from pathlib import Path

import pytest

from bench import memory, polling, report, rerun

_PROJECT = Path(__file__).parents[2]
_PAGE = """
import sys
from bench import page, report
print(report.section(page.measure(sys.argv[1], executors=3, rounds=1)))
"""


def test_reruns_are_compared() -> None:
    section = rerun.measure(executors=3, rounds=1)
    assert [row.goal for row in section.rows] == [2, None]
    assert "| Beat of an open page |" in report.section(section)


def test_memory_is_reported() -> None:
    section = memory.measure(executors=3, pages=2)
    assert [row.goal for row in section.rows] == [None]
    assert "| Memory per open page |" in report.section(section)


def test_requests_of_many_pages_are_compared_with_those_of_one() -> None:
    section = polling.measure(executors=3, pages=2, seconds=0.5)
    requests, beats = section.rows
    assert requests.goal == 1.1
    assert (list(beats.ours), list(beats.theirs)) == ([1], [1])  # the second page's turn comes half an interval later
    assert "| Requests, 2 pages |" in report.section(section)


@pytest.mark.browser
def test_opening_the_page_is_compared(chromium: Path) -> None:
    # In a process of its own: Playwright is driven by the tests in this one already.
    shown = subprocess.run(
        [sys.executable, "-c", _PAGE, str(chromium)], cwd=_PROJECT, check=True, capture_output=True, text=True
    ).stdout
    assert "| Page usable |" in shown
    assert "| Chart drawn |" in shown


def test_a_part_that_does_not_exist_is_refused_with_those_that_do() -> None:
    said = subprocess.run(
        [sys.executable, "-m", "bench", "coffee"], cwd=_PROJECT, check=False, capture_output=True, text=True
    )
    assert said.returncode == 2
    assert "choose from" in said.stderr
    for name in ("page", "assembly", "rerun", "memory", "requests"):
        assert name in said.stderr
