from datetime import timedelta
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from lib.feed.reading import Snapshot
from lib.feed.schedule import Schedule
from lib.fleet.current import View
from lib.fleet.model import Executor, Fleet, Verdict
from lib.fleet.tables import tables
from lib.gateway.config import Gateway
from lib.gateway.routes import Kind
from lib.process import Observation
from lib.ui.clock import now
from tests.fleet.documents import NOW
from tests.fleet.pasts import EMPTY
from tests.fleet.records import desired, executor, fleet, rollup, unknown
from tests.ui.drawn import drawn

SETTLED = executor("settled")
BEHIND = executor("behind", rollup(verdict=Verdict.DRIFT, verdict_reason="epoch 2 behind", desired_epochs=(5, 5)))
NEW = executor("new", rollup(verdict=Verdict.SETTLING, verdict_reason="dispatched, not claimed yet"))
EVERY_VERDICT = (SETTLED, BEHIND, unknown("never used"), NEW)


def observation(known: Fleet) -> Observation:
    snapshot = Snapshot(
        gateway=Gateway(id="us-east", url="http://us-east.example"),
        readings={},
        version=1,
        taken=0.0,
        taken_at=NOW,
        schedule=Schedule(intervals=dict.fromkeys(Kind, 10.0)),
    )
    return Observation(snapshot, View(known, tables(known), EMPTY))


def card(*executors: Executor) -> AppTest:
    return drawn("desired_card", observation(fleet(*executors)))


def rows(page: AppTest) -> list[dict[str, Any]]:
    [shown] = page.dataframe
    return [{str(name): value for name, value in row.items()} for row in shown.value.to_dict("records")]


def names(page: AppTest) -> list[str]:
    return [row["executor"] for row in rows(page)]


def test_a_desired_state_says_its_phase_epoch_and_when_it_changed() -> None:
    hour_ago = now() - timedelta(hours=1, minutes=1)
    told = rollup(desired=desired(phase="SCHEDULED", updated_at=hour_ago, created_at=None), desired_epochs=(40, 42))
    [row] = rows(card(executor("ocr", told)))

    assert (row["executor"], row["phase"], row["epoch"]) == ("ocr", "SCHEDULED", "40–42")
    assert row["updated"] == "1\u202fh 1\u202fmin ago"
    assert row["created"] == "—"


def test_an_executor_without_a_desired_state_has_dashes() -> None:
    [row] = rows(card(unknown("never used")))
    assert [row[name] for name in ("phase", "epoch", "created", "updated")] == ["—"] * 4
    assert row["verdict"] == ["? unknown"]


def test_a_difference_says_since_when_it_has_been_seen_and_a_match_does_not() -> None:
    seen = now() - timedelta(minutes=12, seconds=5)
    late = executor("late", BEHIND.rollup, verdict_since=seen)
    drifting, settled = rows(card(late, executor("settled", verdict_since=seen)))

    assert drifting["why"].startswith("epoch 2 behind, first seen 12\u202fmin ")
    assert settled["why"] == "epoch 3"


def test_the_worst_verdict_comes_first_and_equals_by_name() -> None:
    assert names(card(*EVERY_VERDICT, executor("a match"))) == ["behind", "new", "never used", "settled", "a match"]


def test_each_verdict_is_counted() -> None:
    [pills] = card(*EVERY_VERDICT, executor("another")).get("button_group")
    assert [option.content for option in pills.proto.options] == ["Match 2", "Settling 1", "Drift 1", "Unknown 1"]


@pytest.mark.parametrize(
    ("chosen", "shown", "kept"),
    [
        ([], ["behind", "new", "never used", "settled"], None),
        (["drift"], ["behind"], "drift"),
        (["match", "drift"], ["behind", "settled"], ["match", "drift"]),
    ],
)
def test_a_count_is_a_filter_that_the_address_keeps(
    chosen: list[str], shown: list[str], kept: str | list[str] | None
) -> None:
    page = card(*EVERY_VERDICT)
    page.button_group(key="desired_verdict").set_value(chosen).run()

    assert not page.exception
    assert names(page) == shown
    assert page.query_params.get("desired_verdict") == kept


def test_the_address_filters_from_the_beginning() -> None:
    page = card(*EVERY_VERDICT)
    page.query_params["desired_verdict"] = ["settling", "no such verdict"]
    assert names(page.run()) == ["new"]


def test_a_filter_that_nothing_passes_says_so() -> None:
    page = card(SETTLED)
    page.query_params["desired_verdict"] = ["drift"]
    assert [each.value for each in page.run().caption] == ["No executor has such a verdict."]


def test_without_executors_there_is_no_table() -> None:
    page = card()
    assert [each.value for each in page.caption] == ["No executors, no desired states."]
    assert not page.dataframe
