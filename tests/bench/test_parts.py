"""Each part runs at a tiny size and has its table; what the figures are is nothing that a test could hold."""

import subprocess
import sys
from pathlib import Path

import pytest

from bench import endurance, hanging, history, memory, polling, prometheus, report, rerun, scrape, soak

_PROJECT = Path(__file__).parents[2]


def test_reruns_are_compared() -> None:
    section = rerun.measure(executors=3, rounds=1)
    assert [row.goal for row in section.rows] == [2, None, None, None]
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


def test_writing_a_sample_is_compared_with_a_parquet_file() -> None:
    assert "| A sample written |" in report.section(history.ingest(executors=3, rounds=1))


def test_every_question_has_the_time_that_it_may_take_beside_it() -> None:
    section = history.questions(executors=4, rounds=1)
    assert [row.goal for row in section.rows] == [*[1.0] * 9, *[None] * 6]
    assert "| Steps of an executor for a year |" in report.section(section)


def test_questions_are_compared_with_a_prometheus_that_has_the_same_samples() -> None:
    section = prometheus.measure(executors=4, rounds=1)
    assert [row.what for row in section.rows] == ["Slots by function", "Steps of every executor"]
    assert all(row.ratio for row in section.rows)


def test_recording_has_the_share_of_a_core_beside_it_that_it_may_take() -> None:
    section = history.recorder(executors=3, seconds=0.5, warm_up=0.5)
    assert [row.goal for row in section.rows] == [1.0, None]


def test_a_scrape_has_the_time_beside_it_that_it_may_take() -> None:
    section = scrape.measure(executors=3, rounds=1)
    assert [row.goal for row in section.rows] == [1.0, None, None, None, None]
    assert "| Scrape |" in report.section(section)


def test_a_gateway_that_hangs_is_compared_with_one_that_answers() -> None:
    section = hanging.measure(executors=3, rounds=1)
    assert [row.goal for row in section.rows] == [1.1, None, None]
    connections = section.rows[-1]
    assert connections.ours[0] > 0
    assert "| Opening the page |" in report.section(section)


def test_many_pages_for_long_are_compared_with_themselves_and_with_one(capsys: pytest.CaptureFixture[str]) -> None:
    section = endurance.measure(samples=3, every=0.4, pages=5, executors=3)
    said = report.section(section)
    for row in ("Memory of the process", "Growth of memory", "Requests a minute at the gateway", "Errors in the log"):
        assert f"| {row} |" in said
    assert [list(row.ours) for row in section.rows[-2:]] == [[0], [0]]
    assert capsys.readouterr().out.count("ticks a minute") == 6  # with one page, and with all


def test_all_at_once_is_compared_with_the_plan(capsys: pytest.CaptureFixture[str]) -> None:
    section = soak.measure(samples=3, every=0.5, pages=3)
    said = report.section(section)
    for row in ("Growth of memory", "Requests a minute at the gateways", "Gaps in the history", "Errors in the log"):
        assert f"| {row} |" in said
    assert [list(row.ours) for row in section.rows[-3:]] == [[0], [0], [0]]
    assert capsys.readouterr().out.count("ticks a minute") == 3


def test_a_part_that_does_not_exist_is_refused_with_those_that_do() -> None:
    said = subprocess.run(
        [sys.executable, "-m", "bench", "coffee"], cwd=_PROJECT, check=False, capture_output=True, text=True
    )
    assert said.returncode == 2
    assert "choose from" in said.stderr
    parts = ("page", "panel", "tick", "assembly", "rerun", "hanging", "memory", "requests", "scrape", "failover")
    for name in (*parts, "endurance", "soak"):
        assert name in said.stderr


def test_a_time_without_a_trend_is_refused() -> None:
    command = [sys.executable, "-m", "bench", "endurance", "--minutes", "2"]
    said = subprocess.run(command, cwd=_PROJECT, check=False, capture_output=True, text=True)
    assert said.returncode == 2
    assert "at least 3 minutes" in said.stderr
