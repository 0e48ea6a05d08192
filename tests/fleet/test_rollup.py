"""What the nodes of an executor add up to, by the long way and by the short cut."""

import pytest
from hypothesis import given, settings
from msgspec import structs

from lib.fleet import capacity, rollup
from lib.fleet.evidence import gather
from lib.fleet.model import Activity, RollUp, Status, Verdict
from lib.fleet.nodes import NodeBuilder
from lib.fleet.parts import Parts
from lib.fleet.rollup import OrdinaryRollUps
from lib.fleet.times import Moments
from lib.gateway.wire import DesiredDocument
from tests.fleet.documents import (
    NAME,
    NOW,
    ONE,
    RULES,
    THREE,
    TWO,
    desired,
    executor,
    fleet,
    hollow_desired,
    hollow_status,
    load,
    moment,
    parts,
    readiness,
    status,
    worker,
    written,
)
from tests.fleet.documents import capacity as slots_answer
from tests.fleet.random_fleets import gateways

QUICK = settings(derandomize=True, max_examples=200, deadline=None)
QUICKER = settings(QUICK, max_examples=75)


def short_cut(known: Parts, name: str = NAME) -> RollUp | None:
    return OrdinaryRollUps(gather(known), known, RULES, Moments(NOW)).of(name)


def long_way(known: Parts, name: str = NAME) -> RollUp:
    evidence = gather(known)
    nodes = NodeBuilder(evidence, known, RULES, Moments(NOW)).nodes_of(name)
    return rollup.of_nodes(nodes, known, listed=name in evidence.listed)


@given(gateways())
@QUICK
def test_the_short_cut_gives_the_same_roll_up_as_the_long_way(known: Parts) -> None:
    for name in gather(known).executors():
        short = short_cut(known, name)
        if short is not None:
            assert structs.asdict(short) == structs.asdict(long_way(known, name))


@given(gateways())
@QUICKER
def test_slots_are_the_same_whichever_way_their_executor_was_summed_up(known: Parts) -> None:
    assembled = fleet(known)
    answer = known.capacity

    assert answer is not None
    held = {row.name: capacity.places(assembled.nodes_of(row.name)) for row in assembled.slots}
    if not known.status_stale and assembled.frozen_since is None:
        assert {row.name: row for row in assembled.slots} == capacity.slots_by_executor(answer, held)


TWO_NODES = {NAME: [ONE, TWO]}
BOTH = {ONE: status("SERVING", epoch=3, owner="b"), TWO: status(epoch=7, owner="a", beat=9)}
WANTED = {ONE: desired(3, age=500), TWO: desired(7, age=400)}
IN_ORDER = parts(TWO_NODES, BOTH, WANTED)


def test_an_executor_in_order_takes_the_short_cut() -> None:
    assert short_cut(IN_ORDER) == RollUp(
        status=Status.SERVING,
        was=None,
        was_activity=Activity.NONE,
        reason="1 busy, 1 ready",
        activity=Activity.BUSY,
        accepting=2,
        verdict=Verdict.MATCH,
        verdict_reason="epochs 3–7",
        node_count=2,
        fresh=2,
        silent=0,
        hollow=0,
        skewed=0,
        owners=("a", "b"),
        epochs=(3, 7),
        updated_at=moment(60),
        heartbeat_at=moment(1),
        oldest_heartbeat_at=moment(9),
        desired=executor(IN_ORDER).rollup.desired,
        desired_epochs=(3, 7),
    )


def test_workers_that_are_ready_leave_the_short_cut_open() -> None:
    one, other = worker("ready", ready=True), worker("ready", TWO, ready=True)

    assert short_cut(parts(TWO_NODES, BOTH, WANTED, readiness=readiness(one))) == short_cut(IN_ORDER)
    assert short_cut(parts(TWO_NODES, BOTH, WANTED, readiness=readiness(one, other))) == short_cut(IN_ORDER)


ODDITIES = {
    "a stale heartbeat": parts(TWO_NODES, {**BOTH, TWO: status(epoch=7, beat=95)}, WANTED),
    "a clock ahead": parts(TWO_NODES, {**BOTH, TWO: status(epoch=7, beat=-60)}, WANTED),
    "no heartbeat": parts(TWO_NODES, {**BOTH, TWO: status(epoch=7, heartbeat_at=None)}, WANTED),
    "a hollow status": parts(TWO_NODES, {**BOTH, TWO: hollow_status()}, WANTED),
    "a hollow desired": parts(TWO_NODES, BOTH, {**WANTED, TWO: hollow_desired()}),
    "epochs that differ": parts(TWO_NODES, BOTH, {**WANTED, TWO: desired(8)}),
    "a quarantine": parts(TWO_NODES, BOTH, {**WANTED, TWO: desired(7, params={"status_degraded_since": "x"})}),
    "a word of the page": parts(TWO_NODES, {**BOTH, TWO: status("STOPPED", epoch=7)}, WANTED),
    "a code": parts(TWO_NODES, {**BOTH, TWO: status("CODE_7", epoch=7)}, WANTED),
    "a node without status": parts(TWO_NODES, {ONE: BOTH[ONE]}, WANTED),
    "a node without desired": parts(TWO_NODES, BOTH, {ONE: WANTED[ONE]}),
    "a node that is not registered": parts({NAME: [ONE]}, BOTH, WANTED),
    "a drained node": parts(TWO_NODES, BOTH, WANTED, capacity=slots_answer(loads=[load(ONE, accepting_traffic=False)])),
    "a worker being checked": parts(TWO_NODES, BOTH, WANTED, readiness=readiness(worker("checking"))),
    "a worker that is not ready": parts(TWO_NODES, BOTH, WANTED, readiness=readiness(worker("x", ready=False))),
    "a worker elsewhere": parts(TWO_NODES, BOTH, WANTED, readiness=readiness(worker("ready", THREE))),
    "an old status": parts(TWO_NODES, BOTH, WANTED, status_stale=True),
    "an old list": parts(TWO_NODES, BOTH, WANTED, deployments_stale=True),
    "no list": parts(TWO_NODES, BOTH, WANTED, deployments=None),
    "no status": parts(TWO_NODES, status=None),
}


@pytest.mark.parametrize("known", ODDITIES.values(), ids=ODDITIES.keys())
def test_an_executor_with_something_odd_goes_the_long_way(known: Parts) -> None:
    assert short_cut(known) is None


def test_only_registered_nodes_are_counted() -> None:
    never_used = "10.0.0.4:7101", "10.0.0.5:7101"
    known = parts({NAME: [ONE, *never_used]}, {ONE: status(), THREE: status(beat=95)}, {THREE: desired()})

    rolled = executor(known).rollup

    assert (rolled.node_count, rolled.fresh, rolled.silent, rolled.accepting) == (3, 1, 2, 1)
    assert (rolled.heartbeat_at, rolled.oldest_heartbeat_at) == (moment(1), moment(95))


def test_epochs_are_the_lowest_and_the_highest_and_an_update_the_newest() -> None:
    nodes = {
        ONE: status(epoch=7, updated_at=written(60)),
        TWO: status(epoch=4, updated_at=written(40)),
        THREE: status(epoch=9),
    }

    rolled = executor(parts({NAME: nodes}, nodes, {ONE: desired(7), TWO: desired(5), THREE: desired(2)})).rollup

    assert (rolled.epochs, rolled.desired_epochs, rolled.updated_at) == ((4, 9), (2, 7), moment(40))


def test_hollow_documents_lend_no_epoch_owner_or_update() -> None:
    known = parts(TWO_NODES, {ONE: hollow_status(), TWO: status(epoch=7, owner="a")}, {ONE: hollow_desired()})

    rolled = executor(known).rollup

    assert (rolled.hollow, rolled.epochs, rolled.owners) == (1, (7, 7), ("a",))
    assert (rolled.updated_at, rolled.desired_epochs) == (moment(60), None)


def test_nodes_without_documents_have_no_epochs_or_times() -> None:
    rolled = executor(parts(TWO_NODES, {}, {})).rollup

    assert (rolled.epochs, rolled.updated_at, rolled.heartbeat_at, rolled.oldest_heartbeat_at) == (None,) * 4
    assert (rolled.desired, rolled.desired_epochs, rolled.owners) == (None, None, ())


def test_nodes_with_clocks_ahead_are_counted() -> None:
    known = parts(TWO_NODES, {ONE: status(beat=-60), TWO: status(beat=-5)}, {})

    assert executor(known).rollup.skewed == 1


@pytest.mark.parametrize(
    ("wanted", "shown_age"),
    [
        ({ONE: desired(age=400), TWO: desired(age=300)}, 300),
        ({ONE: desired(9, age=400), TWO: desired(age=300)}, 400),
        ({ONE: desired(9, age=5), TWO: desired(9, age=300)}, 300),
    ],
)
def test_the_desired_state_to_show_is_of_the_worst_verdict_then_the_newest(
    wanted: dict[str, DesiredDocument], shown_age: float
) -> None:
    shown = executor(parts(TWO_NODES, {ONE: status(), TWO: status()}, wanted)).rollup.desired

    assert shown is not None
    assert shown.updated_at == moment(shown_age)


@pytest.mark.parametrize("status_now", [Status.SERVING, Status.ERROR])
def test_what_is_known_now_is_not_overlaid_with_what_was(status_now: Status) -> None:
    now = structs.replace(long_way(IN_ORDER), status=status_now)
    past = structs.replace(now, status=Status.STOPPED)

    assert rollup.beside_past(now, past) is now


def test_a_status_that_is_no_longer_known_says_what_it_was() -> None:
    past = long_way(IN_ORDER)
    now = structs.replace(past, status=Status.UNKNOWN, activity=Activity.NONE)

    beside = rollup.beside_past(now, past)

    assert (beside.status, beside.was, beside.was_activity) == (Status.UNKNOWN, Status.SERVING, Activity.BUSY)


def test_a_status_that_never_was_known_was_nothing() -> None:
    unknown = structs.replace(long_way(IN_ORDER), status=Status.UNKNOWN)

    assert rollup.beside_past(unknown, unknown).was is None
