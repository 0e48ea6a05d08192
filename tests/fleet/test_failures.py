"""Which nodes and executors fail, and since when."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from lib.fleet.evidence import gather
from lib.fleet.failures import Failure, How, emptied_executors, failing_nodes, out_of_order
from lib.fleet.listing import GONE_FOR
from lib.fleet.model import Fleet, Status
from lib.fleet.parts import Parts
from lib.gateway.wire import Deployments
from tests.fleet.documents import (
    NAME,
    NOW,
    ONE,
    TWO,
    capacity,
    desired,
    fleet,
    hollow_status,
    load,
    moment,
    parts,
    readiness,
    status,
    worker,
    written,
)
from tests.fleet.records import executor, rollup

TWO_NODES = {NAME: [ONE, TWO]}
FRESH = {ONE: status(), TWO: status()}


def found(known: Parts, before: Fleet | None = None) -> list[Failure]:
    seen = fleet(known, before)
    return failing_nodes(seen.executors, seen, gather(known))


def of_one(**told: Any) -> Parts:
    """Two nodes of which the second is well, and the first as told."""
    actual = {**FRESH, **({ONE: told.pop("actual")} if "actual" in told else {})}
    wanted = {ONE: told.pop("wanted", desired()), TWO: desired()}
    return parts(TWO_NODES, actual, wanted, **told)


def quarantine(age: float) -> dict[str, str]:
    return {"status_degraded_since": written(age)}


def unready(state: str, **told: Any) -> Any:
    return readiness(worker(state, ready=False, **told))


BEGAN = {
    "stale": (of_one(actual=status(beat=95)), (moment(95), How.STALE)),
    "stale and empty": (of_one(actual=hollow_status(beat=95)), (moment(95), How.STALE)),
    "quarantined": (of_one(wanted=desired(params=quarantine(40))), (moment(40), How.FAILED)),
    "stale, then quarantined": (
        of_one(actual=status(beat=95), wanted=desired(params=quarantine(40))),
        (moment(95), How.FAILED),
    ),
    "probe failed": (of_one(readiness=unready("error", last_ready_at=written(70))), (moment(70), How.FAILED)),
    "probe being retried": (of_one(readiness=unready("retrying", last_ready_at=written(70))), (moment(70), How.FAILED)),
    "not ready": (of_one(readiness=unready("odd", last_ready_at=written(70))), (moment(70), How.FAILED)),
}


@pytest.mark.parametrize(("known", "expected"), BEGAN.values(), ids=BEGAN.keys())
def test_a_node_fails_since_the_earliest_time_that_the_wire_says(known: Parts, expected: tuple[Any, How]) -> None:
    [failure] = found(known)

    assert (failure.place, (failure.since, failure.how)) == ((NAME, ONE), expected)


def test_where_the_wire_says_no_time_it_is_since_the_executors_status_was_seen() -> None:
    known = parts(readiness=unready("error"))

    [failure] = found(known)

    assert (failure.since, failure.how) == (NOW, How.SEEN)


@pytest.mark.parametrize("told", [{}, {"last_ready_at": "soon"}])
def test_the_status_of_an_executor_that_serves_does_not_tell_since_when_one_of_its_nodes_fails(
    told: dict[str, str],
) -> None:
    assert found(of_one(readiness=unready("error", **told))) == []


NO_FAILURES = {
    "in order": parts(),
    "never used": parts(actual={}, wanted={}),
    "just dispatched": of_one(wanted=desired(4, age=5)),
    "dispatched, not claimed": parts(actual={}, wanted={ONE: desired(1, age=5)}),
    "drifting": of_one(wanted=desired(9)),
    "busy": of_one(actual=status("SERVING")),
    "empty but alive": of_one(actual=hollow_status()),
    "another word": of_one(actual=status("CODE_7")),
    "a leftover": parts({NAME: [TWO]}, {ONE: status(beat=95), TWO: status()}),
    "drained": of_one(capacity=capacity(loads=[load(ONE, accepting_traffic=False)])),
    "being checked": parts(readiness=unready("checking", last_ready_at=written(70))),
    "stopped on purpose": of_one(actual=status("STOPPED", beat=95)),
}


@pytest.mark.parametrize("known", NO_FAILURES.values(), ids=NO_FAILURES.keys())
def test_what_is_no_failure(known: Parts) -> None:
    assert found(known) == []


@pytest.mark.parametrize("known", [known for known, _ in BEGAN.values()], ids=BEGAN.keys())
def test_an_executor_with_a_failing_node_is_out_of_order(known: Parts) -> None:
    assert [each.name for each in out_of_order(fleet(known).executors)] == [NAME]


def test_an_executor_in_order_is_not_looked_at() -> None:
    assert out_of_order(fleet(parts()).executors) == []


def test_failures_come_earliest_first() -> None:
    known = parts(
        {"a": [ONE, TWO], "b": [ONE], "fresh": [ONE]},
        {
            f"{ONE}/a": status(beat=95),
            f"{TWO}/a": status(beat=60),
            f"{ONE}/b": status(beat=120),
            f"{ONE}/fresh": status(),
        },
    )

    assert [failure.place for failure in found(known)] == [("b", ONE), ("a", ONE), ("a", TWO)]


def emptied(*, ago: timedelta, state: Status = Status.STOPPED) -> list[Failure]:
    gone = executor("gone", rollup(status=state, node_count=0, accepting=0), emptied_at=NOW - ago)
    return emptied_executors([executor("well"), gone], NOW)


@pytest.mark.parametrize("state", [Status.STOPPED, Status.ERROR])
def test_an_executor_without_nodes_fails_since_the_last_one_went(state: Status) -> None:
    [failure] = emptied(ago=timedelta(seconds=50), state=state)

    assert (failure.place, failure.since, failure.how) == (("gone", ""), moment(50), How.EMPTIED)


def test_an_executor_that_has_been_without_nodes_for_long_is_no_news() -> None:
    assert emptied(ago=GONE_FOR)
    assert not emptied(ago=GONE_FOR + timedelta(seconds=1))


@pytest.mark.parametrize("state", [Status.STARTING, Status.UNKNOWN])
def test_an_executor_that_starts_or_is_not_known_has_not_failed(state: Status) -> None:
    assert not emptied(ago=timedelta(seconds=50), state=state)


def at(seconds: float, nodes: Iterable[str], before: Fleet | None = None, **told: Any) -> Fleet:
    """A gateway's fleet that many seconds after `NOW`, with some nodes of `NAME`."""
    known = parts({NAME: nodes}, dict.fromkeys(nodes, status()), **told)
    return fleet(replace(known, observed_at=NOW + timedelta(seconds=seconds)), before)


def emptied_after(seen: Fleet) -> float | None:
    """Seconds after `NOW` at which the last node was seen to go."""
    moment_of_it = seen.executors[0].emptied_at
    return None if moment_of_it is None else (moment_of_it - NOW).total_seconds()


def test_the_moment_when_the_last_node_goes_is_kept_until_there_is_a_node_again() -> None:
    full = at(0, [ONE])
    gone = at(10, [], full)
    later = at(3_000, [], gone)
    back = at(3_010, [ONE], later)

    assert [emptied_after(each) for each in (full, gone, later, back)] == [None, 10, 10, None]


def test_a_node_that_is_left_keeps_an_executor_from_being_empty() -> None:
    assert emptied_after(at(10, [TWO], at(0, [ONE, TWO]))) is None


def test_nobody_saw_when_an_executor_became_empty_that_was_so_from_the_start() -> None:
    first = at(0, [])

    assert emptied_after(first) is None
    assert emptied_after(at(10, [], first)) is None


@pytest.mark.parametrize("pause", [121, 9_000])
def test_nobody_saw_when_a_node_went_during_a_pause(pause: float) -> None:
    assert emptied_after(at(120, [], at(0, [ONE]))) == 120
    assert emptied_after(at(pause, [], at(0, [ONE]))) is None


def test_nobody_saw_when_a_node_went_while_the_list_was_old() -> None:
    assert emptied_after(at(10, [], at(0, [ONE], deployments_stale=True))) is None
    assert emptied_after(at(10, [], at(0, [ONE]), deployments_stale=True)) is None


def test_a_vanished_node_fails_since_it_was_listed_last() -> None:
    gone = at(50, [TWO], at(10, [TWO], at(0, [ONE, TWO])))

    [failure] = failing_nodes([], gone, gather(parts()))

    assert (failure.place, failure.since, failure.how, failure.gone) == ((NAME, ONE), NOW, How.VANISHED, True)


def test_a_vanished_node_of_an_executor_that_is_not_known_any_more_is_left_out() -> None:
    gone = at(50, [TWO], at(10, [TWO], at(0, [ONE, TWO])))
    elsewhere = fleet(parts({}, {}, {}, deployments=Deployments({}, unreadable=1)), gone)

    assert elsewhere.vanished == gone.vanished
    assert failing_nodes([], elsewhere, gather(parts())) == []
