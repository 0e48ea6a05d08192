import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from lib.feed.reading import Reading, Snapshot
from lib.feed.schedule import Schedule
from lib.fleet.current import Fleets, View, parts
from lib.fleet.history import StatusChange, changes
from lib.fleet.listing import Listing
from lib.fleet.model import Status
from lib.fleet.spans import Outage
from lib.gateway.config import Gateway
from lib.gateway.errors import ServerFailed
from lib.gateway.routes import Kind
from lib.gateway.wire import Deployments
from tests.fleet.documents import (
    NAME,
    NOW,
    ONE,
    RULES,
    TWO,
    by_key,
    capacity,
    desired,
    listing,
    readiness,
    slot,
    status,
    worker,
)
from tests.fleet.documents import parts as documents

GATEWAY = Gateway(id="us-east", url="http://us-east.example:8080")
SCHEDULE = Schedule(intervals=dict.fromkeys(Kind, 10.0))
TAKEN = 1000.0
STALE, FRESH = 31.0, 1.0

RESTS_ON = pytest.mark.parametrize("kind", [Kind.EXECUTORS, Kind.STATUS, Kind.CAPACITY, Kind.READINESS])

_told = documents()
ANSWERS: dict[Kind, Any] = {
    Kind.EXECUTORS: _told.deployments,
    Kind.STATUS: _told.status,
    Kind.CAPACITY: capacity(slot(capacity=2, used=1, available=1)),
    Kind.READINESS: readiness(worker("ready", ready=True)),
}


def reading(kind: Kind, age: float = FRESH, value: object = None) -> Reading:
    """A good answer that is so many seconds old."""
    return Reading(kind).succeeded(
        ANSWERS[kind] if value is None else value,
        at=NOW - timedelta(seconds=age),
        monotonic=TAKEN - age,
        took=0.1,
        due=TAKEN,
    )


def snapshot(*changed: Reading, gateway: Gateway = GATEWAY) -> Snapshot:
    """All answers, fresh unless changed."""
    readings = {kind: reading(kind) for kind in ANSWERS} | {each.kind: each for each in changed}
    return Snapshot(gateway, readings, version=1, taken=TAKEN, taken_at=NOW, schedule=SCHEDULE)


def nothing_read(gateway: Gateway = GATEWAY) -> Snapshot:
    return Snapshot(gateway, {}, version=1, taken=TAKEN, taken_at=NOW, schedule=SCHEDULE)


@pytest.fixture
def fleets() -> Fleets:
    return Fleets(RULES)


def side_by_side(count: int, ask: Callable[[], View]) -> list[View]:
    """What threads get that ask at the same time."""
    together = threading.Barrier(count)

    def begin(_number: int) -> View:
        together.wait(20)
        return ask()

    with ThreadPoolExecutor(count) as threads:
        return list(threads.map(begin, range(count)))


def test_nothing_changed_gives_the_same_view(fleets: Fleets) -> None:
    view = fleets.view(snapshot())
    assert fleets.view(replace(snapshot(), version=2, taken=TAKEN + 1)) is view


def test_threads_that_ask_at_once_share_one_view(fleets: Fleets) -> None:
    seen = snapshot()
    views = side_by_side(8, lambda: fleets.view(seen))
    assert {id(view) for view in views} == {id(fleets.view(seen))}


@RESTS_ON
def test_a_new_answer_of_any_part_gives_a_new_view(fleets: Fleets, kind: Kind) -> None:
    view = fleets.view(snapshot(reading(kind, age=2)))
    assert fleets.view(snapshot(reading(kind, age=1))) is not view


@RESTS_ON
def test_a_part_that_grows_stale_gives_a_new_view(fleets: Fleets, kind: Kind) -> None:
    fresh = snapshot(reading(kind, age=29))
    later = replace(fresh, taken=TAKEN + 3)
    assert not fresh.is_stale(kind)
    assert later.is_stale(kind)
    assert fleets.view(later) is not fleets.view(fresh)


def test_a_failure_that_leaves_the_answers_as_they_are_keeps_the_view(fleets: Fleets) -> None:
    view = fleets.view(snapshot())
    failed = reading(Kind.STATUS).failed(ServerFailed(503), at=NOW, due=TAKEN)
    assert fleets.view(snapshot(failed)) is view


def test_a_reading_that_no_fleet_rests_on_keeps_the_view(fleets: Fleets) -> None:
    view = fleets.view(snapshot())
    health = Reading(Kind.HEALTH).succeeded("up", at=NOW, monotonic=TAKEN, took=0.1, due=TAKEN)
    assert fleets.view(snapshot(health)) is view


def test_the_tables_are_those_of_the_fleet(fleets: Fleets) -> None:
    view = fleets.view(snapshot())
    assert view.tables.executors["executor"].to_list() == [each.name for each in view.fleet.executors] == [NAME]
    assert view.tables.holders["slots_used"].to_list() == [1]


def since(view: View) -> Any:
    return view.fleet.executors[0].status_since


def test_the_next_fleet_remembers_since_when_a_status_has_been_seen(fleets: Fleets) -> None:
    first = since(fleets.view(snapshot(reading(Kind.STATUS, age=20))))
    assert since(fleets.view(snapshot(reading(Kind.STATUS, age=5)))) == first == NOW - timedelta(seconds=20)


def test_a_status_that_changed_is_seen_since_the_reading_that_changed_it(fleets: Fleets) -> None:
    fleets.view(snapshot(reading(Kind.STATUS, age=20)))
    unwell = replace(
        snapshot(), readings={**snapshot().readings, Kind.EXECUTORS: reading(Kind.EXECUTORS, value=listing({NAME: []}))}
    )
    assert since(fleets.view(unwell)) == NOW - timedelta(seconds=FRESH)


@pytest.mark.parametrize(
    "other",
    [
        Gateway(id="us-east", url="http://elsewhere.example:8080"),
        Gateway.model_validate({"id": "us-east", "url": GATEWAY.url, "token": "mas_another"}),
    ],
    ids=["url", "token"],
)
def test_another_gateway_under_the_same_id_begins_without_history(fleets: Fleets, other: Gateway) -> None:
    fleets.view(snapshot(reading(Kind.STATUS, age=20)))
    assert since(fleets.view(snapshot(reading(Kind.STATUS, age=5), gateway=other))) == NOW - timedelta(seconds=5)


def changed_word(view: View) -> list[Any]:
    return [change.after for change in changes(view.history, NAME) if isinstance(change, StatusChange)]


def test_a_view_remembers_what_changed_up_to_it(fleets: Fleets) -> None:
    fleets.view(snapshot(reading(Kind.STATUS, age=20)))
    view = fleets.view(snapshot(reading(Kind.STATUS, age=10, value=replace_status(beat=95))))
    assert changed_word(view) == [Status.ERROR]
    assert changed_word(fleets.view(snapshot(reading(Kind.STATUS, age=1)))) == [Status.SERVING, Status.ERROR]


def test_another_gateway_under_the_same_id_remembers_nothing_of_the_one_before(fleets: Fleets) -> None:
    fleets.view(snapshot(reading(Kind.EXECUTORS, age=20, value=listing({NAME: [ONE, TWO]}))))
    view = fleets.view(snapshot(gateway=Gateway(id="us-east", url="http://elsewhere.example:8080")))
    assert view.history.timeline.spans[0].begin == NOW - timedelta(seconds=FRESH)
    assert view.fleet.listing == Listing({NAME: frozenset({ONE})}, NOW - timedelta(seconds=FRESH))


def failed(kind: Kind, age: float, *, since: float, until: float) -> Reading:
    """A reading of that age whose refreshes have failed since."""
    good = reading(kind, age)
    for ago in (since, until):
        good = good.failed(ServerFailed(503), at=NOW - timedelta(seconds=ago), due=TAKEN)
    return good


@pytest.mark.parametrize("kind", [Kind.STATUS, Kind.EXECUTORS])
def test_a_reading_that_fails_until_it_is_stale_is_remembered_with_each_further_try(fleets: Fleets, kind: Kind) -> None:
    fleets.view(snapshot(reading(kind, age=35)))
    stale = fleets.view(snapshot(failed(kind, 35, since=30, until=10)))
    later = fleets.view(snapshot(failed(kind, 35, since=30, until=0)))
    assert stale.history.timeline.outages == (Outage(NOW - timedelta(seconds=30), NOW - timedelta(seconds=10)),)
    assert later.history.timeline.outages == (Outage(NOW - timedelta(seconds=30), NOW),)
    assert (later.fleet, later.tables) == (stale.fleet, stale.tables)
    assert fleets.view(snapshot(failed(kind, 35, since=30, until=0))) is later


def test_a_stale_reading_that_nobody_made_anew_is_no_outage(fleets: Fleets) -> None:
    assert fleets.view(snapshot(reading(Kind.STATUS, STALE))).history.timeline.outages == ()


def test_a_history_knows_the_pace_of_the_readings(fleets: Fleets) -> None:
    seconds = [each.total_seconds() for each in fleets.view(snapshot()).history.pace]
    assert seconds == [SCHEDULE.stale_after(Kind.STATUS), SCHEDULE.backoff_max, RULES.settling]


def test_gateways_do_not_share_views(fleets: Fleets) -> None:
    other = Gateway(id="eu-west", url="http://eu-west.example:8080")
    view = fleets.view(snapshot())
    assert fleets.view(snapshot(gateway=other)).fleet.gateway_id == "eu-west"
    assert fleets.view(snapshot()) is view


def test_a_gateway_that_was_never_read_has_an_empty_fleet_of_which_nothing_is_known(fleets: Fleets) -> None:
    known = fleets.view(nothing_read()).fleet
    assert (known.executors, known.capacity, known.observed_at) == ((), None, NOW)
    assert known.counts.executors is None


def test_the_documents_are_those_of_the_readings() -> None:
    made = parts(snapshot())
    assert (made.deployments, made.status, made.capacity, made.readiness) == tuple(ANSWERS.values())
    assert (made.gateway_id, made.observed_at) == ("us-east", NOW - timedelta(seconds=FRESH))


@pytest.mark.parametrize(
    ("kind", "flag"),
    [
        (Kind.EXECUTORS, "deployments_stale"),
        (Kind.STATUS, "status_stale"),
        (Kind.CAPACITY, "capacity_stale"),
    ],
)
def test_a_stale_document_is_kept_and_said_to_be_stale(kind: Kind, flag: str) -> None:
    made = parts(snapshot(reading(kind, age=STALE)))
    flags = {name: getattr(made, name) for name in ("deployments_stale", "status_stale", "capacity_stale")}
    assert flags == {**dict.fromkeys(flags, False), flag: True}
    assert None not in (made.deployments, made.status, made.capacity)


def test_what_was_never_read_is_no_document_and_no_fact() -> None:
    made = parts(nothing_read())
    assert (made.deployments, made.status, made.capacity, made.readiness) == (None,) * 4
    assert (made.deployments_stale, made.status_stale, made.capacity_stale) == (True,) * 3


def test_the_gateways_own_checks_count_only_while_they_are_fresh(fleets: Fleets) -> None:
    failing = readiness(worker("error", ready=False))
    assert parts(snapshot(reading(Kind.READINESS, STALE, failing))).readiness is None
    assert (
        fleets.view(snapshot(reading(Kind.READINESS, FRESH, failing))).fleet.executors[0].rollup.status is Status.ERROR
    )
    assert (
        fleets.view(snapshot(reading(Kind.READINESS, STALE, failing))).fleet.executors[0].rollup.status
        is Status.SERVING
    )


def test_an_answer_of_another_type_is_no_document() -> None:
    assert parts(snapshot(reading(Kind.EXECUTORS, value="odd"))).deployments is None


@pytest.mark.parametrize(
    ("ages", "observed"),
    [
        ({Kind.STATUS: 5.0, Kind.EXECUTORS: 2.0, Kind.CAPACITY: 1.0}, 5.0),
        ({Kind.EXECUTORS: 2.0, Kind.CAPACITY: 1.0}, 2.0),
        ({Kind.CAPACITY: 1.0}, 1.0),
    ],
)
def test_a_fleet_is_observed_when_its_status_was_read_else_another_part(
    ages: dict[Kind, float], observed: float
) -> None:
    seen = replace(snapshot(), readings={kind: reading(kind, age) for kind, age in ages.items()})
    assert parts(seen).observed_at == NOW - timedelta(seconds=observed)
    assert parts(seen).listed_at == NOW - timedelta(seconds=ages.get(Kind.EXECUTORS, observed))


def test_heartbeats_are_judged_at_the_reading_and_do_not_age_with_the_viewer(fleets: Fleets) -> None:
    beats = reading(Kind.STATUS, 20, replace_status(beat=21))
    known = fleets.view(replace(snapshot(beats), taken=TAKEN + 9)).fleet
    assert known.executors[0].rollup.fresh == 1


def replace_status(beat: float) -> Any:
    """A status answer whose heartbeat was so many seconds old at `NOW`."""
    return type(ANSWERS[Kind.STATUS])(by_key({ONE: status(beat=beat)}), by_key({ONE: desired()}))


def test_the_nodes_of_a_view_are_those_of_its_documents(fleets: Fleets) -> None:
    two: Deployments = listing({NAME: [ONE, TWO]})
    view = fleets.view(snapshot(reading(Kind.EXECUTORS, value=two)))
    assert [node.address for node in view.fleet.nodes_of(NAME)] == [ONE, TWO]
