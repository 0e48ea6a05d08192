"""Random gateways: mostly in order, with something odd here and there."""

from functools import cache
from typing import NamedTuple

from hypothesis import strategies as st

from lib.fleet.parts import Parts
from lib.gateway.wire import DesiredDocument, NodeLoad, Readiness, StatusDocument, WorkerServer
from tests.fleet.documents import (
    NOW,
    ONE,
    THREE,
    TWO,
    capacity,
    desired,
    hollow_desired,
    hollow_status,
    listing,
    load,
    parts,
    slot,
    status,
)

NAMES = ("a", "b", "c")


class _Node(NamedTuple):
    """What a gateway says of one node; None for what it does not say."""

    address: str
    listed: bool
    actual: StatusDocument | None
    wanted: DesiredDocument | None
    load: NodeLoad | None
    worker: WorkerServer | None


_beats = st.sampled_from([0, 1, 1.5, 29, 30])
_odd_beats = st.sampled_from([-60, -5.5, -5, 30.5, 95])
_ages = st.sampled_from([600, 600, 300, 30, 5, 0])
_epochs = st.sampled_from([1, 3, 7])
_words = st.sampled_from(["SERVING", "NOT_SERVING"])
_odd_words = st.sampled_from(["serving", "SERVICE_UNKNOWN", "UNKNOWN", "CODE_7", "Stopped", "ERROR", "", None])
_owners = st.sampled_from(["rep-0", "rep-1", "", None])
_times = st.sampled_from(["", "soon", "2026-03-01T11:59:00", "2026-03-01T11:59:00.5+00:00", None])
_params = st.sampled_from(
    [{}, {"misses": 2}, {"status_degraded_since": None}, {"status_degraded_since": "11:58"}, None]
)


@cache
def _ordinary_actual(epoch: int) -> st.SearchStrategy[StatusDocument]:
    return st.builds(status, _words, epoch=st.just(epoch), beat=_beats, owner=_owners)


@cache
def _odd_actual(epoch: int) -> st.SearchStrategy[StatusDocument | None]:
    return st.one_of(
        st.none(),
        st.builds(hollow_status, beat=st.one_of(_beats, _odd_beats)),
        st.builds(status, _odd_words, epoch=st.just(epoch), beat=_beats),
        st.builds(status, _words, epoch=st.sampled_from([0, epoch, epoch + 1]), beat=st.one_of(_beats, _odd_beats)),
        st.builds(status, _words, epoch=st.just(epoch), heartbeat_at=_times, updated_at=_times),
    )


@cache
def _ordinary_wanted(epoch: int) -> st.SearchStrategy[DesiredDocument]:
    return st.builds(desired, st.just(epoch), age=_ages)


@cache
def _odd_wanted(epoch: int) -> st.SearchStrategy[DesiredDocument | None]:
    return st.one_of(
        st.none(),
        st.builds(hollow_desired, age=_ages),
        st.builds(desired, st.sampled_from([0, epoch, epoch + 2]), age=_ages, params=_params),
        st.builds(desired, st.just(epoch), updated_at=_times),
    )


@cache
def _loads(name: str, address: str, *, odd: bool) -> st.SearchStrategy[NodeLoad | None]:
    accepting = st.sampled_from([True, None, False] if odd else [True, None])
    sizes = st.sampled_from([2, 2, 3, None])
    return st.none() | st.builds(
        load, st.just(address), st.just(name), slot_capacity=sizes, slot_available=sizes, accepting_traffic=accepting
    )


@cache
def _workers(name: str, address: str) -> st.SearchStrategy[WorkerServer]:
    states = st.sampled_from(["ready", "checking", "retrying", "error", "unready", None])
    return st.builds(
        WorkerServer,
        address=st.just(address),
        state=states,
        ready=st.sampled_from([True, False, None]),
        executors=st.just([name]),
    )


@cache
@st.composite
def _nodes(draw: st.DrawFn, name: str, address: str, *, odd: bool) -> _Node:
    epoch = draw(_epochs)
    loads = draw(_loads(name, address, odd=odd))
    actual, wanted = _ordinary_actual(epoch), _ordinary_wanted(epoch)
    if not odd:
        return _Node(address, listed=True, actual=draw(actual), wanted=draw(wanted), load=loads, worker=None)
    return _Node(
        address,
        listed=draw(st.sampled_from([True, True, False])),
        actual=draw(actual | _odd_actual(epoch)),
        wanted=draw(wanted | _odd_wanted(epoch)),
        load=loads,
        worker=draw(st.none() | _workers(name, address)),
    )


@cache
@st.composite
def _executors(draw: st.DrawFn, name: str) -> list[_Node]:
    addresses = draw(st.lists(st.sampled_from([ONE, TWO, THREE]), unique=True, min_size=1))
    oddities = st.sampled_from([False, False, False, True])
    return [draw(_nodes(name, address, odd=draw(oddities))) for address in addresses]


@st.composite
def gateways(draw: st.DrawFn) -> Parts:
    """Documents of a gateway with up to three executors of up to three nodes, observed at `NOW`."""
    names = draw(st.lists(st.sampled_from(NAMES), unique=True, min_size=1))
    told = {name: draw(_executors(name)) for name in names}
    nodes = [(name, node) for name, of_name in told.items() for node in of_name]
    rows = [slot(name, capacity=draw(st.sampled_from([0, 4, 5, 6])), used=1, available=3) for name in names]
    loads = [node.load for _, node in nodes if node.load]
    workers = [node.worker for _, node in nodes if node.worker]
    return parts(
        actual={f"{node.address}/{name}": node.actual for name, node in nodes if node.actual},
        wanted={f"{node.address}/{name}": node.wanted for name, node in nodes if node.wanted},
        deployments=listing(
            {name: [node.address for node in of_name if node.listed] for name, of_name in told.items()}
        ),
        deployments_stale=draw(st.sampled_from([False] * 9 + [True])),
        status_stale=draw(st.sampled_from([False] * 9 + [True])),
        capacity=capacity(*rows, loads=draw(st.sampled_from([loads, None]))),
        readiness=Readiness(gateways=workers) if workers else None,
        observed_at=NOW,
    )
