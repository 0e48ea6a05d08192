import pandas as pd
import pytest

from lib.alerts.timeline import TIMELINE, TimelineFilter, as_changes, filtered, frame_of, timeline
from lib.fleet.model import Status
from lib.history.questions import CHANGES
from lib.history.samples import Change
from tests.alerts.observed import after, executor, gateway, run

STATUS = Change(after(30), "us", "extract", "status", "SERVING", "ERROR", "stale heartbeat")
EPOCH = Change(after(10), "us", "extract", "epoch", "3", "4", "")
GONE = Change(after(90), "eu", "ocr", "status", "SERVING", "", "")
FIRED = as_changes(run([[gateway(executor(status=Status.ERROR))]])[-1].events)


def line(kept: list[Change], seen: list[Change] | None = None) -> pd.DataFrame:
    return timeline(frame_of(kept), frame_of(seen or []))


def what(found: pd.DataFrame) -> list[str]:
    return list(found["what"])


def test_entries_are_told_in_words_the_latest_first() -> None:
    found = line([EPOCH, STATUS], [GONE, *FIRED])
    assert what(found) == ["SERVING → not listed", "SERVING → ERROR", "epoch 3 → 4", "Executor in ERROR: fired"]
    assert list(found.columns) == [column.name for column in TIMELINE]


def test_what_is_kept_and_seen_counts_once_as_it_is_kept() -> None:
    grown = Change(EPOCH.at, "us", "extract", "epoch", "3", "9", "")
    assert what(line([EPOCH, STATUS, *FIRED], [grown, STATUS, *FIRED])) == [
        "SERVING → ERROR",
        "epoch 3 → 4",
        "Executor in ERROR: fired",
    ]


def test_two_alerts_of_one_subject_at_one_time_are_two() -> None:
    row = [gateway(executor(status=Status.ERROR, heartbeat_age=999.0))]
    events = as_changes(run([row])[-1].events)
    assert len(line(events, events)) == 2


def test_nothing_is_an_empty_line() -> None:
    assert line([]).empty
    assert list(frame_of([]).columns) == list(CHANGES)


@pytest.mark.parametrize(
    ("wanted", "number"),
    [
        (TimelineFilter(), 4),
        (TimelineFilter(kinds=frozenset({"status"})), 2),
        (TimelineFilter(gateways=frozenset({"eu"})), 1),
        (TimelineFilter(text="EXTRACT error"), 2),
        (TimelineFilter(text="stale", kinds=frozenset({"status"}), gateways=frozenset({"us"})), 1),
        (TimelineFilter(text="[("), 0),
    ],
)
def test_a_filter_lets_through_what_passes_all_its_parts(wanted: TimelineFilter, number: int) -> None:
    assert len(filtered(line([EPOCH, STATUS, GONE, *FIRED]), wanted)) == number


def test_an_alert_of_a_gateway_has_no_executor() -> None:
    events = run([[gateway(fresh_nodes=1)]])[-1].events
    assert [(each.sort, each.executor, each.before, each.after) for each in as_changes(events)] == [
        ("alert", "", "nodes-unhealthy", "fired")
    ]


def test_what_became_of_a_rule_that_is_gone_is_told_by_its_name() -> None:
    assert what(line([Change(after(0), "us", "", "alert", "old-rule", "ended", "")])) == ["old-rule: ended"]
