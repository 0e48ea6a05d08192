from typing import Any
from zoneinfo import ZoneInfo

import pytest

from lib.fleet.model import Activity, Executor, RollUp, Status, Verdict
from lib.fleet.order import ORDERS
from lib.fleet.words import NOT_KNOWN
from lib.ui.executors_columns import BY_KEY, COLUMNS, Moment, ViewColumn, epochs
from tests.fleet.documents import NOW, moment
from tests.fleet.records import executor, rollup, slots, unknown

AGES = Moment(NOW, relative=True, warn_after=60)
TIMES = Moment(NOW, relative=False, warn_after=60, _zone=ZoneInfo("Asia/Kolkata"))


def cell(key: str, shown: Executor | RollUp, at: Moment = AGES) -> Any:
    """What a column says of an executor, or of one that is rolled up so."""
    return BY_KEY[key].cell(shown if isinstance(shown, Executor) else executor(rolled=shown), at)


def beats(newest: float, oldest: float | None = None, **told: Any) -> RollUp:
    """Heartbeats that are so many seconds old."""
    return rollup(heartbeat_at=moment(newest), oldest_heartbeat_at=moment(newest if oldest is None else oldest), **told)


def test_a_column_is_named_once() -> None:
    assert len(BY_KEY) == len(COLUMNS) == len({column.label for column in COLUMNS})


def test_every_order_belongs_to_a_column_and_every_column_has_an_order() -> None:
    assert ORDERS.keys() == BY_KEY.keys()


@pytest.mark.parametrize("column", COLUMNS, ids=lambda column: column.key)
def test_every_column_has_a_label_and_says_what_it_means(column: ViewColumn) -> None:
    assert column.label
    assert column.help.endswith(".")
    assert column.config(column.label, column.help)


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("name", "ocr-executor-prod-us-east-1-001"),
        ("status", ["✓ SERVING"]),
        ("activity", "busy"),
        ("nodes", "1"),
        ("heartbeat", "1\u202fs ago"),
        ("slots", 25.0),
        ("verdict", ["✓ match"]),
        ("epoch", "3"),
        ("updated", "1\u202fmin ago"),
        ("owner", "rep-0, rep-1"),
        ("endpoints", ["/default", "/ocr"]),
        ("function", "ocr"),
        ("region", "us-east-1"),
        ("reason", "1 busy, 0 ready"),
    ],
)
def test_what_is_known_is_said(key: str, said: object) -> None:
    known = executor(
        "ocr-executor-prod-us-east-1-001",
        rollup(activity=Activity.BUSY, owners=("rep-0", "rep-1"), reason="1 busy, 0 ready"),
        slots=slots(),
        endpoints=("/default", "/ocr"),
    )
    assert cell(key, known) == said


@pytest.mark.parametrize("key", ["activity", "nodes", "heartbeat", "epoch", "updated", "owner", "function", "region"])
def test_what_is_not_known_is_a_dash_and_never_a_zero(key: str) -> None:
    assert cell(key, unknown()) == NOT_KNOWN


def test_what_is_not_known_has_an_unknown_status_and_verdict_no_bar_and_no_endpoints() -> None:
    assert [cell(key, unknown()) for key in ("status", "verdict", "slots", "endpoints")] == [
        ["? UNKNOWN"],
        ["? unknown"],
        None,
        [],
    ]


@pytest.mark.parametrize(
    ("status", "said"),
    [(Status.ERROR, "✕ ERROR"), (Status.STOPPED, "■ STOPPED"), (Status.STARTING, "↻ STARTING")],
)
def test_a_status_has_its_sign_and_word(status: Status, said: str) -> None:
    assert cell("status", rollup(status=status)) == [said]


def test_a_verdict_has_its_sign_and_word() -> None:
    assert cell("verdict", rollup(verdict=Verdict.DRIFT)) == ["≠ drift"]


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"node_count": 3, "accepting": 2}, "2 of 3"),
        ({"node_count": 3, "accepting": 3}, "3"),
        ({"node_count": 3, "accepting": 0, "status": Status.ERROR}, "3"),
        ({"node_count": 0, "accepting": 0, "status": Status.STOPPED}, "0"),
        ({"node_count": 1200, "accepting": 1200}, "1\u202f200"),
        ({"node_count": None, "accepting": 2}, NOT_KNOWN),
    ],
)
def test_nodes_say_how_many_accept_work_where_only_some_do(told: dict[str, Any], said: str) -> None:
    assert cell("nodes", rollup(**told)) == said


@pytest.mark.parametrize(
    ("rolled", "said"),
    [
        (beats(60), "1\u202fmin ago"),
        (beats(61), "⚠ 1\u202fmin 1\u202fs ago"),
        (beats(2, oldest=60), "2\u202fs ago"),
        (beats(2, oldest=95), "⚠ 2\u202fs ago, oldest 1\u202fmin 35\u202fs ago"),
        (beats(-4), "0\u202fs ago"),
        (beats(2, hollow=1), "~ 2\u202fs ago"),
        (beats(95, hollow=1), "⚠ ~ 1\u202fmin 35\u202fs ago"),
    ],
)
def test_a_heartbeat_is_warned_about_past_the_limit_and_marked_where_it_is_the_gateways(
    rolled: RollUp, said: str
) -> None:
    assert cell("heartbeat", rolled) == said


def test_times_are_said_in_the_viewers_zone_where_they_are_absolute() -> None:
    assert cell("heartbeat", beats(2), TIMES) == "2026-03-01 17:29:58"
    assert cell("heartbeat", beats(2, oldest=95), TIMES) == "⚠ 2026-03-01 17:29:58, oldest 2026-03-01 17:28:25"
    assert cell("updated", rollup(updated_at=moment(600)), TIMES) == "2026-03-01 17:20:00"
    assert cell("updated", unknown(), TIMES) == NOT_KNOWN


def test_a_time_that_many_share_is_said_alike_and_marked_for_each_alone() -> None:
    at = Moment(NOW, relative=True, warn_after=60)
    assert at.text(moment(5), approximate=True) == "~ 5\u202fs ago"
    assert at.text(moment(5)) == "5\u202fs ago"
    assert at.text(None, approximate=True) == NOT_KNOWN


@pytest.mark.parametrize(("range_", "said"), [(None, NOT_KNOWN), ((42, 42), "42"), ((40, 42), "40–42")])
def test_epochs_are_a_range_where_nodes_differ(range_: tuple[int, int] | None, said: str) -> None:
    assert epochs(range_) == said
    assert cell("epoch", rollup(epochs=range_)) == said


@pytest.mark.parametrize(
    ("told", "utilization"),
    [({"used": 0}, 0.0), ({"used": 6}, 150.0), ({"capacity": 0, "used": 0}, None), ({"used": None}, None)],
)
def test_slots_may_be_overcommitted_and_are_unknown_without_capacity(
    told: dict[str, Any], utilization: float | None
) -> None:
    assert cell("slots", executor(slots=slots(**told))) == utilization


def test_the_reason_says_what_a_stale_status_was() -> None:
    assert cell("reason", rollup(status=Status.UNKNOWN, was=Status.SERVING, reason="1 busy")) == "was SERVING: 1 busy"
